/** A lead and an organisation, for the tests of rendering. */
import type { LeadFacts } from '../../domain/lead.ts';
import { type Organisation, organisationDefaults } from '../../domain/workspace.ts';

export const organisation: Organisation = {
  ...organisationDefaults,
  name: 'Acme & Sons',
  postalAddress: '1 Main Street, Springfield',
  website: 'https://www.acme.test/?from=mail&to=web',
  sender: { name: 'Nora of Acme', address: 'nora@acme.test' },
  language: 'en',
  timeZone: 'Europe/Berlin',
  fields: {},
};

export function leadFacts(change: Partial<LeadFacts> = {}): LeadFacts {
  return {
    email: 'ann@lead.test',
    firstName: 'Ann',
    lastName: 'Lee',
    company: 'Lead Ltd',
    title: null,
    country: null,
    source: null,
    language: null,
    timeZone: null,
    phone: null,
    kind: null,
    stage: 'engaged',
    score: 12,
    grade: 'B',
    temperature: 'cold',
    fields: {},
    tags: [],
    ...change,
  };
}
