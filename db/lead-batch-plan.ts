/**
 * What is to become of many leads, reckoned before anything is written: who is known and locked, who must not be stored, and what
 * each is then. Both this and the saving of a single lead go by `saved-lead.ts`.
 */
import { canonicalAddress } from '../domain/address.ts';
import { type ImportRules, inputByRules, type KnownValues } from '../domain/import-rule.ts';
import type { LeadInput } from '../domain/lead.ts';
import type { DuplicatePolicy } from '../domain/merging.ts';
import type { Arriving } from '../domain/origin.ts';
import { type AccountBook, openAccountBook } from './account-book.ts';
import type { AccountName } from './account-rows.ts';
import type { Queryable } from './database.ts';
import { merged, noAttributes } from './lead-changes.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import { changedLead, freshLead, lacksCompany, readyInput, type SavingContext } from './saved-lead.ts';
import { sql } from './sql.ts';
import { suppressionsOf } from './suppressions.ts';

export interface BatchContext extends SavingContext {
  readonly addressHash: (address: string) => string;
  readonly actor: string;
  readonly duplicates: DuplicatePolicy;
  /** How values reach leads that are known. */
  readonly rules: ImportRules;
}

export interface BatchRow {
  readonly lead: LeadInput;
  readonly origin: Arriving;
}

/** One lead of the batch, as far as it has come. */
export interface Saving {
  readonly row: BatchRow;
  readonly hash: string;
  readonly input: LeadInput;
  /** As it was; null of a new one. */
  readonly known: LeadRow | null;
  readonly lead: LeadRow;
  /** Undefined: it stays the one it is. */
  readonly account: AccountName | null | undefined;
  readonly reason: string;
}

export interface Plan {
  readonly saving: readonly Saving[];
  readonly book: AccountBook;
  /** Of addresses that must not be stored. */
  readonly forgotten: readonly BatchRow[];
  /** Rows of a lead that is in the batch already, or that came to be meanwhile. */
  readonly again: readonly BatchRow[];
}

/** Locks the leads that are known. */
export async function planBatch(tx: Queryable, rows: readonly BatchRow[], context: BatchContext): Promise<Plan> {
  const asked = rows.map((row) => {
    const input = readyInput(row.lead, context.sources);
    return { row, input, canonical: canonicalAddress(input.email), hash: context.addressHash(input.email) };
  });
  const { known, ids } = await lockKnown(tx, [...new Set(asked.map(({ canonical }) => canonical))]);
  const suppressed = await suppressionsOf(
    tx,
    asked.filter(({ canonical }) => !ids.has(canonical)).map(({ hash }) => hash),
  );
  const book = await openAccountBook(
    tx,
    asked.flatMap(({ input }) => merged(noAttributes, input).company ?? []),
    asked.map(({ input, canonical }) => known.get(ids.get(canonical) ?? '')?.email ?? input.email),
  );
  const taken = new Set<string>();
  const again: BatchRow[] = [];
  const forgotten: BatchRow[] = [];
  const saving: Saving[] = [];
  for (const { row, input, canonical, hash } of asked) {
    const id = ids.get(canonical);
    const before = id === undefined ? null : known.get(id);
    // Found and then not there any more: it was merged or erased while its lock was waited for.
    if (before === undefined || taken.has(id ?? canonical)) again.push(row);
    else if (before === null && suppressed.get(hash) === 'legal') forgotten.push(row);
    else saving.push({ row, hash, ...(before ? changed(before, input, book, context) : fresh(input, book, context)) });
    taken.add(id ?? canonical);
  }
  return { saving, book, forgotten, again };
}

function fresh(input: LeadInput, book: AccountBook, context: BatchContext): Omit<Saving, 'row' | 'hash'> {
  const { company } = merged(noAttributes, input);
  const account = company === null ? book.ofDomain(input.email) : book.named(company, input.email);
  return { input, known: null, account, ...freshLead(input, account, context) };
}

function changed(
  known: LeadRow,
  given: LeadInput,
  book: AccountBook,
  context: BatchContext,
): Omit<Saving, 'row' | 'hash'> {
  const input = inputByRules(given, knownValues(known), context.rules);
  const joins = lacksCompany(known, input) ? book.ofDomain(known.email) : null;
  const lead = changedLead(known, input, joins, context);
  if (lead === known || lead.company === known.company) return { input, known, lead, account: undefined, reason: '' };
  const account = lead.company === null ? null : (joins ?? book.named(lead.company, known.email));
  return { input, known, lead: { ...lead, company: account?.name ?? null }, account, reason: '' };
}

const knownValues = (row: LeadRow): KnownValues => ({
  facts: {
    ...{ firstName: row.first_name, lastName: row.last_name, company: row.company, title: row.title },
    ...{ country: row.country, language: row.language, timeZone: row.time_zone, source: row.source },
    ...{ phone: row.phone, kind: row.kind },
  },
  fields: row.fields,
  tags: row.tags,
});

/** Locks the leads of these addresses, their own or of ones that were merged into them, in the order of ids. */
async function lockKnown(tx: Queryable, canonical: readonly string[]) {
  const found = await tx.rows<{ readonly canonical: string; readonly id: string }>(sql`
    SELECT canonical_email AS canonical, id FROM lead WHERE canonical_email = ANY (${canonical})
    UNION ALL
    SELECT x.canonical_email, x.lead_id FROM lead_alias x WHERE x.canonical_email = ANY (${canonical})
      AND NOT EXISTS (SELECT 1 FROM lead own WHERE own.canonical_email = x.canonical_email)`);
  const ids = new Map(found.map((one) => [one.canonical, one.id]));
  if (found.length === 0) return { ids, known: new Map<string, LeadRow>() };
  const rows = await tx.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.id = ANY (${[...new Set(ids.values())]}::uuid[]) AND l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE OF l`);
  return { ids, known: new Map(rows.map((row) => [row.id, row])) };
}
