/**
 * Items that nobody was found for and that name a person all the same: reports that came back without a token, mails of
 * others about it, and reports about several leads. They belong to no lead, so an erasure looks for the address in them.
 */
import type { Queryable } from './database.ts';
import { endMatchTasks } from './match-tasks.ts';
import { namesAddress, type PersonalSubject } from './personal-data.ts';
import { type Sql, sql } from './sql.ts';

/** A report may speak of several mails, and is filed under one of them only; what somebody else wrote is theirs. */
const belongsToNoOne = ({ leadId }: PersonalSubject): Sql =>
  sql`(t.lead_id IS NULL OR t.lead_id <> ${leadId} AND t.kind IN ('bounce', 'complaint'))`;

/** Bytes of a mail that are looked at beside what was read of it: its header, mostly. */
const shownBytes = 16_384;

/**
 * Takes everything out of them, and ends the tasks about them. To be called while the addresses in the rows are still there.
 * Reads each of them once; they are kept as long as raw mail is.
 */
export async function forgetUnmatched(tx: Queryable, subject: PersonalSubject): Promise<number> {
  const header = sql`CASE WHEN t.format = 'mail' THEN encode(substring(t.raw from 1 for ${shownBytes}), 'escape') END`;
  const gone = await tx.rows<{ readonly id: string }>(sql`
    UPDATE inbound_item t SET envelope_from = NULL, envelope_to = '{}', raw = NULL,
      reading = '{"kind":"other","reason":"erased"}'::jsonb, note = 'it named a person who was erased', subject = NULL,
      from_address = NULL, text = NULL, intent = NULL,
      status = CASE WHEN t.status IN ('pending', 'held') THEN 'ignored' ELSE t.status END
    WHERE ${belongsToNoOne(subject)} AND ${namesAddress(
      sql`concat_ws(' ', t.from_address, t.envelope_from, array_to_string(t.envelope_to, ' '), t.reading::text, t.subject, t.text, ${header})`,
      subject,
    )} RETURNING t.id`);
  await endMatchTasks(
    tx,
    gone.map(({ id }) => id),
    subject,
  );
  return gone.length;
}
