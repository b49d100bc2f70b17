/**
 * What "personal data of a lead" means for a table: which rows are about the person, how they are shown to it, and what an
 * erasure leaves of them. `personal-tables.ts` says it for every table; nothing else may know.
 */
import { type Sql, sql } from './sql.ts';

/** The person, as rows can be known to be about it. */
export interface PersonalSubject {
  readonly leadId: string;
  readonly accountId: string | null;
  /** In lower case: that of the lead and those it was mailed at. */
  readonly addresses: readonly string[];
  /** Of these, as suppressions know them. */
  readonly hashes: readonly string[];
}

/** What becomes of the rows when the person is erased. */
export type TableErasure =
  | { readonly kind: 'rows' }
  | {
      readonly kind: 'columns';
      /** What is left in a column, over the row `t`. */
      readonly set: Readonly<Record<string, Sql>>;
      /** Columns with text that stay, with the reason. */
      readonly kept: Readonly<Record<string, string>>;
      /** Rows about somebody else in which the person is named. */
      readonly also?: (subject: PersonalSubject) => Sql;
    }
  | { readonly kind: 'kept'; readonly why: string };

export interface PersonalTable {
  readonly table: string;
  /** The section of an export, and what it is, for the person. */
  readonly section: string;
  readonly about: string;
  /** Whether the row `t` is about the person. */
  readonly of: (subject: PersonalSubject) => Sql;
  /** Columns that mean nothing outside the engine. */
  readonly hidden?: readonly string[];
  /** What is shown beside the columns, as `expression AS name`, over the row `t`. */
  readonly more?: Sql;
  readonly erasure: TableErasure;
}

/** A name of our own source as part of a statement; never one from outside. */
const named = (name: string): Sql => ({ kind: 'sql', parts: [`"${name}"`], values: [] });

const joined = (parts: readonly Sql[]): Sql =>
  parts.reduce((all, part, i) => (i === 0 ? part : sql`${all}, ${part}`), sql``);

/** The rows as JSON, oldest first; `shown` are the columns of the table that an export tells. */
export const selectRows = (
  { table, more, of }: PersonalTable,
  shown: readonly string[],
  subject: PersonalSubject,
): Sql => {
  const columns = joined(shown.map((column) => sql`t.${named(column)}`));
  return sql`
    SELECT to_jsonb(shown) AS row FROM (
      SELECT ${columns} ${more === undefined ? sql`` : sql`, ${more}`} FROM ${named(table)} t WHERE ${of(subject)}
    ) shown`;
};

/** Takes the rows or what is personal in them away, and tells how many there were; null when they stay. */
export function eraseRows({ table, of, erasure }: PersonalTable, subject: PersonalSubject): Sql | null {
  switch (erasure.kind) {
    case 'kept':
      return null;
    case 'rows':
      return sql`WITH gone AS (DELETE FROM ${named(table)} t WHERE ${of(subject)} RETURNING 1)
        SELECT count(*)::int AS count FROM gone`;
    case 'columns': {
      const { set, also } = erasure;
      const changes = joined(Object.entries(set).map(([column, value]) => sql`${named(column)} = ${value}`));
      const which = also === undefined ? of(subject) : sql`(${of(subject)} OR ${also(subject)})`;
      return sql`WITH gone AS (UPDATE ${named(table)} t SET ${changes} WHERE ${which} RETURNING 1)
        SELECT count(*)::int AS count FROM gone`;
    }
  }
}

/** Letters and digits of names and hosts, Latin ones of other languages too; in scripts without spaces a word ends anywhere. */
const letter = 'a-z0-9à-öø-ɏ';

/**
 * Where an address may begin: not within a longer one (`joann@`, `jo.ann@`, `o'ann@`), but after what only looks like a letter,
 * an escape of JSON, of bytes, of a URL or of quoted-printable (`\nann@`, `\240ann@`, `%3cann@`, `=3cann@`).
 */
const beginning = String.raw`(?:(?<![${letter}][._+'&-]?)|(?<=\\[nrtbf]|\\u[0-9a-f]{4}|\\[0-7]{3}|[%=][0-9a-f]{2}))`;

/** Where it may end: not where the host goes on (`.co` of `.com` and of `.co.uk`), but at the dot of a sentence. */
const end = `(?![.]?[${letter}]|-[${letter}-]*[.][${letter}])`;

/** A text as part of a pattern, whatever stands in it. */
export const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** An address as texts name it: a pattern for PostgreSQL and JavaScript alike, for text in lower case or whatever the case. */
export const addressPattern = (address: string): string => `${beginning}${literal(address.toLowerCase())}${end}`;

/** Whether a text names one of the person's addresses. The pattern is dear, so it looks at texts that may have it only. */
export const namesAddress = (text: Sql, { addresses }: PersonalSubject): Sql =>
  sql`EXISTS (SELECT 1 FROM unnest(${addresses}::text[], ${addresses.map(addressPattern)}::text[]) AS one (address, pattern)
    WHERE CASE WHEN strpos(lower(${text}), one.address) > 0 THEN lower(${text}) ~ one.pattern ELSE false END)`;

/** The text with something else in place of the address. */
export const withoutAddress = (text: Sql, address: string, instead: string): Sql =>
  sql`regexp_replace(${text}, ${addressPattern(address)}, ${instead}, 'gi')`;
