/**
 * Enrolling a locked lead: the gate, the number, the row, and the start of its workflow in the outbox.
 */
import { TendrilError } from '../domain/errors.ts';
import { nurtureWorkflowId } from '../domain/identity.ts';
import { nurturable } from '../domain/lifecycle.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import type { LeadRow } from './lead-rows.ts';
import { enqueue } from './outbox-writes.ts';
import { sql } from './sql.ts';

interface Newest {
  readonly version_id: string;
  readonly last: number;
  readonly active: boolean;
  readonly suppressed: string | null;
}

/**
 * Enrolls the lead in the newest version of a sequence and returns the enrollment's id.
 * @throws SEQUENCE_UNKNOWN, LEAD_SUPPRESSED, STAGE_ILLEGAL, ALREADY_ENROLLED
 */
export async function enrollLocked(
  tx: Queryable,
  lead: Pick<LeadRow, 'id' | 'email' | 'stage'>,
  addressHash: string,
  sequence: string,
  origin: string,
  now: Instant,
): Promise<string> {
  const newest = await gate(tx, lead, addressHash, sequence);
  const id = newId();
  const number = newest.last + 1;
  const workflowId = nurtureWorkflowId(lead.id, sequence, number);
  await tx.rows(sql`
    INSERT INTO enrollment (id, lead_id, sequence, number, sequence_version_id, workflow_id, status, origin, created_at)
    VALUES (${id}, ${lead.id}, ${sequence}, ${number}, ${newest.version_id}, ${workflowId}, 'active', ${origin}, ${now})`);
  const payload = { enrollmentId: id, sequenceVersionId: newest.version_id, sequence };
  await enqueue(tx, [{ kind: 'start_nurture', workflowId, payload }], now);
  return id;
}

async function gate(
  tx: Queryable,
  lead: Pick<LeadRow, 'id' | 'email' | 'stage'>,
  addressHash: string,
  sequence: string,
): Promise<Newest> {
  const [newest] = await tx.rows<Newest>(sql`
    SELECT v.id AS version_id, coalesce(e.last, 0) AS last, coalesce(e.active, false) AS active, s.reason AS suppressed
    FROM (SELECT id FROM sequence_version WHERE name = ${sequence} ORDER BY number DESC LIMIT 1) v
    CROSS JOIN (
      SELECT max(number) AS last, bool_or(status = 'active') AS active
      FROM enrollment WHERE lead_id = ${lead.id} AND sequence = ${sequence}
    ) e
    LEFT JOIN suppression s ON s.address_hash = ${addressHash}`);
  if (!newest) {
    throw new TendrilError('SEQUENCE_UNKNOWN', `There is no published sequence "${sequence.slice(0, 80)}"`, {
      sequence,
    });
  }
  if (newest.suppressed !== null) {
    const message = `${lead.email} is suppressed (${newest.suppressed}): no mail may be sent to it`;
    throw new TendrilError('LEAD_SUPPRESSED', message, { leadId: lead.id, reason: newest.suppressed });
  }
  if (!nurturable.has(lead.stage)) {
    const message = `${lead.email} is at stage ${lead.stage} and cannot be nurtured`;
    throw new TendrilError('STAGE_ILLEGAL', message, { leadId: lead.id, stage: lead.stage });
  }
  if (newest.active) {
    const message = `${lead.email} is in the sequence "${sequence}" already`;
    throw new TendrilError('ALREADY_ENROLLED', message, { leadId: lead.id, sequence });
  }
  return newest;
}
