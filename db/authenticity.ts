/**
 * How far the leads of sources are real, and the alerts of those that have turned bad.
 *
 * All sources are looked at together, once an hour by a schedule, in one statement over the leads of 90 days. Not with every
 * bounce: that would make the thousand events of one bad list wait for one another at the row of their source, and a person
 * who acts on it needs it within the day.
 */
import {
  alertTurn,
  askedDays,
  authenticityDays,
  noFigures,
  type SourceFigures,
  standingOf,
  troubleWords,
} from '../domain/authenticity.ts';
import { defaultLimits, sourceOf } from '../domain/source.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import { json, type Sql, sql } from './sql.ts';
import type { SourceAlertView, SourceAuthenticity, SourceView } from './store.ts';
import { announce } from './webhook-announcements.ts';
import type { Workspaces } from './workspaces.ts';

interface AuthenticityDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
}

const dayMs = 86_400_000;

export function createAuthenticity({ database, workspaces }: AuthenticityDeps): SourceAuthenticity {
  return {
    async standings(now, source) {
      return standings(database, await workspaces.current(), now, source ?? null);
    },

    async review(now) {
      const workspace = await workspaces.current();
      return database.transaction((tx) => review(tx, workspace, now));
    },

    alerts: () =>
      database.rows<SourceAlertView>(sql`
      SELECT ${alertColumns} FROM source_alert WHERE closed_at IS NULL ORDER BY opened_at DESC, id DESC`),
  };
}

const alertColumns = sql`id, source, opened_at AS "openedAt", closed_at AS "closedAt", score, figures, why`;

type Row = SourceFigures & { readonly source: string };
type OpenAlert = { readonly id: string; readonly source: string; readonly openedAt: Instant };

/** A source whose alert is open is among them, though it brought nobody of late. */
async function standings(
  on: Queryable,
  workspace: Workspace | null,
  now: Instant,
  source: string | null,
): Promise<readonly SourceView[]> {
  const rows = await on.rows<Row>(figuresOf(now, source));
  const open = await on.rows<OpenAlert>(sql`
    SELECT id, source, opened_at AS "openedAt" FROM source_alert
    WHERE closed_at IS NULL AND (${source}::text IS NULL OR source = ${source})`);
  const quiet = open.filter((alert) => !rows.some((row) => row.source === alert.source));
  return [...rows, ...quiet.map((alert): Row => ({ ...noFigures, source: alert.source }))]
    .map(({ source: name, ...figures }): SourceView => {
      const limits = sourceOf(workspace?.sources ?? {}, name)?.alertAt ?? defaultLimits;
      const alert = open.find((one) => one.source === name);
      return {
        source: name,
        ...standingOf(figures, limits),
        alert: alert ? { id: alert.id, openedAt: alert.openedAt } : null,
      };
    })
    .sort((a, b) => a.score - b.score || (a.source < b.source ? -1 : 1));
}

/** Who brings records instead of people that come by themselves: a person who comes back by another way is no duplicate. */
const ofRecords = ['file', 'partner', 'api'];

/**
 * What became of the people that each source brought: each counts once for each source. A source that brings somebody who
 * came by another one before has brought a duplicate. Both are looked at for the same days, so that what is read does not
 * grow with the years; each part has an index by its time.
 */
const figuresOf = (now: Instant, source: string | null): Sql => {
  const since = plusMs(now, -authenticityDays * dayMs);
  return sql`
  WITH brought AS MATERIALIZED (
    SELECT o.source, o.lead_id, bool_or(o.way = ANY (${ofRecords})) AS record, min(o.at) AS at FROM lead_origin o
    WHERE o.at > ${since} AND o.source IS NOT NULL
      AND (${source}::text IS NULL OR o.source = ${source})
    GROUP BY o.source, o.lead_id
  ), bounced AS (
    SELECT DISTINCT lead_id FROM event WHERE kind = 'bounce_hard' AND recorded_at > ${since}
  ), complained AS (
    SELECT DISTINCT lead_id FROM event WHERE kind = 'complaint' AND recorded_at > ${since}
  ), returned AS (
    SELECT DISTINCT lead_id FROM handoff
    WHERE status = 'returned' AND reason = 'bad_data' AND decided_at > ${since}
  ), asked AS (
    SELECT lead_id, bool_or(confirmed_at IS NOT NULL) AS confirmed FROM consent_request
    WHERE requested_at > ${plusMs(now, -askedDays * dayMs)} AND (expires_at <= ${now} OR confirmed_at IS NOT NULL)
    GROUP BY lead_id
  )
  SELECT b.source, count(*)::int AS leads,
    count(*) FILTER (WHERE bounced.lead_id IS NOT NULL)::int AS bounces,
    count(*) FILTER (WHERE complained.lead_id IS NOT NULL)::int AS complaints,
    count(*) FILTER (WHERE l.registration = 'fake' OR returned.lead_id IS NOT NULL)::int AS fakes,
    count(*) FILTER (WHERE b.record AND EXISTS (SELECT 1 FROM lead_origin f WHERE f.lead_id = b.lead_id AND f.at < b.at
      AND f.source IS DISTINCT FROM b.source))::int AS duplicates,
    count(*) FILTER (WHERE asked.lead_id IS NOT NULL)::int AS asked,
    count(*) FILTER (WHERE NOT asked.confirmed)::int AS unconfirmed
  FROM brought b JOIN lead l ON l.id = b.lead_id AND l.erased_at IS NULL
    LEFT JOIN bounced ON bounced.lead_id = b.lead_id LEFT JOIN complained ON complained.lead_id = b.lead_id
    LEFT JOIN returned ON returned.lead_id = b.lead_id LEFT JOIN asked ON asked.lead_id = b.lead_id
  GROUP BY b.source`;
};

interface Turns {
  readonly opened: readonly SourceAlertView[];
  readonly closed: readonly SourceAlertView[];
}

async function review(tx: Queryable, workspace: Workspace | null, now: Instant): Promise<Turns> {
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtext('source alerts'))`);
  const opened: SourceAlertView[] = [];
  const closed: SourceAlertView[] = [];
  for (const view of await standings(tx, workspace, now, null)) {
    const turn = alertTurn(view, view.alert !== null);
    if (turn === 'open') opened.push(await openAlert(tx, view, now));
    else if (turn === 'close' && view.alert) closed.push(...(await closeAlert(tx, view.alert.id, now)));
  }
  return { opened, closed };
}

const taskKey = (alertId: string): string => `source/${alertId}`;

/** With a task for a person, since only one can speak with whoever brings these leads. */
async function openAlert(tx: Queryable, view: SourceView, now: Instant): Promise<SourceAlertView> {
  const { source, score, figures } = view;
  const alert = { id: newId(), source, openedAt: now, closedAt: null, score, figures, why: troubleWords(view) };
  await tx.rows(sql`
    WITH opened AS (
      INSERT INTO source_alert (id, source, opened_at, score, figures, why)
      VALUES (${alert.id}, ${source}, ${now}, ${score}, ${json(figures)}, ${alert.why})
    )
    INSERT INTO task (id, key, kind, title, detail, created_at)
    VALUES (${newId()}, ${taskKey(alert.id)}, 'source', ${`The source ${source} has turned bad: ${alert.why}`},
      ${`Its score is ${score} of 100. Look at it: tendril sources show ${source}`}, ${now})`);
  await announce(tx, [{ type: 'source.alert', leadId: null, data: { source, score, why: alert.why, figures } }], now);
  return alert;
}

async function closeAlert(tx: Queryable, id: string, now: Instant): Promise<readonly SourceAlertView[]> {
  await tx.rows(sql`
    UPDATE task SET done_at = ${now}, done_by = 'sources' WHERE key = ${taskKey(id)} AND done_at IS NULL`);
  return tx.rows<SourceAlertView>(sql`
    UPDATE source_alert SET closed_at = ${now} WHERE id = ${id} AND closed_at IS NULL RETURNING ${alertColumns}`);
}
