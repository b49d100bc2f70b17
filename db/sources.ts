/**
 * Where leads come from and what that costs. A lead counts for the source of its first origin, in the period in which it was
 * first known; what became of it counts until now. A cost counts in a period by the share of its days that lie in it.
 */
import { TendrilError } from '../domain/errors.ts';
import { type Stage, stages } from '../domain/lifecycle.ts';
import { sourceNamed, sourceOf } from '../domain/source.ts';
import { checkCost, costShare } from '../domain/source-cost.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Database } from './database.ts';
import { isId, newId } from './ids.ts';
import { type Sql, sql } from './sql.ts';
import type { CostView, Period, SourceReport, SourceRepository } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface SourcesDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
}

export function createSources({ database, workspaces }: SourcesDeps): SourceRepository {
  const declared = async () => (await workspaces.current())?.sources ?? {};
  return {
    async report(period) {
      const workspace = await workspaces.current();
      const sources = workspace?.sources ?? {};
      const [leads, costs] = await Promise.all([
        database.rows<LeadCounts>(leadCounts(period, workspace?.organisation.timeZone ?? 'UTC')),
        database.rows<CostSum>(costSums(period)),
      ]);
      const names = new Set([
        ...Object.keys(sources),
        ...leads.map(({ source }) => source),
        ...costs.map(({ source }) => source),
      ]);
      return [...names].sort(byName).map((name): SourceReport => {
        const { source: _, cold, warm, hot, ...counts } = leads.find(({ source }) => source === name) ?? noLeads;
        return {
          source: name,
          declared: sourceOf(sources, name) ?? null,
          ...counts,
          temperature: { cold, warm, hot },
          costs: costs
            .filter(({ source }) => source === name)
            .map(({ currency, amount }) => costShare(currency, amount, counts)),
        };
      });
    },

    costs: (source) =>
      database.rows<CostView>(
        sql`SELECT ${costColumns} FROM source_cost WHERE source = ${source} ORDER BY "from" DESC, id`,
      ),

    async addCost(given, actor, now) {
      checkCost(given);
      const sources = await declared();
      const cost = { ...given, source: sourceNamed(sources, given.source) };
      if (sourceOf(sources, cost.source) === undefined) await checkKnown(database, cost.source, Object.keys(sources));
      const [row] = await database.rows<CostView>(sql`
        INSERT INTO source_cost (id, source, "from", "to", amount, currency, note, actor, at)
        VALUES (${newId()}, ${cost.source}, ${cost.from}::date, ${cost.to}::date, ${cost.amount}::numeric, ${cost.currency},
          ${cost.note}, ${actor}, ${now})
        RETURNING ${costColumns}`);
      if (!row) throw new TendrilError('INTERNAL', 'A cost was written and is not there');
      return row;
    },

    async voidCost(id, actor, now) {
      const [row] = isId(id)
        ? await database.rows<CostView>(sql`
            UPDATE source_cost SET voided_at = coalesce(voided_at, ${now}), voided_by = coalesce(voided_by, ${actor})
            WHERE id = ${id} RETURNING ${costColumns}`)
        : [];
      if (!row) throw new TendrilError('COST_UNKNOWN', `There is no cost ${id.slice(0, 100)}`);
      return row;
    },
  };
}

/** Days as they were written: a date of PostgreSQL has no zone. */
const costColumns = sql`id, source, to_char("from", 'YYYY-MM-DD') AS "from", to_char("to", 'YYYY-MM-DD') AS "to",
  amount::text AS amount, currency, note, actor, at, voided_at AS "voidedAt", voided_by AS "voidedBy"`;

const byName = (a: string | null, b: string | null): number => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);

interface LeadCounts {
  readonly source: string | null;
  readonly leads: number;
  readonly engaged: number;
  readonly mql: number;
  readonly customers: number;
  readonly cold: number;
  readonly warm: number;
  readonly hot: number;
}

const noLeads: LeadCounts = { source: null, leads: 0, engaged: 0, mql: 0, customers: 0, cold: 0, warm: 0, hot: 0 };

const notYetEngaged: ReadonlySet<Stage> = new Set(['awareness', 'name', 'disqualified']);
const engagedStages = stages.filter((stage) => !notYetEngaged.has(stage));
const salesReady: readonly Stage[] = ['mql', 'sql', 'opportunity', 'customer'];

/** A lead that went on past a stage was in it: recycled leads were ready for sales once. */
const leadCounts = ({ from, to }: Period, zone: string): Sql => sql`
  SELECT came.source, count(*)::int AS leads, count(*) FILTER (WHERE went.engaged)::int AS engaged,
    count(*) FILTER (WHERE went.mql)::int AS mql, count(*) FILTER (WHERE went.customer)::int AS customers,
    count(*) FILTER (WHERE came.temperature = 'cold')::int AS cold,
    count(*) FILTER (WHERE came.temperature = 'warm')::int AS warm,
    count(*) FILTER (WHERE came.temperature = 'hot')::int AS hot
  FROM (
    SELECT l.id, l.temperature, coalesce((SELECT o.source FROM lead_origin o WHERE o.lead_id = l.id ORDER BY o.at, o.id LIMIT 1),
      l.source) AS source
    FROM lead l WHERE l.erased_at IS NULL
      AND (${from}::date IS NULL OR l.created_at >= ${from}::date::timestamp AT TIME ZONE ${zone})
      AND (${to}::date IS NULL OR l.created_at < (${to}::date + 1)::timestamp AT TIME ZONE ${zone})
  ) came
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(m."to" = ANY (${engagedStages})), false) AS engaged,
      coalesce(bool_or(m."to" = ANY (${[...salesReady]})), false) AS mql,
      coalesce(bool_or(m."to" = 'customer'), false) AS customer
    FROM stage_move m WHERE m.lead_id = came.id
  ) went
  GROUP BY came.source`;

interface CostSum {
  readonly source: string;
  readonly currency: string;
  readonly amount: string;
}

const costSums = ({ from, to }: Period): Sql => sql`
  SELECT source, currency, sum(amount * (last - first + 1) / ("to" - "from" + 1))::text AS amount
  FROM (
    SELECT *, greatest("from", coalesce(${from}::date, "from")) AS first, least("to", coalesce(${to}::date, "to")) AS last
    FROM source_cost WHERE voided_at IS NULL
  ) c
  WHERE first <= last GROUP BY source, currency ORDER BY currency`;

/** Costs of a mistyped source would never be divided by anything. @throws SOURCE_UNKNOWN */
async function checkKnown(database: Database, source: string, declared: readonly string[]): Promise<void> {
  const [known] = await database.rows(sql`
    SELECT 1 FROM lead_origin WHERE source = ${source} UNION ALL SELECT 1 FROM lead WHERE source = ${source} LIMIT 1`);
  if (known) return;
  const message = `There is no source ${JSON.stringify(source.slice(0, 80))}${didYouMean(nearest(source, declared))}`;
  throw new TendrilError('SOURCE_UNKNOWN', message, { source: source.slice(0, 80) });
}
