/** A small workspace for tests, as JSON; the authored example is tested in test/workspace. */

import { fieldsOf } from '../../domain/fields.ts';
import { plainDesk, type SalesDesk } from '../../domain/sales-desk.ts';
import { organisationDefaults, type Workspace } from '../../domain/workspace.ts';

/** Leads of tests share companies, and each of them is offered by itself. */
export const apartDesk: SalesDesk = { ...plainDesk, buyingGroups: 'apart' };

export const testWorkspace: Workspace = {
  organisation: {
    ...organisationDefaults,
    name: 'Acme Meters',
    postalAddress: '1 Meter Street, 10115 Berlin, Germany',
    website: 'https://acme.example',
    sender: { name: 'Mara at Acme', address: 'mara@mail.acme.example' },
    language: 'en',
    timeZone: 'Europe/Berlin',
    fields: fieldsOf({ employees: 'number', region: 'string' }),
    ...organisationDefaults,
  },
  sources: {},
  scoring: {
    name: 'test',
    halfLife: 'P30D',
    groups: { email: 80, web: 60 },
    rules: [
      { on: 'click', link: null, name: null, points: 10, group: 'email', reason: 'Clicked a link' },
      { on: 'reply', link: null, name: null, points: 30, group: 'email', reason: 'Replied' },
      { on: 'custom', link: null, name: 'demo_requested', points: 50, group: 'web', reason: 'Asked for a demo' },
    ],
    fit: [{ when: 'lead.fields.employees >= 50', points: 40, reason: 'Fifty people or more' }],
    grades: { A: 40, B: 25, C: 10 },
    temperature: { warm: 20, hot: 50 },
    prospectAt: 30,
    mql: { at: 60, rearmBelow: 45, minGrade: 'B' },
    keepOnReturn: 0.5,
  },
  sales: {
    desk: apartDesk,
    acceptWithin: 'PT4H',
    remindAfter: 'PT2H',
    returns: { sequence: 'recycle', coolDown: { timing: 'P30D' } },
    salespeople: [
      { key: 'ines', name: 'Ines Blum', address: 'ines@sales.acme.example', title: 'Account executive' },
      { key: 'joel', name: 'Joel Park', address: 'joel@sales.acme.example', title: 'Account executive' },
    ],
  },
  forms: {},
};
