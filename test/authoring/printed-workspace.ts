/** A workspace that is right, and what is said about it when some of its lines are changed. */
import { printFinding } from '../../authoring/findings.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';

export const organisation = `name: Lumenfield
postalAddress: |
  Kvartsgade 14
  2450 Copenhagen, Denmark
website: https://www.example.com
sender:
  name: Nora Lindqvist
  address: nora@example.com
language: en
timeZone: Europe/Copenhagen
fields:
  employees: number
  buildingType: string
senders:
  support: { name: Lumenfield support, address: support@example.com, relay: bulk }
segments:
  large: lead.fields.employees >= 250 && account.leads > 1
  asked: events.custom("demo_requested") > 0
caps: [ 1 per day, 3 per 7 days ]
consent: { express: [DE, at], any: [CA] }
events: [ demo_requested, bought ]
`;
export const scoring = `model: default
halfLife: 30 days
fit:
  rules:
    - when: lead.fields.employees >= 50
      points: 30
      reason: Large
  grades: { A: 50, B: 30, C: 10 }
engagement:
  groups: { email: 60, web: 40 }
  rules:
    - { on: click, points: 10, group: email, reason: Clicked }
    - { on: click, link: pricing, points: 20, group: email, reason: Looked at prices }
    - { on: event, name: demo_requested, points: 50, group: web, reason: Asked for a demo }
    - { on: reply, points: 30, group: email, reason: Replied }
temperature: { warm: 20, hot: 50 }
prospectAt: 30
mql: { at: 60, rearmBelow: 45, minGrade: B }
keepOnReturn: 0.5
`;
export const sales = `acceptWithin: 4 hours
remindAfter: 2 hours
returns:
  sequence: recycle
  coolDown:
    timing: 30 days
salespeople:
  - { key: ines, name: Ines Duarte, address: ines@example.com, title: Account Executive }
  - { key: tom, name: Tom Berg, address: tom@example.com, title: Account Executive }
`;

const texts = { organisation, scoring, sales };

/** The findings when some lines of the files are replaced by others. */
export function checkChanged(
  ...changes: readonly (readonly [file: keyof typeof texts, from: string, to: string])[]
): string {
  const changed = { ...texts };
  for (const [file, from, to] of changes) {
    if (!changed[file].includes(from)) throw new Error(`${file} does not hold ${from}`);
    changed[file] = changed[file].replace(from, to);
  }
  const checked = checkWorkspace({
    organisation: { file: 'o', text: changed.organisation },
    scoring: { file: 'c', text: changed.scoring },
    sales: { file: 's', text: changed.sales },
  });
  return checked.kind === 'checked' ? 'checked' : checked.findings.map(printFinding).join('\n');
}
