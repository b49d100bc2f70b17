/** A hand-off that goes to somebody else beside its clocks: by hand, or because whoever has it sells no more. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcedTypes } from '../../domain/outgoing-webhook.ts';
import { plainPerson } from '../../domain/sales-desk.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { deskGround } from './desk-ground.ts';
import { minute, publishBasics, whileLocked, workspace } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';

let test: TestStore;
const { sell, company, comes, take, seen, told } = deskGround(() => test);
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  await sell();
});
afterAll(() => test.close());

const give = (id: string, to: string, at = 5) => test.store.handoffs.assign(id, to, 'mara', minute(at));
const offersOf = (id: string) =>
  run(
    test.url,
    `SELECT o.number, s.key, o.because, o.given_by, o.lapsed_at IS NULL AS runs
     FROM handoff_offer o JOIN salesperson s ON s.id = o.salesperson_id WHERE handoff_id = $1 ORDER BY number`,
    [id],
  );
const away = { ...plainPerson, absences: [{ from: '2026-01-01', to: '2027-12-31' }] };
const other = (key: string | null) => (key === 'ines' ? 'joel' : 'ines');

describe('given by hand', () => {
  it('an accepted one stays accepted, is followed anew, and its history says who had it', async () => {
    const ann = await comes(company(), 'ann');
    const had = (await seen(ann)).with;
    await take(ann, { kind: 'accepted' });
    const [first] = await offersOf(ann.id);
    const colleague = other('ines');
    expect(await give(ann.id, colleague)).toMatchObject({ status: 'accepted', salesperson: { key: colleague } });
    const offers = await offersOf(ann.id);
    expect(offers.at(-1)).toMatchObject({ key: colleague, because: 'hand', given_by: 'mara', runs: true });
    expect(offers.filter(({ runs }) => runs)).toHaveLength(1);
    expect([had, first?.key]).toEqual([had, had]);
    expect((await told(ann)).at(-1)).toEqual({ kind: 'progress' });
    expect(await test.store.handoffs.followed(ann.id)).toMatchObject({
      ...{ since: minute(5), givenAt: minute(5), heardAt: minute(5), salesperson: { key: colleague } },
    });
    await take(ann, { kind: 'contacted' }, 6);
    expect(await test.store.handoffs.followed(ann.id)).toMatchObject({ heardAt: minute(6) });
  });

  it('one that sales is not asked about any more goes to nobody', async () => {
    const ann = await comes(company(), 'ann');
    await take(ann, { kind: 'lost', reason: 'price' });
    await expect(give(ann.id, 'joel')).rejects.toMatchObject({ code: 'HANDOFF_DECIDED' });
    await sell({ service: null });
    const bob = await comes(company(), 'bob');
    await take(bob, { kind: 'accepted' });
    await expect(give(bob.id, 'joel')).rejects.toMatchObject({ code: 'HANDOFF_DECIDED' });
    await sell();
  });

  it('those that are attached go along', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await comes(domain, 'bob')];
    await take(ann, { kind: 'accepted' });
    await give(ann.id, 'joel');
    expect(await seen(bob)).toMatchObject({ with: 'joel', attachedTo: ann.id });
  });

  it('decided at one moment by two, one is the last; nobody waits for the other, and one has it', async () => {
    const ann = await comes(company(), 'ann');
    await take(ann, { kind: 'accepted' });
    await Promise.all([give(ann.id, 'joel'), give(ann.id, 'ines'), take(ann, { kind: 'contacted' }, 5)]);
    const offers = await offersOf(ann.id);
    expect(offers.filter(({ runs }) => runs)).toHaveLength(1);
    expect(offers.map(({ number }) => number)).toEqual(offers.map((_, i) => i + 1));
  });
});

describe('who sells no more', () => {
  const joelOnly = workspace.sales.salespeople.filter(({ key }) => key === 'joel');

  it('is taken what they were offered, and what they had accepted goes to somebody else', async () => {
    const [ann, bob] = [await comes(company(), 'ann'), await comes(company(), 'bob')];
    await take(ann, { kind: 'accepted' });
    await give(bob.id, 'ines', 2);
    await sell({}, joelOnly);
    const n = (await offersOf(bob.id)).length;
    expect((await told(bob)).at(-1)).toEqual({ kind: 'reassigned', offer: n + 1 });
    expect((await offersOf(bob.id)).some(({ runs }) => runs)).toBe(false);
    expect(await test.store.handoffs.offer(bob.id, n + 1, minute(6))).toMatchObject({ salesperson: { key: 'joel' } });
    expect((await told(ann)).at(-1)).toEqual({ kind: 'progress' });
    expect(await test.store.handoffs.followed(ann.id)).toMatchObject({ isActive: false });
    expect(await test.store.handoffs.passOn(ann.id, minute(6))).toEqual({ kind: 'passed' });
    expect(await seen(ann)).toMatchObject({ status: 'accepted', with: 'joel' });
    expect((await offersOf(ann.id)).at(-1)).toMatchObject({ because: 'left', given_by: null });
    expect(await test.store.handoffs.passOn(ann.id, minute(7))).toEqual({ kind: 'kept' });
    await sell();
  });

  it('is looked at when whatever is decided at that moment is through', async () => {
    const ann = await comes(company(), 'ann');
    await give(ann.id, 'ines', 2);
    await whileLocked(test.url, ann.lead.id, 1, () => sell({}, joelOnly));
    expect((await offersOf(ann.id)).some(({ runs }) => runs)).toBe(false);
    await sell();
  });

  it('leaves what nobody else can have where it is, and says why nobody can', async () => {
    const ann = await comes(company(), 'ann');
    await take(ann, { kind: 'accepted' });
    await give(ann.id, 'ines');
    await sell({ people: { joel: away } }, joelOnly);
    const passed = await test.store.handoffs.passOn(ann.id, minute(6));
    expect(passed).toMatchObject({ kind: 'nobody', verdicts: [{ key: 'joel' }] });
    expect(await seen(ann)).toMatchObject({ status: 'accepted', with: 'ines' });
    await sell();
  });
});

it('other systems are told who is offered a lead, who has it no more, who was given it, and that one waits', async () => {
  const types = announcedTypes.filter((type) =>
    /^handoff\.(offered|lapsed|attached|assigned|queued|returned)$/.test(type),
  );
  const listening = await createTestStore({ subscriptions: [{ endpoint: 'shop', types, scoreStep: null }] });
  const desk = deskGround(() => listening);
  const { store } = listening;
  const heard = async () => {
    const { items } = await store.webhooks.list({ endpoint: 'shop' }, { limit: 50 });
    return items.toReversed().map(({ type, data }) => [type, data]);
  };
  try {
    await publishBasics(store);
    await desk.sell();
    const domain = desk.company();
    const [ann, bob] = [await desk.comes(domain, 'ann'), await desk.comes(domain, 'bob')];
    const first = (await desk.seen(ann)).with;
    await store.handoffs.assign(ann.id, other(first), 'mara', minute(2));
    await store.handoffs.decide(ann.id, { kind: 'accepted' }, other(first), minute(3));
    await store.handoffs.assign(ann.id, String(first), 'mara', minute(4));
    await desk.sell({ people: { ines: away, joel: away } });
    const cem = await desk.comes(desk.company(), 'cem');
    await desk.offer(cem, 5);
    const merged = { lead: cem.lead.id, reason: 'duplicate', actor: 'merge/ines' };
    await mergeById(store, cem.lead.id, ann.lead.id, minute(6), ann.lead.id);
    const ofAnn = { lead: ann.lead.id, handoff: ann.id };
    expect(await heard()).toMatchObject([
      ['handoff.offered', { ...ofAnn, offer: 1, salesperson: first, because: 'share' }],
      ['handoff.attached', { lead: bob.lead.id, handoff: bob.id, to: ann.id }],
      ['handoff.lapsed', { ...ofAnn, offer: 1, salesperson: first }],
      ['handoff.offered', { ...ofAnn, offer: 2, salesperson: other(first), because: 'hand' }],
      ['handoff.lapsed', { ...ofAnn, offer: 2, salesperson: other(first) }],
      ['handoff.assigned', { ...ofAnn, offer: 3, salesperson: first, because: 'hand' }],
      ['handoff.queued', { lead: cem.lead.id, handoff: cem.id }],
      ['handoff.returned', { ...merged, handoff: cem.id }],
    ]);
  } finally {
    await listening.close();
  }
});
