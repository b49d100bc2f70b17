/**
 * Telling other systems: writes what endpoints want to know of a change, in the transaction of the change, and wakes the
 * workflow that delivers it. Who subscribes to nothing costs nothing: without endpoints no statement is made.
 */
import { type Instant, plusMs } from '../domain/instant.ts';
import {
  type AnnouncedType,
  type Announcement,
  type Subscription,
  webhooksWorkflowId,
} from '../domain/outgoing-webhook.ts';
import { type Sources, sourceOf } from '../domain/source.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import type { LeadRow } from './lead-rows.ts';
import type { PromotionWrite } from './promotion-write.ts';
import { json, sql } from './sql.ts';

/** A burst of changes wakes a workflow once: what comes within this time joins the same signal. */
const gatherMs = 500;

/** Whether anybody wants to be told of one of these; worth asking before anything is looked up for it. */
export const announces = ({ subscriptions = [] }: Queryable, ...types: readonly AnnouncedType[]): boolean =>
  subscriptions.some((one) => types.some((type) => one.types.includes(type)));

/** A message to one endpoint. */
export interface WebhookDraft {
  readonly endpoint: string;
  readonly type: string;
  readonly leadId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Tells of changes whoever wants to know of them. About a lead only under its lock: messages about it are delivered in the
 * order in which they were written.
 */
export async function announce(tx: Queryable, announcements: readonly Announcement[], now: Instant): Promise<void> {
  const { subscriptions = [] } = tx;
  const drafts = announcements.flatMap(({ type, leadId, data }) =>
    subscriptions
      .filter(({ types }) => types.includes(type))
      .map(
        ({ endpoint }): WebhookDraft => ({ endpoint, type, leadId, data: leadId ? { lead: leadId, ...data } : data }),
      ),
  );
  await writeWebhooks(tx, drafts, now);
}

/** Writes messages, with the number of the workspace in force, and wakes the workflows of their endpoints. */
export async function writeWebhooks(
  tx: Queryable,
  drafts: readonly WebhookDraft[],
  now: Instant,
): Promise<readonly string[]> {
  if (drafts.length === 0) return [];
  const rows = drafts.map((draft) => ({ id: newId(), ...draft }));
  await tx.rows(sql`
    INSERT INTO webhook_delivery (id, endpoint, type, lead_id, data, created_at, available_at)
    SELECT id, endpoint, type, "leadId", data || coalesce(
      (SELECT jsonb_build_object('workspace', max(number)) FROM workspace_version HAVING count(*) > 0), '{}'), ${now}, ${now}
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS row (id uuid, endpoint text, type text, "leadId" uuid, data jsonb)`);
  await wakeWebhooks(tx, [...new Set(drafts.map(({ endpoint }) => endpoint))], now);
  return rows.map(({ id }) => id);
}

/**
 * Wakes the workflows of endpoints. One that is about to be woken anyway is not woken twice: its entry is locked until this
 * transaction has ended, so that no relay takes it before what was written here can be seen.
 */
export async function wakeWebhooks(tx: Queryable, endpoints: readonly string[], now: Instant): Promise<void> {
  if (endpoints.length === 0) return;
  const wakes = endpoints.map((endpoint) => ({ endpoint, workflowId: webhooksWorkflowId(endpoint) }));
  await tx.rows(sql`
    WITH waiting AS (
      SELECT workflow_id FROM outbox
      WHERE workflow_id = ANY (${wakes.map(({ workflowId }) => workflowId)}) AND dead_at IS NULL AND available_at > ${now}
      FOR KEY SHARE SKIP LOCKED
    )
    INSERT INTO outbox (kind, workflow_id, payload, available_at, created_at)
    SELECT 'wake_webhooks', "workflowId", jsonb_build_object('endpoint', endpoint), ${plusMs(now, gatherMs)}, ${now}
    FROM jsonb_to_recordset(${json(wakes)}::jsonb) AS wake (endpoint text, "workflowId" text)
    WHERE "workflowId" NOT IN (SELECT workflow_id FROM waiting)`);
}

/**
 * Tells of leads that are new. That each of them is a name now is no message of its own: who takes up changes of stages is not
 * told of every row of a file. A source that nobody declared may hold anything, also who recommended the lead: it is not told.
 */
export const announceCreated = (
  tx: Queryable,
  leads: readonly LeadRow[],
  { sources, actor, now }: { readonly sources: Sources; readonly actor: string; readonly now: Instant },
): Promise<void> =>
  announces(tx, 'lead.created')
    ? announce(
        tx,
        leads.map(({ id, stage, score, grade, temperature, source }) => ({
          type: 'lead.created',
          leadId: id,
          data: { stage, score, grade, temperature, source: sourceOf(sources, source) ? source : null, actor },
        })),
        now,
      )
    : Promise.resolve();

interface Before {
  readonly id: string;
  readonly score: number;
  readonly temperature: string;
  /** By endpoint, the score that it was told last. */
  readonly told: Readonly<Record<string, number>> | null;
}

/**
 * Tells what promotions make of locked leads: their stages one by one, score and temperature as they are in the end. To be
 * called before they are written: the rows still say what was so before.
 */
export async function announceStandings(tx: Queryable, writes: readonly PromotionWrite[], now: Instant): Promise<void> {
  const { subscriptions = [] } = tx;
  if (writes.length === 0 || !announces(tx, ...standingTypes)) return;
  const last = new Map(writes.map((write) => [write.leadId, write]));
  const stepped = subscriptions.flatMap(({ endpoint, scoreStep }) => (scoreStep === null ? [] : [endpoint]));
  const known = announces(tx, 'lead.score_changed', 'lead.temperature_changed')
    ? await tx.rows<Before>(sql`
        SELECT l.id, l.score, l.temperature, (
          SELECT jsonb_object_agg(t.endpoint, t.score) FROM (
            SELECT DISTINCT ON (d.endpoint) d.endpoint, d.data #> '{score,after}' AS score FROM webhook_delivery d
            WHERE d.lead_id = l.id AND d.type = 'lead.score_changed' AND d.endpoint = ANY (${stepped})
            ORDER BY d.endpoint, d.id DESC) t) AS told
        FROM lead l WHERE l.id = ANY (${[...last.keys()]}::uuid[])`)
    : [];
  const before = new Map(known.map((row) => [row.id, row]));
  const drafts = [
    ...writes.flatMap((write) => stagesTold(subscriptions, write)),
    ...[...last.values()].flatMap((write) => {
      const was = before.get(write.leadId);
      return was ? [...scoreTold(subscriptions, write, was), ...temperatureTold(subscriptions, write, was)] : [];
    }),
  ];
  await writeWebhooks(tx, drafts, now);
}

const standingTypes = ['lead.score_changed', 'lead.temperature_changed', 'lead.stage_changed'] as const;

/** Fewer decimals than a score has: what decays in a moment is no change. */
const rounded = (score: number): number => Math.round(score * 100) / 100;

const standingOf = ({ promotion: { stage, score, temperature }, ledger: { grade } }: PromotionWrite) => ({
  stage,
  score: rounded(score),
  grade,
  temperature,
});

/** Those who write reasons by rules that the organisation has authored. */
const byRules = /^(?:event |sequence|enrollment|nurture|step|recompute|review)/;

/** What a person or another service wrote about a lead may tell who it is, and is not for others. */
const reasonToTell = (actor: string, reason: string | null): string | null =>
  reason !== null && (byRules.test(actor) || /^(?:accepted|returned) by sales\b/.test(reason)) ? reason : null;

const wanting = (subscriptions: readonly Subscription[], type: AnnouncedType): readonly Subscription[] =>
  subscriptions.filter(({ types }) => types.includes(type));

function stagesTold(subscriptions: readonly Subscription[], write: PromotionWrite): readonly WebhookDraft[] {
  const { leadId, moves, ledger } = write;
  const type = 'lead.stage_changed';
  return wanting(subscriptions, type).flatMap(({ endpoint }) =>
    moves.map(({ from, to, reason }) => {
      const data = {
        lead: leadId,
        ...standingOf(write),
        stage: { from, to },
        reason: reasonToTell(ledger.actor, reason),
        actor: ledger.actor,
      };
      return { endpoint, type, leadId, data };
    }),
  );
}

function scoreTold(
  subscriptions: readonly Subscription[],
  write: PromotionWrite,
  was: Before,
): readonly WebhookDraft[] {
  const { leadId, entries, ledger } = write;
  const type = 'lead.score_changed';
  const [before, after] = [rounded(was.score), rounded(write.promotion.score)];
  if (before === after) return [];
  const reason = reasonToTell(ledger.actor, entries.at(-1)?.reason ?? null);
  const data = { lead: leadId, ...standingOf(write), score: { before, after }, reason, actor: ledger.actor };
  return wanting(subscriptions, type)
    .filter(({ endpoint, scoreStep }) => Math.abs(after - (was.told?.[endpoint] ?? 0)) >= (scoreStep ?? 0))
    .map(({ endpoint }) => ({ endpoint, type, leadId, data }));
}

function temperatureTold(
  subscriptions: readonly Subscription[],
  write: PromotionWrite,
  was: Before,
): readonly WebhookDraft[] {
  const { leadId, ledger } = write;
  const [before, after] = [was.temperature, write.promotion.temperature];
  if (before === after) return [];
  const type = 'lead.temperature_changed';
  const data = { lead: leadId, ...standingOf(write), temperature: { before, after }, actor: ledger.actor };
  return wanting(subscriptions, type).map(({ endpoint }) => ({ endpoint, type, leadId, data }));
}
