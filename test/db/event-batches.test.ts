import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventInput, LeadView } from '../../db/store.ts';
import type { EventKind } from '../../domain/events.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, outboxOf, publishBasics, sendMail, start, whileHeld } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

const query = async (text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> => {
  const client = await connect(test.url);
  const { rows } = await client.query(text, [...values]);
  await client.end();
  return rows;
};

/** A lead in a sequence that waits for a click in its first mail or a reply. */
interface Person {
  readonly lead: LeadView;
  readonly messageId: string;
  readonly workflowId: string;
}

async function person(): Promise<Person> {
  const { store } = test;
  const lead = await addLead(store);
  const enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
  const click = { kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null } as const;
  const awaited = { mode: 'any' as const, events: [click, { kind: 'reply', classes: null } as const], since: start };
  await store.enrollments.arm(enrollment.id, { stepId: 'look', awaited, until: minute(1000), consumed: [] }, start);
  return { lead, messageId, workflowId: enrollment.workflowId };
}

/** What is known of somebody afterwards, without the ids that are new each time. */
async function traceOf({ lead, workflowId, messageId }: Person): Promise<unknown> {
  const { score, stage, temperature, suppressed } = await test.store.leads.get(lead.id, minute(10));
  const timeline = (await test.store.leads.timeline(lead.id)).map(({ at, ...entry }) =>
    entry.kind === 'event' || entry.kind === 'score' || entry.kind === 'stage' ? { ...entry, eventId: '' } : entry.kind,
  );
  const entries = await query('SELECT points, score_after FROM score_entry WHERE lead_id = $1 ORDER BY id', [lead.id]);
  const enrollments = await query(
    'SELECT stop_reason, wait_for, wait_since FROM enrollment WHERE lead_id = $1 ORDER BY id',
    [lead.id],
  );
  const outbox = (await outboxOf(test.url))
    .filter(({ workflow_id }) => workflow_id === workflowId || workflow_id === `handoff/${lead.id}/1`)
    .map(({ kind, payload }) => {
      const { event: fact, handoffId, ...rest } = payload as Record<string, unknown>;
      return { kind, rest, fact: fact && { ...(fact as object), id: '' } };
    })
    .filter(({ kind }) => kind !== 'start_nurture');
  const { state } = (await test.store.messages.find(messageId)) ?? {};
  return { score, stage, temperature, suppressed, timeline, entries, enrollments, outbox, state };
}

interface Report {
  readonly who: number;
  readonly key: number;
  readonly kind: EventKind;
  readonly byMail: boolean;
  readonly minutesAgo: number;
}

const reports = fc.array(
  fc.record<Report>({
    who: fc.nat({ max: 2 }),
    key: fc.nat({ max: 12 }),
    kind: fc.constantFrom<EventKind>(
      ...([
        'open',
        'click',
        'reply',
        'custom',
        'page_view',
        'auto_reply',
        'bounce_soft',
        'bounce_hard',
        'complaint',
      ] as const),
    ),
    byMail: fc.boolean(),
    minutesAgo: fc.nat({ max: 60 * 24 * 60 }),
  }),
  { minLength: 1, maxLength: 14 },
);

let runs = 0;

/** The same reports about people of one's own. */
function inputsOf(found: readonly Report[], people: readonly Person[]): readonly EventInput[] {
  runs += 1;
  return found.map(({ who, key, kind, byMail, minutesAgo }) => {
    const { lead, messageId } = people[who] as Person;
    return {
      dedupeKey: `run/${runs}/${key}`,
      kind,
      // What comes back about a mail may pause its sequence: that is of breakers.test.ts.
      lead: byMail && kind !== 'bounce_hard' && kind !== 'complaint' ? { messageId } : { id: lead.id },
      name: kind === 'custom' ? 'demo_requested' : null,
      ...(kind === 'bounce_soft' && { payload: { class: 'mailbox_full' } }),
      occurredAt: minute(-minutesAgo),
    };
  });
}

describe('many events at once', () => {
  it('come to the same as one after the other: ledger, score, stages, suppressions, waits and signals', async () => {
    const { events } = test.store;
    await fc.assert(
      fc.asyncProperty(reports, async (found) => {
        const [one, many] = [
          await Promise.all([person(), person(), person()]),
          await Promise.all([person(), person(), person()]),
        ];
        const singly = [];
        for (const input of inputsOf(found, one)) singly.push(await events.ingest(input, minute(5)));
        const together = await events.ingestMany(inputsOf(found, many), minute(5));
        expect(together.map((outcome) => outcome.kind === 'ingested' && outcome.recorded)).toEqual(
          singly.map(({ recorded }) => recorded),
        );
        const results = together.flatMap((outcome) =>
          outcome.kind === 'ingested' && outcome.recorded ? [outcome] : [],
        );
        expect(results.map(({ score, stage, handoffId }) => [score, stage, handoffId !== null])).toEqual(
          singly
            .filter(({ recorded }) => recorded)
            .map(({ score, stage, handoffId }) => [score, stage, handoffId !== null]),
        );
        expect(await Promise.all(many.map(traceOf))).toEqual(await Promise.all(one.map(traceOf)));
      }),
      { numRuns: 6 },
    );
  });

  it('are one event when they have one key, and the second report names the first', async () => {
    const { lead } = await person();
    const click = event({ kind: 'click', lead: { id: lead.id } });
    const [first, second] = await test.store.events.ingestMany([click, { ...click, kind: 'reply' }], start);
    expect([first, second]).toMatchObject([
      { recorded: true, score: 10 },
      { recorded: false, score: 10 },
    ]);
    const again = await test.store.events.ingestMany([click], start);
    expect(again).toMatchObject([{ recorded: false, eventId: first?.kind === 'ingested' && first.eventId }]);
  });

  it('are refused one by one, and those that are refused harm no other', async () => {
    const { store } = test;
    const [good, gone] = [await addLead(store), await addLead(store)];
    await query('UPDATE lead SET erased_at = now() WHERE id = $1', [gone.id]);
    const deep = (levels: number): object => (levels === 0 ? {} : { in: deep(levels - 1) });
    const custom = (input: Partial<EventInput>) =>
      event({ kind: 'custom', name: 'note', lead: { id: good.id }, ...input });
    const outcomes = await store.events.ingestMany(
      [
        custom({}),
        custom({ lead: { id: 'nobody' } }),
        custom({ lead: { messageId: '018f0000-0000-7000-8000-000000000000' } }),
        custom({ lead: { id: gone.id } }),
        custom({ dedupeKey: 'x'.repeat(3000) }),
        custom({ occurredAt: 'yesterday' }),
        custom({ occurredAt: '0000-01-01T00:00:00.000Z' }),
        custom({ payload: { text: 'x'.repeat(2_000_000) } }),
        custom({ payload: deep(5_000) as Record<string, unknown> }),
        custom({ payload: { many: 1n } }),
        custom({ name: 'a\0b', payload: { 'key\0': 'half \ud83d', 'half\udc00': 1 } }),
      ],
      start,
    );
    expect(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : 'ingested'))).toEqual([
      'ingested',
      'LEAD_UNKNOWN',
      'LEAD_UNKNOWN',
      'LEAD_UNKNOWN',
      ...Array.from({ length: 6 }, () => 'EVENT_UNSTORABLE'),
      'ingested',
    ]);
    const rows = await query('SELECT name, payload FROM event WHERE lead_id = $1 ORDER BY id', [good.id]);
    expect(rows).toEqual([
      { name: 'note', payload: {} },
      { name: 'ab', payload: { key: 'half \ufffd', 'half\ufffd': 1 } },
    ]);
  });

  it('lock their leads in one order, so that batches about the same people wait for each other and none fails', async () => {
    const { store, url } = test;
    const people = await Promise.all(Array.from({ length: 20 }, () => addLead(store)));
    const clicks = people.map(({ id }) => event({ kind: 'click', lead: { id } }));
    const more = people.map(({ id }) => event({ kind: 'click', lead: { id } }));
    const held = `SELECT 1 FROM lead WHERE id = '${people[10]?.id}' FOR NO KEY UPDATE`;
    const outcomes = await whileHeld(url, held, 3, () =>
      Promise.all([
        store.events.ingestMany([...clicks, ...more], start),
        store.events.ingestMany([...more, ...clicks].toReversed(), start),
        store.events.ingestMany([...clicks].toReversed(), start),
      ]),
    );
    const recorded = outcomes.flat().filter((outcome) => outcome.kind === 'ingested' && outcome.recorded);
    expect(recorded).toHaveLength(40);
    const scores = await Promise.all(people.map(async ({ id }) => (await store.leads.get(id, start)).score));
    expect(new Set(scores)).toEqual(new Set([20]));
  });

  it('kill an address that was refused often enough before the next event of its lead is looked at', async () => {
    const { store } = test;
    const { lead, messageId, workflowId } = await person();
    const bounce = () => event({ kind: 'bounce_soft', lead: { messageId }, payload: { class: 'domain' } });
    await store.events.ingest(bounce(), minute(-3000));
    await store.events.ingestMany([bounce(), event({ kind: 'reply', lead: { messageId } })], minute(1));
    const [dead] = await query("SELECT payload FROM event WHERE lead_id = $1 AND kind = 'bounce_hard'", [lead.id]);
    expect(dead).toEqual({ payload: { class: 'domain', refusals: 2 } });
    const told = (await outboxOf(test.url)).filter(
      ({ workflow_id, kind }) => workflow_id === workflowId && kind === 'signal_nurture',
    );
    expect(told[0]).toMatchObject({ payload: { event: { kind: 'bounce_hard' } } });
  });
});
