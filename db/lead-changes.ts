/**
 * What an input changes about a lead: keys that are there replace, keys that are absent keep, fields are merged by
 * name, tags are added.
 */
import { accountKey } from '../domain/account.ts';
import type { LeadInput } from '../domain/lead.ts';
import type { LeadRow } from './lead-rows.ts';

/** The columns of a lead that its input decides. */
export type LeadAttributes = Pick<
  LeadRow,
  | 'first_name'
  | 'last_name'
  | 'title'
  | 'country'
  | 'language'
  | 'time_zone'
  | 'source'
  | 'phone'
  | 'kind'
  | 'fields'
  | 'tags'
  | 'company'
>;

export const noAttributes: LeadAttributes = {
  first_name: null,
  last_name: null,
  title: null,
  country: null,
  language: null,
  time_zone: null,
  source: null,
  phone: null,
  kind: null,
  fields: {},
  tags: [],
  company: null,
};

const given = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);

export function merged(known: LeadAttributes, input: LeadInput): LeadAttributes {
  return {
    first_name: given(input.firstName, known.first_name),
    last_name: given(input.lastName, known.last_name),
    title: given(input.title, known.title),
    country: given(input.country, known.country),
    language: given(input.language, known.language),
    time_zone: given(input.timeZone, known.time_zone),
    source: given(input.source, known.source),
    phone: given(input.phone, known.phone),
    kind: given(input.kind, known.kind),
    fields: { ...known.fields, ...input.fields },
    tags: [...new Set([...known.tags, ...(input.tags ?? [])])],
    company: companyOf(known.company, given(input.company, known.company)),
  };
}

/** Another spelling of the company that is known is the same company. */
function companyOf(known: string | null, given: string | null): string | null {
  const company = given?.trim() || null;
  return company !== null && known !== null && accountKey(company) === accountKey(known) ? known : company;
}
