/**
 * Enrollments: started, stopped, positioned, armed and ended. What stands here is what the gate and ingest look at; what
 * happens next in an enrollment is decided by its machine alone.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Program } from '../domain/program.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { enrollLocked } from './enrolling.ts';
import { type EnrollmentRow, enrollmentView, selectEnrollment } from './enrollment-rows.ts';
import { isId } from './ids.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { lockLead, writePromotion } from './lead-writes.ts';
import { giveToSales } from './mql.ts';
import { enqueue } from './outbox-writes.ts';
import { pageOf, pageQuery } from './pages.ts';
import { promote } from './promotion.ts';
import { sql } from './sql.ts';
import type { Enrollments, EnrollmentView, Page, PageRequest, RunnableVersion } from './store.ts';
import { armLocked, expireLocked } from './waits.ts';
import type { Workspaces } from './workspaces.ts';

interface EnrollmentsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly addressHash: (address: string) => string;
}

/** The group that the points of `score` steps are counted in. */
const stepGroup = 'sequence';

export function createEnrollments(deps: EnrollmentsDeps): Enrollments {
  const { database, workspaces, addressHash } = deps;
  return {
    enroll: (leadId, sequence, origin, now) =>
      database.transaction(async (tx) => {
        const lead = isId(leadId) ? await lockLead(tx, leadId) : null;
        if (!lead) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId}`, { leadId });
        return viewOf(tx, await enrollLocked(tx, lead, addressHash(lead.email), sequence, origin, now));
      }),

    get: (id) => viewOf(database, id),

    list: (filter, page) => list(database, filter, page),
    stop: (id, now) => database.transaction((tx) => stop(tx, id, now)),
    runnable: (sequenceVersionId) => runnable(database, sequenceVersionId),

    async leadOf(enrollmentId, now) {
      const row = await leadRowOf(database, enrollmentId);
      return { leadId: row.id, facts: factsOf(row, (await workspaces.current())?.scoring ?? null, now) };
    },

    async position(enrollmentId, position) {
      const until = position.kind === 'sleeping' ? position.until : null;
      await database.rows(sql`
        UPDATE enrollment SET step_id = ${position.stepId}, wait_until = ${until}, wait_for = NULL, wait_since = NULL
        WHERE id = ${checkedId(enrollmentId)} AND status = 'active'`);
    },

    arm: (enrollmentId, wait) =>
      database.transaction(async (tx) => armLocked(tx, await lockByEnrollment(tx, enrollmentId), wait)),
    expire: (enrollmentId, wait) =>
      database.transaction(async (tx) => expireLocked(tx, await lockByEnrollment(tx, enrollmentId), wait)),

    async addPoints(enrollmentId, entry, now) {
      const model = (await workspaces.current())?.scoring;
      if (!model) return;
      await database.transaction((tx) => addPoints(tx, enrollmentId, entry, model, now));
    },

    async close(enrollmentId, outcome, reason, now) {
      await database.rows(sql`
        UPDATE enrollment SET status = ${outcome}, reason = ${reason}, ended_at = ${now}, wait_until = NULL, wait_for = NULL,
          wait_since = NULL
        WHERE id = ${checkedId(enrollmentId)} AND status = 'active'`);
    },
  };
}

const unknownEnrollment = (id: string): TendrilError =>
  new TendrilError('ENROLLMENT_UNKNOWN', `There is no enrollment ${id}`, { enrollmentId: id });

function checkedId(id: string): string {
  if (!isId(id)) throw unknownEnrollment(id);
  return id;
}

async function viewOf(on: Queryable, id: string): Promise<EnrollmentView> {
  const [row] = await on.rows<EnrollmentRow>(sql`${selectEnrollment} WHERE e.id = ${checkedId(id)}`);
  if (!row) throw unknownEnrollment(id);
  return enrollmentView(row);
}

/** Locks the lead of an enrollment, as everything does that depends on its events. */
async function lockByEnrollment(
  tx: Queryable,
  enrollmentId: string,
): Promise<{ readonly id: string; readonly lead_id: string }> {
  const [row] = await tx.rows<{ readonly id: string; readonly lead_id: string }>(sql`
    SELECT e.id, e.lead_id FROM enrollment e JOIN lead l ON l.id = e.lead_id
    WHERE e.id = ${checkedId(enrollmentId)} FOR NO KEY UPDATE OF l`);
  if (!row) throw unknownEnrollment(enrollmentId);
  return row;
}

async function list(
  database: Database,
  filter: Parameters<Enrollments['list']>[0],
  page: PageRequest,
): Promise<Page<EnrollmentView>> {
  const { leadId = null, sequence = null, status = null } = filter;
  if (leadId !== null && !isId(leadId)) return { items: [], next: null };
  const { take, before } = pageQuery(page);
  const after = before.id?.lt ?? null;
  const rows = await database.rows<EnrollmentRow>(sql`${selectEnrollment}
    WHERE (${leadId}::uuid IS NULL OR e.lead_id = ${leadId}) AND (${sequence}::text IS NULL OR e.sequence = ${sequence})
      AND (${status}::text IS NULL OR e.status = ${status}) AND (${after}::uuid IS NULL OR e.id < ${after})
    ORDER BY e.id DESC LIMIT ${take}`);
  return pageOf(rows, page, enrollmentView);
}

/** @throws ENROLLMENT_UNKNOWN */
async function leadRowOf(database: Database, enrollmentId: string): Promise<LeadRow> {
  const [row] = await database.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM enrollment e JOIN lead l ON l.id = e.lead_id LEFT JOIN account a ON a.id = l.account_id
    WHERE e.id = ${checkedId(enrollmentId)}`);
  if (!row) throw unknownEnrollment(enrollmentId);
  return row;
}

/** Adds the points of a step, unless its key is in the ledger. */
async function addPoints(
  tx: Queryable,
  enrollmentId: string,
  entry: { readonly key: string; readonly points: number; readonly reason: string },
  model: ScoringModel,
  now: Instant,
): Promise<void> {
  const { lead_id: leadId } = await lockByEnrollment(tx, enrollmentId);
  const lead = await lockLead(tx, leadId);
  const [known] = await tx.rows(sql`SELECT 1 FROM score_entry WHERE key = ${entry.key}`);
  if (!lead || known) return;
  const points = { group: stepGroup, points: entry.points, at: now };
  const promotion = promote(model, lead, points, null, now);
  const score = { ...points, key: entry.key, eventId: null, reason: entry.reason };
  await writePromotion(tx, leadId, promotion, { actor: 'sequence', grade: lead.grade, score, now });
  if (promotion.mql) await giveToSales(tx, lead, promotion, now);
}

async function stop(tx: Queryable, id: string, now: Instant): Promise<EnrollmentView> {
  await lockByEnrollment(tx, id);
  // The stop of a reply may be lifted by the wait that uses the reply up; one by hand may not.
  const [stopped] = await tx.rows<{ readonly workflow_id: string }>(sql`
    UPDATE enrollment SET stop_reason = 'manual', stop_event_id = NULL, wait_for = NULL, wait_since = NULL
    WHERE id = ${id} AND status = 'active' AND (stop_reason IS NULL OR stop_reason = 'reply')
    RETURNING workflow_id`);
  if (stopped) {
    const payload = { kind: 'stop', reason: 'manual' } as const;
    await enqueue(tx, [{ kind: 'signal_nurture', workflowId: stopped.workflow_id, payload }], now);
  }
  return viewOf(tx, id);
}

async function runnable(database: Database, sequenceVersionId: string): Promise<RunnableVersion> {
  const version = isId(sequenceVersionId)
    ? await database.prisma.sequenceVersion.findUnique({
        where: { id: sequenceVersionId },
        select: { program: true, templates: true },
      })
    : null;
  if (!version) throw new TendrilError('ENROLLMENT_UNKNOWN', `There is no version ${sequenceVersionId} of a sequence`);
  return {
    sequenceVersionId,
    // Written by `publishSequence` from these very types, and never changed.
    program: version.program as unknown as Program,
    templates: version.templates as unknown as RunnableVersion['templates'],
  };
}
