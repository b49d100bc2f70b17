/** Where leads come from: the record of their origins, what their source asks for, their companies, and what it all costs. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../db/store.ts';
import type { LeadInput } from '../../domain/lead.ts';
import { defaultLimits, type Source } from '../../domain/source.ts';
import { plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, minute, openRules, publishBasics, start, workspace } from './fixtures.ts';

let test: TestStore;
let store: Store;
let templateVersionId: string;

const source = (given: Partial<Source> = {}): Source => ({
  ...{ label: null, channel: 'list', partner: null, kind: null, consent: null, alertAt: defaultLimits },
  ...given,
});
const sources = {
  'fairs-2026': source({ label: 'Fairs in 2026', channel: 'event', consent: 'express', kind: 'target' }),
  bought: source({ consent: 'confirmed', partner: 'Lists Ltd', kind: 'consumer' }),
  search: source({ channel: 'search' }),
};

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  ({ templateVersionId } = await publishBasics(store));
  await store.publications.publishWorkspace({ ...workspace, sources }, start);
});
afterAll(() => test.close());

const day = (days: number) => plusMs(start, days * 86_400_000);
const save = async (input: LeadInput, now = start, origin?: Parameters<Store['leads']['save']>[3]) =>
  (await store.leads.save(input, now, 'test', origin)).lead;
const told = async (leadId: string) =>
  (await store.leads.origins(leadId)).map(({ source: of, way, detail }) => [of, way, detail]);

describe('the record of origins', () => {
  it('begins when the lead does, and goes on with what says something new', async () => {
    const email = 'origins@one.test';
    const { id } = await save({ email, source: 'search' }, start, { way: 'form', detail: { form: 'guide' } });
    await save({ email, lastName: 'Lee' }, minute(1), { way: 'api' });
    await save({ email, lastName: 'Leigh' }, minute(1), { way: 'api' });
    await save({ email, title: 'Head' }, minute(1), { way: 'call' });
    await save({ email, source: 'webinar' }, minute(2));
    await save({ email, source: 'webinar' }, minute(3), { way: 'api' });
    await save({ email }, minute(4), { way: 'form', detail: { form: 'guide' } });
    expect(await told(id)).toEqual([
      ['search', 'form', { form: 'guide' }],
      // Who it is came from there as well; its title says nothing of that.
      [null, 'api', {}],
      ['webinar', 'api', {}],
      [null, 'form', { form: 'guide' }],
    ]);
  });

  it('is not filled by a system that tells the same every night, but by one campaign on two days', async () => {
    const email = 'origins@two.test';
    const { id } = await save({ email, source: 'crm' }, start, { way: 'api' });
    const ad = { way: 'form', detail: { campaign: { campaign: 'spring' } } } as const;
    for (const at of [day(1), day(2)]) await save({ email, source: 'crm' }, at, { way: 'api' });
    for (const at of [day(3), plusMs(day(3), 3_600_000), day(5)]) await save({ email }, at, ad);
    expect(await told(id)).toEqual([
      ['crm', 'api', {}],
      [null, 'form', ad.detail],
      [null, 'form', ad.detail],
    ]);
  });

  it('is written also of a lead of which nothing is told', async () => {
    const { id } = await save({ email: 'origins@three.test' });
    expect(await told(id)).toEqual([[null, 'api', {}]]);
  });
});

describe('a lead of a declared source', () => {
  it('has its kind and its rule from it, and the name of the source in one spelling', async () => {
    const lead = await save({ email: 'a@rule.test', source: 'Fairs in 2026' });
    expect(lead).toMatchObject({ source: 'fairs-2026', kind: 'target', consentRule: 'express' });
    expect(await save({ email: 'b@rule.test', source: 'bought', kind: 'target' })).toMatchObject({
      ...{ kind: 'target', consentRule: 'confirmed' },
    });
    // What it came by first decides; a later touch makes it neither stricter nor looser.
    expect(await save({ email: 'a@rule.test', source: 'search' }, minute(1))).toMatchObject({ consentRule: 'express' });
    await save({ email: 'c@rule.test', source: 'search' });
    expect(await save({ email: 'c@rule.test', source: 'bought' }, minute(1))).toMatchObject({ consentRule: null });
  });

  const consent = { purpose: 'marketing', basis: 'express', source: 'page', wording: null, expiresAt: null } as const;
  const said = (method: 'form' | 'import' | 'double-opt-in', basis: 'express' | 'implied' = 'express') =>
    ({ ...consent, basis, proof: { method, reference: 'ticket 1' }, at: start }) as const;

  it('gets no mail before the consent that its source asks for, whatever its country asks for, and then does', async () => {
    const enter = (id: string) =>
      store.enrollments.enroll(id, 'welcome', 'test', minute(5)).then(
        (enrollment) => enrollment,
        ({ code, message }: { readonly code: string; readonly message: string }) => `${code} ${message}`,
      );
    const cases = [
      ['fairs-2026', [], 'its source wants express consent to marketing, and this lead has given none'],
      ['fairs-2026', [said('form', 'implied')], 'its source wants express consent'],
      ['fairs-2026', [said('import')], null],
      ['bought', [said('form')], 'its source wants a consent to marketing that the person has confirmed'],
      ['bought', [said('form'), said('double-opt-in')], null],
      ['search', [], null],
    ] as const;
    for (const [from, consents, why] of cases) {
      const lead = await addLead(store, { source: from });
      await store.consents.record(lead.id, [...consents], 'test', start);
      const entered = await enter(lead.id);
      if (why !== null) {
        expect(entered).toContain(`ENTRY_REFUSED ${lead.email} may not be nurtured yet: ${why}`);
        await store.consents.record(lead.id, [{ ...said('double-opt-in'), at: minute(1) }], 'test', minute(1));
      }
      const enrollment = why === null ? entered : await enter(lead.id);
      if (typeof enrollment === 'string') throw new Error(enrollment);
      expect(await claim(store, enrollment, 'hello', templateVersionId, minute(6))).toMatchObject({ kind: 'claimed' });
    }
  });

  it('is judged again when its mail is about to leave: a consent that ran out is none', async () => {
    const lead = await addLead(store, { source: 'bought' });
    const ending = { ...said('double-opt-in'), expiresAt: minute(10) };
    await store.consents.record(lead.id, [ending], 'test', start);
    const enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', minute(5));
    expect(await claim(store, enrollment, 'hello', templateVersionId, minute(11))).toMatchObject({
      ...{ kind: 'blocked', reason: 'consent' },
      detail: expect.stringContaining('its source wants a consent to marketing that the person has confirmed'),
    });
  });

  it('is passed over by a broadcast, and met once it has agreed', async () => {
    const lead = await addLead(store, { source: 'fairs-2026', fields: { region: 'broadcast' } });
    const filter = { when: 'lead.fields.region == "broadcast"', segment: null, source: null, tag: null };
    const settings = {
      ...{ purpose: 'marketing', stages: [...openRules.stages], priority: 0, caps: [], window: null, stale: null },
    };
    const meets = async (name: string) => {
      const order = { name, template: 'hello', filter, sender: null, settings, pace: 100, startAt: minute(2) };
      const { id } = await store.broadcasts.begin(order, 'ines', minute(2));
      const page = await store.broadcasts.claimPage(id, openRules, { limit: 1_000, leaseMs: 60_000 }, minute(3));
      return page.claims.map(({ leadId }) => leadId);
    };
    expect(await meets('before')).toEqual([]);
    await store.consents.record(lead.id, [said('form')], 'test', minute(1));
    expect(await meets('after')).toEqual([lead.id]);
  });

  it('of any consents enters exactly when one in force is of the rule', async () => {
    const entry = fc.record({
      basis: fc.constantFrom('express', 'implied', 'legitimate_interest'),
      method: fc.constantFrom('form', 'import', 'api', 'double-opt-in', 'mail', 'page'),
      expired: fc.boolean(),
      purpose: fc.constantFrom('marketing', 'newsletter'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('fairs-2026', 'bought', 'search'),
        fc.array(entry, { maxLength: 4 }),
        async (from, entries) => {
          const lead = await addLead(store, { source: from });
          const given = entries.map(({ basis, method, expired, purpose }, i) => ({
            ...{
              purpose,
              basis,
              source: `s${i}`,
              wording: null,
              proof: { method, reference: 'x' },
              at: minute(-60 + i),
            },
            expiresAt: expired ? minute(-1) : minute(600),
          }));
          await store.consents.record(lead.id, given, 'test', minute(-1));
          const own = ['double-opt-in', 'page', 'mail'];
          const counts = entries.filter(
            ({ basis, expired, purpose, method }) =>
              basis === 'express' && !expired && purpose === 'marketing' && (from !== 'bought' || own.includes(method)),
          );
          const entered = await store.enrollments.enroll(lead.id, 'welcome', 'test', start).then(
            () => true,
            () => false,
          );
          expect(entered).toBe(from === 'search' || counts.length > 0);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the company of a lead', () => {
  const companyOf = async (input: LeadInput) => (await save(input)).company;

  it('is that of its domain when it names none, and one company has the domain', async () => {
    expect(await companyOf({ email: 'a@own.test' })).toBeNull();
    expect(await companyOf({ email: 'b@own.test', company: 'Own Ltd' })).toBe('Own Ltd');
    expect(await companyOf({ email: 'c@OWN.test' })).toBe('Own Ltd');
    // Who came before the company was known joins it when it comes in again, unless it is said to have none.
    expect(await companyOf({ email: 'a@own.test', company: null })).toBeNull();
    expect(await companyOf({ email: 'a@own.test' })).toBe('Own Ltd');
    expect(await companyOf({ email: 'd@own.test', company: 'Another' })).toBe('Another');
  });

  it('is nobody’s guess where two companies share a domain, or anybody can have a mailbox', async () => {
    await save({ email: 'a@shared.test', company: 'One' });
    await save({ email: 'b@shared.test', company: 'Two' });
    expect(await companyOf({ email: 'c@shared.test' })).toBeNull();
    await save({ email: 'one@gmail.com', company: 'Garage' });
    expect(await companyOf({ email: 'two@gmail.com' })).toBeNull();
    expect((await store.accounts.get('garage', start)).account.domain).toBeNull();
  });

  it('is told with the people who decide together', async () => {
    await save({ email: 'boss@group.test', company: 'Group', title: 'CEO', fields: { employees: 70 } });
    await save({ email: 'tech@group.test', company: ' GROUP ', title: 'CTO' });
    const { account, members } = await store.accounts.get('group', start);
    expect(account).toMatchObject({ name: 'Group', domain: 'group.test', leads: 2, score: 0 });
    expect(members.map(({ email, title, stage, grade }) => [email, title, stage, grade])).toEqual([
      ['boss@group.test', 'CEO', 'name', 'A'],
      ['tech@group.test', 'CTO', 'name', 'D'],
    ]);
    const page = await store.accounts.list({ search: 'group.te' }, { limit: 10 }, start);
    expect(page.items.map(({ id }) => id)).toEqual([account.id]);
    expect((await store.accounts.get(account.id, start)).members).toHaveLength(2);
    await expect(store.accounts.get('nothing', start)).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });
});
