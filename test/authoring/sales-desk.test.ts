/** What `sales.yaml` says of hours, products, routing and service times: what it becomes, and what does not fit. */
import { expect, test } from 'vitest';
import { printFinding } from '../../authoring/findings.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';
import { organisation, sales, scoring } from './printed-workspace.ts';

const people = sales.slice(sales.indexOf('salespeople:'));
const returns = 'returns:\n  sequence: recycle\n';

function check(text: string) {
  const checked = checkWorkspace({
    organisation: { file: 'o', text: organisation },
    scoring: { file: 'c', text: scoring },
    sales: { file: 's', text },
  });
  return checked.kind === 'checked'
    ? { sales: checked.workspace.sales, told: [] }
    : { sales: null, told: checked.findings.map(printFinding) };
}

test('a file of before says nothing of it, and stays what it was', () => {
  expect(check(sales).sales).not.toHaveProperty('desk');
});

test('a desk is what is written, and what is usual where nothing is', () => {
  const text = `${returns}work: { holidays: DK }
manager: mara@example.com
products: { large: { label: Large sites, when: lead.fields.employees >= 50 } }
accounts: { Globex.example: ines }
routes:
  - { when: 'lead.country == "DE"', skills: german, among: [ines] }
service:
  hot: { accept: 15 minutes, contact: 30 minutes }
  others: { accept: 4 hours }
  silentAfter: 30 days
salespeople:
  - key: ines
    name: Ines Duarte
    address: ines@example.com
    title: Account Executive
    zone: Europe/Berlin
    work: { days: [mon, tue], hours: ["08:00-12:00", "13:00-16:00"] }
    absences: [2026-12-24, 2026-12-28 to 2027-01-03]
    territories: [de, AT]
    languages: de
    products: large
    skills: [german]
    capacity: 20
    weight: 1.5
    manager: tom
  - { key: tom, name: Tom Berg, address: tom@example.com, title: Account Executive }
`;
  const { sales: read, told } = check(text);
  expect(told).toEqual([]);
  expect(read).toMatchObject({
    ...{ acceptWithin: 'PT4H', remindAfter: 'PT120M' },
    salespeople: [
      { key: 'ines', name: 'Ines Duarte', address: 'ines@example.com', title: 'Account Executive' },
      { key: 'tom' },
    ],
    desk: {
      work: {
        days: ['mon', 'tue', 'wed', 'thu', 'fri'],
        hours: [{ from: '09:00', to: '17:00' }],
        holidays: { country: 'DK', dates: [] },
      },
      manager: 'mara@example.com',
      products: { large: { label: 'Large sites', when: 'lead.fields.employees >= 50' } },
      accounts: { 'globex.example': 'ines' },
      routes: [{ when: 'lead.country == "DE"', product: null, skills: ['german'], among: ['ines'] }],
      service: {
        hot: { accept: 'PT15M', contact: 'PT30M' },
        others: { accept: 'PT4H', contact: null },
        ...{ remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: 'P30D' },
      },
    },
  });
  expect(Object.keys(read?.desk?.people ?? {})).toEqual(['ines']);
  expect(read?.desk?.people.ines).toEqual({
    zone: 'Europe/Berlin',
    work: {
      days: ['mon', 'tue'],
      hours: [
        { from: '08:00', to: '12:00' },
        { from: '13:00', to: '16:00' },
      ],
      holidays: { country: null, dates: [] },
    },
    absences: [
      { from: '2026-12-24', to: '2026-12-24' },
      { from: '2026-12-28', to: '2027-01-03' },
    ],
    ...{ territories: ['DE', 'AT'], languages: ['de'], products: ['large'], skills: ['german'] },
    ...{ capacity: 20, weight: 1.5, manager: 'tom' },
  });
});

test('what is named must be there', () => {
  const text = `${returns}acceptWithin: 4 hours
remindAfter: 2 hours
manager: mara
products: { large: { label: Large sites } }
accounts: { globex.example: inse }
routes:
  - { when: 'true', product: larg, skills: [tender, german], among: [ines, bob] }
${people}  - { key: lea, name: Lea Vos, address: lea@example.com, title: X, skills: german, products: [larger], manager: tim }
`;
  expect(check(text).told).toMatchInlineSnapshot(`
    [
      "s:5:10 AUTHORING_SHAPE there is no salesperson "mara"",
      "s:7:29 AUTHORING_SHAPE there is no salesperson "inse"; did you mean "ines"?",
      "s:9:30 AUTHORING_SHAPE there is no product "larg"; did you mean "large"?",
      "s:9:45 AUTHORING_SHAPE there is no skill of a salesperson "tender"",
      "s:9:76 AUTHORING_SHAPE there is no salesperson "bob"",
      "s:13:94 AUTHORING_SHAPE there is no product "larger"; did you mean "large"?",
      "s:13:113 AUTHORING_SHAPE there is no salesperson "tim"; did you mean "tom"?",
    ]
  `);
});

test('times, shares and absences must be possible', () => {
  const text = `${returns}acceptWithin: 4 hours
work: { holidays: lead, hours: "9-17" }
service:
  hot: { accept: 1 day }
  others: { accept: 20 seconds, contact: 2 hours }
  remindAt: 100%
  managerAt: 0.5
${people}  - { key: lea, name: Lea Vos, address: lea@example.com, title: X, absences: [2026-12-31 to 2026-12-01, christmas], territories: Bavaria, capacity: 0 }
`;
  expect(check(text).told).toMatchInlineSnapshot(`
    [
      "s:4:32 AUTHORING_SHAPE "work.hours" is wrong: "9-17" is not a time from and to, such as "08:00-18:00"; did you mean "09:00-17:00"?",
      "s:6:18 AUTHORING_SHAPE "service.hot.accept" is working time: write it in hours or minutes, such as "8 hours"",
      "s:7:21 AUTHORING_SHAPE "service.others.accept" must be at least "1 minute"",
      "s:9:14 AUTHORING_SHAPE "service.managerAt" must be a share of the time such as "50%"",
      "s:13:79 AUTHORING_SHAPE "salespeople[3].absences[1]" ends before it begins",
      "s:13:105 AUTHORING_SHAPE "salespeople[3].absences[2]" must be a day such as "2026-12-24", or "2026-12-21 to 2027-01-03"",
      "s:13:130 AUTHORING_SHAPE "salespeople[3].territories" is wrong: "Bavaria" is not a two-letter country code (ISO 3166)",
      "s:13:149 AUTHORING_SHAPE "salespeople[3].capacity" must be at least 1, but is 0",
    ]
  `);
  const service = (more: string) =>
    check(`${returns}service: { others: { accept: 4 hours }, ${more} }\n${people}`).told;
  expect(service('remindAt: 100%')).toMatchInlineSnapshot(`
    [
      "s:3:51 AUTHORING_SHAPE "service.remindAt" must be less than "reassignAt", or the reminder comes when it is over",
    ]
  `);
  const clocks = (more: string) =>
    check(`${returns}service: { others: { accept: 4 hours }, ${more} }\n${people}`).sales;
  expect(clocks('remindAt: [90%, 50%, 75%]')?.desk?.service).toMatchObject({
    ...{ remindAt: 0.5, remindAgainAt: [0.75, 0.9] },
  });
  expect(clocks('remindAt: 25%')?.desk?.service).not.toHaveProperty('remindAgainAt');
  expect(clocks('remindAt: [25%, 75%]')).toMatchObject({ remindAfter: 'PT60M' });
  expect(service('remindAt: [50%, 100%]')).toEqual(service('remindAt: 100%'));
  expect(service('remindAt: [50%, often]')).toMatchInlineSnapshot(`
    [
      "s:3:51 AUTHORING_SHAPE "service.remindAt" must be a share of the time such as "50%"",
    ]
  `);
  expect(service('remindAt: []')).toMatchInlineSnapshot(`
    [
      "s:3:51 AUTHORING_SHAPE "service.remindAt" must be 1 to 5 shares of the time",
    ]
  `);
  expect(service('managerAt: 10%')).toMatchInlineSnapshot(`
    [
      "s:3:52 AUTHORING_SHAPE "service.managerAt" must not be less than "remindAt": the manager would be told first",
    ]
  `);
  expect(
    check(`${returns}acceptWithin: 4 hours\nservice: { others: { accept: 4 hours } }\n${people}`).told,
  ).toMatchInlineSnapshot(`
    [
      "s:3:15 AUTHORING_SHAPE "acceptWithin" does not go with "service", which says it already",
    ]
  `);
  expect(check(`${returns}${people}`).told).toMatchInlineSnapshot(`
    [
      "s:1:1 AUTHORING_SHAPE "acceptWithin" is missing: it must be a duration such as "4 hours"; or say "service"",
      "s:1:1 AUTHORING_SHAPE "remindAfter" is missing: it must be a duration such as "4 hours"; or say "service"",
    ]
  `);
});
