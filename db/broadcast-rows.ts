/**
 * A broadcast as the tables hold it, its view, and what of it never changes.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { type Sql, sql } from './sql.ts';
import type { BroadcastTerms, BroadcastView } from './store.ts';

interface BroadcastRow
  extends Pick<
    BroadcastView,
    | 'id'
    | 'name'
    | 'template'
    | 'filter'
    | 'sender'
    | 'settings'
    | 'pace'
    | 'status'
    | 'reason'
    | 'actor'
    | 'total'
    | 'looked'
    | 'mails'
  > {
  readonly template_version_id: string;
  readonly number: number;
  readonly start_at: Instant;
  readonly created_at: Instant;
  readonly ended_at: Instant | null;
}

const selectBroadcasts = sql`
  SELECT b.id, b.name, t.name AS template, t.number, b.template_version_id, b.filter, b.sender, b.settings, b.pace, b.status,
    b.reason, b.actor, b.start_at, b.total, b.looked, b.created_at, b.ended_at, (
      SELECT coalesce(jsonb_object_agg(c.state, c.mails), '{}') FROM (
        SELECT m.state, count(*)::int AS mails FROM message m WHERE m.broadcast_id = b.id GROUP BY m.state
      ) c) AS mails
  FROM broadcast b JOIN template_version t ON t.id = b.template_version_id`;

const viewOf = ({
  template_version_id,
  number,
  start_at,
  created_at,
  ended_at,
  ...row
}: BroadcastRow): BroadcastView => ({
  ...row,
  templateVersionId: template_version_id,
  templateNumber: number,
  startAt: start_at,
  createdAt: created_at,
  endedAt: ended_at,
});

/** Newest first. */
export const broadcastViews = async (on: Queryable): Promise<readonly BroadcastView[]> =>
  (await on.rows<BroadcastRow>(sql`${selectBroadcasts} ORDER BY b.id DESC`)).map(viewOf);

/** The broadcast `b` that somebody means; a name never looks like an id. */
export const isCalled = (idOrName: string): Sql =>
  isId(idOrName) ? sql`b.id = ${idOrName}` : sql`b.name = ${idOrName}`;

/** @throws BROADCAST_UNKNOWN */
export async function broadcastViewOf(on: Queryable, idOrName: string): Promise<BroadcastView> {
  const [row] = await on.rows<BroadcastRow>(sql`${selectBroadcasts} WHERE ${isCalled(idOrName)}`);
  if (!row) throw unknownBroadcast(idOrName);
  return viewOf(row);
}

/** @throws BROADCAST_UNKNOWN */
export async function broadcastTerms(on: Queryable, id: string): Promise<BroadcastTerms> {
  const [terms] = await on.rows<BroadcastTerms>(sql`
    SELECT b.id, b.name, b.template_version_id AS "templateVersionId", b.sender, b.settings, b.pace, b.start_at AS "startAt"
    FROM broadcast b WHERE b.id = ${checkedBroadcastId(id)}`);
  if (!terms) throw unknownBroadcast(id);
  return terms;
}

/** @throws BROADCAST_UNKNOWN */
export function checkedBroadcastId(id: string): string {
  if (!isId(id)) throw unknownBroadcast(id);
  return id;
}

export const unknownBroadcast = (idOrName: string): TendrilError =>
  new TendrilError('BROADCAST_UNKNOWN', `There is no broadcast "${idOrName.slice(0, 80)}"`, { broadcast: idOrName });
