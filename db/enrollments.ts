/**
 * Enrollments: started, stopped, moved, positioned, armed and ended. What stands here is what the gate and ingest look
 * at; what happens next in an enrollment is decided by its machine alone.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { StepId } from '../domain/program.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { enrollLocked } from './enrolling.ts';
import {
  checkedEnrollmentId,
  type EnrollmentRow,
  enrollmentView,
  enrollmentViewOf,
  isHeldAtMail,
  isPaused,
  lockByEnrollment,
  selectEnrollment,
  unknownEnrollment,
} from './enrollment-rows.ts';
import { stopEnrollments } from './enrollment-stops.ts';
import type { EntryContext } from './entrants.ts';
import { isId } from './ids.ts';
import { noteInterventions } from './interventions.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { lockLead } from './lead-writes.ts';
import { enqueue } from './outbox-writes.ts';
import { pageOf, pageQuery } from './pages.ts';
import { park } from './pauses.ts';
import { assign } from './splits.ts';
import { sql } from './sql.ts';
import { actOnce } from './step-acts.ts';
import { answerOf, decideOnce, markCall } from './step-marks.ts';
import type { Enrollments, EnrollmentView, Page, PageRequest, RunnableVersion } from './store.ts';
import { surroundingsOf } from './surroundings.ts';
import type { Versions } from './versions.ts';
import { armLocked, expireLocked, type WaitDeps } from './waits.ts';
import type { Workspaces } from './workspaces.ts';

interface EnrollmentsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly versions: Versions;
  readonly conditions: Conditions;
  /** What entering a sequence depends on at this moment. */
  readonly entryContext: () => Promise<EntryContext>;
}

export function createEnrollments(deps: EnrollmentsDeps): Enrollments {
  const { database, workspaces, versions, conditions, entryContext } = deps;
  const modelInForce = async () => (await workspaces.current())?.scoring ?? null;
  const waitDeps = async (): Promise<WaitDeps> => ({ conditions, model: await modelInForce() });
  return {
    async enroll(leadId, sequence, origin, now) {
      const context = await entryContext();
      return database.transaction(async (tx) => {
        const lead = isId(leadId) ? await lockLead(tx, leadId) : null;
        if (!lead) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId}`, { leadId });
        return enrollmentViewOf(tx, await enrollLocked(tx, context, lead, sequence, origin, now));
      });
    },

    get: (id) => enrollmentViewOf(database, id),
    list: (filter, page) => list(database, filter, page),
    stop: (id, actor, now) => database.transaction((tx) => stop(tx, id, actor, now)),
    move: (id, stepId, actor, now) => database.transaction((tx) => move(tx, versions, id, stepId, actor, now)),
    runnable: (sequenceVersionId) => runnable(database, versions, sequenceVersionId),

    async leadOf(enrollmentId, now) {
      const row = await leadRowOf(database, enrollmentId);
      return { leadId: row.id, facts: factsOf(row, await modelInForce(), now) };
    },

    async surroundings(enrollmentId, needs, now, renamed = {}) {
      const { id } = await leadRowOf(database, enrollmentId);
      const asker = { leadIds: [id], enrollmentId, renamed };
      return (await surroundingsOf(database, asker, needs, await modelInForce(), now)).get(id) ?? {};
    },

    park: (enrollmentId) => park(database, enrollmentId),

    async position(enrollmentId, position) {
      const until = position.kind === 'sleeping' ? position.until : null;
      await database.rows(sql`
        UPDATE enrollment SET step_id = ${position.stepId}, wait_until = ${until}, wait_for = NULL, wait_since = NULL
        WHERE id = ${checkedEnrollmentId(enrollmentId)} AND status = 'active'`);
    },

    async arm(enrollmentId, wait, now) {
      const looking = await waitDeps();
      return database.transaction(async (tx) =>
        armLocked(tx, await lockByEnrollment(tx, enrollmentId), wait, now, looking),
      );
    },
    async expire(enrollmentId, wait, now) {
      const looking = await waitDeps();
      return database.transaction(async (tx) =>
        expireLocked(tx, await lockByEnrollment(tx, enrollmentId), wait, now, looking),
      );
    },

    async act(visit, act, now) {
      const context = await entryContext();
      return database.transaction((tx) => actOnce(tx, context, visit, act, now));
    },
    assign: (visit, split, now) => database.transaction((tx) => assign(tx, visit, split, now)),

    async recordAnswer(visit, answer, now) {
      checkedEnrollmentId(visit.enrollmentId);
      await markCall(database, visit, { answer, failure: null }, now);
    },
    async recordFailure(visit, why, now) {
      checkedEnrollmentId(visit.enrollmentId);
      await markCall(database, visit, { answer: null, failure: why }, now);
    },
    decide: (visit, index, now) => decideOnce(database, visit, index, now),
    answerOf: (visit) => answerOf(database, visit),

    async close(enrollmentId, outcome, reason, now) {
      await database.rows(sql`
        UPDATE enrollment SET status = ${outcome}, reason = ${reason}, ended_at = ${now}, wait_until = NULL, wait_for = NULL,
          wait_since = NULL, parked = false
        WHERE id = ${checkedEnrollmentId(enrollmentId)} AND status = 'active'`);
    },

    behind: (sequence) => behind(database, sequence),
  };
}

async function list(
  database: Database,
  filter: Parameters<Enrollments['list']>[0],
  page: PageRequest,
): Promise<Page<EnrollmentView>> {
  const { leadId = null, sequence = null, status = null, stepId = null } = filter;
  if (leadId !== null && !isId(leadId)) return { items: [], next: null };
  const { take, before } = pageQuery(page);
  const after = before.id?.lt ?? null;
  const rows = await database.rows<EnrollmentRow>(sql`${selectEnrollment}
    WHERE (${leadId}::uuid IS NULL OR e.lead_id = ${leadId}) AND (${sequence}::text IS NULL OR e.sequence = ${sequence})
      AND (${status}::text IS NULL OR e.status = ${status}
        OR (${status}::text = 'paused' AND e.status = 'active' AND (${isPaused} OR ${isHeldAtMail}))) AND (${stepId}::text IS NULL OR e.step_id = ${stepId})
      AND (${after}::uuid IS NULL OR e.id < ${after})
    ORDER BY e.id DESC LIMIT ${take}`);
  return pageOf(rows, page, enrollmentView);
}

/** @throws ENROLLMENT_UNKNOWN */
async function leadRowOf(database: Database, enrollmentId: string): Promise<LeadRow> {
  const [row] = await database.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM enrollment e JOIN lead l ON l.id = e.lead_id LEFT JOIN account a ON a.id = l.account_id
    WHERE e.id = ${checkedEnrollmentId(enrollmentId)}`);
  if (!row) throw unknownEnrollment(enrollmentId);
  return row;
}

async function stop(tx: Queryable, id: string, actor: string, now: Instant): Promise<EnrollmentView> {
  await lockByEnrollment(tx, id);
  const asked = await stopEnrollments(tx, sql`id = ${id}`, 'manual', now);
  const about = { kind: 'enrollment', enrollmentId: id } as const;
  if (asked > 0) await noteInterventions(tx, [{ kind: 'stopped', about, actor }], now);
  return enrollmentViewOf(tx, id);
}

async function move(
  tx: Queryable,
  versions: Versions,
  id: string,
  stepId: StepId,
  actor: string,
  now: Instant,
): Promise<EnrollmentView> {
  // A migration moves it to another version only while its row is not held.
  const [enrollment] = await tx.rows<{
    readonly status: EnrollmentView['status'];
    readonly sequence_version_id: string;
  }>(sql`SELECT status, sequence_version_id FROM enrollment WHERE id = ${checkedEnrollmentId(id)} FOR NO KEY UPDATE`);
  if (!enrollment) throw unknownEnrollment(id);
  if (enrollment.status !== 'active') {
    const message = `The enrollment has ended (${enrollment.status}) and goes nowhere any more`;
    throw new TendrilError('ENROLLMENT_ENDED', message, { enrollmentId: id });
  }
  const versionId = enrollment.sequence_version_id;
  const version = (await versions.byId(tx, [versionId])).get(versionId);
  if (!version || !Object.hasOwn(version.program.steps, stepId)) {
    const near = didYouMean(nearest(stepId, Object.keys(version?.program.steps ?? {})));
    const message = `Version ${version?.number} of "${version?.sequence}", which it goes by, has no step "${stepId.slice(0, 80)}"${near}`;
    throw new TendrilError('STEP_MISSING', message, { enrollmentId: id, stepId });
  }
  const view = await enrollmentViewOf(tx, id);
  await enqueue(tx, [{ kind: 'signal_nurture', workflowId: view.workflowId, payload: { kind: 'move', stepId } }], now);
  const about = { kind: 'enrollment', enrollmentId: id } as const;
  await noteInterventions(tx, [{ kind: 'moved', about, actor, fromStep: view.stepId, toStep: stepId }], now);
  return view;
}

async function runnable(database: Database, versions: Versions, sequenceVersionId: string): Promise<RunnableVersion> {
  const version = (await versions.byId(database, [sequenceVersionId])).get(sequenceVersionId);
  if (!version) throw new TendrilError('ENROLLMENT_UNKNOWN', `There is no version ${sequenceVersionId} of a sequence`);
  return { sequenceVersionId, program: version.program, templates: version.templates };
}

async function behind(database: Database, sequence: string): ReturnType<Enrollments['behind']> {
  const rows = await database.rows<{
    readonly version: number;
    readonly version_id: string;
    readonly step_id: StepId | null;
    readonly count: number;
  }>(sql`
    SELECT v.number AS version, v.id AS version_id, e.step_id, count(*)::int AS count
    FROM enrollment e JOIN sequence_version v ON v.id = e.sequence_version_id
    WHERE e.sequence = ${sequence} AND e.status = 'active'
      AND v.number < (SELECT max(number) FROM sequence_version WHERE name = ${sequence})
    GROUP BY v.number, v.id, e.step_id ORDER BY v.number, e.step_id`);
  return rows.map(({ version, version_id, step_id, count }) => ({
    version,
    sequenceVersionId: version_id,
    stepId: step_id,
    count,
  }));
}
