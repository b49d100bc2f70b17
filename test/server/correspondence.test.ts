/** Incoming mails, answers, threads and tasks over HTTP. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeadView, MessageView } from '../../db/store.ts';
import { answeringSubject, conversation } from '../../server/inbound/answering.ts';
import { bounceMail, rawMail } from '../support/receiving.ts';
import { drained, eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const mailDomain = 'reply.acme.example';
const mailBody = { 'Content-Type': 'message/rfc822' };

async function mailed(): Promise<{ readonly lead: LeadView; readonly mail: MessageView; readonly address: string }> {
  const lead = await server.addLead();
  const mail = await server.sentMail(lead);
  return { lead, mail, address: `r+${server.token('reply', mail.id)}@${mailDomain}` };
}

const written = (text: string, headers: Readonly<Record<string, string>> = {}): Uint8Array =>
  rawMail({ headers: { 'Message-ID': `<${randomUUID()}@customer.example>`, ...headers }, body: [text] });

/** Hands in a mail as JSON. */
const hand = (raw: Uint8Array, ...envelopeTo: readonly string[]) =>
  server.call('POST /v1/inbound', {
    as: 'inbound',
    body: { raw: Buffer.from(raw).toString('base64'), envelopeTo, envelopeFrom: 'ann@customer.example' },
  });

/** A reply that names none of our mails. */
async function heldReply(lead: LeadView) {
  const raw = written('What about the price?', { From: `Ann <${lead.email}>`, Subject: 'Your offer' });
  return (await hand(raw, `replies@${mailDomain}`)).body;
}

const post = (path: string, body?: unknown) =>
  server.call(`POST /v1/${path}`, { as: 'inbound', ...(body === undefined ? {} : { body }) });
const get = (path: string) => server.call(`GET /v1/${path}`, { as: 'inbound' });

describe('a mail that is handed in', () => {
  test('is taken once, whether it comes as it is or in JSON', async () => {
    const { lead, address } = await mailed();
    const raw = written('Hello again', { To: address });
    const request = { method: 'POST', headers: { ...mailBody, Authorization: `Bearer ${server.keys.inbound}` } };
    const first = await server.app.request('/v1/inbound', { ...request, body: Buffer.from(raw) });
    expect(first.status).toBe(201);
    const item = (await first.json()) as { readonly id: string };
    expect(item).toMatchObject({ way: 'api/inbound', kind: 'reply', status: 'applied', leadId: lead.id });
    expect(item).toMatchObject({ text: 'Hello again', answer: { class: 'human' }, reports: [], kept: true });
    const again = await hand(raw, address);
    expect([again.status, again.body.id]).toEqual([200, item.id]);
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply' }]);
    expect((await get(`inbound/${item.id}`)).body).toEqual(item);
    expect((await get(`inbound?lead=${lead.email}&kind=reply`)).body.items).toEqual([item]);
    expect((await get(`inbound?lead=${lead.email}&status=held`)).body.items).toEqual([]);
  });

  test('may be larger than any other body; one of more than ten megabytes, none and one in no base64 is refused', async () => {
    const { lead, address } = await mailed();
    const large = Buffer.concat([written('Look at this.\r\n'), Buffer.alloc(2 * 1024 * 1024, `${'x'.repeat(70)}\r\n`)]);
    expect(await hand(large, address)).toMatchObject({ status: 201, body: { size: large.length, leadId: lead.id } });
    const tooLarge = await hand(Buffer.alloc(10 * 1024 * 1024 + 1, 'x'), address);
    expect([tooLarge.status, tooLarge.body.code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect((await post('inbound', { raw: 'x'.repeat(15 * 1024 * 1024) })).status).toBe(413);
    expect((await post('tasks/x/completion', 'x'.repeat(2 * 1024 * 1024))).status).toBe(413);
    expect((await post('inbound', { raw: 'not base64!' })).body.code).toBe('REQUEST_INVALID');
    const empty = await server.call('POST /v1/inbound', { as: 'inbound', headers: mailBody });
    expect([empty.status, empty.body.code]).toEqual([400, 'REQUEST_INVALID']);
    const other = await server.call('POST /v1/inbound', {
      as: 'inbound',
      body: 'x',
      headers: { 'Content-Type': 'text/plain' },
    });
    expect([other.status, other.body.code]).toEqual([415, 'BODY_TYPE']);
  });

  test('that is a bounce shows what it says of each recipient', async () => {
    const { mail } = await mailed();
    const raw = bounceMail({ 'Final-Recipient': 'rfc822; ann@customer.example', Action: 'failed', Status: '5.1.1' });
    const taken = await hand(raw, `b+${server.token('bounce', mail.id)}@${mailDomain}`);
    expect(taken.body).toMatchObject({ kind: 'bounce', answer: null, reports: [{ hard: true, status: '5.1.1' }] });
  });
});

describe('a held reply', () => {
  test('that a person assigns is told to the sequence, and another task takes the place of its question', async () => {
    const { lead, mail } = await mailed();
    await drained(server.store, server.now());
    const item = await heldReply(lead);
    expect(item).toMatchObject({ status: 'held', leadId: null });
    const question = (await get('tasks?kind=match')).body.items[0];
    expect(question).toMatchObject({ inboundItemId: item.id, perhaps: [{ id: lead.id }], doneAt: null });
    const assigned = await post(`inbound/${item.id}/assignments`, { lead: lead.email });
    expect(assigned.body).toMatchObject({
      status: 'applied',
      matchedBy: 'person',
      messageId: mail.id,
      handledBy: 'api/inbound',
    });
    const told = (await drained(server.store, server.now())).filter(({ kind }) => kind === 'signal_nurture');
    const { workflowId } = await server.store.enrollments.get(mail.enrollmentId ?? '');
    expect(told).toMatchObject([{ workflowId, payload: { kind: 'event', event: { kind: 'reply' } } }]);
    expect((await get('tasks?kind=match')).body.items).toEqual([]);
    expect((await get(`tasks?lead=${lead.id}`)).body.items).toMatchObject([{ kind: 'reply', inboundItemId: item.id }]);
    await post(`inbound/${item.id}/replays`);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('that a person dismisses keeps what it says, and nobody is asked any more', async () => {
    const lead = await server.addLead();
    const item = await heldReply(lead);
    const dismissed = await post(`inbound/${item.id}/dismissals`);
    expect(dismissed.body).toMatchObject({ status: 'dismissed', leadId: null, handledBy: 'api/inbound' });
    expect(dismissed.body).toMatchObject({ text: item.text, subject: item.subject, fromAddress: lead.email });
    expect((await get('tasks?kind=match')).body.items).toEqual([]);
    expect((await get('tasks?kind=match&status=done')).body.items[0]).toMatchObject({ doneBy: 'api/inbound' });
    expect(await eventsOf(server.store, lead.id)).toEqual([]);
  });

  test('is about somebody known, by lead or by mail', async () => {
    const { lead, mail } = await mailed();
    const item = await heldReply(lead);
    for (const [body, code] of [
      [{ lead: 'nobody@nowhere.example' }, 'LEAD_UNKNOWN'],
      [{ message: randomUUID() }, 'MESSAGE_UNKNOWN'],
    ] as const) {
      expect((await post(`inbound/${item.id}/assignments`, body)).body.code).toBe(code);
    }
    expect((await post(`inbound/${item.id}/answers`, { text: 'Hello' })).body.code).toBe('INBOUND_UNANSWERABLE');
    expect((await get('tasks?kind=match')).body.items).toMatchObject([{ inboundItemId: item.id }]);
    expect((await post(`inbound/${item.id}/assignments`, { message: mail.id })).body.leadId).toBe(lead.id);
  });

  test('may be about a lead that was never sent a mail: it counts as its reply, and is answered', async () => {
    const lead = await server.addLead();
    const item = await heldReply(lead);
    const assigned = await post(`inbound/${item.id}/assignments`, { lead: lead.id });
    expect(assigned.body).toMatchObject({ status: 'applied', leadId: lead.id, messageId: null, matchedBy: 'person' });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply' }]);
    const answer = await post(`inbound/${item.id}/answers`, { text: 'Hello' });
    expect([answer.status, answer.body.recipient]).toEqual([201, lead.email]);
  });
});

describe('an answer', () => {
  test('is a letter in the thread of the lead, whose sending is ordered once', async () => {
    const { lead, mail, address } = await mailed();
    await drained(server.store, server.now());
    server.advance(60_000);
    const reply = await hand(written('What does it cost? <b>x</b>', { To: address }), address);
    server.advance(60_000);
    const text = 'From 90 € a month.';
    const made = await post(`inbound/${reply.body.id}/answers`, { text });
    expect([made.status, made.body]).toMatchObject([
      201,
      { kind: 'answer', recipient: lead.email, subject: 'Re: Hello', text },
    ]);
    const twice = await post(`inbound/${reply.body.id}/answers`, { text });
    expect([twice.status, twice.body.id]).toEqual([200, made.body.id]);
    const ordered = (await drained(server.store, server.now())).filter(({ kind }) => kind === 'start_letter');
    // The other one is the note to the owner.
    expect(ordered.map(({ workflowId }) => workflowId)).toContain(`letter/${made.body.id}`);
    expect(ordered).toHaveLength(2);
    const { items } = (await get(`leads/${lead.email}/thread`)).body;
    expect(items).toMatchObject([
      { kind: 'mail', message: { id: mail.id } },
      { kind: 'received', item: { id: reply.body.id, text: 'What does it cost? <b>x</b>' } },
      { kind: 'letter', letter: { id: made.body.id, actor: 'api/inbound', message: null } },
    ]);
    expect((await get(`tasks?lead=${lead.id}`)).body.items).toEqual([]);
  });

  test('to a bounce, to nobody, or without words is refused', async () => {
    const { mail, address } = await mailed();
    const raw = bounceMail(
      { 'Final-Recipient': `rfc822; ${mail.recipient}`, Action: 'failed', Status: '5.1.1' },
      { id: '<b2@mx.example>' },
    );
    const bounce = await hand(raw, `b+${server.token('bounce', mail.id)}@${mailDomain}`);
    const refused = await post(`inbound/${bounce.body.id}/answers`, { text: 'Hello?' });
    expect([refused.status, refused.body.code]).toEqual([409, 'INBOUND_UNANSWERABLE']);
    const reply = await hand(written('Hello'), address);
    for (const text of ['', ' \n ', 'x'.repeat(64 * 1024 + 1)]) {
      expect((await post(`inbound/${reply.body.id}/answers`, { text })).status).toBe(400);
    }
    // The bounce has ended the address.
    expect((await post(`inbound/${reply.body.id}/answers`, { text: 'Hi' })).body.code).toBe('LEAD_SUPPRESSED');
  });

  test('says Re: once, and names the conversation from its beginning and its end', () => {
    expect(answeringSubject('AW: Re: RE[2]: Your guide')).toBe('Re: Your guide');
    expect(answeringSubject('Regarding: x')).toBe('Re: Regarding: x');
    const long = Array.from({ length: 60 }, (_, i) => `${60 - i}@x.example`);
    const { inReplyTo, references } = conversation({ ownId: 'new=1$@y.example', inReplyTo: [], references: long });
    expect(inReplyTo).toBe('<new=1$@y.example>');
    expect([references.length, references[0], references.at(-2), references.at(-1)]).toEqual([
      20,
      '<1@x.example>',
      '<60@x.example>',
      inReplyTo,
    ]);
    const hostile = conversation({ ownId: 'ä b@x', inReplyTo: ['a@x.example'], references: [] });
    expect(hostile).toEqual({ inReplyTo: null, references: [] });
    // RFC 5322 §3.6.4: without References, the one mail that In-Reply-To names.
    expect(conversation({ ownId: 'c@x.example', inReplyTo: ['a@x.example'], references: [] }).references).toEqual([
      '<a@x.example>',
      '<c@x.example>',
    ]);
  });
});

describe('what is not there', () => {
  test.each([
    ['GET /v1/inbound/no-id', 'INBOUND_UNKNOWN'],
    [`POST /v1/inbound/${randomUUID()}/replays`, 'INBOUND_UNKNOWN'],
    [`POST /v1/inbound/${randomUUID()}/dismissals`, 'INBOUND_UNKNOWN'],
    ['POST /v1/tasks/no-id/completion', 'TASK_UNKNOWN'],
    ['GET /v1/leads/nobody@nowhere.example/thread', 'LEAD_UNKNOWN'],
  ])('%s', async (route, code) => {
    expect((await server.call(route, { as: 'inbound' })).body).toMatchObject({ code, status: 404 });
  });

  test('is an answer, or an assignment, of a mail that never came', async () => {
    expect((await post('inbound/no-id/answers', { text: 'x' })).body.code).toBe('INBOUND_UNKNOWN');
    const { lead } = await mailed();
    expect((await post('inbound/no-id/assignments', { lead: lead.id })).body.code).toBe('INBOUND_UNKNOWN');
  });
});

test('a task is done once, by whoever said so first', async () => {
  const { lead, address } = await mailed();
  await hand(written('Please call me.'), address);
  const [task] = (await get(`tasks?lead=${lead.id}`)).body.items;
  expect(task).toMatchObject({ kind: 'call', assignee: expect.stringContaining('@'), doneAt: null });
  const done = await post(`tasks/${task.id}/completion`);
  expect(done.body).toMatchObject({ id: task.id, doneBy: 'api/inbound', doneAt: server.now() });
  server.advance(60_000);
  expect((await post(`tasks/${task.id}/completion`)).body).toEqual(done.body);
  expect((await get(`tasks?lead=${lead.id}&status=done`)).body.items).toEqual([done.body]);
});
