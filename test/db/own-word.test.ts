/** What a person asked for is lifted by its own word only: every way that writes about a lead against every stop. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView, NewConsent, Preferences } from '../../db/store.ts';
import { plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, publishBasics, publishWith, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
  await publishWith(test.store, 'news', { purpose: 'news' });
});
afterAll(() => test.close());

interface Person {
  readonly lead: LeadView;
  readonly mail: string;
  /** The purpose that the stop is about. */
  readonly purpose: string;
}

const stoppedAt = minute(10);
const pausedUntil = plusMs(start, 30 * 86_400_000);
const byPage = (wish: Parameters<TestStore['store']['preferences']['change']>[1]) => async (of: Person) =>
  void (await test.store.preferences.change(of.mail, wish, stoppedAt));
const suppressed = (reason: 'unsubscribe' | 'complaint' | 'legal', scope: 'all' | 'topic/news') => (of: Person) =>
  test.store.suppressions.put(of.lead.email, { reason, scope, detail: null, actor: 'lead' }, stoppedAt);
const objected = async (of: Person) =>
  void (await test.store.consents.withdraw(of.lead.id, of.purpose, 'lead', stoppedAt));

type Way = (of: Person) => Promise<unknown>;

/** By the purpose that they are about. */
const stops: Readonly<Record<string, readonly [purpose: string, stop: Way]>> = {
  'an opt-out of all mail': ['marketing', suppressed('unsubscribe', 'all')],
  'a complaint': ['marketing', suppressed('complaint', 'all')],
  'an erasure of before': ['marketing', suppressed('legal', 'all')],
  'an opt-out of a topic': ['news', suppressed('unsubscribe', 'topic/news')],
  'a topic given up on the page': ['news', byPage({ topics: { news: false } })],
  'an objection to marketing': ['marketing', objected],
  'an objection to a topic': ['news', objected],
  'an objection to being tracked': ['tracking', objected],
  'a pause asked for on the page': ['marketing', byPage({ pausedUntil })],
  'fewer mails asked for on the page': ['marketing', byPage({ frequency: 'weekly' })],
};

const word = (purpose: string): NewConsent => ({
  ...{ purpose, basis: 'express', source: 'crm', wording: 'Yes.', at: minute(20), expiresAt: null },
  proof: { method: 'api', reference: 'card 118' },
});
const told =
  (less: Partial<NewConsent>): Way =>
  ({ lead, purpose }) =>
    test.store.consents.record(lead.id, [{ ...word(purpose), ...less }], 'crm', minute(30));
const wished =
  (wish: (of: Person) => Parameters<TestStore['store']['preferences']['changeOfLead']>[1]): Way =>
  (of) =>
    test.store.preferences.changeOfLead(of.lead.id, wish(of), 'crm', minute(30));
const lifted =
  (right: 'address' | 'manual' | 'legal'): Way =>
  async ({ lead, purpose }) => {
    for (const scope of ['all', `topic/${purpose}`] as const)
      for (const reason of ['unsubscribe', 'complaint'] as const)
        await test.store.suppressions.lift(lead.email, { scope, reason, right, by: 'crm' }, minute(30)).catch(() => 0);
  };

/** What no person of the outside has said itself, or not since. */
const others: Readonly<Record<string, Way>> = {
  'preferences that a machine writes': wished(({ purpose }) => ({ topics: { [purpose]: true } })),
  'how many mails, that a machine writes': wished(() => ({ frequency: 'all' })),
  'a pause that a machine ends': wished(() => ({ pausedUntil: null })),
  'a pause that a machine shortens': async (of) => {
    const { pausedUntil: until } = await test.store.preferences.ofLead(of.lead.id);
    if (until !== null) await wished(() => ({ pausedUntil: minute(40) }))(of);
  },
  'an import': ({ lead }) => test.store.leads.save({ email: lead.email, firstName: 'New' }, minute(30), 'import'),
  'an enrollment': ({ lead }) => test.store.enrollments.enroll(lead.id, 'news', 'crm', minute(30)),
  'a mass enrollment': () =>
    test.store.batches.begin('recycle', { source: null, tag: null, when: null, segment: null }, 5, minute(30)),
  'a consent that nobody dates': told({ undated: true, at: minute(30) }),
  'a consent with nothing to show for it': told({ proof: { method: 'form' } }),
  'a consent of an import': told({ proof: { method: 'import', reference: 'leads.csv' } }),
  'a consent that is implied': told({ basis: 'implied' }),
  'an interest that is said to be legitimate': told({ basis: 'legitimate_interest' }),
  'a consent of before': told({ at: minute(5) }),
  'a consent of the same moment': told({ at: stoppedAt }),
  'a consent that is only asked for': ({ lead, purpose }) =>
    test.store.consents.request(
      lead.id,
      { purposes: [purpose], source: 'crm', wording: 'Yes.', wordingVersion: null },
      'crm',
      minute(30),
    ),
  'a person who lifts by the address': lifted('address'),
  'a person who lifts by hand': lifted('manual'),
  'a person who lifts for legal reasons': lifted('legal'),
  'a reason of another kind, put and lifted': async ({ lead }) => {
    await test.store.suppressions.add(lead.email, 'manual', null, minute(30));
    const lifting = { scope: 'all', reason: 'manual', right: 'manual', by: 'ines' } as const;
    await test.store.suppressions.lift(lead.email, lifting, minute(31));
  },
};

/** Its own word, since. */
const own: Readonly<Record<string, Way>> = {
  'a consent with time and proof': told({}),
  'a consent by the page': told({ proof: { method: 'page', reference: 'a mail' } }),
  'a topic chosen on the page': ({ mail, purpose }) =>
    test.store.preferences.change(mail, { topics: { [purpose]: true } }, minute(30)),
  'a consent that was confirmed': async ({ lead, purpose }) => {
    const asked = { purposes: [purpose], source: 'form', wording: 'Yes.', wordingVersion: null };
    const { id } = await test.store.consents.request(lead.id, asked, 'crm', minute(20));
    return test.store.consents.confirm(id, { ip: '192.0.2.7' }, minute(30));
  },
};

let people = 0;
async function personWith(purpose: string, stop: Way): Promise<Person> {
  people += 1;
  const lead = await addLead(test.store, { email: `own-word-${people}@y.test` });
  const enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  const mail = await sendMail(test.store, enrollment, 'hello', templateVersionId);
  const person = { lead, mail, purpose };
  await told({ at: minute(1) })(person);
  await stop(person);
  return person;
}

/** Whatever of the lead's wishes bears on what it gets. */
async function standing({ lead }: Person): Promise<unknown> {
  const {
    stopped,
    without,
    frequency,
    pausedUntil: paused,
  }: Preferences = await test.store.preferences.ofLead(lead.id);
  return { stopped, without, frequency, paused, agreed: await test.store.leads.consents(lead.id, minute(60)) };
}

const refusals: readonly unknown[] = ['SUPPRESSION_LASTING', 'LEAD_SUPPRESSED'];

describe.each(Object.entries(stops))('%s', (_, [purpose, stop]) => {
  it.each(Object.entries(others))('is not lifted by %s', async (_way, way) => {
    const person = await personWith(purpose, stop);
    const before = await standing(person);
    await way(person).catch((error: { readonly code?: string }) => expect(refusals).toContain(error.code));
    expect(await standing(person)).toEqual(before);
  });
});

describe('the own word of a lead', () => {
  it.each(Object.keys(own))('(%s) lifts what it is about, and never a complaint', async (name) => {
    const open = { stopped: null, without: [] };
    for (const [what, expected] of [
      ['an opt-out of all mail', open],
      ['an opt-out of a topic', open],
      ['an objection to marketing', open],
      ['an objection to a topic', open],
      ['a complaint', { stopped: 'complaint' }],
      ['an erasure of before', { stopped: 'legal' }],
    ] as const) {
      const [purpose = '', stop = async () => undefined] = stops[what] ?? [];
      const person = await personWith(purpose, stop);
      await own[name]?.(person);
      expect(await standing(person), what).toMatchObject(expected);
    }
  });

  it('lets others write down less, but not take that back', async () => {
    const [, stop = async () => undefined] = stops['fewer mails asked for on the page'] ?? [];
    const { lead } = await personWith('marketing', stop);
    const { preferences } = test.store;
    await preferences.changeOfLead(lead.id, { frequency: 'monthly' }, 'ines', minute(30));
    // By now it is the word of Ines, who may correct herself.
    expect(await preferences.changeOfLead(lead.id, { frequency: 'weekly' }, 'ines', minute(31))).toMatchObject({
      frequency: 'weekly',
    });
  });
});
