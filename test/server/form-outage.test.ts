/** What a form does while the database is away: it says so, keeps what was typed, and goes on when it is back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { Store } from '../../db/store.ts';
import { createApp } from '../../server/app.ts';
import { createFormDesk, type FormDesk } from '../../server/forms/desk.ts';
import { type CutLine, startCutLine } from '../support/cut-line.ts';
import { testAddressHash } from '../support/database.ts';
import { exampleForms } from './forms-ground.ts';
import { eventsOf, publicUrl, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let line: CutLine;
/** The way to the database that can be cut; `server.store` has one of its own. */
let store: Store;
let desk: FormDesk;
let app: TestServer['app'];

beforeAll(async () => {
  server = await startTestServer();
  const { now, signer, recorder } = server;
  await server.store.publications.publishWorkspace(exampleForms(), now());
  const url = new URL(server.databaseUrl);
  line = await startCutLine(`${url.hostname}:${url.port}`);
  url.host = line.address;
  store = createStore({ databaseUrl: url.href, addressHash: testAddressHash, conditions: createConditions() });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  desk = createFormDesk({ store, now, log });
  app = createApp({ store, signer, publicUrl, now, log, recorder, forms: desk });
});
afterAll(async () => {
  line.mend();
  await desk.recover();
  await store.close();
  await line.close();
  await server.close();
});

const stateIn = (html: string): string => /name="_state" value="([^"]*)"/.exec(html)?.[1] ?? '';
const send = async (form: string, state: string, answers: Readonly<Record<string, string>>) => {
  server.advance(3_000);
  const body = new URLSearchParams({ _state: state, _action: 'next', ...answers });
  return app.request(`/f/${form}`, { method: 'POST', body, headers: { Origin: publicUrl, 'Accept-Language': 'en' } });
};
const leadOf = (email: string) => server.store.leads.get(email, server.now());
const newest = async () => (await server.store.forms.list({}, { limit: 1 })).items[0];

describe('a form, while the database is away', () => {
  test('that nobody has opened yet says in the language of the reader to come back, and shows nothing of us', async () => {
    line.cut();
    const page = await app.request('/f/demo', { headers: { 'Accept-Language': 'de' } });
    line.mend();
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    const html = await page.text();
    expect(html).toContain('lang="de"');
    expect(html).toContain('in einigen Minuten');
    expect(html).not.toMatch(/DATABASE|postgres|127\.0\.0\.1/i);
  });

  test('can be opened and filled in, keeps what was typed when it cannot be sent, and is sent with it afterwards', async () => {
    await app.request('/f/demo');
    // What the store itself remembers of the workspace for a second is forgotten with that.
    await store.publications.publishWorkspace(exampleForms(), server.now());
    await desk.recover();
    const before = (await server.store.forms.figures('2026-01-01')).demo?.shown ?? 0;
    line.cut();
    const first = await app.request('/f/demo');
    const answers = { email: 'away@customer.example', firstName: 'Ada', lastName: 'Way', company: 'Way Ltd' };
    const second = await send('demo', stateIn(await first.text()), { ...answers, buildingType: 'office' });
    expect([first.status, second.status]).toEqual([200, 200]);
    const state = stateIn(await second.text());
    const refused = await send('demo', state, { employees: '40', phone: '33 12 34 56' });
    const page = await refused.text();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    expect(page).toContain('Your answers are still here: please try again in a few minutes.');
    expect(page).toContain('value="33 12 34 56"');
    await expect(desk.recover()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    line.mend();
    await expect(leadOf(answers.email)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });

    const sent = await send('demo', stateIn(page), { employees: '40', phone: '33 12 34 56' });
    expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining('Thank you')]);
    await desk.idle();
    const made = await leadOf(answers.email);
    expect(made).toMatchObject({ firstName: 'Ada', company: 'Way Ltd', fields: { employees: 40 } });
    expect(await eventsOf(server.store, made.id)).toHaveLength(1);
    await desk.recover();
    expect((await server.store.forms.figures('2026-01-01')).demo?.shown).toBe(before + 1);
  });

  test('that was thanked for a moment before is taken when it is back, once', async () => {
    const form = await app.request('/f/energy-guide');
    const answers = { email: 'thanked@customer.example', _consent: 'yes' };
    const state = stateIn(await form.text());
    // What was handed in is worked on after the answer, and the line is cut with the answer.
    const thanked = await send('energy-guide', state, answers).then((answer) => {
      line.cut();
      return answer;
    });
    expect([thanked.status, await thanked.text()]).toEqual([200, expect.stringContaining('look into your mailbox')]);
    await desk.idle();
    expect(await newest()).toMatchObject({ status: 'pending', email: answers.email });
    await expect(leadOf(answers.email)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    await expect(desk.recover()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });

    line.mend();
    // Whoever was at it when the line was cut has a minute.
    server.advance(61_000);
    await desk.recover();
    expect(await newest()).toMatchObject({ status: 'accepted', email: null });
    const { id } = await leadOf(answers.email);
    expect(await eventsOf(server.store, id)).toHaveLength(1);
  });
});
