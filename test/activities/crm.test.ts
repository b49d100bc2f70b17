/**
 * The bridge to the CRM on a real database and a HubSpot that follows the documented wire format: what of ours it knows, what it says
 * comes back, and what an outage of days, a killed worker or a second decision do to it. Long, because each of these is a story.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReadCrm, createTellCrm } from '../../activities/crm.ts';
import { hubspotCodec } from '../../crm/hubspot/wire-values.ts';
import type { FieldMapping } from '../../crm/mapping.ts';
import type { Crm } from '../../crm/port.ts';
import type { LeadView, StepGiven } from '../../db/store.ts';
import type { SeenAs } from '../../domain/handoff-steps.ts';
import { plainDesk, type Service } from '../../domain/sales-desk.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { closeGrounds, type Ground, ground } from '../crm/hubspot-ground.ts';
import { addLead, event, publishBasics, workspace } from '../db/fixtures.ts';
import { run } from '../db/merge-ground.ts';
import { createTestStore, type TestStore } from '../support/database.ts';

const others = { accept: 'PT4H', contact: null };
const service: Service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
const sales = { ...workspace.sales, desk: { ...plainDesk, service } };
const mappings: readonly FieldMapping[] = [
  { ours: 'firstName', theirs: 'firstname', direction: 'both', wins: 'newest' },
  { ours: 'title', theirs: 'jobtitle', direction: 'both', wins: 'theirs' },
  { ours: 'company', theirs: 'company', direction: 'out', wins: 'ours' },
  { ours: 'score', theirs: 'lead_score', direction: 'out', wins: 'ours' },
];

let test: TestStore;
let here: Ground;
const told: string[] = [];
const log = {
  debug() {},
  info: (_: object, text: string) => void told.push(text),
  warn: (_: object, text: string) => void told.push(text),
  error() {},
};
beforeEach(async () => {
  told.length = 0;
  [test, here] = await Promise.all([
    createTestStore(),
    ground({ watched: { contact: ['firstname', 'jobtitle'], deal: [] } }),
  ]);
  await publishBasics(test.store);
  await test.store.publications.publishWorkspace({ ...workspace, sales }, now());
  for (const name of ['lead_score', 'jobtitle'])
    here.server.account.properties.contacts.set(name, { name, type: 'string' });
  here.server.owners = [
    { id: '41', email: 'ines@sales.acme.example', firstName: 'Ines', userId: 1 },
    { id: '42', email: 'joel@sales.acme.example', firstName: 'Joel', userId: 2 },
    { id: '43', email: 'max@elsewhere.example', firstName: 'Max', userId: 3 },
  ];
  const tells = mappings.filter(({ direction }) => direction !== 'in').map(({ ours }) => ours);
  await test.store.crm.setUp({ tells, cursor: here.crm.cursorAt(now()) }, now());
});
afterEach(async () => {
  await Promise.all([test.close(), closeGrounds()]);
});

const now = (): Instant => here?.time.now() ?? '2026-11-23T10:00:00.000Z';
const deps = (crm: Crm = here.crm) => ({
  store: test.store,
  crm: { crm, mappings, codec: hubspotCodec, reserved: [] },
  log,
});
const going = new AbortController().signal;
const tell = (crm?: Crm) => createTellCrm(deps(crm))({ now: now() }, going);
/** A while later: what was changed over there has come to the search. */
async function read(): Promise<number> {
  here.time.advance(10 * 60_000);
  const { taken } = await createReadCrm(deps())({ now: now() }, going);
  await tell();
  return taken;
}

interface Given {
  readonly lead: LeadView;
  readonly id: string;
}
let people = 0;
async function handedOver(input: Parameters<typeof addLead>[1] = {}): Promise<Given> {
  people += 1;
  const lead = await addLead(test.store, { email: `p${people}@c${people}.example`, company: `C${people}`, ...input });
  for (const kind of ['reply', 'click'] as const) {
    await test.store.events.ingest(event({ kind, lead: { id: lead.id }, occurredAt: now() }), now());
  }
  const { items } = await test.store.handoffs.list({ status: 'open' }, { limit: 200 });
  const id = items.find(({ leadId }) => leadId === lead.id)?.id ?? '';
  await test.store.handoffs.offer(id, 1, now());
  return { lead, id };
}
const take = ({ id }: Given, step: StepGiven & { readonly seen?: SeenAs }, by = 'ines') =>
  test.store.handoffs.decide(id, step, by, now());
const seen = async ({ id }: Given) => (await test.store.handoffs.story(id, now())).handoff;
const dealOf = ({ id }: Given) => here.server.account.all('deals').find((one) => one.tendril_handoff_id === id);
const contactOf = ({ lead }: Given) =>
  here.server.account.all('contacts').find((one) => one.tendril_lead_id === lead.id);
const edit = (given: Given, properties: Readonly<Record<string, string>>) =>
  here.server.account.edit('deals', dealOf(given)?.id ?? '', properties);
const changes = async () => (await test.store.crm.changes({}, { limit: 50 })).items;
const status = () => test.store.crm.status();
const tasksOf = async ({ lead }: Given) => (await test.store.tasks.list({ leadId: lead.id }, { limit: 9 })).items;

describe('what happens with a hand-off here', () => {
  it('is known there: the contact with its fields and its owner, the deal with its stage, reason, amount and day', async () => {
    const one = await handedOver({ title: 'CFO' });
    const { salesperson } = await seen(one);
    await tell();
    const owner = salesperson?.key === 'ines' ? '41' : '42';
    expect(contactOf(one)).toMatchObject({
      email: one.lead.email,
      firstname: 'Ann',
      jobtitle: 'CFO',
      hubspot_owner_id: owner,
    });
    expect(contactOf(one)?.lead_score).toBe('65');
    expect(dealOf(one)).toMatchObject({ dealstage: 'appointmentscheduled', hubspot_owner_id: owner });
    await take(one, { kind: 'meeting' });
    await tell();
    expect(dealOf(one)?.dealstage).toBe('1002');
    await take(one, { kind: 'won', amount: '12500.00', currency: 'EUR' });
    await tell();
    expect(dealOf(one)).toMatchObject({
      dealstage: 'closedwon',
      amount: '12500.00',
      closedate: expect.stringContaining('2026-11-23'),
    });
    const other = await handedOver();
    await take(other, { kind: 'returned', reason: 'no_budget' });
    await tell();
    expect(dealOf(other)).toMatchObject({ dealstage: 'closedlost', closed_lost_reason: 'given back: no budget' });
    expect(await status()).toMatchObject({ records: { waiting: 0, refused: 0, told: 4 }, oldest: null });
  });

  it('is told once though it changed often, and a lead that nobody handed off is not known there', async () => {
    const one = await handedOver();
    for (let i = 0; i < 5; i += 1)
      await test.store.leads.save({ email: one.lead.email, firstName: `Ann ${i}` }, now(), 'test');
    await addLead(test.store, { email: 'nobody@elsewhere.example' });
    await tell();
    expect(here.server.account.all('contacts')).toHaveLength(1);
    expect(contactOf(one)?.firstname).toBe('Ann 4');
    await test.store.leads.save({ email: one.lead.email, firstName: 'Zoe' }, now(), 'test');
    await tell();
    // What did not change is not told again, or it would undo what somebody changes there at this moment.
    const told = here.server.seen.findLast(
      ({ path }) => path.endsWith('/contacts/batch/upsert') || path.endsWith('/contacts/batch/update'),
    );
    const [input] = (told?.body.inputs ?? []) as readonly { readonly properties: Readonly<Record<string, string>> }[];
    expect(input?.properties).toMatchObject({ firstname: 'Zoe' });
    expect(Object.keys(input?.properties ?? {})).not.toContain('company');
    const asked = here.server.seen.length;
    expect(await tell()).toEqual({ more: false, nextAt: null });
    expect(here.server.seen.length).toBe(asked);
  });

  it('is one deal for a buying group, and another one when another leads', async () => {
    const company = { company: 'Together' };
    const one = await handedOver({ email: 'ann@together.example', ...company });
    const two = await handedOver({ email: 'bob@together.example', ...company });
    await tell();
    expect([dealOf(one) !== undefined, dealOf(two) !== undefined, contactOf(two) !== undefined]).toEqual([
      true,
      false,
      true,
    ]);
    await take(one, { kind: 'returned', reason: 'no_authority' });
    await test.store.handoffs.offer(two.id, 1, now());
    await tell();
    expect(dealOf(two)).toMatchObject({ dealstage: 'appointmentscheduled' });
  });
});

describe('a CRM that is away', () => {
  it('for three days loses nothing and is seen; afterwards each record is told once', async () => {
    const many: Given[] = [];
    for (let i = 0; i < 20; i += 1) many.push(await handedOver());
    const away = { status: 503, body: {} };
    here.server.fail('/crm/', ...Array.from({ length: 400 }, () => away));
    const began = now();
    for (let hours = 0; hours < 72; hours += 6) {
      const { nextAt } = await tell();
      expect(nextAt).not.toBeNull();
      const one = many[hours / 6];
      if (one) await take(one, { kind: 'meeting' });
      here.time.advance(6 * 3_600_000);
    }
    const down = await status();
    expect(down).toMatchObject({ records: { waiting: 40, told: 0 }, oldest: expect.any(String) });
    expect(down.tell?.failures).toBeGreaterThan(5);
    const { lastAt, restUntil } = down.tell ?? {};
    expect(restUntil && lastAt && restUntil >= plusMs(lastAt, 15 * 60_000)).toBe(true);
    expect(down.tell?.failingSince && down.tell.failingSince < plusMs(began, 3_600_000)).toBe(true);
    expect(told.filter((line) => line.startsWith('the CRM cannot be worked with'))).toHaveLength(1);
    here.server.fail('/crm/');
    (here.server as unknown as { faults: unknown[] }).faults.length = 0;
    const asked = here.server.seen.length;
    here.time.advance(3_600_000);
    for (let more = true; more; ) ({ more } = await tell());
    expect(await status()).toMatchObject({
      records: { waiting: 0, told: 40 },
      tell: { failures: 0, failingSince: null },
    });
    expect(
      here.server.account
        .all('deals')
        .map(({ dealstage }) => dealstage)
        .sort(),
    ).toEqual([...Array(12).fill('1002'), ...Array(8).fill('appointmentscheduled')]);
    expect(here.server.seen.length - asked).toBeLessThan(20);
    expect(told.filter((line) => line === 'the CRM can be worked with again')).toHaveLength(1);
  });

  it('whose answer is lost, or whose teller dies before it noted it, is told once more and has it once', async () => {
    const one = await handedOver();
    const dying = { ...test.store, crm: { ...test.store.crm, settle: () => Promise.reject(new Error('killed')) } };
    await expect(createTellCrm({ ...deps(), store: dying })({ now: now() }, going)).rejects.toThrow('killed');
    expect(contactOf(one)).toBeDefined();
    expect((await status()).records).toMatchObject({ waiting: 2 });
    // What it had taken is due again when its time is over.
    here.time.advance(11 * 60_000);
    await tell();
    expect([here.server.account.all('contacts').length, here.server.account.all('deals').length]).toEqual([1, 1]);
    expect((await status()).records).toMatchObject({ waiting: 0, told: 2 });
  });
});

describe('a CRM that takes nothing for hours', () => {
  it('is still heard: what sales does there is done here at once, and who was given a lead when it can be asked', async () => {
    const [one, two] = [await handedOver(), await handedOver()];
    await tell();
    here.time.advance(20 * 60_000);
    here.server.fail('/crm/', { status: 429, body: {}, headers: { 'retry-after': '36000' } });
    await take(one, { kind: 'accepted' });
    const { nextAt } = await tell();
    expect(nextAt).toBe(plusMs(now(), 36_000_000));
    const to = (await seen(two)).salesperson?.key === 'ines' ? ['42', 'joel'] : ['41', 'ines'];
    const of = ({ id }: Given) => ({
      of: 'deal' as const,
      ownId: id,
      remoteId: dealOf({ id } as Given)?.id ?? '',
      at: now(),
    });
    const told = [
      { ...of(one), key: 'a', kind: 'stage', stage: 'meeting', remoteStage: 'meeting' },
      { ...of(two), key: 'b', kind: 'owner', ownerId: to[0] },
    ];
    expect(await test.store.crm.take(told, null, now())).toBe(2);
    const calls = here.server.seen.length;
    expect(await tell()).toEqual({ more: false, nextAt });
    expect(await seen(one)).toMatchObject({ meetingAt: expect.any(String) });
    expect((await changes()).map(({ key, state }) => `${key} ${state}`)).toEqual(['b waiting', 'a done']);
    expect(here.server.seen.length).toBe(calls);
    here.time.advance(36_000_000);
    await tell();
    expect(await seen(two)).toMatchObject({ salesperson: { key: to[1] } });
    expect(await status()).toMatchObject({ records: { waiting: 0 }, changes: { waiting: 0, done: 2 } });
  });
});

describe('what the CRM refuses', () => {
  it('is seen with its words and a task, holds nobody else up, and is told again when it changes', async () => {
    const bad = await handedOver({ title: 'X'.repeat(70_000).slice(0, 300) });
    const good = await handedOver();
    here.server.account.make('contacts', { email: 'taken@elsewhere.example', tendril_lead_id: 'another' });
    await run(test.url, 'UPDATE lead SET email = $2, canonical_email = $2 WHERE id = $1', [
      bad.lead.id,
      'taken@elsewhere.example',
    ]);
    await tell();
    expect(contactOf(good)).toBeDefined();
    const { items } = await test.store.crm.records({ state: 'refused' }, { limit: 9 });
    expect(items).toMatchObject([
      { of: 'contact', ownId: bad.lead.id, refusal: 'duplicate', words: expect.any(String) },
    ]);
    expect(await tasksOf(bad)).toMatchObject([
      { kind: 'mend', title: expect.stringContaining('The CRM refuses a contact') },
    ]);
    await run(test.url, 'UPDATE lead SET email = $2, canonical_email = $2 WHERE id = $1', [
      bad.lead.id,
      'own@elsewhere.example',
    ]);
    await tell();
    expect(contactOf(bad)?.email).toBe('own@elsewhere.example');
    expect((await status()).records).toMatchObject({ refused: 0 });
    expect((await tasksOf(bad)).filter(({ doneAt }) => doneAt === null)).toEqual([]);
  });
});

describe('what somebody does in the CRM', () => {
  it('is done here, once however often it is told: stages forward, won with its amount, lost with its reason, another owner', async () => {
    const [one, two, three] = [await handedOver(), await handedOver(), await handedOver()];
    await tell();
    edit(one, { dealstage: '1002' });
    edit(two, { dealstage: 'closedlost', closed_lost_reason: 'price' });
    const to = (await seen(three)).salesperson?.key === 'ines' ? ['42', 'joel'] : ['41', 'ines'];
    edit(three, { hubspot_owner_id: to[0] ?? '' });
    expect(await read()).toBe(3);
    expect(await seen(one)).toMatchObject({ status: 'accepted', meetingAt: expect.any(String) });
    expect(await seen(two)).toMatchObject({ status: 'lost', reason: 'price' });
    expect(await seen(three)).toMatchObject({ status: 'open', salesperson: { key: to[1] }, offer: 2 });
    edit(one, { dealstage: 'closedwon', amount: '900' });
    await read();
    expect(await seen(one)).toMatchObject({ status: 'won', amount: '900.00', currency: 'EUR' });
    const before = await changes();
    const keys = before.map(({ key }) => key);
    expect(await test.store.crm.replay(keys, now())).toBe(keys.length);
    await tell();
    const steps = await run(test.url, 'SELECT count(*)::int AS count FROM handoff_step');
    expect(steps).toEqual([{ count: 5 }]);
    expect(await read()).toBe(0);
  });

  it('after sales decided by mail loses: it is seen, and the CRM is told how it is; and the other way round', async () => {
    const [one, two] = [await handedOver(), await handedOver()];
    await tell();
    // By mail first.
    await take(one, { kind: 'returned', reason: 'no_budget' });
    edit(one, { dealstage: '1002' });
    await read();
    expect(await seen(one)).toMatchObject({ status: 'returned', reason: 'no_budget' });
    expect(await changes()).toMatchObject([{ state: 'refused', words: 'it was returned by ines already' }]);
    expect(dealOf(one)?.dealstage).toBe('closedlost');
    // In the CRM first.
    edit(two, { dealstage: '1002' });
    await read();
    await expect(take(two, { kind: 'returned', reason: 'timing', seen: 'open' }, 'joel')).rejects.toMatchObject({
      code: 'HANDOFF_DECIDED',
    });
    expect(await seen(two)).toMatchObject({ status: 'accepted' });
  });

  it('a step back, a stranger as owner, and a deal of somebody else change nothing here', async () => {
    const [one, two] = [await handedOver(), await handedOver()];
    await take(one, { kind: 'meeting' });
    await tell();
    edit(one, { dealstage: 'qualifiedtobuy' });
    edit(two, { hubspot_owner_id: '43' });
    here.server.account.make('deals', { dealname: 'their own', dealstage: '1002', pipeline: 'default' });
    const had = (await seen(two)).salesperson?.key;
    await read();
    expect(await seen(one)).toMatchObject({ status: 'accepted', meetingAt: expect.any(String) });
    expect(dealOf(one)?.dealstage).toBe('1002');
    expect((await seen(two)).salesperson?.key).toBe(had);
    expect(await tasksOf(two)).toMatchObject([{ title: expect.stringContaining('max@elsewhere.example') }]);
    expect((await changes()).map(({ state }) => state).toSorted()).toEqual(['ignored', 'ignored', 'refused']);
  });

  it('with a field is taken over by the rule of the field, and nothing of ours is undone by it', async () => {
    const one = await handedOver({ title: 'CFO' });
    await tell();
    const id = contactOf(one)?.id ?? '';
    here.time.advance(60_000);
    here.server.account.edit('contacts', id, { firstname: 'Anna', jobtitle: 'CEO' });
    await read();
    expect(await test.store.leads.get(one.lead.id, now())).toMatchObject({ firstName: 'Anna', title: 'CEO' });
    // Newer here: it goes out, and what the CRM said before does not come back.
    here.time.advance(60_000);
    await test.store.leads.save({ email: one.lead.email, firstName: 'Anne' }, now(), 'test');
    await tell();
    await read();
    expect(contactOf(one)?.firstname).toBe('Anne');
    expect((await test.store.leads.get(one.lead.id, now())).firstName).toBe('Anne');
  });
});

it('a person who is erased is told no more, and a task without a word of them says what to delete there', async () => {
  const one = await handedOver();
  await tell();
  const remote = contactOf(one)?.id ?? '';
  const calls = here.server.seen.length;
  await test.store.rights.erase(one.lead.id, 'mara', 'asked', now());
  await tell();
  expect(here.server.seen.length).toBe(calls);
  const tasks = await run(test.url, "SELECT title, detail, lead_id FROM task WHERE key LIKE 'crm/erased/%'");
  expect(tasks).toMatchObject([{ title: 'Delete a person from the CRM who was erased here', lead_id: null }]);
  expect(String(tasks[0]?.detail)).toContain(`contact ${remote}`);
  const rows = await run(test.url, 'SELECT synced::text, words FROM crm_record WHERE lead_id = $1', [one.lead.id]);
  expect(rows).toEqual([
    { synced: '{}', words: null },
    { synced: '{}', words: null },
  ]);
});
