/**
 * What the steps of a lead's enrollments decided and did, for the timeline: from the marks of their visits and the
 * version by which the enrollment went then. Points have a ledger of their own; of an answer only its status is told.
 */
import type { Act } from '../domain/act.ts';
import { assertNever } from '../domain/errors.ts';
import type { ProgramStep, StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';
import type { TimelineEntry } from './store.ts';

interface MarkRow {
  readonly kind: 'act' | 'branch' | 'split' | 'call';
  readonly sequence: string;
  readonly step_id: StepId;
  readonly arm: string | null;
  readonly status: number | null;
  /** Of a call that is tried again. */
  readonly next_try: Instant | null;
  /** Null when no version knows the step by this id any more. */
  readonly step: ProgramStep | null;
  readonly at: Instant;
}

export async function stepEntriesOf(database: Database, leadId: string): Promise<readonly TimelineEntry[]> {
  const rows = await database.rows<MarkRow>(sql`
    SELECT m.kind, e.sequence, m.step_id, m.arm, (m.answer ->> 'status')::int AS status, m.at,
      CASE WHEN e.status = 'active' AND e.step_id = m.step_id THEN e.wait_until END AS next_try,
      coalesce(past.program -> 'steps' -> m.step_id, now.program -> 'steps' -> m.step_id) AS step
    FROM enrollment e
    JOIN step_mark m ON m.enrollment_id = e.id
    JOIN sequence_version now ON now.id = e.sequence_version_id
    LEFT JOIN LATERAL (
      SELECT i.from_version FROM intervention i
      WHERE i.enrollment_id = e.id AND i.kind = 'migrated' AND i.at > m.at ORDER BY i.id LIMIT 1
    ) migration ON true
    LEFT JOIN sequence_version past ON past.name = e.sequence AND past.number = migration.from_version
    WHERE e.lead_id = ${leadId}
    ORDER BY m.at, e.id, m.step_id, m.visit`);
  return rows.flatMap((row) => entryOf(row) ?? []);
}

function entryOf(row: MarkRow): TimelineEntry | null {
  const { at, kind, sequence, step_id: stepId, arm, status, next_try: nextTry, step } = row;
  const where = { at, sequence, stepId };
  switch (kind) {
    case 'branch':
      return { ...where, kind, ...decisionOf(arm === null ? null : Number(arm), step) };
    case 'split':
      return { ...where, kind, arm: arm ?? '' };
    case 'call':
      // Without an answer, the row is its last try, and the arm says why that failed.
      return { ...where, kind, status, failure: arm, nextTry: status === null ? nextTry : null };
    case 'act':
      return step?.kind === 'act' ? actEntry(where, step.act) : null;
    default:
      return assertNever(kind);
  }
}

/** The condition that led there: the one that was true, or that none of them was. */
function decisionOf(
  index: number | null,
  step: ProgramStep | null,
): { readonly condition: string | null; readonly to: StepId | null } {
  if (step?.kind !== 'branch') return { condition: null, to: null };
  if (index === null) {
    const none = step.cases.map(({ condition }) => condition).join(' || ');
    return { condition: `!(${none})`, to: step.otherwise };
  }
  const taken = step.cases[index];
  return { condition: taken?.condition ?? null, to: taken?.next ?? null };
}

type Where = Pick<TimelineEntry & { readonly kind: 'act' }, 'at' | 'sequence' | 'stepId'>;

/** Null for what another line tells: points and mails to colleagues. */
function actEntry(where: Where, act: Act): TimelineEntry | null {
  const did = { ...where, kind: 'act' } as const;
  switch (act.kind) {
    case 'score':
    case 'notify':
      return null;
    case 'set': {
      const values = Object.entries(act.values).map(([field, value]) => `${field} = ${JSON.stringify(value)}`);
      return { ...did, act: act.kind, detail: values.join(', ') };
    }
    case 'tag': {
      const tags = [...act.add.map((tag) => `+${tag}`), ...act.remove.map((tag) => `−${tag}`)];
      return { ...did, act: act.kind, detail: tags.join(' ') };
    }
    case 'start':
    case 'stop':
      return { ...did, act: act.kind, detail: act.sequence };
    case 'handoff':
      return { ...did, act: act.kind, detail: act.reason };
    default:
      return assertNever(act);
  }
}
