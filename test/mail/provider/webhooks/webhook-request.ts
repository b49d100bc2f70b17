/** Requests as providers make them, and what comes of them at an adapter. */
import type { ProviderEvent, WebhookAdapter, WebhookRequest } from '../../../../domain/provider-event.ts';

export const now = '2026-11-22T10:00:00.000Z';
export const messageId = '6f1c0a52-6d0e-4c53-9a5f-0d9b7f3c1a11';

interface Parts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** A body that is no text is sent as JSON. */
export function webhookRequest(body: unknown, { headers = {}, query = {} }: Parts = {}): WebhookRequest {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
  return {
    method: 'POST',
    headers: new Map(Object.entries({ 'content-type': 'application/json', ...headers })),
    query: new Map(Object.entries(query)),
    body: bytes,
  };
}

/** @throws when the adapter calls the request malformed */
export function eventsOf(adapter: WebhookAdapter, request: WebhookRequest): readonly ProviderEvent[] {
  const reading = adapter.parse(request, now);
  if (reading.kind === 'malformed') throw new Error(reading.why);
  return reading.events;
}

/** @throws unless there is exactly one event */
export function eventOf(adapter: WebhookAdapter, request: WebhookRequest): ProviderEvent {
  const [event, ...others] = eventsOf(adapter, request);
  if (event === undefined || others.length > 0) throw new Error(`${others.length + 1} events`);
  return event;
}

/** Kind, class and rule: what somebody acts on. Which rule judged a reply is the affair of those rules. */
export const verdictOf = ({ kind, report }: ProviderEvent): string =>
  [kind, report?.class, report?.hard ? 'dead' : null, report?.rule.replace(/, .*/, ' by its words')]
    .filter(Boolean)
    .join(' | ');

/** `ok`, or why not. */
export async function verificationOf(adapter: WebhookAdapter, request: WebhookRequest, at = now): Promise<string> {
  const verification = await adapter.verify(request, at);
  return verification.kind === 'ok' ? 'ok' : `${verification.kind}: ${verification.why}`;
}

const boundary = 'xYzZY';

/** The type and the body of a form with a mail in it. */
export function multipart(fields: Readonly<Record<string, string | Uint8Array>>) {
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
  );
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
