/**
 * Visitors of one's own sites: browsers that agreed to be counted, known by a random number of their own making. Views wait
 * here until it is known who the visitor is; then they are events of that lead, like any other, and are gone from here.
 */
import { consentVerdict, trackingPurpose } from '../domain/consent.ts';
import { TendrilError } from '../domain/errors.ts';
import { pageViewKey } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import { organisationDefaults } from '../domain/workspace.ts';
import { consentsOf } from './consent-ledger.ts';
import type { Database, Queryable } from './database.ts';
import { isId } from './ids.ts';
import { json, sql, storable } from './sql.ts';
import type { EventInput, Events, KnownVisitor, Visitors } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface VisitorsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly events: Pick<Events, 'ingestMany'>;
}

/** Views that wait for an identification; later ones are not kept. */
const mostViews = 200;

export function createVisitors(deps: VisitorsDeps): Visitors {
  const { database } = deps;
  return {
    async view({ id, site, landing }, view, now) {
      if (!isId(id) || !isId(view.id)) return;
      const [row] = await database.rows<{ readonly leadId: string | null }>(sql`
        WITH known AS (
          INSERT INTO visitor AS v (id, site, landing, views, first_at, last_at)
          VALUES (${id}, ${site}, ${json(landing ?? {})}, 1, ${now}, ${now})
          ON CONFLICT (id) DO UPDATE SET last_at = greatest(v.last_at, excluded.last_at), views = v.views + 1,
            landing = CASE WHEN v.landing = '{}' THEN excluded.landing ELSE v.landing END
          WHERE v.views < ${mostViews} OR v.lead_id IS NOT NULL
          RETURNING id, lead_id
        ), seen AS (
          INSERT INTO visitor_view (id, visitor_id, path, at) SELECT ${view.id}::uuid, id, ${storable(view.path)}, ${now}::timestamptz
          FROM known ON CONFLICT (id) DO NOTHING
        )
        SELECT lead_id AS "leadId" FROM known`);
      if (row?.leadId) await tell(deps, id, now);
    },

    async identify(visitorId, leadId, now) {
      if (!isId(visitorId)) return false;
      const wanted = await mayTrack(deps, leadId, now);
      if (!wanted) {
        await database.rows(sql`DELETE FROM visitor WHERE id = ${visitorId}`);
        return false;
      }
      const joined = await database.rows(sql`
        UPDATE visitor SET lead_id = ${leadId}, identified_at = CASE WHEN lead_id = ${leadId} THEN identified_at ELSE ${now} END
        WHERE id = ${visitorId} RETURNING id`);
      if (joined.length === 0) return false;
      await tell(deps, visitorId, now);
      return true;
    },

    async of(visitorId, now) {
      const [row] = isId(visitorId)
        ? await database.rows<KnownVisitor>(
            sql`SELECT id, lead_id AS "leadId", landing FROM visitor WHERE id = ${visitorId}`,
          )
        : [];
      if (!row || row.leadId === null) return row ?? null;
      return (await mayTrack(deps, row.leadId, now)) ? row : { ...row, leadId: null };
    },

    async forget(visitorId) {
      if (isId(visitorId)) await database.rows(sql`DELETE FROM visitor WHERE id = ${visitorId}`);
    },
  };
}

/**
 * The views of a visitor who is known become events: each once, by its id, whoever tells them. What a lead does not want
 * recorded is refused there and goes. When it is cut off, the next view does the rest.
 */
async function tell({ database, events }: VisitorsDeps, visitorId: string, now: Instant): Promise<void> {
  const views = await database.rows<ViewRow>(sql`
    SELECT w.id, w.path, w.at, v.lead_id AS "leadId", v.site FROM visitor_view w JOIN visitor v ON v.id = w.visitor_id
    WHERE v.id = ${visitorId} AND v.lead_id IS NOT NULL ORDER BY w.at, w.id`);
  if (views.length === 0) return;
  await events.ingestMany(views.map(eventOf), now);
  await database.rows(sql`DELETE FROM visitor_view WHERE id = ANY (${views.map(({ id }) => id)}::uuid[])`);
}

interface ViewRow {
  readonly id: string;
  readonly path: string;
  readonly at: Instant;
  readonly leadId: string;
  readonly site: string;
}

const eventOf = ({ id, path, at, leadId, site }: ViewRow): EventInput => ({
  dedupeKey: pageViewKey(id),
  kind: 'page_view',
  lead: { id: leadId },
  name: path,
  payload: { site },
  occurredAt: at,
});

/** Whether what the lead looks at may be recorded. @throws LEAD_UNKNOWN */
async function mayTrack({ database, workspaces }: VisitorsDeps, leadId: string, now: Instant): Promise<boolean> {
  const organisation = (await workspaces.current())?.organisation ?? organisationDefaults;
  const country = await countryOf(database, leadId);
  const consents = await consentsOf(database, leadId);
  return consentVerdict(organisation.tracking, country, trackingPurpose, consents, now).kind === 'given';
}

async function countryOf(on: Queryable, leadId: string): Promise<string | null> {
  const [row] = isId(leadId)
    ? await on.rows<{ readonly country: string | null }>(
        sql`SELECT country FROM lead WHERE id = ${leadId} AND erased_at IS NULL`,
      )
    : [];
  if (!row) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId.slice(0, 320)}`, { leadId });
  return row.country;
}
