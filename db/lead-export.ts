/**
 * Everything that is known of a lead, table by table, as plain JSON: what a person who asks for it is given. Reads only;
 * the lead is locked meanwhile, so that all of it is of one moment.
 */
import { hasCode } from '../domain/errors.ts';
import { type Instant, instantFromMs } from '../domain/instant.ts';
import type { Queryable } from './database.ts';
import type { LeadRow } from './lead-rows.ts';
import { type PersonalSubject, type PersonalTable, selectRows } from './personal-data.ts';
import { personalTables } from './personal-tables.ts';
import { sql } from './sql.ts';
import type { LeadExport } from './store.ts';

type Section = LeadExport['sections'][number];
type Row = Section['rows'][number];

/** Of a locked lead. */
export async function exportOf(tx: Queryable, subject: PersonalSubject, now: Instant): Promise<LeadExport> {
  const columns = await columnsOf(tx);
  const sections: Section[] = [];
  // The lead itself is what a person looks for first.
  for (const table of inReadingOrder) {
    sections.push({ name: table.section, about: table.about, rows: await rowsOf(tx, table, columns, subject) });
  }
  return { format: 1, exportedAt: now, sections };
}

const first: readonly string[] = ['lead', 'account'];

const inReadingOrder: readonly PersonalTable[] = [
  ...personalTables.filter(({ table }) => first.includes(table)),
  ...personalTables.filter(({ table }) => !first.includes(table)),
];

async function rowsOf(
  tx: Queryable,
  table: PersonalTable,
  columns: ReadonlyMap<string, readonly string[]>,
  subject: PersonalSubject,
): Promise<readonly Row[]> {
  const hidden = ['lead_id', ...(table.hidden ?? [])];
  const shown = (columns.get(table.table) ?? []).filter((column) => !hidden.includes(column));
  const rows = await tx.rows<{ readonly row: Row }>(selectRows(table, shown, subject));
  return rows.map(({ row }) => inApiWords(row)).toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** Ids sort by the time they were made; rows without one have a time. */
const orderOf = (row: Row): string => String(row.id ?? row.at ?? row.since ?? '');

/** Names and times as the API writes them: `firstName`, not `first_name`, and `Z`, not `+00:00`. */
const inApiWords = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [apiName(key), isTime(value) ? instantOf(value) : value]),
  );

const apiName = (column: string): string => column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?\+00:00$/.test(value);

const instantOf = (written: string): Instant => instantFromMs(Date.parse(written));

/** The columns of all tables, in their order. */
async function columnsOf(tx: Queryable): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.rows<{ readonly table: string; readonly columns: readonly string[] }>(sql`
    SELECT table_name AS "table", array_agg(column_name::text ORDER BY ordinal_position) AS columns
    FROM information_schema.columns WHERE table_schema = current_schema() GROUP BY table_name`);
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** The person as the rows about it are found: by its lead, and by all addresses that it was mailed at. */
export async function subjectOf(
  tx: Queryable,
  lead: LeadRow,
  addressHash: (address: string) => string,
): Promise<PersonalSubject> {
  // An address that another lead has by now is that one's; a letter may have gone to a colleague who wrote for the lead.
  const [row] = await tx.rows<{ readonly account_id: string | null; readonly addresses: readonly string[] }>(sql`
    SELECT l.account_id, ARRAY(
      SELECT lower(l.email) UNION SELECT l.canonical_email UNION
      SELECT lower(x.email) FROM lead_alias x WHERE x.lead_id = l.id UNION
      SELECT x.canonical_email FROM lead_alias x WHERE x.lead_id = l.id UNION
      SELECT lower(m.recipient) FROM message m WHERE m.lead_id = l.id AND NOT m.internal AND m.handoff_id IS NULL
        AND m.letter_id IS NULL
        AND m.recipient <> '' AND NOT EXISTS (
          SELECT 1 FROM lead o WHERE o.id <> l.id AND o.canonical_email = lower(m.recipient))
    ) AS addresses
    FROM lead l WHERE l.id = ${lead.id}`);
  const addresses = row?.addresses ?? [];
  return {
    leadId: lead.id,
    accountId: row?.account_id ?? null,
    addresses,
    hashes: [...new Set(addresses.flatMap((address) => hashOrNothing(address, addressHash)))],
  };
}

/** What was stored as an address by an older version and is none has no hash that could be asked for. */
function hashOrNothing(address: string, addressHash: (address: string) => string): readonly string[] {
  try {
    return [addressHash(address)];
  } catch (error) {
    if (hasCode(error, 'ADDRESS_INVALID') || hasCode(error, 'ADDRESS_MULTIPLE')) return [];
    throw error;
  }
}
