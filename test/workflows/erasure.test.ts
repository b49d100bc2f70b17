/** Erasure reaches Temporal: what the namespace holds of a person, and that it is gone afterwards. */
import type { WorkflowClient } from '@temporalio/client';
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
  await clickedAndAsked(lead);
  await refused(lead);
  return lead.id;
}

/** A click, and a task for a person with the words of the lead. */
async function clickedAndAsked({ id, email }: { readonly id: string; readonly email: string }): Promise<void> {
  const { store } = engine;
  const mail = await store.messages.newestSent(id);
  await engine.ingest({ kind: 'click', lead: { messageId: mail?.id ?? '' }, link: 'guide' });
  await store.tasks.open(
    {
      ...{ key: `reply of ${email}`, kind: 'reply', leadId: id, inboundItemId: null, assignee: 'ines' },
      ...{ title: `Answer ${email}`, detail: 'Annika Vogelsang wants Quittengelee' },
    },
    now(),
  );
}

/** A letter that the server of the lead does not take, with an answer that names it. */
async function refused({ id, email }: { readonly id: string; readonly email: string }): Promise<void> {
  const { store } = engine;
  engine.sink.behave(({ stage }) =>
    stage === 'dot' ? { reply: `550 5.6.0 Annika Vogelsang <${email}> of Birkenhof cannot read that` } : undefined,
  );
  const letter = await store.letters.write(
    {
      ...{ kind: 'answer', leadId: id, inboundItemId: null, recipient: email, subject: 'Birkenhof again' },
      ...{ text: 'Liebe Annika', inReplyTo: null, references: [], actor: 'ines' },
    },
    `second letter to ${id}`,
    now(),
  );
  const { detail } = await engine.until(
    async () => (await store.messages.list({ leadId: id, state: 'FAILED' }, { limit: 1 })).items[0] ?? { detail: null },
    (message) => message.detail !== null,
    'the refusal of the letter',
  );
  expect(detail).toContain('cannot read that');
  await engine.until(
    () => engine.client.getHandle(`letter/${letter.id}`).describe(),
    ({ status }) => status.name !== 'RUNNING',
    'the end of the letter',
  );
  engine.sink.behave();
}

/** All text of a history: names, and payloads as what they stand for. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : '';
  return Object.values(value).map(textOf).join('\n');
}

/** All runs of all workflows that the engine ever ran: what the namespace lists of each, and its history, decoded. */
async function everythingOf(client: WorkflowClient, taskQueue: string): Promise<ReadonlyMap<string, string>> {
  const { namespace } = client.options;
  const query = `TaskQueue = '${taskQueue}'`;
  const { executions } = await client.workflowService.listWorkflowExecutions({ namespace, query, pageSize: 500 });
  const texts = new Map<string, string>();
  for (const listed of executions) {
    const { workflowId = '', runId = '' } = listed.execution ?? {};
    const history = await client.getHandle(workflowId ?? '', runId ?? '').fetchHistory();
    texts.set(`${workflowId} ${runId}`, `${textOf(listed)}\n${textOf(history)}`.toLowerCase());
  }
  return texts;
}

const kindsOf = (texts: ReadonlyMap<string, string>) =>
  [...new Set([...texts.keys()].map((one) => one.split('/')[0]))].toSorted();

/** Where which of the words stands; nowhere, where all is well. */
const found = (texts: ReadonlyMap<string, string>) =>
  [...texts].flatMap(([run, text]) =>
    personal.filter((word) => text.includes(word.toLowerCase())).map((word) => `${word} in ${run}`),
  );

describe('erasure at Temporal', () => {
  it('finds ids only in the whole namespace after a whole life, and deletes what was of the person', async () => {
    const leadId = await lived();
    const { store, client, taskQueue } = engine;
    await engine.holdSignals();
    const { id } = await store.rights.erase(leadId, 'ines', 'asked for it', now());
    const workflowIds = await store.rights.workflowsOf(id);
    expect(workflowIds.map((one) => one.split('/')[0]).toSorted()).toEqual([
      ...['handoff', 'letter', 'letter', 'nurture', 'nurture'],
    ]);
    const before = await engine.until(
      () => everythingOf(client, taskQueue),
      (texts) => new Set([...texts.keys()].map((run) => run.split(' ')[0])).size >= workflowIds.length,
      'the list of all workflows',
    );
    expect(kindsOf(before)).toEqual(['handoff', 'letter', 'nurture']);
    // They were read whole: what each was started with is in it, and the steps that the lead went through.
    for (const text of before.values()) expect(text).toMatch(/sequenceversionid|handoffid|letterid/);
    expect([...before.values()].join()).toContain('still-there');
    expect(found(before)).toEqual([]);
    await engine.deliverSignals();
    const done = await engine.until(
      async () => (await store.rights.erasures(1))[0],
      (erasure) => erasure !== undefined && erasure.doneAt !== null,
      'the end of the erasure',
    );
    expect(done).toMatchObject({ id, leadId, counts: { workflows: 5 } });
    for (const workflowId of workflowIds) {
      await expect(client.getHandle(workflowId).describe()).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
    }
    // The erasure itself is left; all else of the engine was of this person.
    const after = await engine.until(
      () => everythingOf(client, taskQueue),
      (texts) => kindsOf(texts).join() === 'erasure',
      'nothing but the erasure',
    );
    expect(found(after)).toEqual([]);
  }, 90_000);

  it('would find what a history holds: the search can fail', async () => {
    const { client } = engine;
    const taskQueue = `nobody-${crypto.randomUUID()}`;
    const workflowId = `nurture/${crypto.randomUUID()}`;
    await client.start('nurture', { taskQueue, workflowId, args: [{ email: 'annika.vogelsang@birkenhof.test' }] });
    await client.getHandle(workflowId).terminate('Haselnuss');
    const seen = await engine.until(
      async () => found(await everythingOf(client, taskQueue)).map((one) => one.split(' ')[0]),
      (words) => words.length > 0,
      'the words of the person',
    );
    expect(seen).toEqual(['Annika', 'Vogelsang', 'birkenhof.test', 'Birkenhof', 'Haselnuss']);
  });
});
