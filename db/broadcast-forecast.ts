/**
 * Whom a broadcast would meet if it began now: all leads a page at a time, judged by the filter and the gate that judge
 * them when it runs. Reads only, and locks nothing: a figure for the person who is about to begin it, not a promise.
 */
import type { BroadcastSettings } from '../domain/broadcast.ts';
import { type ConsentEntry, consentVerdict } from '../domain/consent.ts';
import type { Conditions, Need } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import { organisationDefaults, type Workspace } from '../domain/workspace.ts';
import { keptBy, lookBack } from './caps.ts';
import type { Queryable } from './database.ts';
import { filterConditions, isMeant } from './lead-filter.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { gate } from './send-gate.ts';
import { json, sql } from './sql.ts';
import type { BatchFilter, BroadcastForecast } from './store.ts';
import type { SuppressionReason } from './suppressions.ts';
import { surroundingsOf } from './surroundings.ts';

/** What it depends on beside the leads. */
export interface ForecastContext {
  readonly addressHash: (address: string) => string;
  readonly conditions: Conditions;
  /** Null while none is published. */
  readonly workspace: Workspace | null;
}

type Judged = Pick<BroadcastSettings, 'purpose' | 'stages' | 'caps'>;

const pageSize = 1000;

/** @throws CONDITION_INVALID, SEGMENT_UNKNOWN */
export async function forecastBroadcast(
  on: Queryable,
  context: ForecastContext,
  filter: BatchFilter,
  settings: Judged,
  now: Instant,
): Promise<BroadcastForecast> {
  const conditions = filterConditions(filter, context.workspace);
  const needs = context.conditions.needs(conditions);
  const sum = { total: 0, fit: 0, heldBack: {} as Record<string, number>, later: { paused: 0, cap: 0 } };
  let sampleLeadId: string | null = null;
  let after = firstId;
  for (;;) {
    const leads = await nextLeads(on, after);
    const meant = await meantOf(on, context, leads, filter, { conditions, needs }, now);
    sum.total += leads.length;
    sum.fit += meant.length;
    for (const [leadId, fate] of await fatesOf(on, context, meant, settings, now)) {
      if (fate.kind === 'held') sum.heldBack[fate.reason] = (sum.heldBack[fate.reason] ?? 0) + 1;
      else if (fate.kind === 'later') sum.later[fate.why] += 1;
      else sampleLeadId ??= leadId;
    }
    after = leads.at(-1)?.id ?? after;
    if (leads.length < pageSize) return { ...sum, sampleLeadId };
  }
}

const firstId = '00000000-0000-0000-0000-000000000000';

const nextLeads = (on: Queryable, after: string): Promise<readonly LeadRow[]> =>
  on.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.id > ${after} ORDER BY l.id LIMIT ${pageSize}`);

async function meantOf(
  on: Queryable,
  { conditions: evaluator, workspace }: ForecastContext,
  leads: readonly LeadRow[],
  filter: BatchFilter,
  { conditions, needs }: { readonly conditions: readonly string[]; readonly needs: readonly Need[] },
  now: Instant,
): Promise<readonly LeadRow[]> {
  const model = workspace?.scoring ?? null;
  const asker = { leadIds: leads.map(({ id }) => id), enrollmentId: null };
  const surroundings = needs.length > 0 ? await surroundingsOf(on, asker, needs, model, now) : null;
  return leads.filter((lead) => {
    const around = surroundings?.get(lead.id) ?? {};
    return isMeant({ facts: factsOf(lead, model, now), around }, filter, conditions, evaluator);
  });
}

type Fate =
  | { readonly kind: 'gets' }
  | { readonly kind: 'held'; readonly reason: string }
  | { readonly kind: 'later'; readonly why: 'paused' | 'cap' };

interface Standing {
  readonly lead_id: string;
  readonly suppressed: SuppressionReason | null;
  readonly paused: boolean;
  readonly consents: readonly ConsentEntry[];
  readonly left: readonly Instant[];
}

async function fatesOf(
  on: Queryable,
  { addressHash, workspace }: ForecastContext,
  leads: readonly LeadRow[],
  { purpose, stages, caps: own }: Judged,
  now: Instant,
): Promise<readonly (readonly [leadId: string, fate: Fate])[]> {
  const { caps, consent: policy } = workspace?.organisation ?? organisationDefaults;
  const all = [...caps, ...own];
  const asked = leads.map(({ id, email }) => ({ id, hash: addressHash(email) }));
  const standings = await standingsOf(on, asked, lookBack(all, now));
  return leads.map(({ id, stage, country }): readonly [string, Fate] => {
    const { suppressed = null, paused = false, consents = [], left = [] } = standings.get(id) ?? {};
    const consent = consentVerdict(policy, country, purpose, consents, now);
    const blocked = gate({ suppressed, nurture: { status: 'active', stopReason: null, stage, stages, consent } });
    if (blocked) return [id, { kind: 'held', reason: blocked.reason }];
    if (paused) return [id, { kind: 'later', why: 'paused' }];
    const kept = keptBy(all, { left, leaving: [], ahead: 0 }, now);
    return [id, kept ? { kind: 'later', why: 'cap' } : { kind: 'gets' }];
  });
}

/** As PostgreSQL writes times in JSON. */
const instant = (written: string): Instant => new Date(written).toISOString();

const entry = ({ at, expiresAt, withdrawnAt, ...rest }: ConsentEntry): ConsentEntry => ({
  ...rest,
  at: instant(at),
  expiresAt: expiresAt && instant(expiresAt),
  withdrawnAt: withdrawnAt && instant(withdrawnAt),
});

/** @param since mails that left after it count; null when none does */
async function standingsOf(
  on: Queryable,
  asked: readonly { readonly id: string; readonly hash: string }[],
  since: Instant | null,
): Promise<ReadonlyMap<string, Standing>> {
  if (asked.length === 0) return new Map();
  const rows = await on.rows<Standing>(sql`
    SELECT l.id AS lead_id, s.reason AS suppressed,
      EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'lead' AND p.target = l.id::text) AS paused,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', c.purpose, 'basis', c.basis, 'at', c.at,
        'expiresAt', c.expires_at, 'withdrawnAt', c.withdrawn_at)), '[]')
        FROM consent c WHERE c.lead_id = l.id) AS consents,
      (SELECT coalesce(jsonb_agg(coalesce(m.sent_at, m.updated_at)), '[]') FROM message m
        WHERE m.lead_id = l.id AND NOT (m.internal OR m.handoff_id IS NOT NULL)
          AND m.state IN ('SENT', 'UNKNOWN', 'IN_FLIGHT') AND coalesce(m.sent_at, m.updated_at) > ${since}) AS "left"
    FROM jsonb_to_recordset(${json(asked)}::jsonb) AS l (id uuid, hash text)
    LEFT JOIN suppression s ON s.address_hash = l.hash`);
  return new Map(
    rows.map(({ consents, left, ...row }) => [
      row.lead_id,
      { ...row, consents: consents.map(entry), left: left.map(instant) },
    ]),
  );
}
