/** What sales does with hand-offs: contact, meeting, won, lost and returned, by everybody and in any order. Long, because every step has its case. */
import { fc, test as prop } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView, StepGiven } from '../../db/store.ts';
import type { DeskGroup } from '../../domain/desk-numbers.ts';
import { errorCode } from '../../domain/errors.ts';
import { returnReasons } from '../../domain/handoff.ts';
import type { SeenAs } from '../../domain/handoff-steps.ts';
import type { Service } from '../../domain/sales-desk.ts';
import type { Workspace } from '../../domain/workspace.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { apartDesk } from '../support/workspace.ts';
import { addLead, event, minute, outboxOf, publishBasics, start, whileLocked, workspace } from './fixtures.ts';
import { run } from './merge-ground.ts';
import { publish } from './published.ts';

const others = { accept: 'PT4H', contact: 'PT8H' };
const service: Service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: 'P14D' };
const returns: Workspace['sales']['returns'] = {
  ...workspace.sales.returns,
  reasons: {
    no_fit: { effect: 'disqualify', sequence: null, keep: 0 },
    timing: { effect: 'recycle', sequence: null, keep: 1 },
  },
};
const sales = { ...workspace.sales, returns, desk: { ...apartDesk, service, onboarding: 'onboarding' } };

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  await publish(test.store, 'onboarding', { mails: ['hello-customer'], stages: ['customer'] });
  await test.store.publications.publishWorkspace({ ...workspace, sales }, start);
});
afterAll(() => test.close());

async function given(input: Parameters<typeof addLead>[1] = {}): Promise<{ lead: LeadView; id: string }> {
  const lead = await addLead(test.store, input);
  await test.store.events.ingest(event({ kind: 'reply', lead: { id: lead.id }, occurredAt: start }), start);
  await test.store.events.ingest(event({ kind: 'click', lead: { id: lead.id }, occurredAt: start }), start);
  const { items } = await test.store.handoffs.list({ status: 'open' }, { limit: 200 });
  const id = items.find(({ leadId }) => leadId === lead.id)?.id ?? '';
  await test.store.handoffs.offer(id, 1, start);
  return { lead, id };
}
const take = (
  id: string,
  step: StepGiven & { readonly seen?: SeenAs; readonly note?: string },
  at = 1,
  actor = 'ines',
) => test.store.handoffs.decide(id, step, actor, minute(at));
const stageOf = async ({ id }: LeadView) => (await test.store.leads.get(id, minute(9))).stage;
const signals = async (workflowId: string) =>
  (await outboxOf(test.url))
    .filter((row) => row.workflow_id === workflowId && row.kind === 'signal_handoff')
    .map(({ payload }) => payload);

describe('sales', () => {
  it('calls, meets and wins: an opportunity, then a customer with an owner and a greeting', async () => {
    const { lead, id } = await given({ email: 'won@winner.example', company: 'Winner' });
    expect(await take(id, { kind: 'contacted', note: 'likes it' })).toMatchObject({
      ...{ status: 'accepted', acceptedAt: minute(1), contactedAt: minute(1), meetingAt: null },
    });
    expect(await stageOf(lead)).toBe('sql');
    await take(id, { kind: 'contacted' }, 2);
    expect(await take(id, { kind: 'meeting' }, 3)).toMatchObject({ contactedAt: minute(1), meetingAt: minute(3) });
    expect(await stageOf(lead)).toBe('opportunity');
    const won = { kind: 'won', amount: '12500.50', currency: 'EUR', product: 'monitoring' } as const;
    expect(await take(id, won, 4)).toMatchObject({
      status: 'won',
      amount: '12500.50',
      currency: 'EUR',
      product: 'monitoring',
    });
    expect(await stageOf(lead)).toBe('customer');
    const owner = await run(test.url, "SELECT owner FROM account WHERE name = 'Winner'");
    expect(owner).toEqual([{ owner: (await test.store.handoffs.story(id, minute(5))).handoff.salesperson?.key }]);
    const { items } = await test.store.enrollments.list({ leadId: lead.id }, { limit: 9 });
    expect(items).toMatchObject([{ sequence: 'onboarding', origin: `handoff/${id}` }]);
    const told = (await test.store.leads.timeline(lead.id)).flatMap((entry) =>
      entry.kind === 'handoff' ? [entry.what] : [],
    );
    expect(told).toEqual(['opened', 'offered', 'accepted', 'contacted', 'contacted', 'meeting', 'won']);
    expect(await signals(`handoff/${lead.id}/1`)).toEqual([
      ...[
        { kind: 'accepted', follow: true },
        { kind: 'progress' },
        { kind: 'progress' },
        { kind: 'progress' },
        { kind: 'won' },
      ],
    ]);
  });

  it('loses: the lead is recycled with a share of its points, and the workflow gives it to the long term', async () => {
    const { lead, id } = await given();
    await take(id, { kind: 'accepted' });
    expect(await take(id, { kind: 'lost', reason: 'price', note: 'twice ours' }, 2)).toMatchObject({
      ...{ status: 'lost', reason: 'price', note: 'twice ours' },
    });
    expect(await stageOf(lead)).toBe('recycled');
    expect((await test.store.leads.get(lead.id, minute(2))).score).toBeCloseTo(32.5, 0);
    expect(await test.store.handoffs.decisionOf(id)).toMatchObject({ decision: { kind: 'lost' }, times: 1 });
  });

  it.each(returnReasons)('returns it for a reason, of which the rule decides: %s', async (reason) => {
    const { lead, id } = await given();
    const before = (await test.store.leads.get(lead.id, minute(1))).score;
    await take(id, { kind: 'returned', reason, againOn: '2027-03-01' });
    expect(await stageOf(lead)).toBe(reason === 'no_fit' ? 'disqualified' : 'recycled');
    const share = { no_fit: 0, timing: 1 }[reason as string] ?? workspace.scoring.keepOnReturn;
    expect((await test.store.leads.get(lead.id, minute(1))).score).toBeCloseTo(before * share, 0);
    expect(await test.store.handoffs.decisionOf(id)).toMatchObject({ againOn: '2027-03-01', times: 1 });
    const { items } = await test.store.tasks.list({ leadId: lead.id }, { limit: 9 });
    const mend = { kind: 'mend', title: expect.stringContaining(reason === 'duplicate' ? 'Merge' : 'Mend') };
    expect(items).toMatchObject(['bad_data', 'duplicate'].includes(reason) ? [mend] : []);
  });
});

it('who accepts what was offered to a colleague has it', async () => {
  const { id } = await given();
  const { handoff } = await test.store.handoffs.story(id, minute(1));
  const other = handoff.salesperson?.key === 'ines' ? 'joel' : 'ines';
  expect(await take(id, { kind: 'accepted' }, 1, other)).toMatchObject({ salesperson: { key: other }, offer: 2 });
  const nobody = await given();
  expect(await take(nobody.id, { kind: 'accepted' }, 1, 'api/crm')).toMatchObject({ offer: 1, decidedBy: 'api/crm' });
});

describe('who decides second', () => {
  it('is told who was first, of two at one moment as of one who comes late; who has seen it accepted may return it', async () => {
    const { lead, id } = await given();
    const both = await whileLocked(test.url, lead.id, 2, () =>
      Promise.allSettled([take(id, { kind: 'accepted' }), take(id, { kind: 'returned', reason: 'timing' }, 1, 'crm')]),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { id: other } = await given();
    await take(other, { kind: 'accepted' }, 1, 'ines');
    await expect(take(other, { kind: 'returned', reason: 'timing' }, 2, 'crm')).rejects.toMatchObject({
      ...{
        code: 'HANDOFF_DECIDED',
        message: expect.stringMatching(/^The hand-off was accepted by ines already; to give it back all the same/),
      },
    });
    expect(await take(other, { kind: 'returned', reason: 'timing', seen: 'accepted' }, 3)).toMatchObject({
      status: 'returned',
    });
    for (const step of [{ kind: 'accepted' }, { kind: 'won' }, { kind: 'contacted' }] as const) {
      await expect(take(other, step, 4)).rejects.toMatchObject({ code: 'HANDOFF_DECIDED' });
    }
  });

  it('is not chased, nor given back, where no service times are declared: the acceptance ends it', async () => {
    const { desk: _, ...plain } = sales;
    await test.store.publications.publishWorkspace({ ...workspace, sales: plain }, minute(1));
    const { lead, id } = await given();
    await take(id, { kind: 'accepted' });
    expect(await signals(`handoff/${lead.id}/1`)).toEqual([{ kind: 'accepted' }]);
    await expect(take(id, { kind: 'returned', reason: 'timing', seen: 'accepted' })).rejects.toMatchObject({
      code: 'HANDOFF_DECIDED',
    });
    expect(await take(id, { kind: 'won' })).toMatchObject({ status: 'won' });
    expect(await signals(`handoff/${lead.id}/1`)).toEqual([{ kind: 'accepted' }]);
    await test.store.publications.publishWorkspace({ ...workspace, sales }, minute(2));
  });
});

it('a planned contact stands until its time has come and one is logged; what is over is not planned', async () => {
  const { id } = await given();
  expect(await take(id, { kind: 'planned', at: minute(60) }, 1)).toMatchObject({
    ...{ status: 'accepted', plannedAt: minute(60), plans: 1, contactedAt: null },
  });
  expect(await take(id, { kind: 'contacted' }, 30)).toMatchObject({ plannedAt: minute(60), contactedAt: minute(30) });
  expect(await take(id, { kind: 'contacted' }, 61)).toMatchObject({ plannedAt: null, plans: 1 });
  await expect(take(id, { kind: 'planned', at: minute(60) }, 62)).rejects.toMatchObject({ code: 'FIELD_INVALID' });
  // A meeting that took place already is logged.
  expect(await take(id, { kind: 'meeting', at: minute(50) }, 63)).toMatchObject({
    meetingAt: minute(63),
    plannedAt: null,
  });
  expect(await take(id, { kind: 'meeting', at: minute(90) }, 64)).toMatchObject({ plannedAt: minute(90), plans: 2 });
});

it('of a lead that wants no more mail goes on, for sales may call; given back, it is not nurtured, and says why', async () => {
  const { lead, id } = await given();
  await take(id, { kind: 'accepted' });
  await test.store.events.ingest(
    event({ kind: 'unsubscribe', lead: { id: lead.id }, occurredAt: minute(2) }),
    minute(2),
  );
  expect(await test.store.handoffs.followed(id)).toMatchObject({ since: minute(1) });
  expect(await take(id, { kind: 'contacted' }, 3)).toMatchObject({ status: 'accepted', contactedAt: minute(3) });
  await take(id, { kind: 'returned', reason: 'no_budget', seen: 'accepted' }, 4);
  expect(await test.store.handoffs.recycle(id, 'recycle', minute(5))).toMatchObject({
    ...{ kind: 'refused', code: 'LEAD_SUPPRESSED' },
  });
  const { handoff } = await test.store.handoffs.story(id, minute(6));
  expect(handoff.note).toMatch(/^Not nurtured again: /);
  expect((await test.store.enrollments.list({ leadId: lead.id, status: 'active' }, { limit: 9 })).items).toEqual([]);
});

it('is not taken back as silent when sales logs something, or gives it to somebody, at that moment', async () => {
  const { id } = await given();
  await take(id, { kind: 'accepted' });
  const { heardAt } = (await test.store.handoffs.followed(id)) ?? { heardAt: '' };
  expect(heardAt).toBe(minute(1));
  const silent = (at: number) =>
    test.store.handoffs.decide(
      id,
      { kind: 'returned', reason: 'silent', seen: 'accepted', heardAt },
      'engine',
      minute(at),
    );
  await take(id, { kind: 'contacted' }, 2);
  await expect(silent(3)).rejects.toMatchObject({ code: 'HANDOFF_DECIDED', message: 'Sales has been heard of since' });
  const other = await given();
  await take(other.id, { kind: 'accepted' });
  await test.store.handoffs.assign(other.id, 'joel', 'mara', minute(2));
  const given2 = { kind: 'returned', reason: 'silent', seen: 'accepted', heardAt } as const;
  await expect(test.store.handoffs.decide(other.id, given2, 'engine', minute(3))).rejects.toMatchObject({
    code: 'HANDOFF_DECIDED',
  });
  const quiet = await given();
  await take(quiet.id, { kind: 'accepted' });
  expect(await test.store.handoffs.decide(quiet.id, given2, 'engine', minute(3))).toMatchObject({ reason: 'silent' });
});

it('is followed as warm as it was when it was offered', async () => {
  const { lead, id } = await given();
  await take(id, { kind: 'accepted' });
  const temperature = async () => (await test.store.handoffs.followed(id))?.temperature;
  expect(await temperature()).toBe('hot');
  await run(test.url, "UPDATE lead SET temperature = 'cold' WHERE id = $1", [lead.id]);
  expect(await temperature()).toBe('hot');
  await test.store.handoffs.assign(id, 'joel', 'mara', minute(2));
  expect(await temperature()).toBe('cold');
});

it('whose offer has lapsed is theirs again when they take it all the same', async () => {
  const { id } = await given();
  await test.store.handoffs.assign(id, 'ines', 'mara', minute(1));
  const { offer } = (await test.store.handoffs.story(id, minute(1))).handoff;
  await test.store.handoffs.lapse(id, offer, minute(2));
  expect(await take(id, { kind: 'accepted' }, 3)).toMatchObject({ offer: offer + 1, salesperson: { key: 'ines' } });
  const rows = await run(test.url, 'SELECT number FROM handoff_offer WHERE handoff_id = $1 AND lapsed_at IS NULL', [
    id,
  ]);
  expect(rows).toEqual([{ number: offer + 1 }]);
});

it('a company stays with who won it first', async () => {
  const [first, second] = [await given({ company: 'Twice' }), await given({ company: 'Twice' })];
  await test.store.handoffs.decide(first.id, { kind: 'won' }, 'joel', minute(1));
  await test.store.handoffs.decide(second.id, { kind: 'won' }, 'ines', minute(2));
  expect(await run(test.url, "SELECT owner FROM account WHERE name = 'Twice'")).toEqual([{ owner: 'joel' }]);
});

it('of a lead that is erased while sales has it ends, and nobody is nurtured', async () => {
  const { lead, id } = await given();
  await take(id, { kind: 'meeting' });
  await test.store.rights.erase(lead.id, 'mara', 'asked', minute(2));
  expect(await test.store.handoffs.followed(id)).toBeNull();
  expect(await test.store.handoffs.decisionOf(id)).toMatchObject({ erased: true, decision: { kind: 'returned' } });
  expect((await signals(`handoff/${lead.id}/1`)).at(-1)).toEqual({ kind: 'returned', reason: 'unreachable' });
  await expect(take(id, { kind: 'won' }, 3)).rejects.toMatchObject({ code: 'HANDOFF_DECIDED' });
});

describe('a lead that came back', () => {
  const again = (lead: LeadView, at: number, occurred = at) =>
    test.store.events.ingest(event({ kind: 'reply', lead: { id: lead.id }, occurredAt: minute(occurred) }), minute(at));

  it('comes to sales by what it does from then on: not by old behaviour that comes in late, nor by points alone', async () => {
    const { lead, id } = await given();
    await take(id, { kind: 'returned', reason: 'timing' }, 10);
    // All of its points were kept; after twenty days so few are left that it may be given to sales again.
    const later = 60 * 24 * 20;
    expect((await test.store.leads.get(lead.id, minute(later))).score).toBeLessThan(45);
    expect((await again(lead, later, 5)).handoffId).toBeNull();
    const { score, stage } = await test.store.leads.get(lead.id, minute(later));
    expect(score).toBeGreaterThan(60);
    expect(stage).not.toBe('mql');
    // A better fit is no interest either.
    for (const employees of [1, 900]) {
      const input = { email: lead.email, fields: { employees } };
      expect((await test.store.leads.save(input, minute(later), 'test')).lead.stage).toBe(stage);
    }
    const fresh = await again(lead, later + 2);
    expect(fresh.handoffId).not.toBeNull();
    expect((await test.store.leads.get(lead.id, minute(later + 2))).stage).toBe('mql');
  });
});

it('a lead that came back and has done something new comes to sales by all of its points, also those that are told late', async () => {
  const { lead, id } = await given();
  await take(id, { kind: 'returned', reason: 'timing' }, 10);
  const later = 60 * 24 * 20;
  const did = (kind: 'click' | 'reply', occurred: number) =>
    test.store.events.ingest(event({ kind, lead: { id: lead.id }, occurredAt: minute(occurred) }), minute(later));
  expect((await did('click', later)).handoffId).toBeNull();
  expect((await did('reply', 5)).handoffId).not.toBeNull();
});

describe('the numbers of the desk', () => {
  it('are those of a period, by person, source, sequence and product, in working time', async () => {
    const day = (n: number) => minute(n * 1440);
    const work = {
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      hours: [{ from: '09:00', to: '17:00' }],
      holidays: { country: null, dates: [] },
    } as const;
    const own = { ...sales, desk: { ...sales.desk, work, products: { all: { label: 'All', when: 'true' } } } };
    await test.store.publications.publishWorkspace({ ...workspace, sales: own }, day(100));
    const opened = async (source: string, n: number) => {
      const lead = await addLead(test.store, { source });
      await test.store.enrollments.enroll(lead.id, 'recycle', 'test', day(99));
      for (const kind of ['reply', 'click'] as const) {
        await test.store.events.ingest(event({ kind, lead: { id: lead.id }, occurredAt: day(n) }), day(n));
      }
      const { items } = await test.store.handoffs.list({ status: 'open' }, { limit: 200 });
      const id = items.find(({ leadId }) => leadId === lead.id)?.id ?? '';
      await test.store.handoffs.offer(id, 1, day(n));
      return id;
    };
    const [fair, site, waiting] = [await opened('fair', 100), await opened('site', 100), await opened('site', 100)];
    await test.store.handoffs.decide(fair, { kind: 'contacted' }, 'ines', day(101));
    await test.store.handoffs.decide(site, { kind: 'returned', reason: 'no_budget' }, 'joel', day(100));
    const numbers = (by: DeskGroup, from = 100) =>
      test.store.handoffs.numbers({ by, from: day(from), to: day(102) }, day(102));
    const bySource = await numbers('source');
    expect(bySource.all).toMatchObject({
      ...{ given: 3, open: 1, accepted: 1, returned: 1, acceptRate: 0.5, longestWait: 2 * 86_400_000 },
      reasons: { no_budget: 1 },
    });
    expect(bySource.groups.map(({ group, given }) => `${group} ${given}`)).toEqual(['site 2', 'fair 1']);
    // A whole day on the clock is eight hours of work.
    expect(bySource.groups[1]?.contact).toEqual({ median: 8 * 3_600_000, p90: 8 * 3_600_000 });
    expect((await numbers('sequence')).groups).toMatchObject([{ group: 'recycle', given: 3 }]);
    expect((await numbers('product')).groups).toMatchObject([{ group: 'all', given: 3 }]);
    const people = (await numbers('person')).groups.map(({ group }) => group);
    expect(people.toSorted()).toEqual(['ines', 'joel']);
    expect((await numbers('person', 101)).all.given).toBe(0);
    expect(waiting).not.toBe('');
    await test.store.publications.publishWorkspace({ ...workspace, sales }, day(102));
  });
});

const anyStep: fc.Arbitrary<StepGiven & { readonly seen?: SeenAs }> = fc.oneof(
  fc.constantFrom<StepGiven>(
    { kind: 'accepted' },
    { kind: 'contacted' },
    { kind: 'meeting' },
    { kind: 'won' },
    { kind: 'lost', reason: 'price' },
  ),
  fc.record({
    kind: fc.constant('returned' as const),
    reason: fc.constantFrom(...returnReasons),
    seen: fc.constantFrom<SeenAs>('open', 'accepted'),
  }),
);

prop.prop([fc.array(anyStep, { minLength: 1, maxLength: 7 }), fc.boolean()], { numRuns: 25 })(
  'whatever is done in whatever order, a lead has one open hand-off at most, stands where its hand-off says, and has one owner',
  async (steps, together) => {
    const { lead, id } = await given();
    const all = steps.map((step, i) => () => take(id, step, i + 1).catch(errorCode));
    if (together) await Promise.all(all.map((one) => one()));
    else for (const one of all) await one();
    const { handoff } = await test.store.handoffs.story(id, minute(9));
    const [row] = await run(
      test.url,
      `SELECT count(*) FILTER (WHERE status IN ('open', 'accepted'))::int AS with_sales,
        (SELECT count(*)::int FROM handoff_offer WHERE handoff_id = $2 AND lapsed_at IS NULL) AS owners,
        (SELECT count(*)::int FROM handoff_step WHERE handoff_id = $2 AND kind IN ('accepted')) AS acceptances,
        (SELECT count(*)::int FROM handoff_step WHERE handoff_id = $2 AND kind IN ('won', 'lost', 'returned')) AS ends
      FROM handoff WHERE lead_id = $1`,
      [lead.id, id],
    );
    const isOver = ['won', 'lost', 'returned'].includes(handoff.status);
    expect(row).toMatchObject({ with_sales: isOver ? 0 : 1, owners: 1, ends: isOver ? 1 : 0 });
    expect(row?.acceptances).toBe(handoff.acceptedAt === null ? 0 : 1);
    const stage = await stageOf(lead);
    const stages: Readonly<Record<string, readonly string[]>> = {
      ...{ open: ['mql'], accepted: ['sql', 'opportunity'], won: ['customer'], lost: ['recycled'] },
      returned: ['recycled', 'disqualified'],
    };
    expect(stages[handoff.status]).toContain(stage);
    const { items } = await test.store.enrollments.list({ leadId: lead.id, status: 'active' }, { limit: 9 });
    expect(items.map(({ sequence }) => sequence)).toEqual(handoff.status === 'won' ? ['onboarding'] : []);
  },
);
