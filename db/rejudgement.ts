/**
 * Requests of the past judged anew: after the rules have changed, or with what came in late. Goes through the ledger mail by
 * mail, a page at a time, so that it may be stopped at any time and begun again. What turns out otherwise gets its verdict, and the points of
 * the lead are set right by rows of the score ledger of their own; nobody is told, no stage is taken or given, and no wait
 * is met: what was done on the strength of a click stays done.
 */
import { inOrder } from '../domain/engagement/ordered-hits.ts';
import type { EventKind } from '../domain/events.ts';
import { type Instant, msOf, plusMs } from '../domain/instant.ts';
import { afterLoss } from '../domain/mql.ts';
import type { ScoreEntry } from '../domain/score-ledger.ts';
import { pointsFor } from '../domain/scoring.ts';
import type { Database, Queryable } from './database.ts';
import { type EventRules, mayProfile } from './event-effects.ts';
import { factsOfMail, type Judged, judged } from './event-hits.ts';
import { hitFrom, hitsAround, isJudgeable } from './event-sight.ts';
import { lockSubjects, type Subject, type SubjectLead } from './event-subjects.ts';
import { writePromotions } from './lead-writes.ts';
import { numbersOf } from './promotion.ts';
import { type PromotionWrite, promotionWrite } from './promotion-write.ts';
import { ledgersOf, stateWith } from './score-ledger.ts';
import { json, sql } from './sql.ts';
import type { Rejudgement, RejudgeRequest, TrackedHit, VerdictChange } from './store.ts';

/** Requests that are judged in one transaction. */
const mostAtOnce = 1_000;
/** A request may be held for two minutes, and is not history before. What somebody else told may be held later than that. */
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
  for (let after: PastHit | null = null; ; ) {
    const past = await pastAfter(database, after, request, now);
    const last = past.at(-1);
    if (last === undefined) return { judged: seen, changes: [...counts.values()], corrected };
    const page = await database.transaction((tx) => rejudgePage(tx, rules, request, past, now));
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

/** A request with what it was taken for. */
interface PastHit {
  readonly id: string;
  readonly messageId: string;
  readonly kind: EventKind;
  readonly verdict: string | null;
  readonly name: string | null;
  readonly link: string | null;
  readonly occurredAt: Instant;
  readonly hit: TrackedHit;
}

const noMessage = '00000000-0000-0000-0000-000000000000';

/** The next page: mail by mail, of each mail in order of time. */
const pastAfter = (
  on: Queryable,
  after: PastHit | null,
  { since }: RejudgeRequest,
  now: Instant,
): Promise<readonly PastHit[]> =>
  on.rows<PastHit>(sql`
    SELECT id, message_id AS "messageId", kind, verdict, name, link, occurred_at AS "occurredAt", payload -> 'hit' AS hit
    FROM event
    WHERE (message_id, occurred_at, id)
        > (${after?.messageId ?? noMessage}::uuid, ${after?.occurredAt ?? '-infinity'}::timestamptz, ${after?.id ?? noMessage}::uuid)
      AND verdict IS NOT NULL AND kind IN ('open', 'click', 'click_machine') AND ${isJudgeable}
      AND (${since}::timestamptz IS NULL OR occurred_at >= ${since}) AND occurred_at < ${plusMs(now, -settledAfterMs)}
    ORDER BY message_id, occurred_at, id LIMIT ${mostAtOnce}`);

export interface Anew {
  readonly past: Pick<PastHit, 'id' | 'kind' | 'verdict' | 'name' | 'link' | 'occurredAt'>;
  readonly subject: Subject;
  readonly told: Judged;
}

async function rejudgePage(
  tx: Queryable,
  rules: EventRules,
  { apply }: RejudgeRequest,
  page: readonly PastHit[],
  now: Instant,
): Promise<{
  readonly judged: number;
  readonly changes: readonly Omit<VerdictChange, 'count'>[];
  readonly corrected: number;
}> {
  // Only looked at, leads need no lock: as if they were opens.
  const kind = apply ? 'click' : 'open';
  const mails = [...new Set(page.map(({ messageId }) => messageId))];
  const subjects = await lockSubjects(
    tx,
    mails.map((messageId) => ({ kind, lead: { messageId } })),
  );
  const hits = await hitsAround(
    tx,
    page.map(({ messageId, occurredAt }) => ({ messageId, at: msOf(occurredAt) })),
  );
  const scenes = new Map([...hits].map(([messageId, ofMail]) => [messageId, inOrder(ofMail)]));
  const anew = page.flatMap((past): readonly Anew[] => {
    const { id, messageId, occurredAt } = past;
    const subject = subjects.of({ lead: { messageId } });
    if (!subject?.message || subject.message.internal) return [];
    const hit = hitFrom(id, past.kind, past.hit, occurredAt);
    const facts = factsOfMail(subject.message, rules.hold);
    const told = judged(hit, facts, scenes.get(messageId) ?? inOrder([hit]), now);
    // Not history yet. A click that counted must not be held again: nobody would be asked to judge it.
    return told.kind === 'click_held' ? [] : [{ past, subject, told }];
  });
  const changed = anew.filter(({ past, told }) => past.kind !== told.kind || past.verdict !== told.verdict);
  const corrected = apply && changed.length > 0 ? await write(tx, rules, changed, now) : 0;
  const changes = changed.map(({ past, told }) => ({
    before: { kind: past.kind, verdict: past.verdict },
    after: { kind: told.kind, verdict: told.verdict },
  }));
  return { judged: anew.length, changes, corrected };
}

/** Writes the verdicts, and sets points right; returns of how many events. */
async function write(tx: Queryable, rules: EventRules, changed: readonly Anew[], now: Instant): Promise<number> {
  const told = changed.map(({ past: { id }, told: { kind, verdict, judgement } }) => ({
    id,
    kind,
    verdict,
    judgement,
  }));
  await tx.rows(sql`
    UPDATE event e SET kind = t.kind, verdict = t.verdict, payload = e.payload || t.judgement
    FROM jsonb_to_recordset(${json(told)}::jsonb) AS t (id uuid, kind text, verdict text, judgement jsonb)
    WHERE e.id = t.id`);
  const turned = changed.filter(({ past, told: { kind } }) => (past.kind === 'click') !== (kind === 'click'));
  return (await setPointsRight(tx, rules, turned, now)).corrected;
}

/**
 * Gives or takes back what the score ledger lacks or has too much for events that are judged anew. Returns of how many that
 * was, and the leads that it changed.
 */
export async function setPointsRight(
  tx: Queryable,
  rules: EventRules,
  turned: readonly Anew[],
  now: Instant,
): Promise<{ readonly corrected: number; readonly leads: ReadonlyMap<string, SubjectLead> }> {
  const booked = await bookedFor(tx, turned);
  const ledgers = await ledgersOf(tx, [...new Set(turned.map(({ subject }) => subject.lead.id))]);
  const leads = new Map<string, SubjectLead>();
  const writes = turned.flatMap((one) => {
    const lead = leads.get(one.subject.lead.id) ?? one.subject.lead;
    const ledger = ledgers.get(lead.id) ?? [];
    const correction = correctionOf(rules, one, lead, booked.get(one.past.id) ?? null, ledger, now);
    if (correction) leads.set(lead.id, { ...lead, ...correction.promotion });
    ledger.push(...(correction?.entries ?? []));
    return correction ? [correction] : [];
  });
  await writePromotions(tx, writes, now);
  return { corrected: writes.length, leads };
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
    FROM score_entry
    WHERE lead_id = ANY (${[...new Set(turned.map(({ subject }) => subject.lead.id))]}::uuid[])
      AND event_id = ANY (${turned.map(({ past }) => past.id)}::uuid[])
    GROUP BY event_id`);
  return new Map(rows.map(({ id, ...booked }) => [id, booked]));
}

/** The points that are missing or too many, as if they had been given or not given at the time. */
function correctionOf(
  rules: EventRules,
  { past, told }: Anew,
  lead: SubjectLead,
  booked: Booked | null,
  ledger: readonly ScoreEntry[],
  now: Instant,
): PromotionWrite | null {
  const { model } = rules;
  if (!model) return null;
  const counts = told.kind === 'click' && mayProfile(rules, lead, now);
  const worth = counts ? pointsFor(model, { kind: 'click', name: past.name, link: past.link }) : null;
  const points = (worth?.points ?? 0) - (booked?.points ?? 0);
  const group = booked?.group ?? worth?.group;
  if (points === 0 || group === undefined) return null;
  const again = booked && booked.corrections > 0 ? `/${booked.corrections}` : '';
  const entry = {
    key: `rejudge/${past.id}/${told.judgement.rules}${again}`,
    kind: 'correction',
    ...{ group, points, at: booked?.at ?? past.occurredAt },
  } as const;
  const engagement = afterLoss(model, lead.engagement, stateWith(model, lead.engagement, entry, ledger), now);
  const numbers = numbersOf(model, engagement, lead.grade, now);
  const promotion = { ...numbers, stage: lead.stage, moves: [], groups: {}, mql: false, waits: false };
  const reason = told.kind === 'click' ? 'A click turned out to be a person’s' : 'A click turned out to be a machine’s';
  const score = { ...entry, eventId: past.id, reason };
  return promotionWrite(lead.id, promotion, { actor: 'rejudge', grade: lead.grade, now, score });
}
