/** What a receiver answered to a webhook: its body, as far as it is JSON of a size that can be kept, and its pause. */
import type { IncomingMessage } from 'node:http';

const mostBytes = 64 * 1024;
/** Deeper than anything that conditions can ask for. */
const deepest = 32;

export interface ReadAnswer {
  /** Its JSON; null when it is none, is larger than 64 KB, or nests deeper than anybody writes. */
  readonly body: unknown;
  /** There was more of a body than is read. */
  readonly cut: boolean;
}

/** Rejects when the connection breaks before the end. */
export async function readAnswer(response: IncomingMessage): Promise<ReadAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early ends the connection.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return { body: null, cut: true };
    chunks.push(chunk);
  }
  const isJson = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(response.headers['content-type'] ?? '');
  return { body: isJson ? parsed(Buffer.concat(chunks).toString('utf8')) : null, cut: false };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value, deepest) ? value : null;
  } catch {
    return null;
  }
}

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1)));

/** The pause that `Retry-After` asks for (RFC 9110 §10.2.3), in milliseconds; null when it asks for none. */
export function retryAfterMs({ headers }: Pick<IncomingMessage, 'headers'>, nowMs: number): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
