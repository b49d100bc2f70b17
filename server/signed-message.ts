/**
 * Whether a request is a message of Standard Webhooks (https://www.standardwebhooks.com, "Signature scheme") from somebody who knows one of
 * the secrets. What is signed is reckoned by the library that signs ours; its `verify` asks the machine for the time, and this
 * does not.
 */
import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { type Instant, msOf } from '../domain/instant.ts';
import type { Secret } from '../domain/secret.ts';

/** "Webhook timestamps … within some allowable tolerance": as the libraries have it. */
const toleranceMs = 5 * 60_000;
/** While secrets are changed there are a few; each is compared with each. */
const mostSignatures = 20;

/** `why` is for the log: it holds nothing of the request. */
export type HeadCheck =
  | { readonly kind: 'fit'; readonly id: string; readonly timestamp: Date; readonly signatures: readonly string[] }
  | { readonly kind: 'unfit'; readonly why: string };

/** What the headers alone say, before anything of the body is read. */
export function checkHead(header: (name: string) => string | undefined, now: Instant): HeadCheck {
  const [id, seconds, signed] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => header(name));
  if (!id || !seconds || !signed) return { kind: 'unfit', why: 'a header of Standard Webhooks is missing' };
  if (!/^[\x21-\x7e]{1,200}$/.test(id)) return { kind: 'unfit', why: 'the id is too long, or not plain' };
  // As it is written, so it is signed: without zeros in front.
  if (!/^[1-9]\d{0,10}$/.test(seconds)) return { kind: 'unfit', why: 'the timestamp is none' };
  const timestamp = new Date(Number(seconds) * 1000);
  if (Math.abs(timestamp.getTime() - msOf(now)) > toleranceMs) {
    return { kind: 'unfit', why: 'the timestamp is more than five minutes off' };
  }
  return { kind: 'fit', id, timestamp, signatures: signed.split(' ').slice(0, mostSignatures) };
}

/** The text that is signed by one of the secrets; null when none of the signatures fits. */
export function signedText(
  { id, timestamp, signatures }: Extract<HeadCheck, { readonly kind: 'fit' }>,
  body: Uint8Array,
  secrets: readonly Secret[],
): string | null {
  const text = textOf(body);
  if (text === null) return null;
  const wanted = secrets.map((secret) => new Webhook(secret.reveal()).sign(id, timestamp, text));
  return wanted.some((one) => signatures.some((given) => isSame(one, given))) ? text : null;
}

/** Null when other bytes would make the same text. */
function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

/** In constant time for what has the right length, which is no secret. */
function isSame(wanted: string, given: string): boolean {
  const [one, other] = [Buffer.from(wanted), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
