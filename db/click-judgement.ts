/**
 * The held clicks of a mail, judged once their time has come, by everything that was fetched of that mail meanwhile. What
 * turns out to be a person's is recorded as a click of this moment, so that waits see it as new, with all that follows from
 * one; the points count from when it was made. Whoever has withdrawn the consent to tracking since is left alone.
 *
 * There is one entry in the outbox for each mail that has a click held: it is written with the first one, and again by the
 * judgement that leaves one, be it because a flood has more of them than are judged at once. Both hold the lead's lock, so none is forgotten.
 */
import { consentVerdict, trackingPurpose } from '../domain/consent.ts';
import { inOrder } from '../domain/engagement/ordered-hits.ts';
import { clicksJudgementId } from '../domain/identity.ts';
import { earlier, type Instant, msOf } from '../domain/instant.ts';
import { keyOfPoints } from '../domain/score-ledger.ts';
import type { Queryable } from './database.ts';
import { type EffectsDeps, type EventRules, follow } from './event-effects.ts';
import { factsOfMail, type Judged, judged } from './event-hits.ts';
import type { EventDraft } from './event-rows.ts';
import { hitFrom, hitsAround } from './event-sight.ts';
import { lockSubjects, type Subject } from './event-subjects.ts';
import { isId } from './ids.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { type Anew, setPointsRight } from './rejudgement.ts';
import { json, sql } from './sql.ts';
import type { TrackedHit } from './store.ts';

/** Held clicks that are judged in one transaction; a flood has more. */
const mostAtOnce = 200;

export const judgementOf = (messageId: string, availableAt: Instant): OutboxDraft => ({
  kind: 'judge_clicks',
  workflowId: clicksJudgementId(messageId),
  payload: { messageId },
  availableAt,
});

/** @see Events.judgeClicks */
export async function judgeHeldClicks(
  tx: Queryable,
  deps: EffectsDeps,
  rules: EventRules,
  messageId: string,
  now: Instant,
): Promise<Instant | null> {
  if (!isId(messageId)) return null;
  const subjects = await lockSubjects(tx, [{ kind: 'click', lead: { messageId } }]);
  const subject = subjects.of({ lead: { messageId } });
  // Without a lead there is nothing left to judge: whoever was erased has no clicks.
  if (!subject?.message) return null;
  const { lead, message } = subject;
  if (consentVerdict(rules.consent.tracking, lead.country, trackingPurpose, lead.consents, now).kind === 'withheld') {
    await forgetHeld(tx, messageId);
    return null;
  }
  const held = await heldOf(tx, messageId);
  if (held.length === 0) return null;
  const asked = held.map(({ occurredAt }) => ({ messageId: message.id, at: msOf(occurredAt) }));
  const hits = inOrder((await hitsAround(tx, asked)).get(message.id) ?? []);
  const facts = factsOfMail(message, rules.hold);
  const judgements = held.map((click) => {
    const hit = hitFrom(click.id, 'click', click.payload.hit, click.occurredAt);
    return { click, told: judged(hit, facts, hits, now) };
  });
  await write(tx, judgements, now);
  const ofPeople = judgements.filter(({ told }) => told.kind === 'click');
  const before = await bookedBefore(
    tx,
    ofPeople.map(({ click }) => click.id),
  );
  const anew = ofPeople.filter(({ click }) => before.has(click.id));
  const { leads } = await setPointsRight(tx, rules, anew.map(anewOf(subject)), now);
  const clicks = ofPeople.filter((one) => !anew.includes(one)).map(({ click }) => draftOfHeld(click, subject));
  const ground = { leads: new Map([[lead.id, lead], ...leads]), results: new Map() };
  const signals = await follow(tx, deps, rules, ground, clicks, now);
  const next = nextOf(judgements, now);
  await enqueue(tx, next === null ? signals : [...signals, judgementOf(message.id, next)], now);
  return next;
}

/** When the next one is due. Where there may be more than were read, at once, as long as fewer are left each time. */
function nextOf(judgements: readonly Judgement[], now: Instant): Instant | null {
  const left = judgements.flatMap(({ told: { judgeAt } }) => (judgeAt === null ? [] : [judgeAt]));
  if (judgements.length === mostAtOnce && left.length < mostAtOnce) return now;
  return left.reduce<Instant | null>((at, judgeAt) => earlier(at ?? judgeAt, judgeAt), null);
}

interface HeldRow {
  readonly id: string;
  readonly key: string;
  readonly name: string | null;
  readonly link: string | null;
  readonly payload: Readonly<Record<string, unknown>> & { readonly hit: TrackedHit };
  readonly occurredAt: Instant;
}

/** Clicks among these that counted before they were held: waits were told of them, and of their points only what is missing is given. */
async function bookedBefore(tx: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.rows<{ readonly id: string }>(sql`
    SELECT event_id AS id FROM score_entry WHERE key = ANY (${ids.map(keyOfPoints)}::text[]) AND event_id IS NOT NULL`);
  return new Set(rows.map(({ id }) => id));
}

const anewOf =
  (subject: Subject) =>
  ({ click, told }: Judgement): Anew => ({ past: { ...click, kind: 'click_held', verdict: null }, subject, told });

interface Judgement {
  readonly click: HeldRow;
  readonly told: Judged;
}

/** The first of them, in the order in which they were made. */
const heldOf = (tx: Queryable, messageId: string): Promise<readonly HeldRow[]> =>
  tx.rows<HeldRow>(sql`
    SELECT id, dedupe_key AS key, name, link, payload, occurred_at AS "occurredAt" FROM event
    WHERE message_id = ${messageId} AND kind = 'click_held' ORDER BY occurred_at, id LIMIT ${mostAtOnce}`);

const forgetHeld = (tx: Queryable, messageId: string): Promise<unknown> =>
  tx.rows(sql`DELETE FROM event WHERE message_id = ${messageId} AND kind = 'click_held'`);

/** The lead's lock is held, and with it every other judgement. */
async function write(tx: Queryable, judgements: readonly Judgement[], now: Instant): Promise<void> {
  if (judgements.length === 0) return;
  const told = judgements.map(({ click: { id }, told: { kind, verdict, judgeAt, judgement } }) => ({
    ...{ id, kind, verdict, judgeAt, judgement },
  }));
  await tx.rows(sql`
    UPDATE event e SET kind = t.kind, verdict = t.verdict, judge_at = t."judgeAt", payload = e.payload || t.judgement,
      recorded_at = CASE WHEN t.kind = 'click' THEN ${now} ELSE e.recorded_at END
    FROM jsonb_to_recordset(${json(told)}::jsonb)
      AS t (id uuid, kind text, verdict text, "judgeAt" timestamptz, judgement jsonb)
    WHERE e.id = t.id`);
}

const draftOfHeld = (
  { id, key, name, link, payload, occurredAt }: HeldRow,
  { lead, message }: Subject,
): EventDraft => ({
  id,
  input: { dedupeKey: key, kind: 'click', lead: { id: lead.id }, name, link, payload, occurredAt },
  leadId: lead.id,
  message,
  verdict: null,
  judgeAt: null,
});
