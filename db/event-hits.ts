/**
 * Requests at tracked addresses: what else was fetched of the same mail, and whose each of them is. A click counts at once
 * when the evidence is clear; otherwise it is held, and a time is set at which it is judged for good.
 */
import type { Hit, MailFacts } from '../domain/engagement/hit.ts';
import { holdUntil, judge } from '../domain/engagement/judge.ts';
import type { EventKind } from '../domain/events.ts';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';
import type { Queryable } from './database.ts';
import type { EventDraft } from './event-rows.ts';
import type { AnsweredMessage } from './event-subjects.ts';
import { sql } from './sql.ts';
import type { EventInput, TrackedHit } from './store.ts';

/** A request that is in the ledger. */
export interface StoredHit extends Hit {
  readonly key: string;
  readonly messageId: string;
  readonly state: EventKind;
  readonly verdict: string | null;
  readonly name: string | null;
  readonly linkName: string | null;
  readonly occurredAt: Instant;
}

interface HitRow {
  readonly id: string;
  readonly key: string;
  readonly message_id: string;
  readonly kind: EventKind;
  readonly verdict: string | null;
  readonly name: string | null;
  readonly link: string | null;
  readonly occurred_at: Instant;
  readonly hit: TrackedHit;
}

/** A judgement looks half an hour back and two minutes ahead. */
const aroundMs = 3_600_000;

export type HitsByMail = ReadonlyMap<string, readonly StoredHit[]>;

/** The requests of these mails around two instants, and those that are held whenever they came; null: all of them. */
export async function hitsOf(
  tx: Queryable,
  messageIds: readonly string[],
  span: { readonly from: number; readonly to: number } | null,
): Promise<HitsByMail> {
  if (messageIds.length === 0) return new Map();
  const within =
    span === null
      ? sql`true`
      : sql`(kind = 'click_held' OR occurred_at BETWEEN ${instantFromMs(span.from - aroundMs)} AND ${instantFromMs(span.to + aroundMs)})`;
  const rows = await tx.rows<HitRow>(sql`
    SELECT id, dedupe_key AS key, message_id, kind, verdict, name, link, occurred_at, payload -> 'hit' AS hit FROM event
    WHERE message_id = ANY (${messageIds}::uuid[]) AND jsonb_typeof(payload -> 'hit' -> 'userAgent') = 'string'
      AND kind IN ('open', 'click', 'click_held', 'click_machine') AND ${within}`);
  return byMail(rows.map(storedHit));
}

function byMail<T extends { readonly messageId: string }>(of: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of of) {
    const group = groups.get(one.messageId);
    if (group) group.push(one);
    else groups.set(one.messageId, [one]);
  }
  return groups;
}

const storedHit = ({ id, key, message_id, kind, verdict, name, link, occurred_at, hit }: HitRow): StoredHit =>
  Object.assign(hitFrom(id, kind, hit, occurred_at), {
    ...{ key, messageId: message_id, state: kind, verdict, name },
    ...{ linkName: link, occurredAt: occurred_at },
  });

const hitFrom = (id: string, kind: EventKind, hit: TrackedHit, at: Instant): Hit => ({
  id,
  kind: kind === 'open' ? 'open' : 'click',
  at: msOf(at),
  link: hit.link,
  honeypot: hit.honeypot,
  method: hit.method,
  prefetch: hit.prefetch,
  userAgent: hit.userAgent,
  network: hit.network,
  networkKind: hit.networkKind,
});

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

export function judged(hit: Hit, facts: MailFacts, hits: readonly Hit[], now: Instant): Judged {
  const { verdict, counts, settled, reasons, rules } = judge(hit, facts, hits, msOf(now));
  const judgement = { reasons, rules };
  if (hit.kind === 'open') return { kind: 'open', verdict, judgeAt: null, judgement };
  if (!settled) return { kind: 'click_held', verdict, judgeAt: instantFromMs(holdUntil(hit, facts, hits)), judgement };
  return { kind: counts ? 'click' : 'click_machine', verdict, judgeAt: null, judgement };
}

/** The mails of which a click was held before these came: somebody is asked to judge them already. */
export interface JudgedDrafts {
  readonly drafts: readonly EventDraft[];
  readonly heldBefore: ReadonlySet<string>;
}

/** An event with a request at an address in a mail to a lead. */
type Tracked = EventDraft & { readonly message: AnsweredMessage; readonly input: { readonly hit: TrackedHit } };

const isTracked = (draft: EventDraft): draft is Tracked =>
  draft.input.hit !== undefined &&
  draft.message !== null &&
  !draft.message.internal &&
  (draft.input.kind === 'open' || draft.input.kind === 'click');

/** Judges the requests among the events, by all that is known of their mails. Their leads must be locked. */
export async function judgeDrafts(
  tx: Queryable,
  drafts: readonly EventDraft[],
  hold: HoldRules,
  now: Instant,
): Promise<JudgedDrafts> {
  const tracked = drafts.filter(isTracked);
  if (tracked.length === 0) return { drafts: drafts.map(withEvidence), heldBefore: new Set() };
  const times = tracked.map(({ input }) => msOf(input.occurredAt));
  const span = { from: Math.min(...times), to: Math.max(...times) };
  const stored = await hitsOf(tx, [...new Set(tracked.map(({ message }) => message.id))], span);
  const keys = new Set([...stored.values()].flat().map(({ key }) => key));
  const hits = new Map(tracked.map((draft) => [draft.id, hitOf(draft)]));
  const arriving = byMail(
    tracked.flatMap(({ id, input, message }) => {
      const hit = hits.get(id);
      return hit && !keys.has(input.dedupeKey) ? [{ messageId: message.id, hit }] : [];
    }),
  );
  return {
    drafts: drafts.map((draft) => {
      const hit = hits.get(draft.id);
      if (!hit || !isTracked(draft)) return withEvidence(draft);
      const { message } = draft;
      const around = [...(stored.get(message.id) ?? []), ...(arriving.get(message.id) ?? []).map(({ hit }) => hit)];
      return withJudgement(draft, judged(hit, factsOfMail(message, hold), around, now));
    }),
    heldBefore: new Set(
      [...stored].flatMap(([id, hits]) => (hits.some(({ state }) => state === 'click_held') ? [id] : [])),
    ),
  };
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
