/** Who and what the examples of the API are about: one lead, told the same everywhere. */

const id = (part: string): string => `01a2020c-8f00-7c31-9d5e-${part.padStart(12, '0')}`;

export const ids = {
  ann: id('a1'),
  annToo: id('a2'),
  bo: id('b0'),
  event: id('e1'),
  handoff: id('f1'),
  handoffOfBo: id('f2'),
  merge: id('d1'),
  originOfForm: id('12'),
  cost: id('13'),
  submission: id('14'),
  batch: id('15'),
  delivery: id('16'),
  alert: id('17'),
  erasure: id('18'),
  account: id('19'),
  consent: id('1a'),
  consentRequest: id('1b'),
  suppression: id('1c'),
  enrollment: id('1d'),
  key: id('1e'),
} as const;

export const times = {
  came: '2026-11-02T08:15:00.000Z',
  clicked: '2026-11-20T10:15:00.000Z',
  now: '2026-11-20T10:15:02.418Z',
} as const;

/** `Lead`: Ann of Acme. */
export const ann = {
  id: ids.ann,
  email: 'ann@example.com',
  ...{ firstName: 'Ann', lastName: 'Lee', company: 'Acme Ltd', title: 'Head of Facilities' },
  ...{ country: 'DK', source: 'guide-download', language: 'en', timeZone: 'Europe/Copenhagen' },
  ...{ phone: '+4533123456', kind: 'target' },
  ...{ stage: 'prospect', score: 42.6, grade: 'A', gradeDue: null, temperature: 'warm' },
  fields: { employees: 120, buildingType: 'office' },
  tags: ['spring-fair'],
  suppressed: null,
  consentRule: null,
  createdAt: times.came,
  updatedAt: times.now,
};
