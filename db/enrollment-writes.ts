/**
 * The active enrollments of a locked lead: read for a decision, written with what was decided, and told.
 */
import type { StopReason } from '../domain/events.ts';
import { currentAwaited, currentSettings } from '../domain/formats.ts';
import type { ProgramSettings } from '../domain/program-settings.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { json, sql } from './sql.ts';
import { type ActiveEnrollment, type Happening, type WakeWrite, wakesOf } from './wakes.ts';

interface ActiveRow {
  readonly id: string;
  readonly lead_id: string;
  readonly version: string;
  readonly workflow_id: string;
  readonly stop_reason: StopReason | null;
  readonly stop_event_id: string | null;
  readonly wait_for: unknown;
  readonly wait_since: Instant | null;
  readonly wait_until: Instant | null;
  /** Only in the first row of each version. */
  readonly settings: unknown;
}

/** What happened to one of several leads. */
export interface LeadHappening {
  readonly leadId: string;
  readonly happening: Happening;
  /** What the outbox is to get right after the signals of this. */
  readonly after: OutboxDraft | null;
}

/**
 * Does to the enrollments of a locked lead what follows from what happened, and returns the signals that tell them;
 * the caller puts these into the outbox.
 */
export const wake = (tx: Queryable, leadId: string, happening: Happening): Promise<readonly OutboxDraft[]> =>
  wakeMany(tx, [{ leadId, happening, after: null }]);

/**
 * The same for what happened to many locked leads, one thing after the other, by one reading and one writing statement.
 * @param besides writes what else became of them: made ready while the database reads, and written while it is reckoned who is told
 */
export async function wakeMany(
  tx: Queryable,
  happenings: readonly LeadHappening[],
  besides: () => Promise<void> = async () => {},
): Promise<readonly OutboxDraft[]> {
  const telling = happenings.filter(({ happening: { facts, mql } }) => facts.length > 0 || mql !== null);
  const reading = activeEnrollments(tx, [...new Set(telling.map(({ leadId }) => leadId))]);
  const [{ writes, drafts }] = await Promise.all([
    reading.then((enrollments) => reckon(enrollments, happenings)),
    besides(),
  ]);
  await writeWakes(tx, writes);
  return drafts;
}

interface Reckoned {
  readonly writes: readonly WakeWrite[];
  readonly drafts: readonly OutboxDraft[];
}

function reckon(enrollments: Map<string, readonly ActiveEnrollment[]>, happenings: readonly LeadHappening[]): Reckoned {
  const writes = new Map<string, WakeWrite>();
  const drafts: OutboxDraft[] = [];
  for (const { leadId, happening, after } of happenings) {
    const active = enrollments.get(leadId) ?? [];
    const wakes = wakesOf(active, happening);
    for (const write of wakes.writes) writes.set(write.id, bothOf(writes.get(write.id), write));
    if (wakes.writes.length > 0) {
      enrollments.set(
        leadId,
        active.map((enrollment) => afterwards(enrollment, wakes.writes)),
      );
    }
    drafts.push(...wakes.signals, ...(after ? [after] : []));
  }
  return { writes: [...writes.values()], drafts };
}

/** A later change of the same enrollment leaves a stop of before as it is, unless it has one of its own. */
const bothOf = (before: WakeWrite | undefined, write: WakeWrite): WakeWrite =>
  before && write.stopReason === null
    ? { ...write, stopReason: before.stopReason, stopEventId: before.stopEventId }
    : write;

function afterwards(enrollment: ActiveEnrollment, writes: readonly WakeWrite[]): ActiveEnrollment {
  const write = writes.find(({ id }) => id === enrollment.id);
  if (!write) return enrollment;
  const { waitFor: awaited, stopReason: reason, stopEventId: eventId } = write;
  return { ...enrollment, awaited, stop: reason === null ? enrollment.stop : { reason, eventId } };
}

/** The calendar of a locked lead has changed: its enrollments find the times that are still to come anew. */
export async function replan(tx: Queryable, leadId: string, now: Instant): Promise<void> {
  const rows = await tx.rows<Pick<ActiveRow, 'workflow_id'>>(
    sql`SELECT workflow_id FROM enrollment WHERE lead_id = ${leadId} AND status = 'active' ORDER BY id`,
  );
  const signals = rows.map(
    ({ workflow_id }): OutboxDraft => ({
      kind: 'signal_nurture',
      workflowId: workflow_id,
      payload: { kind: 'replan' },
    }),
  );
  await enqueue(tx, signals, now);
}

/** By lead. The settings of a version, which may be large, are read once for all of its enrollments. */
async function activeEnrollments(
  tx: Queryable,
  leadIds: readonly string[],
): Promise<Map<string, readonly ActiveEnrollment[]>> {
  const byLead = new Map<string, readonly ActiveEnrollment[]>();
  if (leadIds.length === 0) return byLead;
  const rows = await tx.rows<ActiveRow>(sql`
    SELECT e.id, e.lead_id, e.workflow_id, e.stop_reason, e.stop_event_id, e.wait_for, e.wait_since, e.wait_until,
      e.sequence_version_id AS version, CASE
        WHEN row_number() OVER (PARTITION BY e.sequence_version_id ORDER BY e.id) = 1 THEN v.program -> 'settings'
      END AS settings
    FROM enrollment e JOIN sequence_version v ON v.id = e.sequence_version_id
    WHERE e.lead_id = ANY (${leadIds}::uuid[]) AND e.status = 'active' ORDER BY e.id`);
  const settings = new Map<string, ProgramSettings>();
  for (const row of rows) {
    const known = settings.get(row.version) ?? currentSettings(row.settings);
    settings.set(row.version, known);
    byLead.set(row.lead_id, [...(byLead.get(row.lead_id) ?? []), activeOf(row, known)]);
  }
  return byLead;
}

const activeOf = (row: ActiveRow, settings: ProgramSettings): ActiveEnrollment => ({
  id: row.id,
  workflowId: row.workflow_id,
  stop: row.stop_reason && { reason: row.stop_reason, eventId: row.stop_event_id },
  awaited: currentAwaited(row.wait_for, row.wait_since),
  waitUntil: row.wait_until,
  settings,
});

/** Ends or shortens waits and records stops. */
async function writeWakes(tx: Queryable, writes: readonly WakeWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await tx.rows(sql`
    UPDATE enrollment e SET wait_for = w."waitFor",
      wait_since = CASE WHEN w."waitFor" IS NULL THEN NULL ELSE e.wait_since END,
      stop_reason = coalesce(w."stopReason", e.stop_reason),
      stop_event_id = CASE WHEN w."stopReason" IS NULL THEN e.stop_event_id ELSE w."stopEventId" END
    FROM jsonb_to_recordset(${json(writes)}::jsonb)
      AS w (id uuid, "waitFor" jsonb, "stopReason" text, "stopEventId" uuid)
    WHERE e.id = w.id AND e.status = 'active'`);
}
