/**
 * Reading what providers send: bodies and fields that may hold anything. A field that is not what it should be counts as
 * absent, an item that cannot be read is told as `other`, and neither harms the items beside it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Instant, instantFromMs } from '../../../domain/instant.ts';
import type { ProviderEvent, WebhookProvider } from '../../../domain/provider-event.ts';

/** In one request: the largest batch of SendGrid has a few thousand. */
export const mostItems = 10_000;

/** What PostgreSQL can keep: no NUL, no half of a surrogate pair. */
const kept = (text: string, most: number): string => text.slice(0, most).replaceAll('\0', '').toWellFormed();

/** A text, or null for anything else and for an empty one; numbers count as their digits. */
const optionalText = (most: number) =>
  z
    .union([z.string(), z.number()])
    .nullish()
    .catch(null)
    .transform((value) => (value === null || value === undefined ? null : kept(String(value), most) || null));

/** As long as an address may be (RFC 5321 §4.5.3.1), and some more for a display name. */
export const address = optionalText(500);
export const id = optionalText(500);
export const words = optionalText(2_000);
export const webAddress = optionalText(8_000);

/** A list of which only the items of the right shape count. */
export const listOf = <T extends z.ZodType>(item: T, most = 200) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.slice(0, most).flatMap((value) => {
        const read = item.safeParse(value);
        return read.success ? [read.data as z.output<T>] : [];
      }),
    );

/** An object of which anything may be missing; one with no fields where there is none. */
export const part = <T extends z.ZodRawShape>(shape: T) => z.object(shape).catch(() => z.object(shape).parse({}));

/** The JSON value of a body in UTF-8; undefined when it is none. */
export function jsonOf(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** A moment as a provider tells it: ISO 8601, or seconds since 1970. Never later than `now`, and `now` when unreadable. */
export function momentOf(told: string | null, now: Instant): Instant {
  if (told === null) return now;
  const ms = /^\d{1,12}(?:\.\d+)?$/.test(told) ? Number(told) * 1000 : Date.parse(told);
  // Before there was e-mail, a clock has not been set.
  const plausible = Number.isFinite(ms) && ms > 0 && ms <= Date.parse(now);
  return plausible ? instantFromMs(Math.trunc(ms)) : now;
}

export const digest = (...parts: readonly (string | Uint8Array | null)[]): string => {
  const hash = createHash('sha256');
  for (const piece of parts) hash.update(piece ?? '').update('\n');
  return hash.digest('hex').slice(0, 32);
};

/** The provider's own id in a key; whatever is unlike an id is hashed. */
export const keyOf = (provider: WebhookProvider, ...parts: readonly string[]): string =>
  [provider, ...parts.map((piece) => (/^[\w.=+-]{1,100}$/.test(piece) ? piece : digest(piece)))]
    .join('/')
    .slice(0, 200);

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const ownId = new RegExp(`^(${uuid.source})$`, 'i');
const ownHeader = new RegExp(`^<?m\\.(${uuid.source})@`, 'i');

/** Our message as the metadata name it that we gave with it; a Message-ID of ours will do. */
export const ownMessageId = (metadata: string | null, messageIdHeader: string | null): string | null =>
  (ownId.exec(metadata ?? '')?.[1] ?? ownHeader.exec(messageIdHeader ?? '')?.[1])?.toLowerCase() ?? null;

/** The name under which our relays give the UUID of the message to a provider. */
export const metadataName = 'tendril-message';

export const withoutBrackets = (messageId: string | null): string | null =>
  messageId?.trim().replace(/^<|>$/g, '') || null;

type Told = Partial<ProviderEvent> & Pick<ProviderEvent, 'key' | 'kind' | 'name' | 'occurredAt'>;

/** An event with everything that was not told empty; our own Message-ID names the message by itself. */
export function eventOf(told: Told): ProviderEvent {
  const messageIdHeader = withoutBrackets(told.messageIdHeader ?? null);
  return {
    report: null,
    providerMessageId: null,
    tokens: [],
    recipient: null,
    url: null,
    userAgent: null,
    ip: null,
    byMachine: false,
    raw: null,
    envelopeTo: [],
    ...told,
    messageIdHeader,
    messageId: told.messageId ?? ownMessageId(null, messageIdHeader),
  };
}

/** An item that could not be read: only that there was one. */
export const unreadable = (provider: WebhookProvider, item: unknown, now: Instant): ProviderEvent =>
  eventOf({
    key: keyOf(provider, 'unreadable', digest(JSON.stringify(item) ?? '')),
    kind: 'other',
    name: `${provider}:unreadable`,
    occurredAt: now,
  });
