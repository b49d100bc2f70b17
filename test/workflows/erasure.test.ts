/** Erasure reaches Temporal: what its histories hold, and that they are gone afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now, startEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine();
  await engine.publish(
    `sequence: story
steps:
  - send: hello
  - waitFor: reply
    timeout: 9 days
    then: [ { exit: answered } ]
`,
  );
  await engine.publish(
    `sequence: recycle
steps:
  - send: still-there
  - waitFor: click
    timeout: 9 days
    then: [ { exit: back } ]
`,
  );
});
afterAll(() => engine?.close());

/** Words that nothing but this person, and what it did, brings in. */
const personal = [
  'Annika',
  'Vogelsang',
  'birkenhof.test',
  'Birkenhof',
  'Kirschholz',
  'Wolkenkuckuck',
  'Quittengelee',
  'Haselnuss',
];

/** A lead that was mailed, filled in a form, clicked, answered, was handed off with a note, returned, and written to. */
async function lived(): Promise<string> {
  const { store } = engine;
  const lead = await engine.addLead({
    ...{ email: 'annika.vogelsang@birkenhof.test', firstName: 'Annika', lastName: 'Vogelsang', company: 'Birkenhof' },
    fields: { employees: 100, region: 'Kirschholz' },
  });
  const enrollment = await engine.enroll(lead.id, 'story');
  const [mail] = await engine.sink.waitFor((one) => one.envelope.to[0] === lead.email);
  expect(mail?.text).toBeDefined();
  await engine.ingest({ kind: 'form', name: 'demo', lead: { id: lead.id }, payload: { wish: 'Wolkenkuckuck' } });
  await engine.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id }, payload: { who: 'Annika' } });
  const { handoffId } = await engine.ingest({
    kind: 'reply',
    lead: { id: lead.id },
    payload: { text: 'Gern, Quittengelee' },
  });
  await engine.ended(enrollment.id);
  if (handoffId === null) throw new Error('No hand-off was opened');
  await engine.until(
    async () => (await store.handoffs.story(handoffId, now())).handoff,
    ({ salesperson }) => salesperson !== null,
    'an offer',
  );
  const decision = { kind: 'returned', reason: 'no_budget', note: 'Annika likes Haselnuss' } as const;
  await store.handoffs.decide(handoffId, decision, 'ines', now());
  await engine.sink.waitFor((one) => one.envelope.to[0] === lead.email && one.subject.startsWith('still-there'));
  await store.letters.write(
    {
      ...{ kind: 'answer', leadId: lead.id, inboundItemId: null, recipient: lead.email, subject: 'Birkenhof' },
      ...{ text: 'Liebe Annika, gern mit Haselnuss', inReplyTo: null, references: [], actor: 'ines' },
    },
    `letter to ${lead.id}`,
    now(),
  );
  await engine.sink.waitFor((one) => one.text.includes('gern mit Haselnuss'));
  return lead.id;
}

/** All text of a history: names, and payloads as what they stand for. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : '';
  return Object.values(value).map(textOf).join('\n');
}

const historyOf = async (workflowId: string): Promise<string> =>
  textOf(await engine.client.getHandle(workflowId).fetchHistory());

describe('erasure at Temporal', () => {
  it('finds ids only in the histories of a whole life, and deletes them', async () => {
    const leadId = await lived();
    const { store } = engine;
    await engine.holdSignals();
    const { id } = await store.rights.erase(leadId, 'ines', 'asked for it', now());
    const workflowIds = await store.rights.workflowsOf(id);
    expect(workflowIds.map((one) => one.split('/')[0]).toSorted()).toEqual(['handoff', 'letter', 'nurture', 'nurture']);
    for (const workflowId of workflowIds) {
      const text = (await historyOf(workflowId)).toLowerCase();
      // It was read whole: what it was started with is in it.
      expect(text).toContain(workflowId.startsWith('nurture') ? 'sequenceversionid' : 'id');
      expect(personal.filter((word) => text.includes(word.toLowerCase()))).toEqual([]);
    }
    await engine.deliverSignals();
    const done = await engine.until(
      async () => (await store.rights.erasures(1))[0],
      (erasure) => erasure !== undefined && erasure.doneAt !== null,
      'the end of the erasure',
    );
    expect(done).toMatchObject({ id, leadId, counts: { workflows: 4 } });
    for (const workflowId of workflowIds) {
      await expect(engine.client.getHandle(workflowId).describe()).rejects.toMatchObject({
        name: 'WorkflowNotFoundError',
      });
    }
    const left = [];
    for await (const { workflowId } of engine.client.list({ query: `WorkflowId STARTS_WITH "nurture/${leadId}"` }))
      left.push(workflowId);
    expect(left).toEqual([]);
  }, 90_000);
});
