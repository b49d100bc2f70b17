/** Comparing what a request gives as its proof with what it should be. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { WebhookVerification } from '../../../domain/provider-event.ts';

export const verified: WebhookVerification = { kind: 'ok' };
export const refused = (why: string): WebhookVerification => ({ kind: 'refused', why });

const hashed = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes as long whether they are alike or not, and whatever their lengths. */
export const sameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(hashed(given), hashed(expected));

/** The log-in of HTTP Basic (RFC 7617); null when there is none. */
export function basicLogin(authorization: string | undefined): string | null {
  const [, base64] = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization ?? '') ?? [];
  return base64 === undefined ? null : Buffer.from(base64, 'base64').toString('utf8');
}
