/**
 * Whom a broadcast would meet if it began now: all leads a page at a time, judged by the filter and the gate that judge
 * them when it runs. Reads only, and locks nothing: a figure for the person who is about to begin it, not a promise.
 */
import type { BroadcastSettings } from '../domain/broadcast.ts';
import type { Conditions } from '../domain/conditions.ts';
import type { Need } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import { organisationDefaults, type Workspace } from '../domain/workspace.ts';
import { type StandingLead, standingsNow, unheardOf } from './broadcast-standing.ts';
import { keptBy } from './caps.ts';
import type { Queryable } from './database.ts';
import { filterConditions, isMeant } from './lead-filter.ts';
import { factsOf, leadColumns } from './lead-rows.ts';
import { meantBy } from './segment-sql.ts';
import { neverBy } from './send-judgement.ts';
import { once, type Sql, sql } from './sql.ts';
import type { BatchFilter, BroadcastForecast } from './store.ts';
import { surroundingsOf } from './surroundings.ts';
import { notYetWanted, wantedCaps } from './wishes.ts';

/** What it depends on beside the leads. */
export interface ForecastContext {
  readonly addressHash: (address: string) => string;
  readonly conditions: Conditions;
  /** Null while none is published. */
  readonly workspace: Workspace | null;
}

type Judged = Pick<BroadcastSettings, 'purpose' | 'stages' | 'caps' | 'priority'>;

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
  const meantInAll = await meantBy(
    on,
    filter,
    { evaluator: context.conditions, workspace: context.workspace },
    now,
    'each',
  );
  const [all] = await on.rows<{ readonly total: number }>(sql`
    SELECT count(*)::int AS total FROM lead WHERE erased_at IS NULL`);
  const sum = { total: all?.total ?? 0, fit: 0, heldBack: {} as Record<string, number>, later: { paused: 0, cap: 0 } };
  let sampleLeadId: string | null = null;
  let after = firstId;
  for (;;) {
    const leads = await nextLeads(on, meantInAll.may, after);
    const meant = await meantOf(on, context, leads, filter, { conditions, needs }, now);
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

/** Only those whom the database cannot rule out. */
const nextLeads = (on: Queryable, may: Sql, after: string): Promise<readonly StandingLead[]> =>
  on.rows<StandingLead>(
    once(sql`
      SELECT ${leadColumns}, l.address_hash FROM lead l LEFT JOIN account a ON a.id = l.account_id
      WHERE ${may} AND l.id > ${after} ORDER BY l.id LIMIT ${pageSize}`),
  );

async function meantOf(
  on: Queryable,
  { conditions: evaluator, workspace }: ForecastContext,
  leads: readonly StandingLead[],
  filter: BatchFilter,
  { conditions, needs }: { readonly conditions: readonly string[]; readonly needs: readonly Need[] },
  now: Instant,
): Promise<readonly StandingLead[]> {
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

async function fatesOf(
  on: Queryable,
  { addressHash, workspace }: ForecastContext,
  leads: readonly StandingLead[],
  { purpose, stages, priority, caps: own }: Judged,
  now: Instant,
): Promise<readonly (readonly [leadId: string, fate: Fate])[]> {
  const { caps, consent: policy } = workspace?.organisation ?? organisationDefaults;
  const all = [...caps, ...own];
  const standings = await standingsNow(on, {
    broadcastId: null,
    leads,
    addressHash,
    caps: all,
    priority,
    purpose,
    now,
  });
  return leads.map(({ id, stage, country, consent_rule: consentRule }): readonly [string, Fate] => {
    const { suppressed, paused, consents, traffic, wishes } = standings.get(id) ?? unheardOf;
    const run = { status: 'active', stopReason: null };
    const never = neverBy(
      { suppressed, run, facts: { stage, country }, consents, consentRule, wishes },
      { stages, purpose, consent: policy },
      now,
    );
    if (never) return [id, { kind: 'held', reason: never.reason }];
    if (paused || notYetWanted(wishes, now)) return [id, { kind: 'later', why: 'paused' }];
    const kept = traffic && keptBy([...all, ...wantedCaps(wishes)], traffic, now);
    return [id, kept ? { kind: 'later', why: 'cap' } : { kind: 'gets' }];
  });
}
