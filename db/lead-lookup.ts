/**
 * Finding a lead by what people and programs call it: its id or address, or those of a lead that was merged into it.
 */
import { canonicalOrNull } from '../domain/address.ts';
import { hasSpellings, mailboxOf } from '../domain/mailbox-aliases.ts';
import { leadLeftOf, leadOfAddress } from './aliases.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import { sql } from './sql.ts';

/** Null when there is none that is still somebody. */
export async function findLead(on: Queryable, idOrEmail: string): Promise<LeadRow | null> {
  const byId = isId(idOrEmail);
  const address = byId ? null : canonicalOrNull(idOrEmail);
  if (!byId && address === null) return null;
  const which = byId
    ? sql`coalesce((SELECT own.id FROM lead own WHERE own.id = ${idOrEmail}), ${leadLeftOf(idOrEmail)})`
    : leadOfAddress(address);
  const [row] = await on.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.id = ${which} AND l.erased_at IS NULL`);
  return row ?? null;
}

/** The lead whose mailbox an address reaches in another spelling; the one that was there first, should they have been told apart. */
export async function findSpelled(on: Queryable, address: string): Promise<LeadRow | null> {
  const canonical = canonicalOrNull(address);
  if (canonical === null || !hasSpellings(canonical)) return null;
  const mailbox = mailboxOf(canonical);
  const [row] = await on.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.id IN (
      SELECT id FROM lead WHERE canonical_email = ${mailbox} UNION ALL SELECT id FROM lead WHERE mailbox = ${mailbox}
      UNION ALL SELECT lead_id FROM lead_alias WHERE canonical_email = ${mailbox} OR mailbox = ${mailbox}) AND l.erased_at IS NULL
    ORDER BY l.id LIMIT 1`);
  return row ?? null;
}
