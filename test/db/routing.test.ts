/** Who is offered a lead, by the desk of the workspace, and what a dry run says of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView, StepGiven } from '../../db/store.ts';
import { plainPerson, type SalesDesk } from '../../domain/sales-desk.ts';
import type { Salesperson } from '../../domain/workspace.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { apartDesk } from '../support/workspace.ts';
import { addLead, event, minute, outboxOf, publishBasics, start, workspace } from './fixtures.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

const person = (key: string): Salesperson => ({
  key,
  name: key.toUpperCase(),
  address: `${key}@sales.example`,
  title: 'AE',
});
const sellers = ['ann', 'bob', 'cem'].map(person);

/** Publishes a desk with these people; they begin to sell at that time. */
const sell = (desk: Partial<SalesDesk>, salespeople = sellers, now = start) =>
  test.store.publications.publishWorkspace(
    { ...workspace, sales: { ...workspace.sales, salespeople, desk: { ...apartDesk, ...desk } } },
    now,
  );

async function handoffOf(lead: LeadView, now = start): Promise<string> {
  await test.store.events.ingest(event({ kind: 'reply', lead: { id: lead.id }, occurredAt: now }), now);
  const click = event({ kind: 'click', lead: { id: lead.id }, occurredAt: now });
  await test.store.events.ingest(click, now);
  const { items } = await test.store.handoffs.list({ status: 'open' }, { limit: 200 });
  const handoff = items.find(({ leadId }) => leadId === lead.id);
  if (!handoff) throw new Error('No hand-off was opened');
  return handoff.id;
}
const offerOf = async (id: string, n: number, now = start) => {
  const made = await test.store.handoffs.offer(id, n, now);
  return made.kind === 'offered' ? made.salesperson.key : made.kind;
};
const offered = async (input: Parameters<typeof addLead>[1], now = start) =>
  offerOf(await handoffOf(await addLead(test.store, input), now), 1, now);
/** One of a company that nobody has. */
const ownCompany = (more: Parameters<typeof addLead>[1] = {}) => {
  const domain = `${crypto.randomUUID()}.example`;
  return { email: `p@${domain}`, company: domain, ...more };
};
const rule = (more: Partial<typeof plainPerson>) => ({ ...plainPerson, ...more });

describe('a lead', () => {
  it('goes to whom its company belongs to, by domain or name, and else to who sells in its country and language', async () => {
    await sell({
      accounts: { 'globex.example': 'bob', initech: 'cem' },
      people: {
        ann: rule({ territories: ['DE'], languages: ['de'] }),
        bob: rule({ territories: ['FR'] }),
        cem: rule({ territories: ['FR'] }),
      },
    });
    expect(await offered({ email: 'a@globex.example', company: 'Globex', country: 'DE' })).toBe('bob');
    expect(await offered({ email: 'b@initech.example', company: 'Initech', country: 'DE' })).toBe('cem');
    expect(await offered({ email: 'c@acme.example', country: 'DE', language: 'de-AT' })).toBe('ann');
    expect(await offered({ email: 'd@web.example', country: 'DE', language: 'it' })).toBe('nobody');
  });

  it('goes to who has a colleague of it at this time, and later to who won the company', async () => {
    await sell({ people: { cem: rule({ territories: ['FR'] }) } });
    const input = (n: number) => ({ email: `p${n}@hooli.example`, company: 'Hooli', country: 'DE' });
    const first = await handoffOf(await addLead(test.store, input(1)));
    const key = await offerOf(first, 1);
    await offered({ country: 'DE' });
    expect(await offered(input(2))).toBe(key);
    await test.store.handoffs.assign(first, 'cem', 'mara', minute(1));
    await test.store.handoffs.decide(first, { kind: 'won' }, 'cem', minute(1));
    const { items } = await test.store.handoffs.list({ status: 'open' }, { limit: 200 });
    for (const { id } of items)
      await test.store.handoffs.decide(id, { kind: 'lost', reason: 'other' }, 'test', minute(2));
    expect(await test.store.handoffs.route((await addLead(test.store, input(3))).id, minute(3))).toMatchObject({
      ...{ to: 'cem', because: 'owner', demand: { owner: 'cem' } },
    });
  });

  it('goes by its product and the skills that a rule asks for, and the product stays with it', async () => {
    await sell({
      products: {
        small: { label: 'Small', when: 'lead.title == "Owner"' },
        large: { label: 'Large', when: 'lead.title == "Director"' },
      },
      routes: [{ when: 'lead.country == "DK"', product: null, skills: ['tender'], among: null }],
      people: {
        ann: rule({ products: ['small'] }),
        bob: rule({ products: ['large'] }),
        cem: rule({ products: ['large'], skills: ['tender'] }),
      },
    });
    expect(await offered({ email: 'e@web.example', title: 'Owner', country: 'SE' })).toBe('ann');
    const lead = await addLead(test.store, { email: 'f@web.example', title: 'Director', country: 'DK' });
    const id = await handoffOf(lead);
    expect(await offerOf(id, 1)).toBe('cem');
    await test.store.leads.save({ email: lead.email, title: 'Owner', country: 'SE' }, minute(1), 'test');
    await test.store.handoffs.lapse(id, 1, minute(2));
    expect(await offerOf(id, 2, minute(2))).toBe('bob');
  });

  it('goes to nobody who has as many as may be, and waits when that is everybody; a decision makes room', async () => {
    await sell({ people: { ann: rule({ capacity: 1 }) } }, [person('ann'), ...sellers.slice(3)]);
    for (const { id } of (await test.store.handoffs.list({ status: 'open' }, { limit: 200 })).items) {
      await test.store.handoffs.decide(id, { kind: 'accepted' }, 'test', start);
    }
    const first = await handoffOf(await addLead(test.store));
    expect(await offerOf(first, 1)).toBe('ann');
    const second = await handoffOf(await addLead(test.store));
    expect(await test.store.handoffs.offer(second, 1, start)).toEqual({
      kind: 'nobody',
      demand: expect.objectContaining({ product: null, owner: null, rule: null }),
      verdicts: [{ kind: 'unsuited', key: 'ann', why: 'full' }],
    });
    await test.store.handoffs.decide(first, { kind: 'accepted' }, 'ann', minute(1));
    expect(await offerOf(second, 1, minute(1))).toBe('ann');
  });

  it('goes round to all of a desk before somebody has it again, never to the one before', async () => {
    await sell({});
    const id = await handoffOf(await addLead(test.store));
    const round = [];
    for (let n = 1; n <= 7; n += 1) round.push(await offerOf(id, n, minute(n)));
    expect(new Set(round.slice(0, 3)).size).toBe(3);
    for (const [i, key] of round.entries()) expect(key).not.toBe(round[i - 1]);
  });
});

describe('shares', () => {
  it('are kept by weight, and who is new gets no more than their share', async () => {
    const day = (n: number) => minute(n * 1440);
    const people = [person('dora'), person('emil')];
    await sell({ people: { dora: rule({ weight: 2 }) } }, people, day(1));
    const counts = async (from: number, leads: number) => {
      const given: Record<string, number> = {};
      for (let i = 0; i < leads; i += 1) {
        const key = await offered({}, minute(from * 1440 + i + 1));
        given[key] = (given[key] ?? 0) + 1;
      }
      return given;
    };
    expect(await counts(1, 9)).toEqual({ dora: 6, emil: 3 });
    await sell({}, [...people, person('finn')], day(3));
    expect(await counts(3, 6)).toEqual({ dora: 2, emil: 2, finn: 2 });
  });
});

it('shares by wins count what each has won of the product, not of others', async () => {
  const day = (n: number) => minute(n * 1440);
  const people = [person('gina'), person('hugo')];
  const products = {
    meters: { label: 'Meters', when: 'lead.title == "Owner"' },
    tariffs: { label: 'Tariffs', when: 'true' },
  };
  await sell({ products }, people, day(10));
  const decided = async (key: string, title: string, step: StepGiven) => {
    const id = await handoffOf(await addLead(test.store, ownCompany({ title })), day(10));
    await test.store.handoffs.offer(id, 1, day(10));
    await test.store.handoffs.assign(id, key, 'test', day(10));
    await test.store.handoffs.decide(id, step, key, day(10));
  };
  for (let i = 0; i < 4; i += 1) {
    await decided('gina', 'Owner', { kind: 'won' });
    await decided('hugo', 'Owner', { kind: 'lost', reason: 'price' });
    await decided('hugo', 'Chef', { kind: 'won' });
  }
  await sell({ products, shares: 'wins' }, people, day(11));
  const routed = async (title: string) => {
    const { id } = await addLead(test.store, ownCompany({ title }));
    return (await test.store.handoffs.route(id, day(50))).verdicts.map((one) => one.key);
  };
  const given: Record<string, number> = { gina: 0, hugo: 0 };
  for (let i = 0; i < 8; i += 1) {
    const key = await offered(ownCompany({ title: 'Owner' }), minute(50 * 1440 + i));
    given[key] = (given[key] ?? 0) + 1;
  }
  // By the weights 5/3 and 1/2 (a third is less than the least).
  expect(given).toEqual({ gina: 6, hugo: 2 });
  expect((await routed('Chef'))[0]).toBe('hugo');
});

describe('a dry run', () => {
  it('says what an offer would do, with a verdict on everybody, and changes nothing', async () => {
    await sell({
      routes: [{ when: 'lead.country == "NO"', product: null, skills: [], among: ['ann', 'bob'] }],
      people: { ann: rule({ languages: ['de'] }) },
    });
    const lead = await addLead(test.store, { email: 'dry@web.example', country: 'NO', language: 'no' });
    const route = await test.store.handoffs.route('dry@web.example', start);
    expect(route).toMatchObject({
      ...{ leadId: lead.id, to: 'bob', because: 'share', names: { ann: 'ANN' } },
      demand: { country: 'NO', language: 'no', rule: 0, among: ['ann', 'bob'] },
    });
    expect(route.verdicts.map((one) => `${one.key} ${one.kind === 'suits' ? 'suits' : one.why}`)).toEqual([
      'bob suits',
      'ann language',
      'cem not-meant',
    ]);
    expect(await test.store.handoffs.route(lead.id, start)).toEqual(route);
    expect(route.attachesTo).toBeNull();
    expect(await offerOf(await handoffOf(lead), 1)).toBe('bob');
    await expect(test.store.handoffs.route('nobody@web.example', start)).rejects.toMatchObject({
      code: 'LEAD_UNKNOWN',
    });
  });
});

describe('a hand-off that is given by hand', () => {
  it('is with that one, whoever had it, and the workflow is told which offer to mail', async () => {
    await sell({});
    const id = await handoffOf(await addLead(test.store));
    const first = await offerOf(id, 1);
    const other = first === 'cem' ? 'bob' : 'cem';
    expect(await test.store.handoffs.assign(id, other, 'mara', minute(1))).toMatchObject({
      ...{ offer: 2, status: 'open', salesperson: { key: other }, deadline: minute(241) },
    });
    expect(await outboxOf(test.url)).toContainEqual(
      expect.objectContaining({ kind: 'signal_handoff', payload: { kind: 'reassigned', offer: 2 } }),
    );
    // The workflow finds this offer when it asks for it.
    expect(await offerOf(id, 2, minute(2))).toBe(other);
    const late = test.store.handoffs.decide(id, { kind: 'accepted', offer: 1 }, 'ann', minute(3));
    await expect(late).rejects.toMatchObject({ code: 'HANDOFF_REASSIGNED' });
    const wrong = test.store.handoffs.assign(id, 'cme', 'mara', minute(3));
    await expect(wrong).rejects.toMatchObject({
      code: 'SALESPERSON_UNKNOWN',
      message: 'There is no salesperson "cme"; did you mean "cem"?',
    });
    await test.store.handoffs.decide(id, { kind: 'accepted', offer: 2 }, other, minute(4));
    const decided = test.store.handoffs.assign(id, 'ann', 'mara', minute(5));
    await expect(decided).rejects.toMatchObject({ code: 'HANDOFF_DECIDED' });
  });
});
