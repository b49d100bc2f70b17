/**
 * The header of a file of leads: which column holds which fact or custom field. People and programs write headers in
 * many ways (`firstName`, `First name`, `first_name`, `E-Mail`); case and marks between words do not count.
 */

import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Fields } from './condition-language.ts';
import { leadColumns } from './lead.ts';

/** Other names that exports of spreadsheets and CRMs give to the built-in columns. */
const synonyms: Readonly<Record<string, string>> = {
  mail: 'email',
  emailaddress: 'email',
  givenname: 'firstName',
  surname: 'lastName',
  familyname: 'lastName',
  companyname: 'company',
  organisation: 'company',
  organization: 'company',
  jobtitle: 'title',
  countrycode: 'country',
  leadsource: 'source',
};

export type Header =
  /** One entry per column; null is a column without a name, which must stay empty. */
  | { readonly kind: 'read'; readonly columns: readonly (string | null)[] }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** A name without what people write differently. */
export const foldedName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

export function readHeader(cells: readonly string[], fields: Fields): Header {
  const byFolded = new Map(Object.entries(synonyms));
  for (const name of [...leadColumns, ...Object.keys(fields)]) byFolded.set(foldedName(name), name);
  const reasons: string[] = [];
  const columns: (string | null)[] = [];
  for (const cell of cells) {
    const written = cell.trim();
    const name = byFolded.get(foldedName(written)) ?? null;
    if (written !== '' && name === null) reasons.push(unknownColumn(written, byFolded));
    else if (name !== null && columns.includes(name)) reasons.push(`two columns hold "${name}"`);
    columns.push(name);
  }
  if (!columns.includes('email')) reasons.push('no column is named "email"');
  return reasons.length > 0 ? { kind: 'refused', reasons } : { kind: 'read', columns };
}

function unknownColumn(written: string, byFolded: ReadonlyMap<string, string>): string {
  const near = byFolded.get(nearest(foldedName(written), byFolded.keys()) ?? '') ?? null;
  return `there is no field ${JSON.stringify(written.slice(0, 80))}${didYouMean(near)}`;
}
