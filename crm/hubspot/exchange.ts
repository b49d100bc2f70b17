/** One HTTP request and its answer, whatever it is. Follows no redirect, reads no more than allowed, tries nothing twice. */
import type { HubspotLimits } from './settings.ts';
import type { Time } from './time.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Headers;
      /** The fields of the JSON object that came; none when it was something else, which only an error can be. */
      readonly fields: Readonly<Record<string, unknown>>;
    }
  /** No whole answer came; what was asked may have been done. `why` names no address and no value. */
  | { readonly kind: 'silent'; readonly why: string };

/** Never throws for what the network or the other side does. */
export async function exchange(request: HttpRequest, limits: HubspotLimits, time: Time): Promise<Exchange> {
  const deadline = time.deadline(limits.answerMs);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      // A token goes to the host of the settings and nowhere else.
      redirect: 'manual',
      signal: deadline.signal,
    });
    const text = await textOf(response, limits.answerBytes);
    if (text === null) return { kind: 'silent', why: 'the answer was larger than allowed' };
    const { status, headers, ok } = response;
    const fields = fieldsOf(text);
    // Something between HubSpot and us has answered in its place: nothing says what was done.
    if (fields === null && ok) return { kind: 'silent', why: `the answer (${status}) was no JSON` };
    return { kind: 'answered', status, headers, fields: fields ?? {} };
  } catch (error) {
    return { kind: 'silent', why: deadline.signal.aborted ? 'no answer in time' : networkCode(error) };
  } finally {
    deadline.clear();
  }
}

/** Null when there is more of it than allowed. */
async function textOf(response: Response, mostBytes: number): Promise<string | null> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Null when it is no JSON object. */
function fieldsOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** `fetch` hides what went wrong in the cause; its words may name addresses, its code does not. */
function networkCode(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed';
}
