/**
 * Leads valued anew by the rules now in force: what their events give, their fit, and all that follows. Where the rules are
 * those of before, nothing changes. Rows that no event gave (of steps, of other services, returns) stay as they are, and so
 * do those of events that are not kept any more.
 */

import type { Conditions } from '../domain/conditions.ts';
import { type ConsentEntry, consentVerdict, profilingPurpose } from '../domain/consent.ts';
import type { EventKind } from '../domain/events.ts';
import { foldLedger, keyOfPoints, type ScoreEntry } from '../domain/score-ledger.ts';
import { type Engagement, type Grade, pointsFor, type ScoringModel, type Temperature } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import type { EventRules } from './event-effects.ts';
import { type Fit, fitOf } from './fit.ts';
import { newId } from './ids.ts';
import { factsOf, type LeadRow } from './lead-rows.ts';
import { earnedAt } from './lead-writes.ts';
import { isInternal } from './message-evidence.ts';
import { sql } from './sql.ts';

/** A row of the ledger with what it is for. */
export interface WrittenEntry extends ScoreEntry {
  readonly id: string;
  readonly eventId: string | null;
  readonly reason: string;
}

interface PastEvent {
  readonly id: string;
  readonly leadId: string;
  readonly kind: EventKind;
  readonly name: string | null;
  readonly link: string | null;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
}

export interface Revalued {
  readonly lead: LeadRow;
  readonly engagement: Engagement;
  readonly fit: Fit;
  /** Rows to take away, by id, and to write; one that is there already is set. */
  readonly gone: readonly string[];
  readonly written: readonly WrittenEntry[];
}

export interface ValuationRules extends Pick<EventRules, 'consent'> {
  readonly model: ScoringModel;
  readonly conditions: Conditions;
}

/** What leads are worth by the rules; reads their events and ledgers, a few statements for all of them. */
export async function revalued(
  on: Queryable,
  rules: ValuationRules,
  leads: readonly LeadRow[],
  now: Instant,
): Promise<readonly Revalued[]> {
  const ids = leads.map(({ id }) => id);
  const events = grouped(await eventsOf(on, rules.model, ids), ({ leadId }) => leadId);
  const entries = grouped(await entriesOf(on, ids), ({ leadId }) => leadId);
  const consents = grouped(await consentsOf(on, ids), ({ leadId }) => leadId);
  return leads.map((lead) => {
    const rows = entries.get(lead.id) ?? [];
    const change = changeOf(rules, lead, events.get(lead.id) ?? [], rows, consents.get(lead.id) ?? []);
    const gone = new Set([...change.gone, ...change.written.map(({ id }) => id)]);
    const ledger = [...rows.filter(({ id }) => !gone.has(id)), ...change.written];
    const { armed, waits } = lead.engagement;
    const engagement = { ...foldLedger(rules.model, ledger), armed, ...(waits && { waits }) };
    const fit = fitOf(rules.model, rules.conditions, factsOf({ ...lead, engagement }, rules.model, now));
    return { lead, engagement, fit, ...change };
  });
}

/** The rows that belong to one event: its points, and what it turned out to have given too much or too little. */
const eventOf = ({ key, kind }: ScoreEntry): string | null => {
  if (kind !== 'points' && kind !== 'correction') return null;
  return /^(?:event|rejudge)\/([^/]+)/.exec(key)?.[1] ?? null;
};

function changeOf(
  { model, consent }: ValuationRules,
  lead: LeadRow,
  events: readonly PastEvent[],
  rows: readonly WrittenEntry[],
  consents: readonly ConsentEntry[],
): Pick<Revalued, 'gone' | 'written'> {
  const byEvent = grouped(
    rows.filter((row) => eventOf(row) !== null),
    (row) => eventOf(row) ?? '',
  );
  const gone: string[] = [];
  const written: WrittenEntry[] = [];
  for (const event of events) {
    const own = byEvent.get(event.id) ?? [];
    const worth = pointsFor(model, event);
    const net = own.reduce((sum, { points }) => sum + points, 0);
    if (
      own.length > 0
        ? net === (worth?.points ?? 0) && own.every(({ group }) => net === 0 || group === worth?.group)
        : !worth
    ) {
      continue;
    }
    // What has a row was scored with consent; what has none may have lacked a rule, or the consent.
    const allowed = own.length > 0 || mayScore(consent, lead, consents, event.recordedAt);
    if (!allowed) continue;
    const [first] = own;
    const id = worth ? (first?.id ?? newId()) : null;
    gone.push(...own.filter((row) => row.id !== id).map((row) => row.id));
    if (!worth || id === null) continue;
    const at = first?.at ?? earnedAt(event.occurredAt, event.recordedAt);
    written.push({ id, ...worth, key: keyOfPoints(event.id), kind: 'points', eventId: event.id, at });
  }
  return { gone, written };
}

const mayScore = (
  { profiling }: EventRules['consent'],
  { country }: LeadRow,
  consents: readonly ConsentEntry[],
  at: Instant,
): boolean => consentVerdict(profiling, country, profilingPurpose, consents, at).kind === 'given';

/** Events that have a rule, or had one: whatever has a row in the ledger. What a colleague did says nothing of the lead. */
const eventsOf = (
  on: Queryable,
  model: ScoringModel,
  leadIds: readonly string[],
): Promise<readonly (PastEvent & { readonly leadId: string })[]> =>
  on.rows<PastEvent>(sql`
    SELECT e.id, e.lead_id AS "leadId", e.kind, e.name, e.link, e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt"
    FROM event e LEFT JOIN message m ON m.id = e.message_id
    WHERE e.lead_id = ANY (${leadIds}::uuid[]) AND ${isInternal} IS NOT TRUE
      AND (e.kind = ANY (${[...new Set(model.rules.map(({ on: kind }) => kind))]}::text[])
        OR EXISTS (SELECT 1 FROM score_entry s WHERE s.lead_id = e.lead_id AND s.event_id = e.id))`);

const entriesOf = (
  on: Queryable,
  leadIds: readonly string[],
): Promise<readonly (WrittenEntry & { readonly leadId: string })[]> =>
  on.rows(sql`
    SELECT id, lead_id AS "leadId", event_id AS "eventId", key, kind, "group", points, reason, at FROM score_entry
    WHERE lead_id = ANY (${leadIds}::uuid[]) ORDER BY lead_id, at, id`);

const consentsOf = (
  on: Queryable,
  leadIds: readonly string[],
): Promise<readonly (ConsentEntry & { readonly leadId: string })[]> =>
  on.rows(sql`
    SELECT lead_id AS "leadId", purpose, basis, at, expires_at AS "expiresAt", withdrawn_at AS "withdrawnAt" FROM consent
    WHERE lead_id = ANY (${leadIds}::uuid[]) AND purpose = ${profilingPurpose}`);

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const own = groups.get(keyOf(item));
    if (own) own.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Whether a lead looks otherwise than before; a state that was only added up anew is no change. */
export const looksOtherwise = (
  { lead, fit }: Pick<Revalued, 'lead' | 'fit'>,
  before: { readonly score: number },
  after: { readonly score: number; readonly temperature: Temperature; readonly grade: Grade },
): boolean => before.score !== after.score || lead.grade !== after.grade || lead.fit_points !== fit.fitPoints;
