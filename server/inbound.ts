/**
 * What an incoming mail means for the lead that it is about: one event, recorded once however often the mail is
 * delivered. Mails that answer a salesperson's mail say nothing about the lead. What a bounce says of who sent is seen to
 * as well: behind a relay that takes everything, blocks come back in no other way.
 */
import { createHash } from 'node:crypto';
import type { EventInput, IngestResult, MessageView, Store } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import type { InboundMail } from '../domain/inbound-mail.ts';
import { pauseThreshold, senderStop, stopNotice, stopsTogether } from '../domain/sender-stops.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Log } from './log.ts';
import { recordUnsubscribe } from './unsubscribe.ts';

type Answering = Exclude<InboundMail, { readonly kind: 'other' | 'unsubscribe' }>;

/** Characters of a reply that are kept. */
const longestText = 20_000;

/**
 * Records an incoming mail; `raw` is the mail as it came. Null when there was nothing to record: an unsubscription (it
 * has its own way), a mail about nobody, or one that answers a mail to a salesperson.
 * @throws DATABASE_UNAVAILABLE; the sender must then be asked to deliver again.
 */
export async function recordInbound(
  store: Store,
  mail: InboundMail,
  raw: Uint8Array,
  now: Instant,
  log: Log,
): Promise<IngestResult | null> {
  if (mail.kind === 'other') return null;
  if (mail.kind === 'unsubscribe') {
    await recordUnsubscribe(store, mail.messageId, 'mail', now);
    return null;
  }
  const message = await store.messages.find(mail.messageId);
  if (message === null || message.handoffId !== null) return null;
  const result = await store.events.ingest(
    {
      ...eventOf(mail),
      dedupeKey: dedupeKey(mail, raw),
      lead: { messageId: mail.messageId },
      occurredAt: now,
    },
    now,
  );
  // A relay that asks again, because this failed the first time, finds the event recorded.
  if (mail.kind === 'bounce') await stopSender(store, mail, message, now, log);
  return result;
}

type Bounce = InboundMail & { readonly kind: 'bounce' };

/** Pauses the domain or the relay of a mail when the bounces of the last time together are reason enough. */
async function stopSender(
  store: Store,
  { class: verdict, rule, status }: Bounce,
  { id, fromDomain, relay }: MessageView,
  now: Instant,
  log: Log,
): Promise<void> {
  // A mail of an older version names neither.
  if (fromDomain === null || relay === null) return;
  const judged = { class: verdict, rule, codes: status, saidBy: 'report' } as const;
  const stop = senderStop(judged, { fromDomain, relay });
  if (stop === null) return;
  const since = plusMs(now, -pauseThreshold.withinMinutes * 60_000);
  const enough = stop.atOnce || stopsTogether(await store.bounces.figures(stop.scope, verdict, id, since));
  if (!enough) return;
  const paused = await store.pauses.pause(stop.scope, stop.reason, 'engine', now);
  const details = { ...stop.scope, messageId: id, class: verdict, rule, codes: status };
  if (paused.since === now) log.error(details, stopNotice(stop, id));
}

function eventOf(mail: Answering): Pick<EventInput, 'kind' | 'payload'> {
  switch (mail.kind) {
    case 'reply':
      return { kind: 'reply', payload: { text: clean(mail.text, longestText), subject: clean(mail.subject, 500) } };
    case 'auto-reply':
      return { kind: 'auto_reply', payload: { reason: clean(mail.reason, 200) } };
    case 'bounce':
      return {
        kind: mail.hard ? 'bounce_hard' : 'bounce_soft',
        payload: {
          class: mail.class,
          rule: mail.rule,
          status: clean(mail.status, 40),
          diagnostic: clean(mail.diagnostic, 1_000),
        },
      };
    default:
      return assertNever(mail);
  }
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair, and cutting may leave one. */
const clean = (text: string, longest: number): string =>
  text
    .slice(0, longest)
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '');

/**
 * A relay that is unsure delivers again: same Message-ID, same body. Some senders re-use Message-IDs, so both count; the
 * other header fields don't, because every hop adds some.
 */
function dedupeKey({ messageId, kind }: Answering, raw: Uint8Array): string {
  const text = Buffer.from(raw).toString('latin1');
  const blank = /\r?\n\r?\n/.exec(text);
  const header = blank ? text.slice(0, blank.index) : text;
  const body = blank ? text.slice(blank.index) : '';
  const ownId = /^message-id:\s*(\S+)/im.exec(header)?.[1] ?? '';
  const hash = createHash('sha256').update(`${ownId}\n${body}`, 'latin1').digest('hex').slice(0, 32);
  return `inbound/${messageId}/${kind}/${hash}`;
}
