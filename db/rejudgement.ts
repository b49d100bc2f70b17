/**
 * Requests of the past judged anew: after the rules have changed, or with what came in late. Goes through the ledger mail by
 * mail, so that it may be stopped at any time and begun again. What turns out otherwise gets its verdict, and the points of
 * the lead are set right by rows of the score ledger of their own; nobody is told, no stage is taken or given, and no wait
 * is met: what was done on the strength of a click stays done.
 */

import { type Instant, plusMs } from '../domain/instant.ts';
import { addPoints, engagementAt, pointsFor, temperatureOf } from '../domain/scoring.ts';
import type { Database, Queryable } from './database.ts';
import { type EventRules, mayProfile } from './event-effects.ts';
import { factsOfMail, hitsOf, type Judged, judged, type StoredHit } from './event-hits.ts';
import { lockSubjects, type Subject, type SubjectLead } from './event-subjects.ts';
import { type PromotionWrite, promotionWrite, writePromotions } from './lead-writes.ts';
import { json, sql } from './sql.ts';
import type { Rejudgement, RejudgeRequest, VerdictChange } from './store.ts';

const mailsAtOnce = 200;
/** A request may be held for two minutes, and is not history before. */
const settledAfterMs = 300_000;

/** @see Events.rejudge */
export async function rejudge(
  database: Database,
  rules: EventRules,
  request: RejudgeRequest,
  now: Instant,
  onProgress: (judged: number) => void = () => {},
): Promise<Rejudgement> {
  const counts = new Map<string, VerdictChange>();
  let seen = 0;
  let corrected = 0;
  for (let after: string | null = null; ; ) {
    const mails = await mailsAfter(database, after, request, now);
    const last = mails.at(-1);
    if (last === undefined) return { judged: seen, changes: [...counts.values()], corrected };
    const page = await database.transaction((tx) => rejudgeMails(tx, rules, request, mails, now));
    seen += page.judged;
    corrected += page.corrected;
    for (const change of page.changes) {
      const key = JSON.stringify(change);
      counts.set(key, { ...change, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    onProgress(seen);
    after = last;
  }
}

async function mailsAfter(
  on: Queryable,
  after: string | null,
  { since }: RejudgeRequest,
  now: Instant,
): Promise<readonly string[]> {
  const rows = await on.rows<{ readonly id: string }>(sql`
    SELECT message_id AS id FROM event
    WHERE message_id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000') AND verdict IS NOT NULL
      AND kind IN ('open', 'click', 'click_machine')
      AND (${since}::timestamptz IS NULL OR occurred_at >= ${since}) AND occurred_at < ${plusMs(now, -settledAfterMs)}
    GROUP BY message_id ORDER BY message_id LIMIT ${mailsAtOnce}`);
  return rows.map(({ id }) => id);
}

interface Anew {
  readonly hit: StoredHit;
  readonly subject: Subject;
  readonly told: Judged;
}

async function rejudgeMails(
  tx: Queryable,
  rules: EventRules,
  { since, apply }: RejudgeRequest,
  mails: readonly string[],
  now: Instant,
): Promise<{
  readonly judged: number;
  readonly changes: readonly Omit<VerdictChange, 'count'>[];
  readonly corrected: number;
}> {
  // Only looked at, leads need no lock: as if they were opens.
  const kind = apply ? 'click' : 'open';
  const asked = mails.map((messageId) => ({ kind, lead: { messageId } }) as const);
  const subjects = await lockSubjects(tx, asked);
  const hits = await hitsOf(tx, mails, null);
  const from = since ?? '';
  const until = plusMs(now, -settledAfterMs);
  const anew = asked.flatMap((one): readonly Anew[] => {
    const subject = subjects.of(one);
    const ofMail = hits.get(one.lead.messageId) ?? [];
    if (!subject?.message || subject.message.internal) return [];
    const facts = factsOfMail(subject.message, rules.hold);
    return ofMail
      .filter(({ state, occurredAt }) => state !== 'click_held' && occurredAt >= from && occurredAt < until)
      .map((hit) => ({ hit, subject, told: judged(hit, facts, ofMail, now) }));
  });
  const changed = anew.filter(({ hit, told }) => hit.state !== told.kind || hit.verdict !== told.verdict);
  const corrected = apply && changed.length > 0 ? await write(tx, rules, changed, now) : 0;
  const changes = changed.map(({ hit, told }) => ({
    before: { kind: hit.state, verdict: hit.verdict },
    after: { kind: told.kind, verdict: told.verdict },
  }));
  return { judged: anew.length, changes, corrected };
}

/** Writes the verdicts, and sets points right; returns of how many events. */
async function write(tx: Queryable, rules: EventRules, changed: readonly Anew[], now: Instant): Promise<number> {
  const told = changed.map(({ hit: { id }, told: { kind, verdict, judgement } }) => ({ id, kind, verdict, judgement }));
  await tx.rows(sql`
    UPDATE event e SET kind = t.kind, verdict = t.verdict, payload = e.payload || t.judgement
    FROM jsonb_to_recordset(${json(told)}::jsonb) AS t (id uuid, kind text, verdict text, judgement jsonb)
    WHERE e.id = t.id`);
  const turned = changed.filter(({ hit, told: { kind } }) => (hit.state === 'click') !== (kind === 'click'));
  const booked = await bookedFor(tx, turned);
  const leads = new Map<string, SubjectLead>();
  const writes = turned.flatMap((one) => {
    const lead = leads.get(one.subject.lead.id) ?? one.subject.lead;
    const correction = correctionOf(rules, one, lead, booked.get(one.hit.id) ?? null, now);
    if (correction) leads.set(lead.id, { ...lead, ...correction.promotion });
    return correction ? [correction] : [];
  });
  await writePromotions(tx, writes, now);
  return writes.length;
}

/** What the score ledger has for an event. */
interface Booked {
  readonly group: string;
  readonly points: number;
  readonly at: Instant;
  readonly corrections: number;
}

async function bookedFor(tx: Queryable, turned: readonly Anew[]): Promise<ReadonlyMap<string, Booked>> {
  if (turned.length === 0) return new Map();
  const rows = await tx.rows<Booked & { readonly id: string }>(sql`
    SELECT event_id AS id, min("group") AS "group", sum(points) AS points, min(at) AS at,
      count(*) FILTER (WHERE key LIKE 'rejudge/%')::int AS corrections
    FROM score_entry WHERE event_id = ANY (${turned.map(({ hit }) => hit.id)}::uuid[]) GROUP BY event_id`);
  return new Map(rows.map(({ id, ...booked }) => [id, booked]));
}

/** The points that are missing or too many, as if they had been given or not given at the time. */
function correctionOf(
  rules: EventRules,
  { hit, told }: Anew,
  lead: SubjectLead,
  booked: Booked | null,
  now: Instant,
): PromotionWrite | null {
  const { model } = rules;
  if (!model) return null;
  const counts = told.kind === 'click' && mayProfile(rules, lead, now);
  const worth = counts ? pointsFor(model, { kind: 'click', name: hit.name, link: hit.linkName }) : null;
  const points = (worth?.points ?? 0) - (booked?.points ?? 0);
  const group = booked?.group ?? worth?.group;
  if (points === 0 || group === undefined) return null;
  const at = booked?.at ?? hit.occurredAt;
  const engagement = addPoints(model, lead.engagement, group, points, at);
  const score = engagementAt(model, engagement, now);
  const again = booked && booked.corrections > 0 ? `/${booked.corrections}` : '';
  const promotion = {
    stage: lead.stage,
    engagement,
    score,
    temperature: temperatureOf(model, score),
    moves: [],
    mql: false,
  };
  return promotionWrite(lead.id, promotion, {
    actor: 'rejudge',
    grade: lead.grade,
    now,
    score: {
      key: `rejudge/${hit.id}/${told.judgement.rules}${again}`,
      ...{ eventId: hit.id, group, points, at },
      reason: told.kind === 'click' ? 'A click turned out to be a person’s' : 'A click turned out to be a machine’s',
    },
  });
}
