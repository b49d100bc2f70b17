import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  arm,
  browser,
  clickOf,
  due,
  early,
  eventsOf,
  hit,
  judgementsOf,
  mailed,
  scoreOf,
  signalsTo,
} from './click-ground.ts';
import { connect, event, minute, publishBasics } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

describe('a click at an address of ours', () => {
  it('counts at once when it is clear that a person made it, with the name of its link', async () => {
    const { store } = test;
    const { lead, enrollmentId, workflowId, messageId } = await mailed(test, templateVersionId);
    await arm(test, enrollmentId, minute(1000));
    const at = minute(90);
    expect(await store.events.ingest(clickOf(messageId, at), at)).toMatchObject({
      score: expect.closeTo(10, 1),
      stage: 'engaged',
    });
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click', link: 'guide', verdict: 'human' }]);
    expect(await signalsTo(test, workflowId)).toMatchObject([{ payload: { event: { kind: 'click', link: 'guide' } } }]);
    expect(await judgementsOf(test, messageId)).toEqual([]);
  });

  it('is held when it comes early: no points, no signal, and one judgement for the mail is due', async () => {
    const { store } = test;
    const { lead, enrollmentId, workflowId, messageId } = await mailed(test, templateVersionId);
    await arm(test, enrollmentId, minute(1000));
    const outcome = await store.events.ingest(clickOf(messageId, early), early);
    expect(outcome).toMatchObject({ recorded: true, score: 0, stage: 'name' });
    await store.events.ingest(clickOf(messageId, plusMs(early, 20_000)), plusMs(early, 20_000));
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click_held' }, { event: 'click_held' }]);
    expect(await judgementsOf(test, messageId)).toEqual([{ kind: 'judge_clicks', payload: { messageId }, at: due }]);
    expect(await signalsTo(test, workflowId)).toEqual([]);
  });

  it('becomes a click once its hold is over: points of when it was made, and the wait is told of it as new', async () => {
    const { store } = test;
    const { lead, enrollmentId, workflowId, messageId } = await mailed(test, templateVersionId);
    await store.events.ingest(clickOf(messageId, early), early);
    // Armed while the click is held: looking back finds nothing yet.
    expect(await arm(test, enrollmentId, minute(1000))).toEqual([]);
    expect(await store.events.judgeClicks(messageId, due)).toBeNull();
    expect(await signalsTo(test, workflowId)).toMatchObject([
      { payload: { event: { kind: 'click', link: 'guide', stepId: 'hello', recordedAt: due } } },
    ]);
    const [points] = (await store.leads.timeline(lead.id)).filter(({ kind }) => kind === 'score');
    expect(points).toMatchObject({ points: 10, at: early });
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click', verdict: 'human', at: early }]);
    expect(await store.events.judgeClicks(messageId, plusMs(due, 1000))).toBeNull();
    expect(await scoreOf(test, lead.id, due)).toBeCloseTo(10, 1);
  });

  it('is found by a wait that is armed after the judgement', async () => {
    const { store } = test;
    const { enrollmentId, messageId } = await mailed(test, templateVersionId);
    const { eventId } = await store.events.ingest(clickOf(messageId, early), early);
    await store.events.judgeClicks(messageId, due);
    expect(await arm(test, enrollmentId, minute(1000))).toMatchObject([{ id: eventId, kind: 'click' }]);
  });

  it('is a machine’s when a burst follows, and stays without points, signals and stages', async () => {
    const { store } = test;
    const { lead, enrollmentId, workflowId, messageId } = await mailed(test, templateVersionId);
    const client = await connect(test.url);
    const links = JSON.stringify(
      Array.from({ length: 8 }, (_, i) => ({ name: `l${i}`, url: 'https://acme.example/' })),
    );
    await client.query('UPDATE message SET links = $1 WHERE id = $2', [links, messageId]);
    await client.end();
    await arm(test, enrollmentId, minute(1000));
    await store.events.ingest(clickOf(messageId, minute(1)), minute(1));
    const burst = Array.from({ length: 7 }, (_, i) =>
      clickOf(messageId, plusMs(minute(1), 100 * (i + 1)), { link: i + 1 }),
    );
    await store.events.ingestMany(burst, plusMs(minute(1), 1000));
    let next: string | null = due;
    while (next !== null) next = await store.events.judgeClicks(messageId, next);
    const found = await eventsOf(test, lead.id);
    expect(found).toHaveLength(8);
    expect(new Set(found.map(({ event: kind }) => kind))).toEqual(new Set(['click_machine']));
    expect(await signalsTo(test, workflowId)).toEqual([]);
    expect(await store.leads.get(lead.id, due)).toMatchObject({ score: 0, stage: 'name' });
  });

  it('of the hidden link, by HEAD or in advance is a machine’s at once, and shows that the mail arrived', async () => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    const client = await connect(test.url);
    await client.query("UPDATE message SET state = 'UNKNOWN' WHERE id = $1", [messageId]);
    const machines = [{ honeypot: true, link: null }, { method: 'HEAD' }, { prefetch: true }];
    await store.events.ingestMany(
      machines.map((seen) => clickOf(messageId, minute(90), seen)),
      minute(90),
    );
    const [first] = (await client.query("SELECT payload FROM event WHERE lead_id = $1 AND name = 'trap'", [lead.id]))
      .rows;
    await client.end();
    expect(await eventsOf(test, lead.id)).toMatchObject([
      { event: 'click_machine', name: 'trap', link: null },
      { event: 'click_machine', link: 'guide' },
      { event: 'click_machine', link: 'guide' },
    ]);
    expect(first?.payload).toEqual({ hit: hit(machines[0]), reasons: [expect.any(String)], rules: expect.any(Number) });
    expect(await judgementsOf(test, messageId)).toEqual([]);
    expect(await store.messages.find(messageId)).toMatchObject({ state: 'SENT' });
  });

  it('that comes late in its own mail leaves a judgement behind that asks again', async () => {
    const { store } = test;
    const { messageId } = await mailed(test, templateVersionId);
    const later = plusMs(early, 40_000);
    await store.events.ingest(clickOf(messageId, early), early);
    await store.events.ingest(clickOf(messageId, later, { network: 'n2' }), later);
    const next = await store.events.judgeClicks(messageId, due);
    expect(next !== null && next > due).toBe(true);
    expect((await judgementsOf(test, messageId)).map(({ at }) => at)).toEqual([due, next]);
  });

  it('is judged although an older one was forgotten, whose entry is gone or was given up', async () => {
    const { store } = test;
    const client = await connect(test.url);
    const losses = [
      'DELETE FROM outbox WHERE workflow_id = $1',
      'UPDATE outbox SET dead_at = now() WHERE workflow_id = $1',
    ];
    for (const loss of losses) {
      const { lead, messageId } = await mailed(test, templateVersionId);
      await store.events.ingest(clickOf(messageId, early), early);
      await client.query(loss, [`clicks/${messageId}`]);
      const later = plusMs(early, 10_000);
      await store.events.ingest(clickOf(messageId, later), later);
      expect((await judgementsOf(test, messageId)).at(-1)).toMatchObject({ at: plusMs(later, 45_000) });
      let next: string | null = plusMs(later, 45_000);
      while (next !== null) next = await store.events.judgeClicks(messageId, next);
      expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click' }, { event: 'click' }]);
    }
    await client.end();
  });

  it('asks for a judgement while the entry of one that is over has not been taken away yet', async () => {
    const { store } = test;
    const { messageId } = await mailed(test, templateVersionId);
    await store.events.ingest(clickOf(messageId, early), early);
    expect(await store.events.judgeClicks(messageId, due)).toBeNull();
    const again = minute(4);
    await store.events.ingest(clickOf(messageId, again), again);
    expect((await judgementsOf(test, messageId)).map(({ at }) => at)).toEqual([due, plusMs(again, 45_000)]);
  });

  it('that counted before it was held gets only the points that it lacks, and wakes nobody again', async () => {
    const { store } = test;
    const client = await connect(test.url);
    for (const takenBack of [true, false]) {
      const { lead, workflowId, messageId } = await mailed(test, templateVersionId);
      const at = minute(90);
      const { eventId } = await store.events.ingest(clickOf(messageId, at), at);
      const told = await signalsTo(test, workflowId);
      const disguise = async (userAgent: string, kind: string) =>
        client.query(
          `UPDATE event SET kind = $3, payload = jsonb_set(payload, '{hit,userAgent}', to_jsonb($2::text)) WHERE id = $1`,
          [eventId, userAgent, kind],
        );
      if (takenBack) {
        await disguise('curl/8.9.1', 'click');
        await store.events.rejudge({ since: at, apply: true }, minute(200));
      }
      // As older versions left it.
      await disguise(browser, 'click_held');
      expect(await store.events.judgeClicks(messageId, minute(201))).toBeNull();
      expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click' }]);
      expect(await scoreOf(test, lead.id, at)).toBeCloseTo(10, 1);
      const { rows } = await client.query('SELECT points FROM score_entry WHERE event_id = $1 ORDER BY id', [eventId]);
      expect(rows.map(({ points }) => points)).toEqual(takenBack ? [10, -10, 10] : [10]);
      expect(await signalsTo(test, workflowId)).toEqual(told);
    }
    await client.end();
  });

  it('whose wait times out before its judgement gives its points and wakes nobody', async () => {
    const { store } = test;
    const { lead, enrollmentId, workflowId, messageId } = await mailed(test, templateVersionId);
    await arm(test, enrollmentId, plusMs(early, 30_000));
    await store.events.ingest(clickOf(messageId, early), early);
    // The time of the wait is over, and the enrollment goes on as if nobody had clicked.
    await store.enrollments.position(enrollmentId, { kind: 'moving', stepId: 'next' });
    expect(await store.events.judgeClicks(messageId, due)).toBeNull();
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click', verdict: 'human', at: early }]);
    expect(await scoreOf(test, lead.id, due)).toBeCloseTo(10, 1);
    expect(await signalsTo(test, workflowId)).toEqual([]);
  });

  it('shows in the timeline with its points where it was made, before what came while it was held', async () => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    const [second, third] = [plusMs(early, 10_000), plusMs(early, 20_000)];
    await store.events.ingest(clickOf(messageId, early), early);
    const asked = event({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id }, occurredAt: second });
    await store.events.ingest(asked, second);
    await store.events.ingest(clickOf(messageId, third), third);
    let next: string | null = due;
    while (next !== null) next = await store.events.judgeClicks(messageId, next);
    const shown = (await store.leads.timeline(lead.id)).flatMap((entry) => {
      if (entry.kind === 'score') return [[entry.at, entry.points]];
      return entry.kind === 'event' && entry.event !== 'sent' ? [[entry.at, entry.event]] : [];
    });
    expect(shown).toEqual([
      ...[
        [early, 'click'],
        [early, 10],
      ],
      ...[
        [second, 'custom'],
        [second, 50],
      ],
      ...[
        [third, 'click'],
        [third, 10],
      ],
    ]);
  });

  it('without what was seen of it counts at once, as a provider tells it', async () => {
    const { store } = test;
    const { messageId } = await mailed(test, templateVersionId);
    const told = event({ kind: 'click', lead: { messageId }, link: 'guide', occurredAt: early });
    expect(await store.events.ingest(told, early)).toMatchObject({ score: expect.closeTo(10, 1) });
  });
});
