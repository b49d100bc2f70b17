import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, outboxOf, publishBasics, start } from './fixtures.ts';

let test: TestStore;

beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

describe('saving a lead', () => {
  it('creates it once, at stage name, with its company, fit and first move', async () => {
    const { store } = test;
    const input = {
      email: 'Ann@Y.test',
      firstName: 'Ann',
      company: ' Yare  Ltd ',
      fields: { employees: 70 },
      source: 'fair',
    };
    const { lead, created } = await store.leads.save(input, start, 'import');
    expect(created).toBe(true);
    expect(lead).toMatchObject({
      email: 'Ann@y.test',
      company: 'Yare  Ltd',
      stage: 'name',
      grade: 'A',
      score: 0,
      temperature: 'cold',
      suppressed: null,
      createdAt: start,
      updatedAt: start,
    });
    expect(await store.leads.timeline(lead.id)).toMatchObject([
      { kind: 'stage', from: 'awareness', to: 'name', actor: 'import', reason: 'first contact by fair' },
    ]);
    expect(await store.leads.get('ANN@Y.TEST', start)).toEqual(lead);
    expect(await store.leads.get(lead.id, start)).toEqual(lead);
  });

  it('fills in what is new about a known address and keeps what is not told', async () => {
    const { store } = test;
    const first = await store.leads.save(
      { email: 'bo@y.test', firstName: 'Bo', company: 'Yare', fields: { region: 'north' } },
      start,
      'form',
    );
    const again = { email: 'BO@y.TEST', lastName: 'Lind', company: 'YARE', fields: { employees: 60 } };
    const second = await store.leads.save(again, minute(1), 'form');
    expect(second).toMatchObject({
      created: false,
      lead: {
        id: first.lead.id,
        email: 'bo@y.test',
        firstName: 'Bo',
        lastName: 'Lind',
        company: 'Yare',
        grade: 'A',
        fields: { region: 'north', employees: 60 },
        updatedAt: minute(1),
      },
    });
    expect(await store.leads.save(again, minute(9), 'form')).toMatchObject({
      created: false,
      lead: { updatedAt: minute(1) },
    });
    expect(
      (await store.leads.save({ email: 'bo@y.test', lastName: null }, minute(10), 'form')).lead.lastName,
    ).toBeNull();
  });

  it('makes one lead of two saves of the same moment', async () => {
    const { store } = test;
    const saves = await Promise.all(
      [1, 2, 3, 4].map((n) => store.leads.save({ email: 'race@y.test', fields: { employees: n } }, start, 'form')),
    );
    expect(saves.map(({ created }) => created).sort()).toEqual([false, false, false, true]);
    expect(new Set(saves.map(({ lead }) => lead.id)).size).toBe(1);
  });

  it('leaves a suppressed address suppressed, in whatever case it comes again', async () => {
    const { store } = test;
    await store.suppressions.add('Cy@Y.test', 'unsubscribe', 'by hand', start);
    expect((await store.leads.save({ email: 'cy@y.TEST' }, start, 'import')).lead.suppressed).toBe('unsubscribe');
  });

  it('hands over a lead whose points were enough, once its fit is', async () => {
    const { store } = test;
    const { id, email } = await addLead(store, { fields: { employees: 1 } });
    await store.events.ingest(event({ kind: 'reply', lead: { id } }), start);
    await store.events.ingest(event({ kind: 'click', lead: { id } }), start);
    expect(await store.leads.get(id, start)).toMatchObject({ stage: 'prospect', grade: 'D' });
    const { lead } = await store.leads.save({ email, fields: { employees: 80 } }, minute(1), 'crm');
    expect(lead).toMatchObject({ stage: 'mql', grade: 'A' });
    await store.leads.save({ email, firstName: 'Zoe' }, minute(2), 'crm');
    const open = (await store.handoffs.list({ status: 'open' }, { limit: 50 })).items;
    expect(open.filter(({ leadId }) => leadId === id)).toHaveLength(1);
  });

  it('adds tags to the ones it has, each once', async () => {
    const { store } = test;
    const { id, email } = await addLead(store, { tags: ['vip', 'fair', 'vip'] });
    expect(await store.leads.get(id, start)).toMatchObject({ tags: ['vip', 'fair'] });
    const { lead } = await store.leads.save({ email, tags: ['webinar', 'fair'] }, minute(1), 'form');
    expect(lead).toMatchObject({ tags: ['vip', 'fair', 'webinar'], updatedAt: minute(1) });
    expect((await store.leads.save({ email, tags: ['vip'] }, minute(2), 'form')).lead).toEqual(lead);
    expect((await store.leads.list({ search: email }, { limit: 1 }, start)).items).toMatchObject([{ tags: lead.tags }]);
  });

  it('tells the enrollments of a lead whose zone or country changes, and only then', async () => {
    const { store, url } = test;
    const { id, email } = await addLead(store, { timeZone: 'Europe/Berlin', country: 'DE' });
    const { workflowId } = await store.enrollments.enroll(id, 'welcome', 'test', start);
    const ended = await store.enrollments.enroll(id, 'recycle', 'test', start);
    await store.enrollments.close(ended.id, 'completed', 'end', start);
    const told = async (to: string) =>
      (await outboxOf(url)).filter(({ workflow_id, kind }) => workflow_id === to && kind === 'signal_nurture');
    await store.leads.save({ email, timeZone: 'Europe/Berlin', firstName: 'Zoe' }, minute(1), 'form');
    expect(await told(workflowId)).toEqual([]);
    await store.leads.save({ email, timeZone: 'Asia/Tokyo' }, minute(2), 'form');
    await store.leads.save({ email, country: 'JP' }, minute(3), 'form');
    expect(await told(workflowId)).toMatchObject([{ payload: { kind: 'replan' } }, { payload: { kind: 'replan' } }]);
    expect(await told(ended.workflowId)).toEqual([]);
  });

  it('refuses an address that is none', async () => {
    await expect(test.store.leads.save({ email: 'a@b.test, c@d.test' }, start, 'form')).rejects.toMatchObject({
      code: 'ADDRESS_MULTIPLE',
    });
  });
});

describe('looking leads up', () => {
  it('does not find what is not there', async () => {
    for (const who of ['nobody@y.test', 'not an address', '018f0000-0000-7000-8000-000000000000']) {
      await expect(test.store.leads.get(who, start)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    }
    await expect(test.store.leads.timeline('x')).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
  });

  it('lists by stage and by what is searched, newest first, page by page', async () => {
    const { store } = test;
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      ids.unshift((await addLead(store, { firstName: name, company: '100%_Search' })).id);
    }
    await addLead(store, { company: '100 Search' });
    const search = { search: '%_search', stage: 'name' } as const;
    const first = await store.leads.list(search, { limit: 2 }, start);
    const second = await store.leads.list(search, { limit: 2, after: first.next ?? '' }, start);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();
    expect((await store.leads.list({ stage: 'customer' }, { limit: 2 }, start)).items).toEqual([]);
    expect((await store.leads.list({ search: 'TWO' }, { limit: 2 }, start)).items).toMatchObject([{ id: ids[1] }]);
  });

  it('shows the score of the moment, decayed', async () => {
    const { store } = test;
    const { id } = await addLead(store);
    await store.events.ingest(event({ kind: 'reply', lead: { id } }), start);
    expect(await store.leads.get(id, start)).toMatchObject({ score: 55, temperature: 'hot' });
    const later = await store.leads.get(id, '2026-12-21T09:00:00.000Z');
    expect(later).toMatchObject({ score: expect.closeTo(27.5, 6), temperature: 'warm' });
    expect(await store.leads.list({ search: later.email }, { limit: 1 }, '2026-12-21T09:00:00.000Z')).toMatchObject({
      items: [{ score: expect.closeTo(27.5, 6) }],
    });
  });
});

describe('suppressions', () => {
  it('keep the gravest reason', async () => {
    const { suppressions } = test.store;
    const steps = ['manual', 'unsubscribe', 'bounce_hard', 'complaint', 'manual'] as const;
    const seen: (string | null)[] = [];
    for (const reason of steps) {
      await suppressions.add('dot@y.test', reason, null, start);
      seen.push(await suppressions.reasonFor('DOT@y.test'));
    }
    expect(seen).toEqual(['manual', 'unsubscribe', 'unsubscribe', 'complaint', 'complaint']);
    expect(await suppressions.reasonFor('free@y.test')).toBeNull();
  });
});
