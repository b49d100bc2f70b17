/**
 * The company of a lead, found or made in the transaction that saves the lead: by its name, or, for a lead that names none,
 * by the domain of its address.
 */
import { accountKey, companyDomain } from '../domain/account.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { sql } from './sql.ts';

export interface AccountName {
  readonly id: string;
  readonly name: string;
}

/**
 * The company's row, made if it is new; the name that was written first stays. Its domain is that of the first lead whose
 * address is of a domain of its own.
 */
export async function accountFor(tx: Queryable, company: string, email: string, now: Instant): Promise<AccountName> {
  // The update that changes nothing is what makes RETURNING answer for a row that exists, also one of this moment.
  const [row] = await tx.rows<AccountName>(sql`
    INSERT INTO account AS a (id, name, key, domain, created_at)
    VALUES (${newId()}, ${company}, ${accountKey(company)}, ${companyDomain(email)}, ${now})
    ON CONFLICT (key) DO UPDATE SET domain = coalesce(a.domain, excluded.domain) RETURNING a.id, a.name`);
  if (!row) throw new TendrilError('INTERNAL', 'An account was neither made nor found');
  return row;
}

/** The one company that has the domain of an address; null when none or several have it, or anybody can have it. */
export async function accountByDomain(tx: Queryable, email: string): Promise<AccountName | null> {
  const domain = companyDomain(email);
  if (domain === null) return null;
  const rows = await tx.rows<AccountName>(sql`SELECT id, name FROM account WHERE domain = ${domain} LIMIT 2`);
  return rows.length === 1 ? (rows[0] ?? null) : null;
}
