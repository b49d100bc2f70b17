/**
 * Whatever happens to the leads of two companies in whatever order, one after the other or at once: events, enrollments, offers, lapses,
 * assignments, decisions, ways back, merges and their undoing, erasures, changes of company. What must hold afterwards is in `broken`.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { afterAll, beforeAll, expect } from 'vitest';
import { errorCode } from '../../domain/errors.ts';
import { returnReasons } from '../../domain/handoff.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { deskGround, type Taken } from './desk-ground.ts';
import { addLead, event, minute, publishBasics } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';
import { publish } from './published.ts';

let test: TestStore;
const { sell, company } = deskGround(() => test);
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  await publish(test.store, 'onboarding', { mails: ['hello-customer'], stages: ['customer'] });
  await publish(test.store, 'quiet', { stops: { reply: true, mql: true, colleague: true, on: [] } });
  await sell();
});
afterAll(() => test.close());

const step: fc.Arbitrary<Taken> = fc.oneof(
  fc.constantFrom<Taken>(
    ...([{ kind: 'accepted' }, { kind: 'contacted' }, { kind: 'meeting' }, { kind: 'won' }] as const),
    { kind: 'lost', reason: 'price' },
  ),
  fc.record({
    kind: fc.constant('returned' as const),
    reason: fc.constantFrom(...returnReasons),
    seen: fc.constantFrom('open' as const, 'accepted' as const),
  }),
);
const lead = fc.nat(3);
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('event' as const), lead }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('offer' as const), lead }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('step' as const), lead, step }) },
  fc.record({ kind: fc.constant('enroll' as const), lead, sequence: fc.constantFrom('welcome', 'recycle', 'quiet') }),
  fc.record({ kind: fc.constant('lapse' as const), lead }),
  fc.record({ kind: fc.constant('assign' as const), lead, to: fc.constantFrom('ines', 'joel') }),
  fc.record({ kind: fc.constant('recycle' as const), lead }),
  fc.record({ kind: fc.constant('merge' as const), lead, into: lead }),
  fc.record({ kind: fc.constant('unmerge' as const), lead }),
  fc.record({ kind: fc.constant('move' as const), lead }),
  fc.record({ kind: fc.constant('erase' as const), lead }),
  fc.record({ kind: fc.constant('unsubscribe' as const), lead }),
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

interface Ground {
  readonly ids: readonly string[];
  readonly companies: readonly string[];
}

/** Two leads of each company, three of whom have come to sales: two of one are a buying group. */
async function ground(): Promise<Ground> {
  const companies = [company(), company()];
  const leads = await Promise.all(
    [0, 1, 2, 3].map((i) => {
      const domain = companies[i % 2] ?? '';
      return addLead(test.store, { email: `p${i}@${domain}`, company: domain });
    }),
  );
  const ids = leads.map(({ id }) => id);
  for (const at of [0, 1, 2]) {
    for (const kind of ['reply', 'click'] as const) await tell(ids[at] ?? '', kind, 0);
    for (const handoff of await handoffsOf([ids[at] ?? ''])) await offerNext(handoff, 0);
  }
  return { ids, companies };
}

const tell = (leadId: string, kind: 'reply' | 'click' | 'unsubscribe', at: number) =>
  test.store.events.ingest(event({ kind, lead: { id: leadId }, occurredAt: minute(at) }), minute(at));

interface Handoff {
  readonly id: string;
  readonly lead_id: string;
  readonly status: string;
  readonly attached_to: string | null;
  readonly running: number | null;
  readonly last: number;
}
const handoffsOf = async (ids: readonly string[]): Promise<readonly Handoff[]> =>
  (await run(
    test.url,
    `SELECT h.id, h.lead_id, h.status, h.attached_to, (
        SELECT max(number) FROM handoff_offer WHERE handoff_id = h.id AND lapsed_at IS NULL
      ) AS running, coalesce((SELECT max(number) FROM handoff_offer WHERE handoff_id = h.id), 0) AS last
     FROM handoff h WHERE h.lead_id = ANY ($1) ORDER BY h.number DESC`,
    [ids],
  )) as unknown as readonly Handoff[];

/** As its workflow would: the next offer where none runs, and what is attached is accepted with what leads. */
async function offerNext({ id, status, running, last }: Handoff, at: number): Promise<void> {
  if (status !== 'open') return;
  const made = await test.store.handoffs.offer(id, running ?? last + 1, minute(at));
  if (made.kind === 'attached' && made.isAccepted) await test.store.handoffs.join(id, minute(at));
}

async function doIt({ ids, companies }: Ground, one: Act, at: number): Promise<void> {
  const { store } = test;
  const { handoffs, merges } = store;
  const leadId = ids[one.lead] ?? '';
  const [handoff] = await handoffsOf([leadId]);
  switch (one.kind) {
    case 'event':
      for (const kind of ['reply', 'click'] as const) await tell(leadId, kind, at);
      return;
    case 'unsubscribe':
      await tell(leadId, 'unsubscribe', at);
      return;
    case 'offer':
      if (handoff) await offerNext(handoff, at);
      return;
    case 'step':
      if (handoff) await handoffs.decide(handoff.id, one.step, 'ines', minute(at));
      return;
    case 'lapse':
      if (handoff?.running) await handoffs.lapse(handoff.id, handoff.running, minute(at));
      return;
    case 'assign':
      if (handoff) await handoffs.assign(handoff.id, one.to, 'mara', minute(at));
      return;
    case 'recycle':
      if (handoff?.status === 'returned' || handoff?.status === 'lost')
        await handoffs.recycle(handoff.id, 'recycle', minute(at));
      return;
    case 'enroll':
      await store.enrollments.enroll(leadId, one.sequence, 'test', minute(at));
      return;
    case 'merge':
      if (one.into !== one.lead) await mergeById(store, leadId, ids[one.into] ?? '', minute(at));
      return;
    case 'unmerge': {
      const [merge] = await run(
        test.url,
        'SELECT id FROM lead_merge WHERE merged_id = $1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1',
        [leadId],
      );
      if (merge) await merges.undo(String(merge.id), 'mara', minute(at));
      return;
    }
    case 'move':
      await store.leads.save(
        { email: `p${one.lead}@${companies[one.lead % 2]}`, company: companies[at % 2] ?? '' },
        minute(at),
        'mara',
      );
      return;
    case 'erase':
      await store.rights.erase(leadId, 'mara', 'asked', minute(at));
  }
}

/** What must never be, by name, with the rows that are so. */
const broken: Readonly<Record<string, string>> = {
  'a lead with two that are open or followed, of one product': `
    SELECT h.lead_id, h.product, count(*)::int FROM handoff h JOIN lead l ON l.id = h.lead_id
    WHERE l.id = ANY ($1) AND (h.status = 'open' OR (h.status = 'accepted' AND h.follow)) GROUP BY 1, 2 HAVING count(*) > 1`,
  'one that leads and has not exactly one owner': `
    SELECT h.id, h.status, h.number, count(o.id)::int FROM handoff h
    LEFT JOIN handoff_offer o ON o.handoff_id = h.id AND o.lapsed_at IS NULL
    WHERE h.lead_id = ANY ($1) AND h.attached_to IS NULL AND h.status IN ('open', 'accepted') GROUP BY 1, 2, 3 HAVING count(o.id) <> 1`,
  'one that is attached and has an owner of its own, while it waits': `
    SELECT h.id FROM handoff h JOIN handoff_offer o ON o.handoff_id = h.id AND o.lapsed_at IS NULL
    WHERE h.lead_id = ANY ($1) AND h.attached_to IS NOT NULL AND h.status = 'open'`,
  'one that is attached to what is over, is attached itself, decided otherwise or of another company': `
    SELECT h.id, h.status, g.status AS leads, g.attached_to FROM handoff h JOIN handoff g ON g.id = h.attached_to
    JOIN lead l ON l.id = h.lead_id JOIN lead x ON x.id = g.lead_id
    WHERE l.id = ANY ($1) AND h.status IN ('open', 'accepted')
      AND (g.status <> h.status OR g.attached_to IS NOT NULL OR l.account_id IS DISTINCT FROM x.account_id)`,
  // One that sales has may have become one with a customer.
  'a lead whose stage is not that of what sales has': `
    SELECT l.id, l.stage, h.status FROM lead l JOIN handoff h ON h.lead_id = l.id
    WHERE l.id = ANY ($1)
      AND ((h.status = 'open' AND l.stage <> 'mql') OR (h.status = 'accepted' AND l.stage NOT IN ('sql', 'opportunity', 'customer')))`,
  'a lead that sales has, which a sequence goes on to mail': `
    SELECT l.id, e.sequence, e.stop_reason, h.status FROM lead l JOIN handoff h ON h.lead_id = l.id
    JOIN enrollment e ON e.lead_id = l.id
    WHERE l.id = ANY ($1) AND h.status IN ('open', 'accepted') AND e.status = 'active' AND e.stop_reason IS NULL`,
  'one that nobody is left of': `
    SELECT h.id FROM handoff h JOIN lead l ON l.id = h.lead_id
    WHERE l.id = ANY ($1) AND l.erased_at IS NOT NULL AND (h.status = 'open' OR (h.status = 'accepted' AND h.follow))`,
  'one that is over and waits, is planned or has an offer that runs': `
    SELECT h.id, h.status FROM handoff h
    WHERE h.lead_id = ANY ($1) AND h.status IN ('returned', 'lost') AND (h.queued_at IS NOT NULL OR h.planned_at IS NOT NULL)`,
};

prop.prop([fc.array(act, { minLength: 3, maxLength: 14 }), fc.boolean()], {
  numRuns: 40,
})(
  'each lead has one hand-off a product at most, with one owner, and is never in a sequence and in the hands of sales',
  async (acts, together) => {
    const of = await ground();
    const faults: unknown[] = [];
    const all = acts.map(
      (one, i) => () =>
        doIt(of, one, i + 1).catch((error: unknown) => {
          if (errorCode(error) === 'INTERNAL') faults.push(error);
        }),
    );
    if (together) await Promise.all(all.map((one) => one()));
    else for (const one of all) await one();
    for (const handoff of (await handoffsOf(of.ids)).toReversed()) await offerNext(handoff, 40);
    for (const handoff of (await handoffsOf(of.ids)).toReversed()) await offerNext(handoff, 41);
    expect(faults).toEqual([]);
    for (const [what, text] of Object.entries(broken)) expect(await run(test.url, text, [of.ids]), what).toEqual([]);
  },
);
