/** Visitors of one's own sites: what is kept of them, and what becomes of it when they say who they are. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { eventsOf } from './click-ground.ts';
import { addLead, connect, minute, publishBasics, start, workspace } from './fixtures.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

const site = 'https://www.acme.example';
const landing = { campaign: { source: 'spring' }, landingPage: `${site}/` };
const look = (visitor: string, path: string, now = start, id: string = randomUUID()) =>
  test.store.visitors.view({ id: visitor, site, landing }, { id, path }, now);
const count = async (table: 'visitor' | 'visitor_view', visitor: string) => {
  const client = await connect(test.url);
  const column = table === 'visitor' ? 'id' : 'visitor_id';
  const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${table} WHERE ${column} = $1`, [visitor]);
  await client.end();
  return rows[0].count;
};

describe('a visitor', () => {
  it('that says who it is brings its pages along, each once and with its own time; later ones come at once', async () => {
    const { store } = test;
    const [visitor, view] = [randomUUID(), randomUUID()];
    const lead = await addLead(store);
    await look(visitor, '/', minute(1));
    await look(visitor, '/pricing', minute(2), view);
    await look(visitor, '/pricing', minute(2), view);
    expect(await store.visitors.of(visitor, minute(3))).toEqual({ id: visitor, leadId: null, landing });
    expect(await store.visitors.identify(visitor, lead.id, minute(10))).toBe(true);
    expect(await store.visitors.identify(visitor, lead.id, minute(11))).toBe(true);
    await look(visitor, '/demo', minute(12));
    await look(visitor, '/demo', minute(13), view);
    expect(await eventsOf(test, lead.id)).toMatchObject([
      { event: 'page_view', name: '/', at: minute(1) },
      { event: 'page_view', name: '/pricing', at: minute(2) },
      { event: 'page_view', name: '/demo', at: minute(12) },
    ]);
    expect(await count('visitor_view', visitor)).toBe(0);
    expect(await store.visitors.of(visitor, minute(14))).toMatchObject({ leadId: lead.id });
  });

  it('is somebody else when somebody else says so on the same browser; what was stays where it was', async () => {
    const { store } = test;
    const visitor = randomUUID();
    const [ann, ben] = [await addLead(store), await addLead(store)];
    await look(visitor, '/a');
    await store.visitors.identify(visitor, ann.id, minute(1));
    await store.visitors.identify(visitor, ben.id, minute(2));
    await look(visitor, '/b', minute(3));
    expect(await eventsOf(test, ann.id)).toMatchObject([{ name: '/a' }]);
    expect(await eventsOf(test, ben.id)).toMatchObject([{ name: '/b' }]);
  });

  it('of a lead that does not want to be tracked is not joined, and what was kept of it goes', async () => {
    const { store } = test;
    const organisation = {
      ...workspace.organisation,
      tracking: { countries: {}, otherwise: 'express', unknown: 'express' } as const,
    };
    await store.publications.publishWorkspace({ ...workspace, organisation }, start);
    const visitor = randomUUID();
    const lead = await addLead(store);
    const agree = { purpose: 'tracking', basis: 'express', source: 'form', wording: null, expiresAt: null } as const;
    await store.consents.record(lead.id, [{ ...agree, proof: { method: 'form' }, at: minute(1) }], 'test', minute(1));
    await look(visitor, '/a', minute(2));
    expect(await store.visitors.identify(visitor, lead.id, minute(3))).toBe(true);
    await store.consents.withdraw(lead.id, 'tracking', 'ann', minute(4));
    await look(visitor, '/b', minute(5));
    expect(await eventsOf(test, lead.id)).toMatchObject([{ name: '/a' }]);
    expect(await store.visitors.of(visitor, minute(5))).toMatchObject({ leadId: null });
    expect(await store.visitors.identify(visitor, lead.id, minute(6))).toBe(false);
    expect([await count('visitor', visitor), await count('visitor_view', visitor)]).toEqual([0, 0]);
    await store.publications.publishWorkspace(workspace, start);
  });

  it('keeps 200 views at most, is gone when it withdraws, and after the period without a sign of it', async () => {
    const { store } = test;
    const [many, gone, old] = [randomUUID(), randomUUID(), randomUUID()];
    await Promise.all(Array.from({ length: 230 }, (_, i) => look(many, `/${i}`)));
    expect(await count('visitor_view', many)).toBe(200);
    await look(gone, '/');
    await store.visitors.forget(gone);
    expect([await count('visitor', gone), await count('visitor_view', gone)]).toEqual([0, 0]);
    expect(await store.visitors.identify(gone, (await addLead(store)).id, start)).toBe(false);
    await look(old, '/', plusMs(start, -1000));
    expect(await store.retention.sweep('visitors', start, 1_000, minute(1))).toBe(2);
    expect([await count('visitor', old), await count('visitor', many)]).toEqual([0, 1]);
  });

  it('goes with its lead, also out of what is exported', async () => {
    const { store } = test;
    const visitor = randomUUID();
    const lead = await addLead(store);
    await look(visitor, '/a');
    await store.visitors.identify(visitor, lead.id, minute(1));
    const { sections } = await store.rights.export(lead.id, minute(2));
    expect(sections.find(({ name }) => name === 'visitors')?.rows).toMatchObject([{ site }]);
    await store.rights.erase(lead.id, 'ines', null, minute(3));
    expect(await count('visitor', visitor)).toBe(0);
    await expect(store.visitors.identify(visitor, lead.id, minute(4))).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
  });

  it('that asked for a confirmation is the lead once that has confirmed, and not before', async () => {
    const { store } = test;
    const visitor = randomUUID();
    const lead = await addLead(store);
    await look(visitor, '/guide');
    const asked = { purposes: ['marketing'], source: 'form', wording: 'The guide', wordingVersion: null, visitor };
    const { request } = await store.consents.askConfirmation(lead.id, asked, 'form', minute(1));
    expect(JSON.stringify(request)).not.toContain(visitor);
    expect(await store.visitors.of(visitor, minute(1))).toMatchObject({ leadId: null });
    await store.consents.confirm(request.id, {}, minute(2));
    expect(await store.visitors.of(visitor, minute(3))).toMatchObject({ leadId: lead.id });
    expect(await eventsOf(test, lead.id)).toContainEqual(expect.objectContaining({ name: '/guide', at: start }));
  });

  it('by a number that is none is nobody', async () => {
    await look("1' OR '1'='1", '/');
    expect(await test.store.visitors.of("1' OR '1'='1", start)).toBeNull();
    await look(randomUUID(), '/\0\ud800', start);
  });
});
