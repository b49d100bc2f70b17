/**
 * What conditions ask about a lead beside the lead itself: its company, its consents, how often it did what, and what
 * webhooks answered. Read only when a condition asks, one statement for each need, for one lead or for many.
 */
import type { EventKind } from '../domain/events.ts';
import { type CallAnswer, countedWithin, type EventCount, type Need, type Surroundings } from '../domain/lead.ts';
import type { StepId } from '../domain/program.ts';
import { accountScore, type Engagement, engagementAt, type ScoringModel } from '../domain/scoring.ts';
import { type Duration, durationMs, type Instant, plusMs } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isInternal } from './message-evidence.ts';
import { json, sql } from './sql.ts';

/** Whose surroundings: leads, or the lead of one enrollment, whose own events and answers then count as such. */
interface Asker {
  readonly leadIds: readonly string[];
  readonly enrollmentId: string | null;
  /** Former ids of steps, each with the present one, as the version has it that is run. */
  readonly renamed?: Readonly<Record<StepId, StepId>>;
}

type ByLead<T> = ReadonlyMap<string, T>;

/** By lead; a lead of which nothing is known has an entry all the same. */
export async function surroundingsOf(
  on: Queryable,
  asker: Asker,
  needs: readonly Need[],
  model: ScoringModel | null,
  now: Instant,
): Promise<ByLead<Partial<Surroundings>>> {
  const account = needs.includes('account') ? await accounts(on, asker, model, now) : null;
  const handoff = needs.includes('handoff') ? await handoffs(on, asker) : null;
  const consent = needs.includes('consent') ? await consents(on, asker, now) : null;
  const times = needs.map(countedWithin).filter((time) => time !== undefined);
  const events = times.length > 0 ? await eventCounts(on, asker, times, now) : null;
  const answers = needs.includes('answers') ? await answersOf(on, asker) : null;
  return new Map(
    asker.leadIds.map((id) => [
      id,
      {
        ...(account && { account: account.get(id) ?? null }),
        ...(handoff && { handoff: handoff.get(id) ?? null }),
        ...(consent && { consent: consent.get(id) ?? [] }),
        ...(events && { events: events.get(id) ?? [] }),
        ...(answers && { answers }),
      },
    ]),
  );
}

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly asking: readonly string[];
  readonly leads: number;
  readonly engaged: number;
  /** Of its leads that ever earned points. */
  readonly engagements: readonly Engagement[];
  readonly score: number;
}

async function accounts(
  on: Queryable,
  { leadIds }: Asker,
  model: ScoringModel | null,
  now: Instant,
): Promise<ByLead<Surroundings['account']>> {
  const rows = await on.rows<AccountRow>(sql`
    SELECT a.id, a.name, wanted.asking, count(*)::int AS leads,
      count(*) FILTER (WHERE l.stage <> ALL (ARRAY['awareness', 'name']))::int AS engaged,
      coalesce(jsonb_agg(l.engagement) FILTER (WHERE l.engagement -> 'groups' <> '{}' OR l.engagement ? 'external'), '[]') AS engagements,
      max(l.score) AS score
    FROM (
      SELECT account_id, array_agg(id::text) AS asking FROM lead
      WHERE id = ANY (${leadIds}::uuid[]) AND account_id IS NOT NULL GROUP BY account_id
    ) wanted
    JOIN account a ON a.id = wanted.account_id JOIN lead l ON l.account_id = a.id
    GROUP BY a.id, wanted.asking`);
  return new Map(
    rows.flatMap(({ asking, name, leads, engaged, engagements, score }) => {
      const scores = model ? engagements.map((engagement) => engagementAt(model, engagement, now)) : [];
      const account = { name, leads, engaged, score: model ? accountScore(model, scores) : Math.max(0, score) };
      return asking.map((id): [string, Surroundings['account']] => [id, account]);
    }),
  );
}

async function handoffs(on: Queryable, { leadIds }: Asker): Promise<ByLead<Surroundings['handoff']>> {
  type Newest = NonNullable<Surroundings['handoff']>;
  const rows = await on.rows<Newest & { readonly lead_id: string }>(sql`
    SELECT DISTINCT ON (lead_id) lead_id, status, reason, number FROM handoff
    WHERE lead_id = ANY (${leadIds}::uuid[]) ORDER BY lead_id, number DESC`);
  return new Map(rows.map(({ lead_id, ...newest }) => [lead_id, newest]));
}

/** As `domain/consent` has it: what has not run out, since the last withdrawal. */
async function consents(on: Queryable, { leadIds }: Asker, now: Instant): Promise<ByLead<readonly string[]>> {
  const rows = await on.rows<{ readonly lead_id: string; readonly purposes: readonly string[] }>(sql`
    SELECT c.lead_id, array_agg(DISTINCT c.purpose) AS purposes FROM consent c
    WHERE c.lead_id = ANY (${leadIds}::uuid[]) AND c.at <= ${now} AND (c.expires_at IS NULL OR c.expires_at > ${now})
      AND NOT EXISTS (
        SELECT 1 FROM consent w WHERE w.lead_id = c.lead_id AND w.purpose = c.purpose AND w.at <= ${now}
          AND w.withdrawn_at <= ${now} AND w.withdrawn_at >= c.at)
    GROUP BY c.lead_id`);
  return new Map(rows.map(({ lead_id, purposes }) => [lead_id, purposes]));
}

/** Kinds of event that conditions count. */
export const countable: readonly EventKind[] = ['click', 'reply', 'form', 'page_view', 'custom', 'touch'];
/** As a list in SQL: a constant, so that no statement differs by it. */
export const countedKinds = sql`('click', 'reply', 'form', 'page_view', 'custom', 'touch')`;

/** What happened later than this happened within the time until now. Days have 24 hours. */
export const windowStart = (within: Duration, now: Instant): Instant => plusMs(now, -durationMs(within));

/**
 * An event that answers a mail is its enrollment's own. One that answers no mail (a form, a page, a custom event) is the
 * enrollment's own when it was recorded since that began. What a colleague does with a mail about the lead counts for
 * nobody.
 */
async function eventCounts(
  on: Queryable,
  { leadIds, enrollmentId }: Asker,
  times: readonly (Duration | null)[],
  now: Instant,
): Promise<ByLead<readonly EventCount[]>> {
  const windows = times.map((within) => ({ within, since: within === null ? null : windowStart(within, now) }));
  const rows = await on.rows<EventCount & { readonly lead_id: string }>(sql`
    SELECT ev.lead_id, ev.kind, CASE WHEN ev.kind = 'click' THEN ev.link ELSE ev.name END AS name,
      coalesce(CASE WHEN ev.message_id IS NULL AND ev.enrollment_id IS NULL THEN ev.recorded_at >= asking.created_at
        ELSE ev.enrollment_id = asking.id END, false) AS here,
      asked.within, count(*)::int AS count
    FROM event ev
    LEFT JOIN message m ON m.id = ev.message_id
    LEFT JOIN enrollment asking ON asking.id = ${enrollmentId}::uuid
    JOIN jsonb_to_recordset(${json(windows)}::jsonb) AS asked (within text, since timestamptz)
      ON asked.since IS NULL OR ev.occurred_at > asked.since
    WHERE ev.lead_id = ANY (${leadIds}::uuid[]) AND ev.kind IN ${countedKinds}
      AND ${isInternal} IS NOT TRUE
    GROUP BY 1, 2, 3, 4, 5`);
  const byLead = new Map<string, EventCount[]>();
  for (const { lead_id, within, ...rest } of rows) {
    const count: EventCount = within ? { ...rest, within } : rest;
    const counts = byLead.get(lead_id);
    if (counts) counts.push(count);
    else byLead.set(lead_id, [count]);
  }
  return byLead;
}

interface AnswerRow {
  readonly step_id: StepId;
  readonly visit: number;
  readonly answer: CallAnswer;
}

/** The newest answer of each step of the enrollment: the step may have had another id when it was answered. */
async function answersOf(on: Queryable, { enrollmentId, renamed = {} }: Asker): Promise<Surroundings['answers']> {
  const rows = await on.rows<AnswerRow>(sql`
    SELECT DISTINCT ON (step_id) step_id, visit, answer FROM step_mark
    WHERE enrollment_id = ${enrollmentId}::uuid AND kind = 'call' AND answer IS NOT NULL
    ORDER BY step_id, visit DESC`);
  const newest = new Map<StepId, AnswerRow>();
  for (const row of rows) {
    const present = Object.hasOwn(renamed, row.step_id) ? (renamed[row.step_id] ?? row.step_id) : row.step_id;
    const before = newest.get(present);
    const isNewer = !before || row.visit > before.visit || (row.visit === before.visit && row.step_id === present);
    if (isNewer) newest.set(present, row);
  }
  return Object.fromEntries([...newest].map(([stepId, { answer }]) => [stepId, answer]));
}
