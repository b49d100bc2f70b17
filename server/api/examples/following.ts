/** Answers about who is meant and who is told: segments, mass enrollments, webhooks out. */
import { ids, times } from './people.ts';

export const followingExamples = {
  Segment: {
    ...{ name: 'large-sites', condition: 'lead.fields.employees >= 250 || lead.fields.sites >= 5', leads: 1204 },
    ...{ starts: ['large-sites-welcome'], watchedSince: times.came },
  },
  SegmentMember: { leadId: ids.ann, email: 'ann@example.com', since: times.clicked },
  Batch: {
    ...{ id: ids.batch, sequence: 'welcome', status: 'running', pace: 20, total: 1204, looked: 400, enrolled: 310 },
    filter: { when: null, segment: 'large-sites', source: null, tag: null },
    refused: { NOT_MEANT: 88, ALREADY_ENROLLED: 2 },
    ...{ createdAt: times.clicked, endedAt: null },
  },
  WebhookEndpoint: {
    ...{ endpoint: 'crm', origin: 'https://crm.example.com', types: ['lead.score_changed', 'lead.stage_changed'] },
    ...{ scoreStep: 5, disabled: false, waiting: 3, dead: 1, oldest: times.clicked, lastDeliveredAt: times.came },
    ...{ failures: 2, failingSince: times.clicked, lastAt: times.now, lastStatus: 503, gone: false },
    lastError: 'the answer was 503',
  },
  WebhookDelivery: {
    ...{ id: ids.delivery, endpoint: 'crm', type: 'lead.score_changed', leadId: ids.ann, state: 'dead' },
    data: {
      ...{ lead: ids.ann, score: { before: 36.1, after: 42.6 }, grade: 'A', temperature: 'warm', stage: 'prospect' },
      ...{ actor: 'event click', reason: 'Followed a link to the prices', workspace: 7 },
    },
    ...{ createdAt: '2026-11-17T06:00:00.000Z', attempts: 10, nextAt: null, lastStatus: 503 },
    ...{ lastError: 'the answer was 503', settledAt: times.now },
  },
};
