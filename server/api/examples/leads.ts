/** Answers about leads, by the name of their shape. */
import { ann, ids, times } from './people.ts';

const side = { id: ids.ann, email: 'ann@example.com', name: 'Ann Lee', company: 'Acme Ltd', phone: '+4533123456' };
const kept = { ...side, stage: 'prospect' };
const gone = { ...side, id: ids.annToo, email: 'ann.lee@example.com', phone: null, stage: 'name' };

const merge = {
  ...{
    id: ids.merge,
    leadId: ids.ann,
    mergedId: ids.annToo,
    mergedEmail: 'ann.lee@example.com',
    keptEmail: 'ann@example.com',
  },
  ...{ reason: 'person', note: 'The same person', actor: 'api/crm', at: times.now },
  ...{ undoUntil: '2026-12-20T10:15:02.418Z', undoneAt: null, undoneBy: null },
};

export const leadExamples = {
  Lead: ann,
  LeadWithConsents: {
    ...ann,
    registration: { state: 'confirmed', reasons: [] },
    held: null,
    origins: [
      {
        ...{ id: ids.originOfForm, source: 'guide-download', way: 'form', actor: 'form energy-guide', at: times.came },
        detail: {
          form: 'energy-guide',
          campaign: { source: 'news', medium: 'email', campaign: 'spring' },
          landingPage: 'https://www.example.com/guide',
        },
      },
    ],
    consents: [{ purpose: 'marketing', standing: 'agreed', basis: 'express' }],
  },
  TimelineEntry: {
    ...{ kind: 'event', at: times.clicked, eventId: ids.event, event: 'click', name: null, link: 'pricing' },
    ...{ stepId: 'first-steps', text: null, verdict: 'human', report: null, returnsOn: null, via: null },
  },
  ScoreExplanation: {
    ...{ model: 'engagement', at: times.now, halfLifeDays: 30, score: 42.6, temperature: 'warm' },
    fit: {
      ...{ points: 45, grade: 'A', due: null, next: null },
      rules: [{ when: 'lead.fields.employees >= 50', points: 45, reason: 'Fifty people or more', holds: true }],
    },
    groups: [
      {
        ...{ group: 'email', points: 42.6, overDay: 0, lost: 0, cap: 80, perDay: 40, counted: 42.6, settled: 0 },
        entries: [
          {
            ...{ key: `event/${ids.event}`, kind: 'points', group: 'email', points: 45, worth: 42.6 },
            ...{ reason: 'Followed a link to the prices', at: '2026-11-18T00:45:00.000Z' },
          },
        ],
      },
    ],
    returns: [],
    recency: { points: 0, last: '2026-11-18T00:45:00.000Z' },
    externals: [
      {
        ...{ service: 'website-intent', value: 72.5, at: times.clicked, counted: 0, weight: null, expires: null },
        reason: null,
      },
    ],
    thresholds: [
      { name: 'warm', at: 20, minGrade: null, missing: 0, until: '2026-12-23T06:00:00.000Z' },
      { name: 'mql', at: 60, minGrade: 'B', missing: 17.4, until: null },
    ],
    mql: {
      ...{ minGrade: 'B', gradeSuffices: true, rearmBelow: 45, armed: true, nurture: null },
      fastTrack: [{ on: 'custom', name: 'demo_requested', minGrade: 'C' }],
    },
    account: { name: 'Acme Ltd', score: 61.2, best: 42.6 },
  },
  MovedLead: { leadId: ids.ann, from: 'prospect', stage: 'customer', handoffId: null },
  Duplicate: { leads: [kept, gone], reason: 'phone-and-name', foundAt: times.came },
  Merge: merge,
  MergeDone: {
    merge,
    effects: {
      ...{ kept, merged: gone },
      changes: [{ what: 'title', before: null, after: 'Head of Facilities' }],
      moved: { event: 12, message: 3 },
      ...{ objections: ['newsletter'], suppressions: [], stopped: ['welcome'], endedHandoffs: 0 },
    },
  },
  Registration: { leadId: ids.ann, email: 'ann@example.com', registration: 'fake', reasons: ['person'] },
  AddressVerdict: { address: 'bob@gmial.com', verdict: 'risky', reasons: ['typo'], suggestion: 'bob@gmail.com' },
  LeadExport: {
    ...{ format: 1, exportedAt: times.now },
    sections: [
      {
        ...{ name: 'lead', about: 'What we know about you' },
        rows: [{ email: 'ann@example.com', first_name: 'Ann', company: 'Acme Ltd' }],
      },
    ],
  },
  Erasure: {
    ...{ id: ids.erasure, leadId: ids.ann, actor: 'api/crm', reason: 'Asked by mail on 20 November' },
    ...{ requestedAt: times.now, doneAt: null, counts: { event: 12, message: 3, consent: 1 } },
  },
};
