/** Answers about what comes in: events, scores of other services, forms, and the sources of leads. */
import { errorKind } from '../../../domain/errors.ts';
import { ids, times } from './people.ts';

const { summary: title, remedy, http: status } = errorKind('LEAD_UNKNOWN');
const unknownLead = {
  ...{ type: 'https://go.example.com/docs#LEAD_UNKNOWN', title, status, detail: 'There is no lead bo@example.com' },
  ...{ code: 'LEAD_UNKNOWN', remedy, instance: 'urn:tendril:request:0f5c2f7e-4b0a-4f0e-9a53-2f3b1c7d8e90' },
};

const recorded = {
  ...{ eventId: ids.event, recorded: true, leadId: ids.ann, score: 42.6, stage: 'prospect', handoffId: null },
  undeclared: false,
};

const scored = {
  ...{ leadId: ids.ann, recorded: true, withheld: null, score: 54.1, grade: 'A', temperature: 'hot' },
  ...{ stage: 'prospect', handoffId: null },
};

export const intakeExamples = {
  Problem: unknownLead,
  NewEventBatch: {
    events: [
      { id: 'crm-4711', lead: 'ann@example.com', event: 'demo_requested' },
      {
        id: 'crm-4712',
        lead: ids.bo,
        kind: 'touch',
        name: 'call',
        payload: { direction: 'in', outcome: 'interested' },
      },
    ],
  },
  RecordedEvent: recorded,
  RecordedEvents: {
    results: [
      { index: 0, status: 201, event: recorded },
      { index: 1, status: 404, error: unknownLead },
    ],
  },
  ScoredLead: scored,
  ScoredLeads: {
    results: [
      { index: 0, status: 200, lead: scored },
      { index: 1, status: 404, error: unknownLead },
    ],
  },
  ExternalScore: {
    ...{ service: 'website-intent', value: 72.5, at: times.clicked, detail: 'visited pricing three times' },
  },
  Form: {
    form: 'energy-guide',
    title: { en: 'Get the Night Load Guide', de: 'Holen Sie sich den Nachtlast-Ratgeber' },
    ...{ text: null, version: '3f1c9a0b', ask: 2 },
    steps: [
      {
        title: null,
        questions: [
          { field: 'email', label: null, help: null, required: true, as: 'email', options: null, when: {} },
          {
            ...{ field: 'buildingType', label: { en: 'What kind of building is it?' }, help: null, required: false },
            ...{ as: 'choice', options: [{ value: 'office', label: { en: 'Offices' } }], when: {} },
          },
        ],
      },
    ],
    consent: {
      ...{
        purposes: ['marketing'],
        wording: { en: 'You may send me advice by e-mail.' },
        required: true,
        confirm: true,
      },
    },
    address: 'https://go.example.com/f/energy-guide',
    snippet: '<script src="https://go.example.com/f/energy-guide.js" async></script>',
    sites: ['https://www.example.com'],
  },
  FormSubmission: { id: ids.submission, status: 'pending' },
  SourceReport: {
    source: 'webinar',
    declared: {
      ...{ label: 'Webinars', channel: 'event', partner: null, kind: null, consent: null },
      alertAt: { bounces: 0.05, complaints: 0.01, fakes: 0.05, duplicates: 0.3 },
    },
    ...{ leads: 240, engaged: 96, mql: 30, customers: 6, temperature: { cold: 150, warm: 70, hot: 20 } },
    costs: [{ currency: 'EUR', amount: '1200.50', perLead: '5.00', perMql: '40.02', perCustomer: '200.08' }],
  },
  SourceCost: {
    ...{ id: ids.cost, source: 'webinar', from: '2026-03-01', to: '2026-03-31', amount: '1200.50', currency: 'EUR' },
    ...{ note: 'Stand and coffee', actor: 'api/crm', at: times.now, voidedAt: null, voidedBy: null },
  },
  SourceStanding: {
    ...{ source: 'installer-portal', score: 41 },
    figures: { leads: 120, bounces: 14, complaints: 0, fakes: 2, duplicates: 5, asked: 60, unconfirmed: 22 },
    shares: [{ kind: 'bounces', counted: 14, of: 120, share: 0.1167, low: 0.0708, limit: 0.03 }],
    alert: { id: ids.alert, openedAt: times.came },
  },
};
