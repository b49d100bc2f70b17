/** What a lead asks of whoever sells to it, by the rules of a desk. */
import { expect, test } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { demandOf } from '../../domain/lead-demand.ts';
import { plainDesk, type SalesDesk } from '../../domain/sales-desk.ts';
import { someLead } from '../support/timeline.ts';

const conditions = createConditions();
const desk: SalesDesk = {
  ...plainDesk,
  products: {
    small: { label: 'Small', when: 'lead.fields.employees < 50' },
    large: { label: 'Large', when: 'lead.fields.employees >= 50' },
    asked: { label: 'Asked for', when: null },
  },
  accounts: { 'globex.example': 'ines', 'initech ltd': 'tom' },
  routes: [
    { when: 'lead.fields.employees >= 1000', product: 'asked', skills: ['tender'], among: ['ines'] },
    { when: 'lead.fields.employees >= 100', product: null, skills: ['enterprise'], among: null },
  ],
};
const of = (
  employees: number | null,
  more: { domain?: string; company?: string; product?: string; keeper?: string } = {},
) => {
  const { domain = null, company = null, product = null, keeper = null } = more;
  const lead = {
    ...someLead,
    company,
    language: 'de-AT',
    country: 'AT',
    fields: employees === null ? {} : { employees },
  };
  return demandOf(desk, { facts: lead, around: {}, domain, keeper, product }, conditions);
};

test('the first rule that is true counts, and names the product before the conditions of products do', () => {
  expect(of(2000)).toMatchObject({ rule: 0, product: 'asked', skills: ['tender'], among: ['ines'] });
  expect(of(200)).toMatchObject({ rule: 1, product: 'large', skills: ['enterprise'], among: null });
  expect(of(20)).toMatchObject({ rule: null, product: 'small', skills: [], language: 'de', country: 'AT' });
  expect(of(null)).toMatchObject({ rule: null, product: null });
  expect(of(2000, { product: 'small' })).toMatchObject({ rule: 0, product: 'small' });
});

test('a company has an owner by its domain, else by its name in any case', () => {
  expect(of(1, { domain: 'globex.example', company: 'Initech Ltd' }).owner).toBe('ines');
  expect(of(1, { domain: 'other.example', company: 'INITECH Ltd ' }).owner).toBe('tom');
  expect(of(1, { company: 'constructor' }).owner).toBeNull();
  // What a file says goes before what happened.
  expect(of(1, { domain: 'globex.example', keeper: 'tom' }).owner).toBe('ines');
  expect(of(1, { domain: 'other.example', keeper: 'tom' }).owner).toBe('tom');
});
