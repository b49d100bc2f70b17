/** Letters: a person's answer to a reply, and the note that tells a person of it, through the real workflow. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letterMessageKey } from '../../domain/identity.ts';
import { plusMs } from '../../domain/instant.ts';
import { makeToken } from '../../domain/tokens.ts';
import type { Receiving } from '../../server/inbound/receiving.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { bounceMail, receivingOver } from '../support/receiving.ts';
import type { AcceptedMail } from '../support/smtp-sink.ts';
import { testWorkspace } from '../support/workspace.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const owner = testWorkspace.organisation.replies ?? testWorkspace.organisation.sender.address;

let engine: TestEngine;
let receiving: Receiving;
beforeAll(async () => {
  engine = await startEngine();
  receiving = receivingOver({ store: engine.store, signer: engine.signer, now, log: quiet });
  await engine.publish('sequence: talk\nsteps:\n  - send: hello\n  - { id: rest, wait: 30 days }\n  - send: never\n');
});
afterAll(() => engine?.close());

const to = (address: string) => (mail: AcceptedMail) => mail.envelope.to[0] === address;
const tokenAddress = (mail: AcceptedMail): string =>
  /[a-z]\+[a-z2-7]+@[\w.]+/.exec(mail.header('reply-to') ?? '')?.[0] ?? '';

/** What the mail program of a lead makes of an answer to a mail. */
function replyTo(mail: AcceptedMail, from: string, text: string, id = `<${randomUUID()}=x$1@mail.customer.example>`) {
  const own = mail.header('message-id') ?? '';
  const lines = [
    `From: Ann <${from}>`,
    `To: ${tokenAddress(mail)}`,
    `Subject: Re: ${mail.subject}`,
    `Message-ID: ${id}`,
    `In-Reply-To: ${own}`,
    `References: ${[mail.header('references'), own].filter(Boolean).join(' ')}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ];
  return { id, raw: Buffer.from(lines.join('\r\n')), to: [tokenAddress(mail)], from };
}

/** A lead that has had a mail and has answered it; resolves with what came in. */
async function replied(text: string) {
  const lead = await engine.addLead();
  const enrollment = await engine.enroll(lead.id, 'talk');
  const [mail] = await engine.sink.waitFor(to(lead.email));
  if (!mail) throw new Error('No mail came');
  const reply = replyTo(mail, lead.email, text);
  return { lead, enrollment, mail, reply, item: await taken(reply) };
}

async function taken(reply: ReturnType<typeof replyTo>) {
  const arrival = { way: 'smtp', wayKey: null, envelopeFrom: reply.from, envelopeTo: reply.to, raw: reply.raw };
  return (await receiving.take({ ...arrival, receivedAt: now() })).item;
}

const letterOf = (id: string) => engine.store.letters.get(id);

describe('an answer', () => {
  it('reaches the lead within the conversation, and what the lead answers to it comes back', async () => {
    const { lead, mail, reply, item } = await replied('What does it cost?');
    expect(item).toMatchObject({ kind: 'reply', status: 'applied', leadId: lead.id, text: 'What does it cost?' });
    const text = 'Hello Ann,\n\n  from 90 € a month <all in>.\n\nBest\nInes';
    const { letter } = await receiving.answer(item.id, { text }, 'ines');
    const [answer] = await engine.sink.waitFor((m) => to(lead.email)(m) && m.header('in-reply-to') === reply.id);
    expect(answer?.header('references')).toBe(`${mail.header('message-id')} ${reply.id}`);
    expect(answer?.subject).toBe(`Re: ${mail.subject}`);
    expect(answer?.header('from')).toBe(mail.header('from'));
    expect(answer?.text.trim()).toBe(text);
    expect(answer?.html).toContain('&nbsp;&nbsp;from 90 € a month &#60;all in&#62;.');
    for (const name of ['list-unsubscribe', 'list-id', 'feedback-id', 'auto-submitted', 'x-auto-response-suppress']) {
      expect(answer?.header(name), name).toBeUndefined();
    }
    expect(answer?.html).not.toMatch(/<img|\/c\/|\/o\//);
    await engine.until(
      () => letterOf(letter.id),
      ({ message }) => message?.state === 'SENT',
      'the answer in the ledger',
    );
    expect(tokenAddress(answer as AcceptedMail)).not.toBe(tokenAddress(mail));
    const second = await taken(replyTo(answer as AcceptedMail, lead.email, 'Thank you, send it.'));
    expect(second).toMatchObject({ kind: 'reply', status: 'applied', leadId: lead.id, matchedBy: 'token' });
    const thread = await engine.store.letters.thread(lead.id);
    expect(thread.map(({ kind }) => kind)).toEqual(['mail', 'received', 'letter', 'received']);
    expect(thread.map(({ at }) => at)).toEqual(thread.map(({ at }) => at).toSorted());
  });

  it('comes from the sender whose mail began the conversation, also when that went to and fro', async () => {
    const { organisation } = testWorkspace;
    const senders = { nora: { name: 'Nora', address: 'nora@mail.acme.example' } };
    await engine.store.publications.publishWorkspace(
      { ...testWorkspace, organisation: { ...organisation, senders } },
      now(),
    );
    await engine.publish('sequence: signed\nfrom: nora\nsteps:\n  - send: hi\n');
    const lead = await engine.addLead();
    await engine.enroll(lead.id, 'signed');
    const [mail] = await engine.sink.waitFor(to(lead.email));
    expect(mail?.header('from')).toBe('Nora <nora@mail.acme.example>');
    let last = mail as AcceptedMail;
    for (const words of ['First words.', 'Second words.']) {
      const { id } = await taken(replyTo(last, lead.email, `About your ${last.subject}`));
      await receiving.answer(id, { text: words }, 'ines');
      const [answer] = await engine.sink.waitFor((m) => to(lead.email)(m) && m.text.includes(words));
      expect(answer?.header('from')).toBe('Nora <nora@mail.acme.example>');
      last = answer as AcceptedMail;
    }
    expect(last.header('references')?.split(' ')).toHaveLength(4);
  });

  it('closes the task that asked for it, and leaves once, however often it is ordered', async () => {
    const { lead, item } = await replied('Is it safe?');
    expect((await engine.store.tasks.list({ leadId: lead.id }, { limit: 9 })).items).toMatchObject([{ kind: 'reply' }]);
    const orders = [1, 2, 3].map(() => receiving.answer(item.id, { text: 'It is.' }, 'ines'));
    const made = await Promise.all(orders);
    expect(new Set(made.map(({ letter }) => letter.id)).size).toBe(1);
    expect(made.filter(({ written }) => written)).toHaveLength(1);
    await engine.sink.waitFor((m) => to(lead.email)(m) && m.text.includes('It is.'));
    expect((await engine.store.tasks.list({ leadId: lead.id }, { limit: 9 })).items).toEqual([]);
    const done = await engine.store.tasks.list({ leadId: lead.id, done: true }, { limit: 9 });
    expect(done.items).toMatchObject([{ doneBy: 'ines' }]);
  });

  it('that may have left with a worker that died is never sent again', async () => {
    const { lead, item } = await replied('Hello?');
    await engine.holdSignals();
    const { letter } = await receiving.answer(item.id, { text: 'Once only.' }, 'ines');
    const letterOwner = { kind: 'letter', letterId: letter.id, recipient: lead.email, internal: false } as const;
    const { messages } = engine.store;
    const before = plusMs(now(), -60_000);
    const route = { fromDomain: 'acme.example', relay: 'default' };
    const claim = await messages.claim(letterMessageKey(letter.id), letterOwner, route, 30_000, before);
    if (claim.kind !== 'claimed') throw new Error(`Not claimed: ${claim.kind}`);
    await messages.markInFlight(claim.messageId, claim.claimToken, { subject: letter.subject, links: [] });
    await engine.deliverSignals();
    const handle = engine.client.getHandle(`letter/${letter.id}`);
    await engine.until(
      async () => (await letterOf(letter.id)).message,
      (message) => message?.state === 'UNKNOWN',
      'its unknown fate',
    );
    expect(await handle.result()).toBe('unknown');
    expect(engine.sink.mails.filter((m) => m.text.includes('Once only.'))).toEqual([]);
  });

  it('goes to who wrote when that was somebody else, and to nobody who has complained', async () => {
    const lead = await engine.addLead();
    await engine.enroll(lead.id, 'talk');
    const [mail] = await engine.sink.waitFor(to(lead.email));
    const item = await taken(replyTo(mail as AcceptedMail, 'bob@customer.example', 'Ann is away; I can help.'));
    await receiving.answer(item.id, { text: 'Thank you, Bob.', to: 'writer' }, 'ines');
    const [answer] = await engine.sink.waitFor(to('bob@customer.example'));
    expect(answer?.header('to')).toBe('bob@customer.example');
    await engine.ingest({ kind: 'complaint', lead: { id: lead.id } });
    const refused = receiving.answer(item.id, { text: 'Are you still there?' }, 'ines');
    await expect(refused).rejects.toMatchObject({ code: 'LEAD_SUPPRESSED' });
  });

  it('reaches a lead that has asked for no more mail: it was asked', async () => {
    const { lead, item } = await replied(
      'Unsubscribe me, please. And what becomes of the data that you hold about our sites?',
    );
    expect(item).toMatchObject({ kind: 'unsubscribe', status: 'applied' });
    expect(await engine.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
    await receiving.answer(item.id, { text: 'It is deleted.' }, 'ines');
    await engine.sink.waitFor((m) => to(lead.email)(m) && m.text.includes('It is deleted.'));
  });
});

describe('a reply that names none of our mails', () => {
  it('stops the sequence when a person has said whom it is about', async () => {
    const lead = await engine.addLead();
    const { id } = await engine.enroll(lead.id, 'talk');
    const [mail] = await engine.sink.waitFor(to(lead.email));
    const stray = replyTo(mail as AcceptedMail, lead.email, 'Who are you?');
    const raw = Buffer.from(stray.raw.toString().replace(/^(?:To|In-Reply-To|References):.*\r\n/gm, ''));
    const item = await taken({ ...stray, raw, to: ['replies@reply.acme.example'] });
    expect(item).toMatchObject({ kind: 'reply', status: 'held', leadId: null });
    expect((await engine.store.enrollments.get(id)).status).toBe('active');
    await receiving.assign(item.id, { leadId: lead.id }, 'ines');
    expect(await engine.ended(id)).toMatchObject({ status: expect.not.stringMatching(/active|completed|failed/) });
  });
});

describe('a note', () => {
  it('tells the owner of a lead what it wrote, once, however often the mail comes and is read', async () => {
    const { lead, reply, item } = await replied('Could we talk on Monday?');
    const told = (m: AcceptedMail) => to(owner)(m) && m.text.includes('Could we talk on Monday?');
    const [note] = await engine.sink.waitFor(told);
    expect(note?.text).toContain(`tendril inbound answer ${item.id}`);
    expect(note?.header('auto-submitted')).toBe('auto-generated');
    expect(note?.header('list-unsubscribe')).toBeUndefined();
    await engine.until(
      () => engine.store.messages.list({ leadId: lead.id }, { limit: 9 }),
      ({ items }) => items.every(({ state }) => state === 'SENT'),
      'what the relay took in the ledger',
    );
    const before = await engine.store.leads.timeline(lead.id);
    expect((await taken(reply)).id).toBe(item.id);
    expect(await receiving.replay(item.id, 'ines')).toMatchObject({ status: 'applied', text: item.text });
    expect(await engine.store.leads.timeline(lead.id)).toEqual(before);
    await engine.until(
      () => engine.store.outbox.pending(),
      ({ waiting }) => waiting === 0,
      'an empty outbox',
    );
    expect((await engine.store.tasks.list({ leadId: lead.id }, { limit: 9 })).items).toHaveLength(1);
    expect(engine.sink.mails.filter(told)).toHaveLength(1);
  });

  it('that bounces, and what a colleague answers to it, says nothing of the lead', async () => {
    const { lead, item } = await replied('A word, please.');
    const [note] = await engine.sink.waitFor((m) => to(owner)(m) && m.text.includes('A word, please.'));
    const { messages } = engine.store;
    const { items } = await messages.list({ leadId: lead.id }, { limit: 9 });
    const ledger = items.find(({ key }) => key.startsWith('letter/'));
    const back = makeToken(engine.signer, { purpose: 'bounce', id: ledger?.id ?? '', index: 0 });
    expect(note?.envelope.from).toBe(`b+${back}@reply.acme.example`);
    const bounce = bounceMail({ 'Final-Recipient': `rfc822; ${owner}`, Action: 'failed', Status: '5.1.1' });
    const arrival = { way: 'smtp', wayKey: null, envelopeFrom: '', receivedAt: now() };
    const bounced = await receiving.take({ ...arrival, envelopeTo: [note?.envelope.from ?? ''], raw: bounce });
    expect(bounced.item).toMatchObject({ kind: 'bounce', status: 'ignored' });
    expect(await engine.store.suppressions.reasonFor(owner)).toBeNull();
    const colleague = { ...replyTo(note as AcceptedMail, owner, 'I will.'), to: [] };
    expect(await taken(colleague)).toMatchObject({ kind: 'reply', status: 'ignored', leadId: lead.id });
    expect((await engine.store.letters.thread(lead.id)).map((entry) => entry.kind)).toEqual(['mail', 'received']);
    expect((await engine.store.tasks.list({ leadId: lead.id }, { limit: 9 })).items).toMatchObject([
      { inboundItemId: item.id },
    ]);
  });
});
