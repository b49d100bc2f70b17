/** The page behind the link of a hand-off. Long, because every decision has its case. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storyOf } from '../../activities/story.ts';
import { plainPerson } from '../../domain/sales-desk.ts';
import { apartDesk, testWorkspace } from '../support/workspace.ts';
import { makeOffer, sentSalesMail, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const open = (path: string) => server.app.request(path);
const send = (path: string, fields: Readonly<Record<string, string>>) =>
  server.app.request(path, { method: 'POST', body: new URLSearchParams(fields) });

async function offer() {
  const opened = await server.openHandoff();
  return { ...opened, path: `/h/${server.token('offer', opened.handoffId, 1)}` };
}
/** A lead with one mail from a sequence, and one about it to its salesperson. */
async function mailedOffer() {
  const lead = await server.addLead();
  await server.sentMail(lead);
  const asked = { kind: 'custom', name: 'demo_requested', lead: { id: lead.id }, occurredAt: server.now() } as const;
  const results = [];
  for (const dedupeKey of [crypto.randomUUID(), crypto.randomUUID()]) {
    results.push(await server.store.events.ingest({ ...asked, dedupeKey }, server.now()));
  }
  const handoffId = results.find((result) => result.handoffId !== null)?.handoffId ?? 'none';
  await makeOffer(server.store, handoffId, 1, server.now());
  await sentSalesMail(server.store, handoffId, 'ines@sales.acme.example', server.now());
  return { lead, handoffId, path: `/h/${server.token('offer', handoffId, 1)}` };
}
const statusOf = async (id: string) => (await server.store.handoffs.story(id, server.now())).handoff;

describe('the page behind a hand-off link', () => {
  test('tells who the lead is, why it is hot, what happened, and until when to decide', async () => {
    const { path, lead } = await offer();
    const response = await open(path);
    const page = await response.text();
    expect(response.status).toBe(200);
    for (const text of ['Ann Berg', lead.email, 'Customer Ltd', 'Asked for a demo', '+50', 'Europe/Berlin']) {
      expect(page).toContain(text);
    }
    expect(page).toMatch(/Please decide before <time datetime="2026-11-21T13:00:00.000Z">2026-11-21 14:00<\/time>/);
  });

  test('has the decision above the story, and the form to give the lead back beside it', async () => {
    const page = await (await open((await offer()).path)).text();
    const places = ['>Accept<', '>Return<', 'id="facts"', 'id="timeline"'].map((text) => page.indexOf(text));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  test('tells each mail to the lead once, in words, and not the mail to sales; so does the mail', async () => {
    const { path, handoffId, lead } = await mailedOffer();
    await send(path, { action: 'return', reason: 'no_budget' });
    const page = await (await open(path)).text();
    expect(page.match(/Hello/g)).toHaveLength(1);
    expect(page).not.toContain('A mail was sent');
    for (const text of [
      'Became ready for sales',
      '(no budget)',
      'Reason: no budget.',
      'returned by sales: no budget',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).not.toMatch(/no_budget|mql|demo_requested/);

    const told = storyOf((await server.store.handoffs.story(handoffId, server.now())).timeline, 'Europe/Berlin').map(
      ([, what]) => what,
    );
    expect(told.filter((what) => what.includes('Hello'))).toEqual(['was sent “Hello”']);
    expect(told).toContain('was returned by sales (no budget)');
    expect(told.some((what) => what.startsWith('became ready for sales: '))).toBe(true);
    expect(told.join()).not.toMatch(/no_budget|mql|became (?:name|a known)/);
    expect(told.join()).not.toContain(lead.email);
  });

  test('changes nothing when it is only looked at', async () => {
    const { path, handoffId } = await offer();
    await open(path);
    await server.app.request(path, { method: 'HEAD' });
    expect((await statusOf(handoffId)).status).toBe('open');
  });

  test('may not be framed, cached, indexed, nor run or load anything', async () => {
    const { headers } = await open((await offer()).path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('shows what a lead calls itself as text, never as markup', async () => {
    const evil = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
    const opened = await server.openHandoff();
    const input = { email: opened.lead.email, lastName: evil, company: evil, title: evil, fields: { region: evil } };
    await server.store.leads.save(input, server.now(), 'test');
    const page = await (await open(`/h/${server.token('offer', opened.handoffId, 1)}`)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|<img/);
  });

  test('has a label for every field and a heading for every section', async () => {
    const page = await (await open((await offer()).path)).text();
    for (const [, id] of page.matchAll(/<(?:select|textarea) id="(\w+)"/g))
      expect(page).toContain(`<label for="${id}">`);
    for (const [, id] of page.matchAll(/aria-labelledby="(\w+)"/g)) expect(page).toContain(`<h2 id="${id}">`);
    expect(page).toContain('<html lang="en" dir="ltr">');
  });

  test('is the same 404 for a forged token, one for another purpose and a hand-off that is gone', async () => {
    const { path, handoffId } = await offer();
    const wrong = [
      `${path.slice(0, -3)}aaa`,
      `/h/${server.token('click', handoffId, 1)}`,
      `/h/${server.token('offer', crypto.randomUUID(), 1)}`,
      '/h/x',
    ];
    const pages = await Promise.all(
      wrong.map(async (one) => {
        const [seen, sent] = [await open(one), await send(one, { action: 'accept' })];
        expect([one, seen.status, sent.status]).toEqual([one, 404, 404]);
        return seen.text();
      }),
    );
    expect(new Set(pages).size).toBe(1);
    expect((await statusOf(handoffId)).status).toBe('open');
  });
});

describe('deciding on the page', () => {
  test('accepting makes the lead an SQL; a second click says the same', async () => {
    const { path, handoffId, lead, salesperson } = await offer();
    for (let i = 0; i < 2; i += 1) {
      const response = await send(path, { action: 'accept' });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('The lead is yours');
    }
    expect(await statusOf(handoffId)).toMatchObject({ status: 'accepted', decidedBy: salesperson });
    expect((await server.store.leads.get(lead.id, server.now())).stage).toBe('sql');
  });

  test('returning keeps the reason and the note', async () => {
    const { path, handoffId, lead } = await offer();
    const response = await send(path, { action: 'return', reason: 'timing', note: ' Back in <May> ' });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Back in &lt;May&gt;');
    expect(await statusOf(handoffId)).toMatchObject({ status: 'returned', reason: 'timing', note: 'Back in <May>' });
    expect((await server.store.leads.get(lead.id, server.now())).stage).toBe('recycled');
  });

  test.each([{ action: 'return' }, { action: 'return', reason: 'boredom', note: 'my note' }, {}])(
    'asks for a reason when there is none on the list (%o), and keeps the note',
    async (fields) => {
      const { path, handoffId } = await offer();
      const response = await send(path, fields as Readonly<Record<string, string>>);
      const page = await response.text();
      expect(response.status).toBe(422);
      expect(page).toContain('role="alert"');
      if ('note' in fields) expect(page).toContain('my note');
      expect((await statusOf(handoffId)).status).toBe('open');
    },
  );

  test('the first decision wins: another one is refused and said so', async () => {
    const { path, handoffId } = await offer();
    await send(path, { action: 'accept' });
    const response = await send(path, { action: 'return', reason: 'timing' });
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('decided already');
    expect((await statusOf(handoffId)).status).toBe('accepted');
    expect(await (await open(path)).text()).toContain('The lead is yours');
  });

  test('a link from an offer that has lapsed shows nothing of the lead and decides nothing', async () => {
    const { path, handoffId, lead } = await offer();
    await server.store.handoffs.lapse(handoffId, 1, server.now());
    await makeOffer(server.store, handoffId, 2, server.now());
    const seen = await open(path);
    expect(seen.status).toBe(410);
    const page = await seen.text();
    expect(page).toContain('somebody else');
    expect(page).not.toContain(lead.email);
    const sent = await send(path, { action: 'accept' });
    expect(sent.status).toBe(409);
    expect(await sent.text()).not.toContain(lead.email);
    expect((await statusOf(handoffId)).status).toBe('open');
    const next = await send(`/h/${server.token('offer', handoffId, 2)}`, { action: 'accept' });
    expect(next.status).toBe(200);
  });
});

describe('the page of a lead that is accepted', () => {
  test('takes what has happened: contact, meeting, won with an amount; and nothing more then', async () => {
    const { path, handoffId } = await offer();
    await send(path, { action: 'accept' });
    const page = await (await open(path)).text();
    for (const text of ['I have talked to them', 'A meeting is set', '>Won<', '>Lost<']) expect(page).toContain(text);
    // Without service times nobody would bring it back.
    expect(page).not.toContain('value="return"');
    await send(path, { action: 'contacted', note: 'Calls back' });
    expect(await statusOf(handoffId)).toMatchObject({ status: 'accepted', contactedAt: server.now(), meetingAt: null });
    expect(await (await open(path)).text()).toContain('We have talked again');
    expect((await send(path, { action: 'meeting' })).status).toBe(200);
    const wrong = await send(path, { action: 'won', amount: '12.500,00', currency: 'EUR' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('is not an amount such as 1200')]);
    const won = await send(path, { action: 'won', amount: '12500.00', currency: 'eur' });
    expect(await won.text()).toContain('A customer for 12500.00 EUR.');
    expect(await statusOf(handoffId)).toMatchObject({ status: 'won', amount: '12500.00', currency: 'EUR' });
    expect((await send(path, { action: 'lost', reason: 'price' })).status).toBe(409);
    expect(await (await open(path)).text()).not.toContain('<form');
  });

  test('loses it for a reason', async () => {
    const { path, handoffId } = await offer();
    const without = await send(path, { action: 'lost' });
    expect([without.status, await without.text()]).toEqual([
      422,
      expect.stringContaining('Choose a reason for losing'),
    ]);
    expect((await statusOf(handoffId)).status).toBe('open');
    expect(await (await send(path, { action: 'lost', reason: 'price' })).text()).toContain('Reason: the price.');
    expect((await server.store.leads.get((await statusOf(handoffId)).leadId, server.now())).stage).toBe('recycled');
  });

  test('gives one back that is followed, to be tried again on a day', async () => {
    const { organisation, sales, ...rest } = testWorkspace;
    const others = { accept: 'PT4H', contact: null };
    const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
    const desk = { ...apartDesk, service };
    await server.store.publications.publishWorkspace(
      { ...rest, organisation, sales: { ...sales, desk } },
      server.now(),
    );
    const { path, handoffId } = await offer();
    // Two tabs: one accepts, the other one, which shows it open, gives it back too late.
    await send(path, { action: 'accept' });
    expect((await send(path, { action: 'return', reason: 'timing', seen: 'open' })).status).toBe(409);
    expect(await (await open(path)).text()).toContain('name="seen" value="accepted"');
    const day = { reason: 'no_budget', seen: 'accepted', again: '1.3.2027' };
    expect((await send(path, { action: 'return', ...day })).status).toBe(422);
    const back = await send(path, { action: 'return', ...day, again: '2027-03-01' });
    expect(await back.text()).toContain('not before 2027-03-01');
    expect(await statusOf(handoffId)).toMatchObject({ status: 'returned', againOn: '2027-03-01' });
    await server.store.publications.publishWorkspace(testWorkspace, server.now());
  });

  test('plans the next contact on the clock of who has it, with a file for the calendar; over for a month, it shows nothing', async () => {
    const { organisation, sales, ...rest } = testWorkspace;
    const others = { accept: 'PT4H', contact: null };
    const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
    const zoned = { ...plainPerson, zone: 'America/New_York' };
    const desk = { ...apartDesk, service, people: { ines: zoned, joel: zoned } };
    await server.store.publications.publishWorkspace(
      { ...rest, organisation, sales: { ...sales, desk } },
      server.now(),
    );
    const { path, handoffId } = await offer();
    await send(path, { action: 'accept' });
    expect((await open(`${path}/contact.ics`)).status).toBe(404);
    const wrong = await send(path, { action: 'plan', at: 'tomorrow' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('Write day and time')]);
    const over = await send(path, { action: 'plan', at: '2020-01-01T10:00' });
    expect([over.status, await over.text()]).toEqual([422, expect.stringContaining('That time is over.')]);
    const far = await send(path, { action: 'plan', at: '2090-12-03T15:00' });
    expect([far.status, await far.text()]).toEqual([422, expect.stringContaining('more than two years ahead')]);
    const planned = await send(path, { action: 'plan', at: '2027-12-03T15:00', note: 'budget is decided' });
    expect(await planned.text()).toMatch(/planned for <time[^>]*>2027-12-03 15:00<.*contact\.ics/s);
    expect(await statusOf(handoffId)).toMatchObject({ plannedAt: '2027-12-03T20:00:00.000Z', plans: 1 });
    const file = await open(`${path}/contact.ics`);
    expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8; method=PUBLISH');
    expect(await file.text()).toContain('\r\nDTSTART:20271203T200000Z\r\n');
    await send(path, { action: 'meeting', at: '2027-12-10T09:30' });
    expect(await statusOf(handoffId)).toMatchObject({ plannedAt: '2027-12-10T14:30:00.000Z', plans: 2 });
    await send(path, { action: 'won' });
    expect(await (await open(`${path}/contact.ics`)).text()).toContain('STATUS:CANCELLED');
    expect((await open(path)).status).toBe(200);
    server.advance(31 * 86_400_000);
    for (const asked of [() => open(path), () => send(path, { action: 'won' })]) {
      const gone = await asked();
      expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining('This link has expired')]);
    }
    expect((await open(`${path}/contact.ics`)).status).toBe(404);
    await server.store.publications.publishWorkspace(testWorkspace, server.now());
  });
});
