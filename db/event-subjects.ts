/**
 * Whom events are about: locks their leads, in the order of their ids, and finds the mails that they answer, in one
 * statement whatever their number. Batches, single events and claims that want the same leads wait for each other in one
 * order, so none of them can hold what another needs.
 */
import { type ConsentEntry, profilingPurpose, trackingPurpose } from '../domain/consent.ts';
import { type Instant, instantFromMs } from '../domain/instant.ts';
import type { Temperature } from '../domain/scoring.ts';
import { leftOfMerged } from './aliases.ts';
import type { Queryable } from './database.ts';
import { isInternal, isOpen } from './message-evidence.ts';
import type { Standing } from './promotion.ts';
import { sql } from './sql.ts';
import type { EventInput } from './store.ts';

/** A locked lead, as far as events ask of it and change it. */
export interface SubjectLead extends Standing {
  readonly id: string;
  readonly email: string;
  readonly country: string | null;
  readonly score: number;
  readonly temperature: Temperature;
  readonly erased: boolean;
  /** Nobody knows yet whether somebody is there. */
  readonly unproven: boolean;
  /** Of tracking and profiling only. */
  readonly consents: readonly ConsentEntry[];
}

/** The mail that an event answers. */
export interface AnsweredMessage {
  readonly id: string;
  readonly leadId: string;
  readonly enrollmentId: string | null;
  readonly stepId: string | null;
  readonly visit: number | null;
  /** It went to a person of one's own. */
  readonly internal: boolean;
  readonly recipient: string;
  /** Whether the event may be what tells that it left; it may become UNKNOWN at this very moment. */
  readonly open: boolean;
  /** When the relay took it; null when that is not known. */
  readonly sentAt: Instant | null;
  /** The one that took it, by its name in the settings; null for mails of older versions. */
  readonly relay: string | null;
  /** The names of its links by their index. */
  readonly links: readonly string[];
}

export interface Subject {
  readonly lead: SubjectLead;
  readonly message: AnsweredMessage | null;
}

export interface Subjects {
  /** Null when there is no such lead or mail, or when the lead was erased. */
  of(input: Pick<EventInput, 'lead'>): Subject | null;
  /** By id, as they were when they were locked. */
  readonly leads: ReadonlyMap<string, SubjectLead>;
}

interface SubjectRow extends Omit<SubjectLead, 'consents'>, Omit<AnsweredMessage, 'id' | 'leadId' | 'links'> {
  readonly consents: readonly ConsentEntry[] | null;
  readonly messageId: string | null;
  readonly links: readonly string[] | null;
}

const leadOf = sql`l.id, l.email, l.country, l.stage, l.grade, l.engagement, l.score, l.temperature,
  l.erased_at IS NOT NULL AS erased, l.registration IN ('unchecked', 'checked', 'suspicious') AS unproven, (
    SELECT jsonb_agg(jsonb_build_object('purpose', c.purpose, 'basis', c.basis, 'at', c.at, 'expiresAt', c.expires_at,
      'withdrawnAt', c.withdrawn_at))
    FROM consent c WHERE c.lead_id = l.id AND c.purpose IN (${trackingPurpose}, ${profilingPurpose})
  ) AS consents`;

/**
 * Locks the leads of the inputs until the end of the transaction; ids must be ids. Opens change nothing of a lead, so that
 * one of which nothing but opens are told is only read.
 */
export async function lockSubjects(tx: Queryable, inputs: readonly About[]): Promise<Subjects> {
  const rows = await lockNamed(tx, inputs);
  const subjects = subjectsOf(rows, new Map());
  const missing = inputs.filter(({ lead }) => !subjects.isKnown(lead));
  if (missing.length === 0) return subjects;
  // Merged before, or while their lock was waited for: what leads to them leads to the lead that is left.
  const left = await leftOfMerged(
    tx,
    missing.flatMap(({ lead }) => ('id' in lead ? [lead.id.toLowerCase()] : [])),
  );
  const again = missing.flatMap((input): readonly About[] => {
    if (!('id' in input.lead)) return [input];
    const id = left.get(input.lead.id.toLowerCase());
    return id === undefined ? [] : [{ ...input, lead: { id } }];
  });
  return again.length === 0 ? subjects : subjectsOf([...rows, ...(await lockNamed(tx, again))], left);
}

type About = Pick<EventInput, 'lead' | 'kind'>;

async function lockNamed(tx: Queryable, inputs: readonly About[]): Promise<readonly SubjectRow[]> {
  const leads = new Set<string>();
  const mails = new Set<string>();
  const opened = new Set<string>();
  for (const { lead, kind } of inputs) {
    if ('id' in lead) leads.add(lead.id.toLowerCase());
    else (kind === 'open' ? opened : mails).add(lead.messageId.toLowerCase());
  }
  return tx.rows<SubjectRow>(sql`
    WITH mail AS MATERIALIZED (
      SELECT m.id AS "messageId", m.lead_id AS "leadId", m.enrollment_id AS "enrollmentId", m.step_id AS "stepId", m.visit,
        ${isInternal} AS internal, m.recipient, (${isOpen} OR m.state = 'IN_FLIGHT') AS open, m.sent_at AS "sentAt", m.relay,
        jsonb_path_query_array(m.links, '$[*].name') AS links
      FROM message m WHERE m.id = ANY (${[...new Set([...mails, ...opened])]}::uuid[])
    ), locked AS MATERIALIZED (
      SELECT ${leadOf} FROM lead l
      WHERE l.id = ANY (ARRAY(
        SELECT "leadId" FROM mail WHERE "messageId" IN (SELECT unnest(${[...mails]}::uuid[]))
        UNION SELECT unnest(${[...leads]}::uuid[])))
      ORDER BY l.id FOR NO KEY UPDATE OF l
    ), read AS MATERIALIZED (
      SELECT ${leadOf} FROM lead l WHERE l.id = ANY (ARRAY(SELECT "leadId" FROM mail EXCEPT SELECT id FROM locked))
    )
    SELECT * FROM (SELECT * FROM locked UNION ALL SELECT * FROM read) subject LEFT JOIN mail ON mail."leadId" = subject.id`);
}

/** `left`: the lead that is left of one that was merged. */
function subjectsOf(
  rows: readonly SubjectRow[],
  left: ReadonlyMap<string, string>,
): Subjects & { isKnown(lead: EventInput['lead']): boolean } {
  const leads = new Map<string, SubjectLead>();
  const mails = new Map<string, AnsweredMessage>();
  for (const row of rows) {
    if (!leads.has(row.id)) leads.set(row.id, leadFrom(row));
    if (row.messageId !== null) mails.set(row.messageId, mailFrom(row, row.messageId));
  }
  return {
    leads,
    isKnown: (asked) => ('id' in asked ? leads.has(asked.id.toLowerCase()) : mails.has(asked.messageId.toLowerCase())),
    of({ lead: asked }) {
      const message = 'messageId' in asked ? (mails.get(asked.messageId.toLowerCase()) ?? null) : null;
      const named = 'id' in asked ? asked.id.toLowerCase() : message?.leadId;
      const leadId = named === undefined ? undefined : (left.get(named) ?? named);
      const lead = leadId === undefined ? undefined : leads.get(leadId);
      return lead && !lead.erased ? { lead, message } : null;
    },
  };
}

const leadFrom = (row: SubjectRow): SubjectLead => ({
  id: row.id,
  email: row.email,
  country: row.country,
  stage: row.stage,
  grade: row.grade,
  engagement: row.engagement,
  score: row.score,
  temperature: row.temperature,
  erased: row.erased,
  unproven: row.unproven,
  consents: (row.consents ?? []).map(consentOf),
});

const mailFrom = (row: SubjectRow, id: string): AnsweredMessage => ({
  id,
  leadId: row.id,
  enrollmentId: row.enrollmentId,
  stepId: row.stepId,
  visit: row.visit,
  internal: row.internal,
  recipient: row.recipient,
  open: row.open,
  sentAt: row.sentAt,
  relay: row.relay,
  links: row.links ?? [],
});

const consentOf = (entry: ConsentEntry): ConsentEntry => ({
  ...entry,
  at: instant(entry.at),
  expiresAt: entry.expiresAt && instant(entry.expiresAt),
  withdrawnAt: entry.withdrawnAt && instant(entry.withdrawnAt),
});

/** PostgreSQL writes times in JSON in a form of its own. */
const instant = (written: string): Instant => instantFromMs(Date.parse(written));
