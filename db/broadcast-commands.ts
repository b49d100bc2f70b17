/**
 * What people do to a broadcast: order, pause, resume and stop it. Its workflow is told through the outbox; what decides is
 * the row, which every page of mails locks and looks at.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import { broadcastProgram, broadcastWorkflowId } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import type { Workspace } from '../domain/workspace.ts';
import { isCalled, unknownBroadcast } from './broadcast-rows.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { type Intervention, noteInterventions } from './interventions.ts';
import { filterConditions } from './lead-filter.ts';
import { enqueue } from './outbox-writes.ts';
import { json, sql } from './sql.ts';
import type { BroadcastOrder, BroadcastView } from './store.ts';

/** @throws CONDITION_INVALID, SEGMENT_UNKNOWN, SENDER_UNKNOWN, REQUEST_INVALID */
export function checkOrder(order: BroadcastOrder, workspace: Workspace, conditions: Conditions): void {
  const { pace, filter, sender } = order;
  if (!(Number.isFinite(pace) && pace > 0)) {
    throw new TendrilError('REQUEST_INVALID', `A pace of ${pace} mails per second is not a number above 0`);
  }
  conditions.needs(filterConditions(filter, workspace));
  const { senders } = workspace.organisation;
  if (sender === null || Object.hasOwn(senders, sender)) return;
  const known = Object.keys(senders).join(', ') || 'none';
  throw new TendrilError('SENDER_UNKNOWN', `There is no sender "${sender.slice(0, 80)}"; there are: ${known}`);
}

/** Returns the id. @throws TEMPLATE_UNKNOWN, BROADCAST_EXISTS */
export async function orderBroadcast(
  tx: Queryable,
  order: BroadcastOrder,
  actor: string,
  now: Instant,
): Promise<string> {
  const { name, template, filter, sender, settings, pace, startAt } = order;
  const [version] = await tx.rows<{ readonly id: string }>(
    sql`SELECT id FROM template_version WHERE name = ${template} ORDER BY number DESC LIMIT 1`,
  );
  if (!version) {
    const message = `There is no published template "${template.slice(0, 80)}"`;
    throw new TendrilError('TEMPLATE_UNKNOWN', message, { name: template });
  }
  const id = newId();
  const ordered = await tx.rows(sql`
    INSERT INTO broadcast (id, name, template_version_id, filter, sender, settings, pace, status, start_at, total, last, actor,
      created_at)
    SELECT ${id}, ${name}, ${version.id}::uuid, ${json(filter)}::jsonb, ${sender}, ${json(settings)}::jsonb, ${pace},
      'scheduled', ${startAt}, count(*)::int, (SELECT id FROM lead ORDER BY id DESC LIMIT 1), ${actor}, ${now} FROM lead WHERE erased_at IS NULL
    ON CONFLICT (name) DO NOTHING RETURNING id`);
  if (ordered.length === 0) {
    throw new TendrilError('BROADCAST_EXISTS', `There is a broadcast "${name.slice(0, 80)}" already`, { name });
  }
  await tellWorkflow(tx, id, false, now);
  return id;
}

/** `look`: it runs, or should, and is to look again now. */
const tellWorkflow = (tx: Queryable, id: string, look: boolean, now: Instant): Promise<void> =>
  enqueue(
    tx,
    [{ kind: 'start_broadcast', workflowId: broadcastWorkflowId(id), payload: { broadcastId: id, look } }],
    now,
  );

type Live = Pick<BroadcastView, 'id' | 'name' | 'status'>;

/** Locks one that has not ended; one that ended as `unless` says is given as well. */
async function lockLive(tx: Queryable, idOrName: string, unless: BroadcastView['status'] | null): Promise<Live> {
  const [row] = await tx.rows<Live>(sql`
    SELECT b.id, b.name, b.status FROM broadcast b WHERE ${isCalled(idOrName)} FOR NO KEY UPDATE`);
  if (!row) throw unknownBroadcast(idOrName);
  if ((row.status === 'done' || row.status === 'stopped') && row.status !== unless) {
    const message = `The broadcast "${row.name}" has ended: it is ${row.status}`;
    throw new TendrilError('BROADCAST_ENDED', message, { broadcast: row.name, status: row.status });
  }
  return row;
}

const about = ({ name }: Live) => ({ kind: 'sequence', sequence: broadcastProgram(name) }) as const;
const note = (tx: Queryable, intervention: Intervention, now: Instant) => noteInterventions(tx, [intervention], now);

/** Once: a second pause changes nothing. @throws BROADCAST_UNKNOWN, BROADCAST_ENDED */
export async function pauseBroadcast(
  tx: Queryable,
  idOrName: string,
  reason: string | null,
  actor: string,
  now: Instant,
): Promise<void> {
  const broadcast = await lockLive(tx, idOrName, null);
  if (broadcast.status === 'paused') return;
  await tx.rows(sql`UPDATE broadcast SET status = 'paused', reason = ${reason} WHERE id = ${broadcast.id}`);
  await note(tx, { kind: 'paused', about: about(broadcast), actor, reason }, now);
}

/** Also makes sure that its workflow runs, when nothing is paused. @throws BROADCAST_UNKNOWN, BROADCAST_ENDED */
export async function resumeBroadcast(tx: Queryable, idOrName: string, actor: string, now: Instant): Promise<void> {
  const broadcast = await lockLive(tx, idOrName, null);
  await tellWorkflow(tx, broadcast.id, true, now);
  if (broadcast.status !== 'paused') return;
  // One that had not begun yet begins at its time.
  await tx.rows(sql`
    UPDATE broadcast SET status = CASE WHEN looked = 0 THEN 'scheduled' ELSE 'running' END, reason = NULL
    WHERE id = ${broadcast.id}`);
  await note(tx, { kind: 'resumed', about: about(broadcast), actor }, now);
}

/** For good. @throws BROADCAST_UNKNOWN, BROADCAST_ENDED when it is done */
export async function stopBroadcast(tx: Queryable, idOrName: string, actor: string, now: Instant): Promise<void> {
  const broadcast = await lockLive(tx, idOrName, 'stopped');
  if (broadcast.status === 'stopped') return;
  await tx.rows(sql`
    UPDATE broadcast SET status = 'stopped', reason = ${`stopped by ${actor}`}, ended_at = ${now}
    WHERE id = ${broadcast.id}`);
  await note(tx, { kind: 'stopped', about: about(broadcast), actor }, now);
  await leaveOutRest(tx, broadcast.id, now);
  // What a lane holds at this moment is left out when it gives it back.
  await tellWorkflow(tx, broadcast.id, true, now);
}

/** Of a broadcast that was stopped: what has surely not left, and nobody holds, never will. */
export async function leaveOutRest(tx: Queryable, id: string, now: Instant): Promise<void> {
  await tx.rows(sql`
    UPDATE message SET state = 'SKIPPED', detail = 'the broadcast was stopped', claim_token = NULL, lease_until = NULL,
      updated_at = ${now}
    WHERE broadcast_id = ${id}
      AND (state IN ('PENDING', 'DEFERRED') OR (state = 'CLAIMED' AND lease_until <= ${now}))`);
}
