/**
 * Pauses: a row is a pause. Whoever is about to do something for an enrollment asks `park`; so pausing a sequence
 * touches no enrollment. A pause of a sending domain or a relay is found by the claim of a mail, and parks likewise. Pauses and resumes take turns; `park` does not wait for them but holds the pause it found, so
 * that lifting it finds the note.
 */
import { assertNever, TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { checkedEnrollmentId, isHeldAtMail, isPaused, lockByEnrollment, pauseHolds } from './enrollment-rows.ts';
import { isId } from './ids.ts';
import { noteInterventions } from './interventions.ts';
import { enqueue, outboxChannel } from './outbox-writes.ts';
import { json, type Sql, sql } from './sql.ts';
import type { LeadPauseScope, PauseScope, Pauses, PauseView } from './store.ts';
import { unknownSequence } from './versions.ts';

export function createPauses(database: Database): Pauses {
  return {
    pause: (scope, reason, actor, now) =>
      database.transaction(async (tx) => {
        await lockScope(tx, scope);
        await takeTurn(tx);
        const fresh = await tx.rows(sql`
          INSERT INTO pause (kind, target, reason, actor, since)
          VALUES (${scope.kind}, ${targetOf(scope)}, ${reason}, ${actor}, ${now}) ON CONFLICT DO NOTHING RETURNING kind`);
        if (fresh.length > 0) {
          if (isAboutLeads(scope)) await noteInterventions(tx, [{ kind: 'paused', about: scope, actor, reason }], now);
          if (scope.kind === 'lead' || scope.kind === 'enrollment') await tellPaused(tx, scope, now);
        }
        const [view] = await views(tx, sql`p.kind = ${scope.kind} AND p.target = ${targetOf(scope)}`);
        if (!view) throw new TendrilError('INTERNAL', `The pause of ${scope.kind} ${targetOf(scope)} was not written`);
        return view;
      }),

    resume: (scope, actor, now) => database.transaction((tx) => resume(tx, scope, actor, now)),
    list: () => views(database, sql`true`),
    holding: (leadId) => (isId(leadId) ? views(database, concerning(leadId)) : Promise.resolve([])),
  };
}

const isAboutLeads = (scope: PauseScope): scope is LeadPauseScope => scope.kind !== 'domain' && scope.kind !== 'relay';

const targetOf = (scope: PauseScope): string => {
  switch (scope.kind) {
    case 'sequence':
      return scope.sequence;
    // As PostgreSQL writes ids.
    case 'lead':
      return scope.leadId.toLowerCase();
    case 'enrollment':
      return scope.enrollmentId.toLowerCase();
    case 'domain':
      return scope.domain.toLowerCase();
    case 'relay':
      return scope.relay;
    default:
      return assertNever(scope);
  }
};

/** The enrollments `e` that a pause of this scope is about. */
function within(scope: PauseScope): Sql {
  switch (scope.kind) {
    case 'sequence':
      return sql`e.sequence = ${scope.sequence}`;
    case 'lead':
      return sql`e.lead_id = ${scope.leadId}`;
    case 'enrollment':
      return sql`e.id = ${scope.enrollmentId}`;
    // Those that stand at a mail from there, which noted what holds it.
    case 'domain':
      return sql`e.id IN (SELECT m.enrollment_id FROM message m WHERE m.state = 'DEFERRED' AND m.from_domain = ${targetOf(scope)})`;
    case 'relay':
      return sql`e.id IN (SELECT m.enrollment_id FROM message m WHERE m.state = 'DEFERRED' AND m.relay = ${scope.relay})`;
    default:
      return assertNever(scope);
  }
}

/** Two pauses of one enrollment that are lifted at one moment must not each leave it to the other. */
export const takeTurn = (tx: Queryable): Promise<unknown> =>
  tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended('pauses', 0))`);

/** @throws SEQUENCE_UNKNOWN, LEAD_UNKNOWN, ENROLLMENT_UNKNOWN */
async function lockScope(tx: Queryable, scope: PauseScope): Promise<void> {
  switch (scope.kind) {
    case 'sequence': {
      const known = await tx.rows(sql`SELECT 1 FROM sequence_version WHERE name = ${scope.sequence} LIMIT 1`);
      if (known.length === 0) throw unknownSequence(scope.sequence);
      return;
    }
    case 'lead': {
      const { leadId } = scope;
      const known = isId(leadId) ? await tx.rows(sql`SELECT 1 FROM lead WHERE id = ${leadId} FOR NO KEY UPDATE`) : [];
      if (known.length === 0) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId}`, { leadId });
      return;
    }
    case 'enrollment': {
      await lockByEnrollment(tx, scope.enrollmentId);
      return;
    }
    // A domain that is not published yet, or a relay of other settings, may be paused beforehand.
    case 'domain':
    case 'relay':
      return;
    default:
      return assertNever(scope);
  }
}

/** A few enrollments are told at once, and are to be resumed whether or not they come to a halt before. */
async function tellPaused(tx: Queryable, scope: PauseScope, now: Instant): Promise<void> {
  const told = await tx.rows<{ readonly workflow_id: string }>(sql`
    UPDATE enrollment e SET parked = true WHERE ${within(scope)} AND e.status = 'active' RETURNING e.workflow_id`);
  await enqueue(
    tx,
    told.map(({ workflow_id }) => ({
      kind: 'signal_nurture',
      workflowId: workflow_id,
      payload: { kind: 'pause' },
    })),
    now,
  );
}

/**
 * The pause goes first, and waits for those that hold it in `park`; the statement after that sees their notes. However
 * many they are, their signals are written in one statement.
 */
export async function resume(
  tx: Queryable,
  scope: PauseScope,
  actor: string,
  now: Instant,
): ReturnType<Pauses['resume']> {
  if ((scope.kind === 'lead' && !isId(scope.leadId)) || (scope.kind === 'enrollment' && !isId(scope.enrollmentId))) {
    return { resumed: 0, lifted: false };
  }
  await takeTurn(tx);
  const lifted = await tx.rows(sql`
    DELETE FROM pause WHERE kind = ${scope.kind} AND target = ${targetOf(scope)} RETURNING kind`);
  if (lifted.length === 0) return { resumed: 0, lifted: false };
  if (isAboutLeads(scope)) await noteInterventions(tx, [{ kind: 'resumed', about: scope, actor }], now);
  return { resumed: await freeParked(tx, scope, now), lifted: true };
}

/** Tells those that came to a halt at a pause that is gone, unless another one holds them. Returns how many. */
export async function freeParked(tx: Queryable, scope: PauseScope, now: Instant): Promise<number> {
  const [told] = await tx.rows<{ readonly resumed: number }>(sql`
    WITH freed AS (
      UPDATE enrollment e SET parked = false
      WHERE ${within(scope)} AND e.parked AND e.status = 'active' AND NOT ${isPaused} AND NOT ${isHeldAtMail}
      RETURNING e.workflow_id
    ), signals AS (
      INSERT INTO outbox (kind, workflow_id, payload, available_at, created_at)
      SELECT 'signal_nurture', workflow_id, ${json({ kind: 'resume' })}::jsonb, ${now}, ${now} FROM freed
    )
    SELECT count(*)::int AS resumed, pg_notify(${outboxChannel}, '') FROM freed`);
  return told?.resumed ?? 0;
}

interface PauseRow {
  readonly kind: PauseScope['kind'];
  readonly target: string;
  readonly email: string | null;
  readonly sequence: string | null;
  readonly reason: string | null;
  readonly actor: string;
  readonly since: Instant;
  readonly holds: number;
}

/** The pauses `p` that concern a lead: its own, those of its live enrollments, and of the sequences they are in. */
const concerning = (leadId: string): Sql => sql`(p.kind = 'lead' AND p.target = ${leadId.toLowerCase()}) OR EXISTS (
  SELECT 1 FROM enrollment e WHERE e.lead_id = ${leadId} AND e.status = 'active' AND ${pauseHolds})`;

/** How many halted at a mail whose sender the pause `p` is about. */
const haltedAt = (column: Sql): Sql => sql`(SELECT count(DISTINCT e.id)::int FROM message m
  JOIN enrollment e ON e.id = m.enrollment_id AND e.status = 'active' AND e.parked
  WHERE m.state = 'DEFERRED' AND ${column} = p.target)`;

/** Those that match, newest first. A pause outlives what it is about; then there is no address any more. */
async function views(on: Queryable, matching: Sql): Promise<readonly PauseView[]> {
  const rows = await on.rows<PauseRow>(sql`
    SELECT p.kind, p.target, l.email, CASE p.kind WHEN 'sequence' THEN p.target ELSE about.sequence END AS sequence, p.reason,
      p.actor, p.since, CASE p.kind
        WHEN 'sequence' THEN (SELECT count(*)::int FROM enrollment WHERE status = 'active' AND sequence = p.target)
        WHEN 'lead' THEN (SELECT count(*)::int FROM enrollment WHERE status = 'active' AND lead_id = p.target::uuid)
        WHEN 'domain' THEN ${haltedAt(sql`m.from_domain`)}
        WHEN 'relay' THEN ${haltedAt(sql`m.relay`)}
        ELSE (SELECT count(*)::int FROM enrollment WHERE status = 'active' AND id = p.target::uuid)
      END AS holds
    FROM pause p
    LEFT JOIN enrollment about ON about.id = CASE p.kind WHEN 'enrollment' THEN p.target::uuid END
    LEFT JOIN lead l ON l.id = CASE p.kind WHEN 'lead' THEN p.target::uuid ELSE about.lead_id END
    WHERE ${matching}
    ORDER BY p.since DESC, p.kind, p.target`);
  return rows.map(({ kind: of, target: name, ...row }) => ({ ...row, scope: scopeOf(of, name) }));
}

function scopeOf(kind: PauseScope['kind'], target: string): PauseScope {
  switch (kind) {
    case 'sequence':
      return { kind, sequence: target };
    case 'lead':
      return { kind, leadId: target };
    case 'enrollment':
      return { kind, enrollmentId: target };
    case 'domain':
      return { kind, domain: target };
    case 'relay':
      return { kind, relay: target };
    default:
      return assertNever(kind);
  }
}

/** Whether a pause holds the enrollment; then it is noted that it must be resumed. @throws ENROLLMENT_UNKNOWN */
export async function park(on: Queryable, enrollmentId: string): Promise<boolean> {
  const rows = await on.rows(sql`
    WITH holding AS (
      SELECT 1 FROM enrollment e JOIN pause p ON ${pauseHolds}
      WHERE e.id = ${checkedEnrollmentId(enrollmentId)} AND e.status = 'active' FOR SHARE OF p
    )
    UPDATE enrollment SET parked = true WHERE id = ${enrollmentId} AND EXISTS (SELECT 1 FROM holding) RETURNING id`);
  return rows.length > 0;
}
