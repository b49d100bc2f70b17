/**
 * Entering a sequence, for one lead or a page of them: what the decision needs is read set-wise, `domain/entry` decides
 * lead by lead, and what it decided is written set-wise. The leads must be locked.
 */

import type { Conditions } from '../domain/conditions.ts';
import { type Entrant, type Entry, type EntryRules, entryConditions, entryOf, type Holder } from '../domain/entry.ts';
import { nurtureWorkflowId } from '../domain/identity.ts';
import { firstRest } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Workspace } from '../domain/workspace.ts';
import { colleaguesWithSales } from './colleagues-with-sales.ts';
import type { Queryable } from './database.ts';
import { isStopping, stopEnrollments } from './enrollment-stops.ts';
import { newId } from './ids.ts';
import { factsOf, type LeadRow } from './lead-rows.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { unconsentedOf } from './source-consent.ts';
import { json, sql } from './sql.ts';
import { surroundingsOf } from './surroundings.ts';
import type { SequenceVersion, Versions } from './versions.ts';

/** What entering depends on beside the lead. */
export interface EntryContext {
  readonly addressHash: (address: string) => string;
  readonly conditions: Conditions;
  readonly versions: Versions;
  /** Null while none is published. */
  readonly workspace: Workspace | null;
}

/** What the entry rules of a version refer to, as the organisation has it now. */
const entryRules = ({ sequence, program }: SequenceVersion, workspace: Workspace | null): EntryRules => ({
  sequence,
  settings: program.settings,
  segments: workspace?.organisation.segments ?? {},
  zone: workspace?.organisation.timeZone ?? 'UTC',
});

/** What was decided about one lead. */
export interface Candidate {
  readonly lead: LeadRow;
  readonly entry: Entry;
  /** The number that its enrollment would have. */
  readonly number: number;
  readonly hot: boolean;
}

/**
 * Decides about locked leads, in their order. `further`: conditions besides those of the sequence, and what they say
 * first: an entrant that it answers with an entry is not looked at by the rules.
 */
export async function decideEntries(
  tx: Queryable,
  context: EntryContext,
  version: SequenceVersion,
  leads: readonly LeadRow[],
  now: Instant,
  further: { readonly conditions: readonly string[]; readonly decide: (entrant: Entrant) => Entry | null } = noFurther,
): Promise<readonly Candidate[]> {
  const { conditions, workspace } = context;
  const rules = entryRules(version, workspace);
  const model = workspace?.scoring ?? null;
  const past = await pastOf(tx, context, version, leads);
  const unconsented = await unconsentedOf(tx, leads, version.program.settings.purpose, now);
  const colleagues = version.program.settings.stops.colleague ? await colleaguesWithSales(tx, leads) : null;
  const needs = conditions.needs([...entryConditions(rules), ...further.conditions]);
  const asker = { leadIds: leads.map(({ id }) => id), enrollmentId: null };
  const surroundings = needs.length > 0 ? await surroundingsOf(tx, asker, needs, model, now) : null;
  return leads.map((lead) => {
    const { suppressed, before, holders } = past.get(lead.id) ?? nothing;
    const around = surroundings?.get(lead.id) ?? {};
    const facts = factsOf(lead, model, now);
    const held = unconsented.get(lead.id) ?? null;
    const colleague = colleagues?.get(lead.id) ?? null;
    const entrant: Entrant = {
      leadId: lead.id,
      facts,
      around,
      suppressed,
      unconsented: held,
      before,
      holders,
      colleague,
    };
    const entry = further.decide(entrant) ?? entryOf(rules, entrant, conditions, now);
    return { lead, entry, number: before.last + 1, hot: facts.temperature === 'hot' };
  });
}

const noFurther = { conditions: [], decide: () => null };

interface Past {
  readonly suppressed: string | null;
  readonly before: Entrant['before'] & { readonly last: number };
  readonly holders: readonly Holder[];
}

const nothing: Past = {
  suppressed: null,
  before: { times: 0, active: false, endedAt: null, last: 0 },
  holders: [],
};

interface PastRow {
  readonly lead_id: string;
  readonly suppressed: string | null;
  readonly times: number;
  readonly active: boolean;
  readonly ended_at: Instant | null;
  readonly last: number;
  readonly others: readonly {
    readonly id: string;
    readonly workflowId: string;
    readonly sequence: string;
    readonly versionId: string;
  }[];
}

/**
 * Suppressions, earlier enrollments, and those in other sequences if the sequence is exclusive. One that was asked to
 * stop for good is as good as ended: the gate lets no mail of it pass. A stop by an event that a wait may use up is not.
 */
async function pastOf(
  tx: Queryable,
  { addressHash, versions }: EntryContext,
  { sequence, program }: SequenceVersion,
  leads: readonly LeadRow[],
): Promise<ReadonlyMap<string, Past>> {
  const asked = leads.map(({ id, email }) => ({ id, hash: addressHash(email) }));
  // Who wants no mails of its purpose enters no sequence of it.
  const topic = `topic/${program.settings.purpose}`;
  const rows = await tx.rows<PastRow>(sql`
    SELECT l.id AS lead_id, coalesce(s.reason, (
        SELECT o.reason FROM suppression_entry o WHERE o.address_hash = l.hash AND o.scope = ${topic} AND o.lifted_at IS NULL
        LIMIT 1
      ), CASE WHEN p.erased_at IS NOT NULL THEN 'legal' END) AS suppressed, e.times, e.active, e.ended_at, e.last, e.others
    FROM jsonb_to_recordset(${json(asked)}::jsonb) AS l (id uuid, hash text)
    JOIN lead p ON p.id = l.id LEFT JOIN suppression s ON s.address_hash = l.hash
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE sequence = ${sequence})::int AS times,
        coalesce(bool_or(status = 'active') FILTER (WHERE sequence = ${sequence}), false) AS active,
        max(ended_at) FILTER (WHERE sequence = ${sequence}) AS ended_at,
        coalesce(max(number) FILTER (WHERE sequence = ${sequence}), 0) AS last,
        coalesce(jsonb_agg(jsonb_build_object('id', id, 'workflowId', workflow_id, 'sequence', sequence,
          'versionId', sequence_version_id) ORDER BY id) FILTER (WHERE ${program.settings.exclusive}::boolean
          AND status = 'active' AND sequence <> ${sequence} AND NOT ${isStopping}), '[]') AS others
      FROM enrollment WHERE lead_id = l.id
    ) e`);
  const programs = await versions.byId(
    tx,
    rows.flatMap(({ others }) => others.map(({ versionId }) => versionId)),
  );
  return new Map(
    rows.map(({ lead_id, suppressed, others, ended_at, ...before }) => {
      const holders = others.flatMap(({ id, versionId, ...other }): readonly Holder[] => {
        const settings = programs.get(versionId)?.program.settings;
        return settings?.exclusive ? [{ enrollmentId: id, ...other, priority: settings.priority }] : [];
      });
      return [lead_id, { suppressed, before: { ...before, endedAt: ended_at }, holders }];
    }),
  );
}

/**
 * Writes the enrollments of those that enter, asks the superseded to stop, and puts the starts into the outbox. Returns
 * the ids, in the order of the candidates. Refused candidates are left out. `inMasses`: they let single ones go first.
 */
export async function writeEntries(
  tx: Queryable,
  version: SequenceVersion,
  candidates: readonly Candidate[],
  origin: string,
  now: Instant,
  inMasses = false,
): Promise<readonly string[]> {
  const { sequence } = version;
  const entering = candidates.filter(({ entry }) => entry.kind === 'enters');
  if (entering.length === 0) return [];
  const rows = entering.map(({ lead, number, hot }) => ({
    id: newId(),
    leadId: lead.id,
    number,
    workflowId: nurtureWorkflowId(lead.id, sequence, number),
    urgency: hot ? ({ urgency: 'hot' } as const) : inMasses ? ({ urgency: 'bulk' } as const) : {},
  }));
  await tx.rows(sql`
    INSERT INTO enrollment (id, lead_id, sequence, number, sequence_version_id, workflow_id, status, origin, created_at)
    SELECT id, "leadId", ${sequence}, number, ${version.id}, "workflowId", 'active', ${origin}, ${now}
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS entry (id uuid, "leadId" uuid, number int, "workflowId" text)`);
  const superseded = entering.flatMap(({ entry }) => (entry.kind === 'enters' ? entry.supersedes : []));
  if (superseded.length > 0) {
    const ids = superseded.map(({ enrollmentId }) => enrollmentId);
    await stopEnrollments(tx, sql`id = ANY (${ids}::uuid[])`, 'superseded', now);
  }
  const rest = firstRest(version.program);
  const starts = rows.map(
    ({ id, workflowId, urgency }): OutboxDraft => ({
      kind: 'start_nurture',
      workflowId,
      payload: { enrollmentId: id, sequenceVersionId: version.id, sequence, rest, ...urgency },
    }),
  );
  await enqueue(tx, starts, now);
  return rows.map(({ id }) => id);
}
