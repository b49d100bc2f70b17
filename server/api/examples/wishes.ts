/** Answers about what people want: consents, preferences, what keeps mail from an address. */
import { ids, times } from './people.ts';

const sentence = 'Send me letters about energy. I can leave at any time.';

export const wishExamples = {
  Consent: {
    ...{ id: ids.consent, purpose: 'marketing', basis: 'express', source: 'form energy-guide', wording: sentence },
    proof: { method: 'double-opt-in', wordingVersion: '2026-10', reference: ids.consentRequest },
    ...{ actor: 'confirmation', at: times.came, expiresAt: null, withdrawnAt: null, withdrawnBy: null },
  },
  ConsentRequest: {
    ...{ id: ids.consentRequest, leadId: ids.ann, purposes: ['marketing'], source: 'trade fair', wording: sentence },
    ...{ language: 'en', requestedAt: times.now, expiresAt: '2026-12-04T10:15:02.418Z', confirmedAt: null },
    ...{ enroll: 'welcome', enrollRefused: null, mailed: true },
    confirmUrl: 'https://go.acme.example/confirm/aabqaaaaaaaaa',
  },
  Preferences: {
    ...{ leadId: ids.ann, language: 'en', masked: 'a…@example.com', without: ['newsletter'], frequency: 'weekly' },
    ...{ pausedUntil: '2027-01-07T00:00:00.000Z', awayUntil: null, stopped: null },
  },
  Suppressed: {
    reason: 'unsubscribe',
    entries: [
      {
        ...{ id: ids.suppression, scope: 'all', reason: 'unsubscribe', detail: 'by the link of a mail', actor: 'lead' },
        ...{ at: times.clicked, liftedAt: null, liftedBy: null, liftedFor: null },
      },
    ],
  },
};
