/**
 * What is known in the tables of those who sell and of a lead that one of them is to get: who has how many, who was given how
 * many of late, what the rules of the desk are true of. Deciding is the work of `domain/routing`.
 */
import type { PublicHolidays } from '../domain/calendar.ts';
import { TendrilError } from '../domain/errors.ts';
import { type Demand, demandOf, deskConditions } from '../domain/lead-demand.ts';
import { type Candidate, type Route, routeOf, sharedSince, type Wins, winWeight } from '../domain/routing.ts';
import { personRule, plainDesk, type SalesDesk, workingHoursOf } from '../domain/sales-desk.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Salesperson } from '../domain/workspace.ts';
import { leaderNow, wrongPerson } from './buying-groups.ts';
import type { Queryable } from './database.ts';
import type { EntryContext } from './entrants.ts';
import { handoffViewOf } from './handoff-rows.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { sql } from './sql.ts';
import type { RouteView } from './store.ts';
import { surroundingsOf } from './surroundings.ts';

/** What routing depends on beside the lead. */
export interface RoutingContext extends Pick<EntryContext, 'conditions' | 'workspace'> {
  readonly isPublicHoliday: PublicHolidays;
}

const deskIn = ({ workspace }: Pick<EntryContext, 'workspace'>): SalesDesk => workspace?.sales.desk ?? plainDesk;

type DemandRow = LeadRow & { readonly domain: string | null; readonly keeper: string | null };

/**
 * Of the company `a` of the lead `l`: who has another lead of it now, or found out a short while ago that one is the wrong person; else
 * who won it. One person talks to one company.
 */
const keeperAt = (now: Instant) => sql`coalesce((
    SELECT s.key FROM lead x JOIN handoff h ON h.lead_id = x.id
    JOIN LATERAL (
      SELECT salesperson_id FROM handoff_offer WHERE handoff_id = h.id AND lapsed_at IS NULL ORDER BY number DESC LIMIT 1
    ) o ON true
    JOIN salesperson s ON s.id = o.salesperson_id
    WHERE x.account_id = a.id AND x.id <> l.id AND (h.status = ANY (ARRAY['open', 'accepted']) OR ${wrongPerson(now)})
    ORDER BY h.status = 'returned', h.id LIMIT 1
  ), a.owner)`;

/** What a lead asks of whoever gets it; null when there is no such lead. @param product what it is known to be about */
export async function demandOfLead(
  on: Queryable,
  { conditions, workspace }: RoutingContext,
  leadId: string,
  product: string | null,
  now: Instant,
): Promise<Demand | null> {
  const [lead] = await on.rows<DemandRow>(
    sql`SELECT ${leadColumns}, a.domain, ${keeperAt(now)} AS keeper FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.id = ${leadId}`,
  );
  if (!lead) return null;
  const desk = deskIn({ workspace });
  const model = workspace?.scoring ?? null;
  const needs = conditions.needs(deskConditions(desk));
  const asker = { leadIds: [lead.id], enrollmentId: null };
  const around = needs.length > 0 ? await surroundingsOf(on, asker, needs, model, now) : null;
  const facts = factsOf(lead, model, now);
  const { domain, keeper: kept } = lead;
  return demandOf(desk, { facts, around: around?.get(lead.id) ?? {}, domain, keeper: kept, product }, conditions);
}

export interface SalespersonRow extends Salesperson {
  readonly id: string;
  readonly last_assigned_at: Instant | null;
  readonly joined_at: Instant | null;
  /** Offers to them that run. */
  readonly open: number;
}

const people = sql`
  SELECT s.id, s.key, s.name, s.address, s.title, s.last_assigned_at, s.joined_at, coalesce(o.open, 0)::int AS open
  FROM salesperson s LEFT JOIN (
    SELECT o.salesperson_id, count(*) AS open FROM handoff_offer o JOIN handoff h ON h.id = o.handoff_id
    WHERE h.status = 'open' AND o.lapsed_at IS NULL GROUP BY 1
  ) o ON o.salesperson_id = s.id
  WHERE s.active ORDER BY s.key`;

/** What an offer of a lead would be now. */
export async function routeOfLead(
  on: Queryable,
  context: RoutingContext,
  { id, email }: { readonly id: string; readonly email: string },
  now: Instant,
): Promise<RouteView> {
  const demand = await demandOfLead(on, context, id, null, now);
  if (!demand) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${id}`, { leadId: id });
  const { route, people: all } = await routed(on, context, demand, [], now);
  const names = Object.fromEntries([...all].map(([key, { name }]) => [key, name]));
  const view = { ...route, leadId: id, email, demand, names, attachesTo: null };
  const isApart = context.workspace?.sales.desk?.buyingGroups === 'apart';
  const leader = isApart ? null : await leaderNow(on, { id: null, leadId: id, product: demand.product });
  if (!leader) return view;
  const { email: led, salesperson } = await handoffViewOf(on, leader.id);
  return { ...view, to: salesperson?.key ?? null, because: 'group', attachesTo: { id: leader.id, email: led } };
}

export interface Routed {
  readonly route: Route;
  readonly people: ReadonlyMap<string, SalespersonRow>;
}

/**
 * Who gets a lead now. When all who suit have had it already, it goes round again, though not to who had it last if there is
 * another.
 * @param had keys of those who had it, in the order in which they had it
 */
export async function routed(
  on: Queryable,
  { workspace, isPublicHoliday }: RoutingContext,
  demand: Demand,
  had: readonly string[],
  now: Instant,
): Promise<Routed> {
  const rows = await on.rows<SalespersonRow>(people);
  const desk = deskIn({ workspace });
  const zone = workspace?.organisation.timeZone ?? 'UTC';
  const wins = desk.shares === 'wins' ? await winsOf(on, demand.product, now) : null;
  const known = rows.map(({ id, key, open }) => {
    const { territories, languages, products, skills, capacity, weight } = personRule(desk, key);
    const hours = workingHoursOf(desk, key, zone, isPublicHoliday);
    const factor = wins === null ? 1 : winWeight(wins.get(id) ?? { won: 0, decided: 0 });
    const own = { territories, languages, products, skills, capacity, weight: weight * factor };
    return { key, open, ...own, hours };
  });
  const joined = new Map(rows.map(({ key, joined_at }) => [key, joined_at ?? longAgo]));
  const rounds = [had, had.slice(-1), []].map((theirs) => ({ ...demand, had: theirs }));
  const tried = rounds.map((wanted) => () => routeAmong(on, wanted, { known, joined, rows }, now));
  let route = await (tried[0] ?? never)();
  for (const next of tried.slice(1)) {
    if (route.to !== null || had.length === 0) break;
    route = await next();
  }
  return { route, people: new Map(rows.map((row) => [row.key, row])) };
}

/** Turns are taken one at a time, so that two hand-offs of one moment go to two people. */
export const takeTurns = (tx: Queryable): Promise<unknown> =>
  tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended('tendril salesperson turns', 0))`);

/** Over so much time it counts what somebody has won. */
const winsMs = 365 * 86_400_000;

/** Of a product, or of all when the lead is about none; by the id of the salesperson. */
async function winsOf(on: Queryable, product: string | null, now: Instant): Promise<ReadonlyMap<string, Wins>> {
  const rows = await on.rows<Wins & { readonly id: string }>(sql`
    SELECT o.salesperson_id AS id, count(*) FILTER (WHERE h.status = 'won')::int AS won, count(*)::int AS decided
    FROM handoff h JOIN LATERAL (
      SELECT salesperson_id FROM handoff_offer WHERE handoff_id = h.id ORDER BY number DESC LIMIT 1
    ) o ON true
    WHERE h.attached_to IS NULL AND h.status = ANY (ARRAY['won', 'lost']) AND h.decided_at >= ${plusMs(now, -winsMs)}
      AND (${product}::text IS NULL OR h.product = ${product}) GROUP BY 1`);
  return new Map(rows.map((row) => [row.id, row]));
}

const longAgo = '1970-01-01T00:00:00.000Z';
const never = (): never => {
  throw new Error('there is always a first round');
};

interface Among {
  readonly known: readonly Omit<Candidate, 'given' | 'lastGiven'>[];
  readonly joined: ReadonlyMap<string, Instant>;
  readonly rows: readonly SalespersonRow[];
}

async function routeAmong(
  on: Queryable,
  wanted: Parameters<typeof routeOf>[0],
  { known, joined, rows }: Among,
  now: Instant,
): Promise<Route> {
  const since = sharedSince(wanted, known, joined, now);
  const given = await on.rows<{ readonly salesperson_id: string; readonly given: number }>(sql`
    SELECT salesperson_id, count(*)::int AS given FROM handoff_offer WHERE offered_at >= ${since} GROUP BY 1`);
  const counts = new Map(given.map((row) => [row.salesperson_id, row.given]));
  const candidates = known.map((one, i): Candidate => {
    const row = rows[i];
    return { ...one, given: counts.get(row?.id ?? '') ?? 0, lastGiven: row?.last_assigned_at ?? null };
  });
  return routeOf(wanted, candidates, now);
}
