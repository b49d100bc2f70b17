/**
 * The companies that a batch of leads has to do with, looked up once and reckoned with in memory: the answers are those that
 * `account-rows.ts` would give if the leads came one after the other.
 */
import { accountKey, companyDomain } from '../domain/account.ts';
import type { Instant } from '../domain/time.ts';
import type { AccountName } from './account-rows.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { json, sql } from './sql.ts';

export interface AccountBook {
  /** The company of a name, made if it is new; as `accountFor`. */
  named(company: string, email: string): AccountName;
  /** The one company of the domain of an address; as `accountByDomain`. */
  ofDomain(email: string): AccountName | null;
  /** Writes what is new. Returns the ids of companies that somebody else made at the same moment, by those that they had here. */
  write(tx: Queryable, now: Instant): Promise<ReadonlyMap<string, string>>;
}

interface Account extends AccountName {
  readonly key: string;
  domain: string | null;
}

export async function openAccountBook(
  tx: Queryable,
  companies: readonly string[],
  emails: readonly string[],
): Promise<AccountBook> {
  const keys = [...new Set(companies.map(accountKey))];
  const domains = [...new Set(emails.map(companyDomain))].filter((domain) => domain !== null);
  const rows = await tx.rows<Account>(sql`
    SELECT id, name, key, domain FROM account WHERE key = ANY (${keys})
    UNION
    SELECT one.id, one.name, one.key, one.domain FROM unnest(${domains}::text[]) AS wanted (domain) CROSS JOIN LATERAL (
      SELECT id, name, key, domain FROM account a WHERE a.domain = wanted.domain LIMIT 2) one`);
  const book = bookOf(rows.map((row) => ({ ...row })));
  return { named: book.named, ofDomain: book.ofDomain, write: (tx, now) => writeAccounts(tx, book.changes(), now) };
}

interface Changes {
  readonly fresh: readonly Account[];
  /** Known ones that have a domain now. */
  readonly settled: readonly Account[];
}

function bookOf(known: readonly Account[]) {
  const byKey = new Map(known.map((account) => [account.key, account]));
  const byDomain = grouped(known);
  const made = new Set<Account>();
  const settled: Account[] = [];
  const settle = (account: Account, domain: string | null) => {
    account.domain = domain;
    if (domain !== null) byDomain.set(domain, [...(byDomain.get(domain) ?? []), account]);
  };
  return {
    named(company: string, email: string): AccountName {
      const key = accountKey(company);
      const found = byKey.get(key);
      const domain = companyDomain(email);
      if (found) {
        if (found.domain !== null || domain === null) return found;
        settle(found, domain);
        if (!made.has(found)) settled.push(found);
        return found;
      }
      const account: Account = { id: newId(), name: company, key, domain: null };
      settle(account, domain);
      byKey.set(key, account);
      made.add(account);
      return account;
    },
    ofDomain(email: string): AccountName | null {
      const found = byDomain.get(companyDomain(email) ?? '') ?? [];
      return found.length === 1 ? (found[0] ?? null) : null;
    },
    changes: (): Changes => ({ fresh: [...made], settled }),
  };
}

function grouped(accounts: readonly Account[]): Map<string, Account[]> {
  const groups = new Map<string, Account[]>();
  for (const account of accounts) {
    if (account.domain !== null) groups.set(account.domain, [...(groups.get(account.domain) ?? []), account]);
  }
  return groups;
}

/** In the order of keys, so that two who make the same companies at a time wait for each other in one order. */
async function writeAccounts(
  tx: Queryable,
  { fresh, settled }: Changes,
  now: Instant,
): Promise<ReadonlyMap<string, string>> {
  if (settled.length > 0) {
    await tx.rows(sql`
      UPDATE account a SET domain = g.domain FROM jsonb_to_recordset(${json(settled)}::jsonb) AS g (id uuid, domain text)
      WHERE a.id = g.id AND a.domain IS NULL`);
  }
  if (fresh.length === 0) return new Map();
  const sorted = fresh.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rows = await tx.rows<{ readonly id: string; readonly key: string }>(sql`
    INSERT INTO account AS a (id, name, key, domain, created_at)
    SELECT id, name, key, domain, ${now} FROM jsonb_to_recordset(${json(sorted)}::jsonb) AS g (id uuid, name text, key text, domain text)
    ON CONFLICT (key) DO UPDATE SET domain = coalesce(a.domain, excluded.domain) RETURNING a.id, a.key`);
  const ids = new Map(rows.map(({ id, key }) => [key, id]));
  return new Map(sorted.map(({ id, key }) => [id, ids.get(key) ?? id]));
}
