/**
 * Requests at tracked addresses: what else was fetched of the same mail, and whose each of them is. A click counts at once
 * when the evidence is clear; otherwise it is held, and a time is set at which it is judged for good.
 */
import type { Hit, MailFacts } from '../domain/engagement/hit.ts';
import { holdUntil, judge, judgeAlone } from '../domain/engagement/judge.ts';
import { inOrder, type OrderedHits } from '../domain/engagement/ordered-hits.ts';
import type { EventKind } from '../domain/events.ts';
import { clicksJudgementId } from '../domain/identity.ts';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';
import type { Queryable } from './database.ts';
import type { EventDraft } from './event-rows.ts';
import { type HitsByMail, hitFrom, hitsAround } from './event-sight.ts';
import type { AnsweredMessage } from './event-subjects.ts';
import { sql } from './sql.ts';
import type { EventInput, TrackedHit } from './store.ts';

/** How long clicks are held, and which relays are on this machine: nothing scans what they take. */
export interface HoldRules {
  readonly holdMs: number;
  isLocal(relay: string): boolean;
}

export function factsOfMail(
  { sentAt, links, relay }: Pick<AnsweredMessage, 'sentAt' | 'links' | 'relay'>,
  { holdMs, isLocal }: HoldRules,
): MailFacts {
  const local = relay !== null && isLocal(relay);
  // Who tries things out clicks in the first minute: the delay would tell nothing of a person.
  const acceptedAt = local || sentAt === null ? null : msOf(sentAt);
  return { acceptedAt, links: links.length, holdMs: local ? 0 : holdMs };
}

/** Whether a click is held, or whose it is, with what is to be kept of that. */
export interface Judged {
  readonly kind: EventKind;
  readonly verdict: EventDraft['verdict'];
  readonly judgeAt: Instant | null;
  readonly judgement: { readonly reasons: readonly string[]; readonly rules: number };
}

export function judged(hit: Hit, facts: MailFacts, hits: OrderedHits, now: Instant): Judged {
  const { verdict, counts, settled, reasons, rules } = judge(hit, facts, hits, msOf(now));
  const judgement = { reasons, rules };
  if (hit.kind === 'open') return { kind: 'open', verdict, judgeAt: null, judgement };
  if (!settled) return { kind: 'click_held', verdict, judgeAt: instantFromMs(holdUntil(hit, facts, hits)), judgement };
  return { kind: counts ? 'click' : 'click_machine', verdict, judgeAt: null, judgement };
}

/** An event with a request at an address in a mail to a lead. */
type Tracked = EventDraft & { readonly message: AnsweredMessage; readonly input: { readonly hit: TrackedHit } };

const isTracked = (draft: EventDraft): draft is Tracked =>
  draft.input.hit !== undefined &&
  draft.message !== null &&
  !draft.message.internal &&
  (draft.input.kind === 'open' || draft.input.kind === 'click');

/**
 * Reads what is known of the mails of the requests among the events, and returns what judges each of these events. Their
 * leads must be locked.
 */
export async function judgeOf(
  tx: Queryable,
  drafts: readonly EventDraft[],
  hold: HoldRules,
  now: Instant,
): Promise<(draft: EventDraft) => EventDraft> {
  const arriving = drafts.filter(isTracked).map((draft) => ({ draft, hit: hitOf(draft), messageId: draft.message.id }));
  // Most requests are a mail program's or a provider's for all its users, and say so: no other of their mail is looked at.
  const asked = arriving.filter(({ hit }) => judgeAlone(hit) === null);
  const moments = asked.map(({ messageId, hit: { at } }) => ({ messageId, at }));
  const mails = new Set(asked.map(({ messageId }) => messageId));
  const beside = arriving.filter(({ messageId }) => mails.has(messageId));
  const scenes = scenesOf(beside, await hitsAround(tx, moments));
  return (draft) => {
    if (!isTracked(draft)) return withEvidence(draft);
    const hit = hitOf(draft);
    const hits = scenes.get(draft.message.id) ?? inOrder([hit]);
    return withJudgement(draft, judged(hit, factsOfMail(draft.message, hold), hits, now));
  };
}

interface Arriving {
  readonly draft: Tracked;
  readonly hit: Hit;
  readonly messageId: string;
}

/** All requests of each mail: those in the ledger, and those that come now for the first time. */
function scenesOf(arriving: readonly Arriving[], stored: HitsByMail): ReadonlyMap<string, OrderedHits> {
  const known = new Set<string>();
  const hits = new Map<string, Hit[]>();
  for (const [messageId, ofMail] of stored) {
    for (const { key } of ofMail) known.add(key);
    hits.set(messageId, [...ofMail]);
  }
  for (const { draft, hit, messageId } of arriving) {
    if (known.has(draft.input.dedupeKey)) continue;
    const ofMail = hits.get(messageId);
    if (ofMail) ofMail.push(hit);
    else hits.set(messageId, [hit]);
  }
  return new Map([...hits].map(([messageId, ofMail]) => [messageId, inOrder(ofMail)]));
}

/**
 * The held clicks among these whose mails have nobody asked to judge them yet. An entry of the outbox alone is not enough:
 * the one that was judged a moment ago is still there. Where it left clicks held, it has written another.
 */
export async function firstHeld(tx: Queryable, drafts: readonly EventDraft[]): Promise<readonly EventDraft[]> {
  const held = drafts.filter(({ message, judgeAt }) => message !== null && judgeAt !== null);
  if (held.length === 0) return [];
  const mails = [...new Set(held.flatMap(({ message }) => (message ? [message.id] : [])))];
  const rows = await tx.rows<{ readonly id: string }>(sql`
    SELECT mail.id FROM unnest(${mails}::uuid[], ${mails.map(clicksJudgementId)}::text[]) AS mail (id, workflow_id)
    WHERE EXISTS (
        SELECT 1 FROM event
        WHERE message_id = mail.id AND kind = 'click_held' AND id <> ALL (${held.map(({ id }) => id)}::uuid[]))
      AND EXISTS (SELECT 1 FROM outbox WHERE workflow_id = mail.workflow_id AND dead_at IS NULL)`);
  const asked = new Set(rows.map(({ id }) => id));
  return held.filter(({ message }) => message && !asked.has(message.id));
}

const hitOf = ({ id, input }: Tracked): Hit => hitFrom(id, input.kind, input.hit, input.occurredAt);

/** The link gets the name that it has in the mail; the one that nobody can see has none. */
function withJudgement(draft: Tracked, { kind, verdict, judgeAt, judgement }: Judged): EventDraft {
  const { input, message } = draft;
  const { hit, payload } = input;
  const link = hit.link === null ? null : (message.links[hit.link] ?? null);
  const named = hit.honeypot ? { name: 'trap', link: null } : { link };
  const stored: EventInput = { ...input, ...named, kind, payload: { ...payload, hit, ...judgement } };
  return { ...draft, input: stored, verdict, judgeAt };
}

const withEvidence = (draft: EventDraft): EventDraft =>
  draft.input.hit === undefined
    ? draft
    : { ...draft, input: { ...draft.input, payload: { ...draft.input.payload, hit: draft.input.hit } } };
