/** Answers about leads on their way: companies, sequences they are in, pauses, offers to sales, and the keys that ask. */
import { ann, ids, times } from './people.ts';

const account = {
  ...{ id: ids.account, name: 'Acme Ltd', domain: 'acme.example', leads: 3, score: 61.2, createdAt: times.came },
};

const handoff = {
  ...{
    id: ids.handoff,
    number: 1,
    leadId: ids.ann,
    email: 'ann@example.com',
    leadName: 'Ann Lee',
    company: 'Acme Ltd',
  },
  ...{ status: 'open', reason: null, note: null, score: 63.4, grade: 'A', temperature: 'hot', offer: 1 },
  salesperson: { key: 'jonas', name: 'Jonas Weber', address: 'jonas@example.com', title: 'Account executive' },
  ...{ follow: false, product: 'monitoring', acceptedAt: null, contactedAt: null, meetingAt: null },
  ...{ amount: null, currency: null, againOn: null, attachedTo: null, plannedAt: null, plans: 0, queuedAt: null },
  ...{ deadline: '2026-11-23T10:15:02.418Z', decidedBy: null, createdAt: times.now, decidedAt: null },
};

const desk = {
  ...{ group: 'jonas', given: 12, open: 1, accepted: 9, won: 3, lost: 1, returned: 3, acceptRate: 0.818, inTime: 0.9 },
  ...{
    contact: { median: 1_260_000, p90: 9_000_000 },
    longestWait: 540_000,
    reasons: { timing: 2, price: 1, no_fit: 1 },
  },
};

export const journeyExamples = {
  Account: account,
  AccountWithLeads: {
    ...account,
    members: [
      {
        ...{ id: ids.ann, email: 'ann@example.com', firstName: 'Ann', lastName: 'Lee', title: 'Head of Facilities' },
        ...{ stage: 'prospect', score: 42.6, grade: 'A', temperature: 'warm' },
      },
    ],
  },
  Enrollment: {
    ...{ id: ids.enrollment, leadId: ids.ann, email: 'ann@example.com', sequence: 'welcome', version: 3, number: 1 },
    ...{ workflowId: `nurture/${ids.ann}/welcome/1`, status: 'active', reason: null, stepId: 'three-days' },
    ...{ waitUntil: '2026-11-23T08:00:00.000Z', heldBy: null, paused: false, origin: 'by hand' },
    ...{ createdAt: times.clicked, endedAt: null },
  },
  Pause: {
    ...{ scope: { kind: 'lead', leadId: ids.ann }, email: 'ann@example.com', sequence: null },
    ...{ reason: 'In talks with our engineers', actor: 'api/crm', since: times.now, holds: 1 },
  },
  Resumed: { lifted: true, resumed: 1 },
  Handoff: handoff,
  DeskReport: { by: 'person', from: times.came, to: times.now, all: { ...desk, group: null }, groups: [desk] },
  HandoffRoute: {
    ...{
      leadId: ids.ann,
      email: 'ann@example.com',
      to: 'ines',
      because: 'share',
      attachesTo: null,
      names: { ines: 'Ines Duarte', tom: 'Tom Berg' },
    },
    demand: { country: 'DK', language: 'da', product: 'monitoring', skills: [], owner: null, among: null, rule: null },
    verdicts: [
      { kind: 'suits', key: 'ines', from: times.now, share: 3, lastGiven: times.clicked },
      { kind: 'unsuited', key: 'tom', why: 'language' },
    ],
  },
  HandoffStory: {
    ...{ handoff, lead: { ...ann, stage: 'mql', score: 63.4, temperature: 'hot' }, timeline: [] },
    group: [
      {
        ...{ id: ids.handoffOfBo, leadId: ids.bo, email: 'bo@example.com', name: 'Bo Kim', title: 'Facility manager' },
        ...{ score: 60.2, status: 'open', leads: false },
      },
    ],
  },
  ApiKey: {
    ...{ id: ids.key, name: 'site', prefix: 'td_0f2a9c71', scopes: ['leads', 'events'] },
    ...{ createdAt: times.came, lastUsedAt: times.now, revokedAt: null },
  },
};
