/** What incoming mails do. Long, because it is a list of cases that share their ground. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InboundItemView, LeadView, MessageView } from '../../db/store.ts';
import { plusMs } from '../../domain/instant.ts';
import { makeToken, type TokenPurpose } from '../../domain/tokens.ts';
import { createMailReaders } from '../../mail/inbound/mail-readers.ts';
import { createMailReading } from '../../mail/inbound/mail-reading.ts';
import { createReceiving, type Receiving } from '../../server/inbound/receiving.ts';
import { arrival, bounceMail, complaintMail, rawMail, receivingOver, receivingParts } from '../support/receiving.ts';
import { eventsOf, makeOffer, sentSalesMail, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let receiving: Receiving;

const told: string[] = [];
const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => void told.push(message) };
const mailDomain = 'reply.acme.example';
const dayMs = 86_400_000;

beforeAll(async () => {
  server = await startTestServer();
  receiving = receivingOver({ store: server.store, signer: server.signer, now: server.now, log });
});
afterAll(() => server.close());

async function freshMail(): Promise<{ readonly lead: LeadView; readonly mail: MessageView }> {
  const lead = await server.addLead();
  return { lead, mail: await server.sentMail(lead) };
}
const address = (purpose: TokenPurpose, id: string): string =>
  `${purpose[0]}+${makeToken(server.signer, { purpose, id, index: 0 })}@${mailDomain}`;

/** Delivers a mail and returns the item it has become. */
async function take(raw: Uint8Array, ...to: readonly string[]): Promise<InboundItemView> {
  await receiving.deliver(arrival(raw, to, { receivedAt: server.now() }));
  const { items } = await server.store.inbound.list({}, { limit: 1 });
  if (!items[0]) throw new Error('nothing was kept');
  return items[0];
}
const reply = (text: string, headers: Readonly<Record<string, string>> = {}): Uint8Array =>
  rawMail({ headers: { 'Message-ID': `<${crypto.randomUUID()}@customer.example>`, ...headers }, body: [text] });

interface Refusal {
  readonly on: Pick<LeadView, 'email'>;
  readonly returned?: readonly string[];
  readonly id?: string;
}
const refused = (status: string, diagnostic: string, { on, ...given }: Refusal) =>
  bounceMail(
    {
      'Final-Recipient': `rfc822; ${on.email}`,
      Action: 'failed',
      Status: status,
      'Diagnostic-Code': `smtp; ${diagnostic}`,
    },
    given,
  );
const noSuchUser = (given: Refusal) => refused('5.1.1', '550 5.1.1 user unknown', given);
const openTasks = async (leadId?: string) =>
  (await server.store.tasks.list(leadId === undefined ? {} : { leadId }, { limit: 50 })).items;

describe('a reply', () => {
  test('by a person is recorded with its text, opens a task and tells the owner, once', async () => {
    const { lead, mail } = await freshMail();
    const raw = reply('Yes, please call me tomorrow.');
    const waiting = async () => (await server.store.outbox.pending()).waiting;
    const before = await waiting();
    const item = await take(raw, address('reply', mail.id));
    expect(item).toMatchObject({ kind: 'reply', status: 'applied', matchedBy: 'token', leadId: lead.id });
    expect(item.text).toBe('Yes, please call me tomorrow.');
    await receiving.deliver(arrival(raw, [address('reply', mail.id)]));
    await receiving.replay(item.id, 'test');
    expect(await eventsOf(server.store, lead.id)).toMatchObject([
      { event: 'reply', text: 'Yes, please call me tomorrow.' },
    ]);
    expect(await openTasks(lead.id)).toMatchObject([{ kind: 'call', assignee: expect.stringContaining('@') }]);
    // The sequence is told to stop, and one letter is to be sent.
    expect(await waiting()).toBe(before + 2);
  });

  test('whose tag was lost is matched by In-Reply-To, then by References from the right', async () => {
    const first = await freshMail();
    const second = await freshMail();
    const named = (id: string) => `<m.${id}@${mailDomain}>`;
    const byReply = await take(reply('Hello there', { 'In-Reply-To': named(first.mail.id) }), `replies@${mailDomain}`);
    expect(byReply).toMatchObject({ matchedBy: 'in-reply-to', leadId: first.lead.id, status: 'applied' });
    const references = `${named(first.mail.id)} <other@x.test> ${named(second.mail.id)}`;
    const byReferences = await take(reply('Hello again', { References: references }), `replies@${mailDomain}`);
    expect(byReferences).toMatchObject({ matchedBy: 'references', leadId: second.lead.id });
  });

  test('with a token in capitals, or in a rewritten return path, is matched; with a forged one it is not', async () => {
    const { lead, mail } = await freshMail();
    const to = address('reply', mail.id);
    expect(await take(reply('In capitals'), to.toUpperCase())).toMatchObject({ leadId: lead.id });
    expect(await take(reply('Rewritten'), `SRS0=x1=zz=acme.test=${to.replace('@', '@')}`)).toMatchObject({
      leadId: lead.id,
    });
    const forged = to.replace(/\+(.)/, (_, letter: string) => `+${letter === 'a' ? 'b' : 'a'}`);
    expect(await take(reply('Forged'), forged)).toMatchObject({ leadId: null, messageId: null });
  });

  test('that names none of our mails waits for a person, who says whom it is about', async () => {
    const { lead } = await freshMail();
    const raw = reply('What about the price?', { From: `Ann <${lead.email}>`, Subject: 'Your offer' });
    const item = await take(raw, `replies@${mailDomain}`);
    expect(item).toMatchObject({ status: 'held', leadId: null });
    expect(await openTasks()).toContainEqual(expect.objectContaining({ kind: 'match', inboundItemId: item.id }));
    expect(await eventsOf(server.store, lead.id)).toEqual([]);
    const assigned = await receiving.assign(item.id, { leadId: lead.id }, 'nora');
    expect(assigned).toMatchObject({ status: 'applied', matchedBy: 'person', handledBy: 'nora', leadId: lead.id });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply' }]);
  });

  test('that answers nothing and comes from nobody known is noted and never held', async () => {
    const item = await take(
      reply('Buy cheap watches', { From: 'x@spam.test', Subject: 'Watches' }),
      `replies@${mailDomain}`,
    );
    expect(item).toMatchObject({ kind: 'reply', status: 'ignored' });
  });

  test('which asks for no more mail is an opt-out, and none by the words that it quotes', async () => {
    const { lead, mail } = await freshMail();
    expect(await take(reply('Unsubscribe'), address('reply', mail.id))).toMatchObject({ kind: 'unsubscribe' });
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
    const other = await freshMail();
    const quoting = rawMail({
      body: [
        'Sounds good, tell me more.',
        '',
        'On Mon, 16 Nov 2026 at 09:12, Nora <nora@acme.example> wrote:',
        '> Hello',
        '> Unsubscribe: https://x.test/u',
      ],
    });
    expect(await take(quoting, address('reply', other.mail.id))).toMatchObject({
      kind: 'reply',
      text: 'Sounds good, tell me more.',
    });
    expect(await server.store.suppressions.reasonFor(other.lead.email)).toBeNull();
  });

  test('of a salesperson to the mail about a hand-off is not the lead’s, nor is its bounce', async () => {
    const { lead, handoffId } = await server.openHandoff();
    const mail = await sentSalesMail(server.store, handoffId, 'ines@sales.acme.example', server.now());
    const before = await eventsOf(server.store, lead.id);
    expect(await take(reply('I took her'), address('reply', mail.id))).toMatchObject({ status: 'ignored' });
    expect(await take(noSuchUser({ on: lead }), address('bounce', mail.id))).toMatchObject({ status: 'ignored' });
    expect(await eventsOf(server.store, lead.id)).toEqual(before);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
  });

  test('of many kilobytes with letters that no database keeps is cleaned, not lost', async () => {
    const { lead, mail } = await freshMail();
    await take(reply(`\u0000 ${'long words '.repeat(20_000)}`), address('reply', mail.id));
    const [entry] = await eventsOf(server.store, lead.id);
    expect(entry).toMatchObject({ event: 'reply' });
    expect(entry?.kind === 'event' && entry.text?.length).toBeLessThanOrEqual(20_000);
  });
});

describe('what a person writes to the return path', () => {
  test('is a wish to get no more mail when it says so, however it looks', async () => {
    for (const text of ['Please unsubscribe me.', 'Thank you for your mail. Please unsubscribe me.']) {
      const { lead, mail } = await freshMail();
      expect(await take(reply(text), address('bounce', mail.id))).toMatchObject({ kind: 'unsubscribe' });
      expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
    }
  });

  test('is an answer like any other', async () => {
    for (const text of ['Yes, call me please.', 'Thanks for your mail. Please call me.', 'We met in Berlin.']) {
      const { lead, mail } = await freshMail();
      expect(await take(reply(text), address('bounce', mail.id))).toMatchObject({ kind: 'reply', status: 'applied' });
      expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply', text }]);
      expect(await openTasks(lead.id)).toHaveLength(1);
    }
  });
});

describe('an answer that cannot be read', () => {
  const limits = { threads: 1, timeoutMs: 50, memoryMb: 64, waiting: 1 };
  const readers = createMailReaders(limits, new URL('../mail/endless-reader.mjs', import.meta.url));
  afterAll(() => readers.close());

  test('waits for a person, and is an answer when it is read again', async () => {
    const ground = { store: server.store, signer: server.signer, now: server.now, log };
    const slow = createReceiving({
      ...receivingParts(ground),
      ...createMailReading({ signer: server.signer, readers }),
    });
    const { lead, mail } = await freshMail();
    const raw = rawMail({
      headers: { 'Message-ID': '<slow@customer.example>' },
      body: ['Yes, please call me tomorrow.'],
    });
    const endless = Buffer.concat([Buffer.from('endless: 1\r\n'), raw]);
    const given = { receivedAt: server.now() };
    const { item } = await slow.take(arrival(endless, [address('reply', mail.id)], given));
    expect(item).toMatchObject({ status: 'held', leadId: lead.id, matchedBy: 'token', kept: true });
    expect(await openTasks(lead.id)).toMatchObject([
      {
        kind: 'reply',
        inboundItemId: item.id,
        title: expect.stringContaining('could not be read'),
        lead: { id: lead.id },
      },
    ]);
    expect(await slow.replay(item.id, 'nora')).toMatchObject({ status: 'held' });
    expect(await openTasks(lead.id)).toHaveLength(1);
    expect(await receiving.replay(item.id, 'nora')).toMatchObject({ kind: 'reply', status: 'applied' });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply' }]);
    expect(await openTasks(lead.id)).toMatchObject([{ kind: 'call' }]);
    const report = await slow.take(arrival(Buffer.concat([endless, raw]), [address('bounce', mail.id)], given));
    expect(report.item).toMatchObject({ status: 'ignored' });
  });
});

describe('an automatic answer', () => {
  const away = (text: string) =>
    rawMail({ headers: { 'Auto-Submitted': 'auto-replied; x=y', Subject: 'Out of office' }, body: [text] });

  test('stops nothing, and its day of return is the earliest day of the next mail, a month ahead at most', async () => {
    const { lead, mail } = await freshMail();
    const item = await take(away('I am out of the office until 24 November 2026.'), address('reply', mail.id));
    expect(item).toMatchObject({ kind: 'auto-reply', status: 'applied' });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'auto_reply', name: 'out-of-office' }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
    // Known already, or earlier: nothing moves back.
    expect(await server.store.inbound.away(lead.id, '2026-11-24T00:00:00.000Z', server.now())).toBe(false);
    const long = await freshMail();
    await take(away('I am on leave and back on 1 October 2027.'), address('reply', long.mail.id));
    expect(await server.store.inbound.away(long.lead.id, plusMs(server.now(), 30 * dayMs), server.now())).toBe(false);
    expect(await server.store.inbound.away(long.lead.id, plusMs(server.now(), 31 * dayMs), server.now())).toBe(true);
  });

  test.each([
    ['thanks', 'Re: Hello', 'Thanks for your mail. We have received it.', 'auto-reply'],
    ['thanks in another language', 'Re: Hello', 'Vielen Dank für Ihre Nachricht.', 'auto-reply'],
    ['an absence', 'Re: Hello', 'I am on vacation, please call me on my mobile.', 'out-of-office'],
    ['the subject of one', 'Out of office', 'Bob stands in for me.', 'out-of-office'],
  ])('is told at the return path by %s alone, without a header that says so', async (_, Subject, text, name) => {
    const { lead, mail } = await freshMail();
    expect(await take(reply(text, { Subject }), address('bounce', mail.id))).toMatchObject({ kind: 'auto-reply' });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'auto_reply', name }]);
    expect(await openTasks(lead.id)).toEqual([]);
  });

  test('that the person has left the company is a task and no opt-out', async () => {
    const { lead, mail } = await freshMail();
    await take(
      away('Ann Lee is no longer with the company. Please contact bob@customer.example.'),
      address('reply', mail.id),
    );
    expect(await openTasks(lead.id)).toMatchObject([{ kind: 'left-company' }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
  });
});

describe('a report', () => {
  test('that the mailbox does not exist suppresses the address, once and for all copies', async () => {
    const { lead, mail } = await freshMail();
    const item = await take(noSuchUser({ on: lead }), address('bounce', mail.id));
    expect(item).toMatchObject({ kind: 'bounce', status: 'applied', note: expect.stringContaining('hard') });
    await receiving.deliver(arrival(noSuchUser({ on: lead }), [address('bounce', mail.id)]));
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'bounce_hard' }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('bounce_hard');
  });

  test.each([
    ['a full mailbox', '5.2.2', '552 5.2.2 mailbox full', 'bounce_soft'],
    ['a time that ran out', '4.4.7', '4.4.7 delivery time expired', 'bounce_soft'],
    ['a block of our mail', '5.7.1', '550 5.7.1 blocked by policy', 'bounce_soft'],
  ])('of %s is no reason to give the lead up', async (_, status, diagnostic, event) => {
    const { lead, mail } = await freshMail();
    await take(refused(status, diagnostic, { on: lead }), address('bounce', mail.id));
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
  });

  test('of a delay or a delivery changes nothing', async () => {
    const { lead, mail } = await freshMail();
    for (const action of ['delayed', 'delivered']) {
      const group = {
        'Final-Recipient': 'rfc822; a@b.test',
        Action: action,
        Status: action === 'delayed' ? '4.4.1' : '2.0.0',
      };
      expect(await take(bounceMail(group, { id: `<${action}@mx>` }), address('bounce', mail.id))).toMatchObject({
        status: 'ignored',
      });
    }
    expect(await eventsOf(server.store, lead.id)).toEqual([]);
  });

  test('of one dead mailbox counts once, however many tell of it', async () => {
    const { lead, mail } = await freshMail();
    for (const id of ['<d1@mx>', '<d2@mx>']) await take(noSuchUser({ on: lead, id }), address('bounce', mail.id));
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'bounce_hard' }]);
  });

  test('without a token is kept and never acted on, even when it names the mail and the address', async () => {
    const { lead, mail } = await freshMail();
    const forged = noSuchUser({
      on: lead,
      returned: [`Message-ID: <m.${mail.id}@${mailDomain}>`, `To: ${lead.email}`],
    });
    expect(await take(forged, `postmaster@${mailDomain}`)).toMatchObject({
      kind: 'bounce',
      status: 'ignored',
      leadId: null,
    });
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
  });

  test('to another address is matched by the token in the header of the mail that it returns', async () => {
    const { lead, mail } = await freshMail();
    const returned = [`Return-Path: <${address('bounce', mail.id)}>`];
    expect(await take(noSuchUser({ on: lead, returned, id: '<b9@mx>' }), `postmaster@${mailDomain}`)).toMatchObject({
      leadId: lead.id,
    });
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('bounce_hard');
  });

  const failed = { Action: 'failed', Status: '5.1.1', 'Diagnostic-Code': 'smtp; 550 5.1.1 user unknown' };

  test.each(['somebody.else@other.example', 'john@customer.example', 'utf-8; j\\x{F6}rg@other.example'])(
    'on %s alone is no proof that our recipient is gone; another one a day later is',
    async (other) => {
      const { lead, mail } = await freshMail();
      const named = other.includes(';') ? other : `rfc822; ${other}`;
      const report = (id: string) => bounceMail({ 'Final-Recipient': named, ...failed }, { id });
      const item = await take(report('<o1@mx>'), address('bounce', mail.id));
      expect(item).toMatchObject({ status: 'applied', note: expect.stringContaining('said of another address') });
      expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'bounce_soft' }]);
      expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
      server.advance(25 * 3_600_000);
      await take(report('<o2@mx>'), address('bounce', mail.id));
      expect(await server.store.suppressions.reasonFor(lead.email)).not.toBeNull();
    },
  );

  test('on somebody behind our recipient is on it, when it says that the mail was sent there', async () => {
    const { lead, mail } = await freshMail();
    const original = { 'Original-Recipient': `rfc822; ${lead.email.toUpperCase()}` };
    const group = { ...original, 'Final-Recipient': 'rfc822; john@other.example', ...failed };
    await take(bounceMail(group, { id: '<f1@mx>' }), address('bounce', mail.id));
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('bounce_hard');
  });

  test('that the content is refused is a task about the template, one a day', async () => {
    for (const n of [1, 2]) {
      const { lead, mail } = await freshMail();
      await take(
        refused('5.3.4', '552 5.3.4 message size exceeds limit', { on: lead, id: `<c${n}@mx>` }),
        address('bounce', mail.id),
      );
    }
    const tasks = (await openTasks()).filter(({ kind }) => kind === 'template');
    expect(tasks).toHaveLength(1);
  });
});

describe('a complaint', () => {
  test('with a redacted recipient stops all mail to the lead; "not spam" changes nothing', async () => {
    const { lead, mail } = await freshMail();
    const returned = [`List-Unsubscribe: <mailto:${address('unsubscribe', mail.id)}>`];
    expect(await take(complaintMail('not-spam', returned), `abuse@${mailDomain}`)).toMatchObject({ status: 'ignored' });
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
    expect(await take(complaintMail('abuse', returned), `abuse@${mailDomain}`)).toMatchObject({ status: 'applied' });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'complaint' }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('complaint');
  });
});

describe('the task about a reply', () => {
  test('is that of the salesperson whom the lead is offered to, else of whom the organisation names', async () => {
    const { lead, mail } = await freshMail();
    await take(reply('Tell me more'), address('reply', mail.id));
    const { organisation } = await server.store.publications.workspace();
    const usual = organisation.replies ?? organisation.sender.address;
    expect(await openTasks(lead.id)).toMatchObject([{ assignee: usual }]);
    const demo = () =>
      server.store.events.ingest(
        {
          dedupeKey: crypto.randomUUID(),
          kind: 'custom',
          name: 'demo_requested',
          lead: { id: lead.id },
          occurredAt: server.now(),
        },
        server.now(),
      );
    const opened = [await demo(), await demo()].find(({ handoffId }) => handoffId !== null);
    await makeOffer(server.store, opened?.handoffId ?? '', 1, server.now());
    const person = await server.store.handoffs.responsible(lead.id);
    await take(reply('And the price?'), address('reply', mail.id));
    expect((await openTasks(lead.id))[0]).toMatchObject({ kind: 'reply', assignee: person?.address });
    expect(person?.address).not.toBe(usual);
  });
});

describe('a mail about several mails of ours', () => {
  const reason = ({ lead }: { readonly lead: LeadView }) => server.store.suppressions.reasonFor(lead.email);

  test('to two unsubscribe addresses stops both leads, also when a program sent it', async () => {
    const [one, two] = [await freshMail(), await freshMail()];
    const to = [one, two].map(({ mail }) => address('unsubscribe', mail.id));
    const item = await take(reply('', { 'Auto-Submitted': 'auto-generated', Subject: 'unsubscribe' }), ...to);
    expect(item).toMatchObject({ kind: 'unsubscribe', status: 'applied', leadId: one.lead.id });
    expect(item.note).toContain('and so for 1 more mail');
    expect([await reason(one), await reason(two)]).toEqual(['unsubscribe', 'unsubscribe']);
  });

  test('that answers one and names the unsubscribe address of another is an answer and a wish', async () => {
    const [one, two] = [await freshMail(), await freshMail()];
    await take(reply('See you Tuesday'), address('reply', one.mail.id), address('unsubscribe', two.mail.id));
    expect([await reason(one), await reason(two)]).toEqual([null, 'unsubscribe']);
    expect(await eventsOf(server.store, one.lead.id)).toMatchObject([{ event: 'reply' }]);
  });

  test('speaks as an answer for the lead that wrote it, and by its words for nobody else but to be left alone', async () => {
    const [one, two] = [await freshMail(), await freshMail()];
    const to = [one, two].map(({ mail }) => address('reply', mail.id));
    await take(reply('We like it.', { From: two.lead.email }), ...to);
    expect(await eventsOf(server.store, one.lead.id)).toEqual([]);
    expect(await eventsOf(server.store, two.lead.id)).toMatchObject([{ event: 'reply' }]);
    await take(reply('Unsubscribe', { From: two.lead.email }), ...to);
    expect([await reason(one), await reason(two)]).toEqual(['unsubscribe', 'unsubscribe']);
  });

  test('reports on those whose recipients it names, and on all that it carries tokens of when it names none', async () => {
    const [one, two, three] = [await freshMail(), await freshMail(), await freshMail()];
    const to = [one, two].map(({ mail }) => address('bounce', mail.id));
    const group = { Action: 'failed', Status: '5.1.1', 'Diagnostic-Code': 'smtp; 550 5.1.1 user unknown' };
    await take(bounceMail({ 'Final-Recipient': `rfc822; ${two.lead.email}`, ...group }), ...to);
    expect([await reason(one), await reason(two)]).toEqual([null, 'bounce_hard']);
    const returned = [one, three].map(({ mail }) => `Reply-To: ${address('reply', mail.id)}`);
    await take(complaintMail('abuse', returned), `abuse@${mailDomain}`);
    expect([await reason(one), await reason(three)]).toEqual(['complaint', 'complaint']);
  });

  test('is about ten at most', async () => {
    const mails = [];
    for (let count = 0; count < 11; count += 1) mails.push(await freshMail());
    await take(reply('stop', { Subject: 'stop' }), ...mails.map(({ mail }) => address('unsubscribe', mail.id)));
    const reasons = await Promise.all(mails.map(reason));
    expect(reasons.filter((each) => each === 'unsubscribe')).toHaveLength(10);
  });
});

describe('an item', () => {
  test('to the unsubscribe address is the wish, whatever it says, and once', async () => {
    const { lead, mail } = await freshMail();
    for (const text of ['', 'please']) {
      expect(await take(reply(text), address('unsubscribe', mail.id))).toMatchObject({
        kind: 'unsubscribe',
        status: 'applied',
      });
    }
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'unsubscribe' }]);
  });

  test('that comes again by another way, or in a mailbox that was made anew, is the same item', async () => {
    const { lead, mail } = await freshMail();
    const raw = reply('Only once, please', { To: address('reply', mail.id) });
    await receiving.deliver(arrival(raw, [address('reply', mail.id)]));
    await receiving.deliver(arrival(raw, [], { way: 'imap/sales', wayKey: 'imap/sales/1/7' }));
    await receiving.deliver(arrival(raw, [], { way: 'imap/sales', wayKey: 'imap/sales/2/1' }));
    expect((await server.store.inbound.list({ leadId: lead.id }, { limit: 10 })).items).toHaveLength(1);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('whose process died before it acted is acted on by the next one', async () => {
    const { lead, mail } = await freshMail();
    const raw = reply('Nobody has read this yet');
    await server.store.inbound.keep({
      ...arrival(raw, [address('reply', mail.id)], { receivedAt: server.now() }),
      contentKey: 'mail/left-behind',
      format: 'mail',
    });
    expect(await receiving.recover()).toBe(0);
    server.advance(180_000);
    expect(await receiving.recover()).toBe(1);
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply' }]);
    expect(await receiving.recover()).toBe(0);
  });

  test('of two leads that write the same words is two items', async () => {
    const [one, two] = [await freshMail(), await freshMail()];
    const yes = rawMail({ headers: { 'Message-ID': '' }, body: ['Yes'] });
    await take(yes, address('reply', one.mail.id));
    await take(yes, address('reply', two.mail.id));
    expect(await eventsOf(server.store, one.lead.id)).toHaveLength(1);
    expect(await eventsOf(server.store, two.lead.id)).toHaveLength(1);
  });

  test('about somebody who was erased is settled, and nothing of it is kept', async () => {
    const { lead, mail } = await freshMail();
    await server.store.rights.erase(lead.id, 'nora', 'asked for it', server.now());
    for (const [raw, to] of [
      [reply('Do you still know me?', { From: lead.email }), address('reply', mail.id)],
      [noSuchUser({ on: lead, id: '<e1@mx>' }), address('bounce', mail.id)],
      [rawMail({ headers: { 'Auto-Submitted': 'auto-replied' }, body: ['Back on Monday'] }), address('reply', mail.id)],
    ] as const) {
      const item = await take(raw, to);
      expect(item).toMatchObject({ status: 'ignored', text: null });
      expect(item.kept).toBe(false);
    }
    server.advance(180_000);
    expect(await receiving.recover()).toBe(0);
  });

  test('whose header holds what no database keeps is taken, and none keeps others from being acted on', async () => {
    const { lead, mail } = await freshMail();
    const odd = reply('Odd', { 'In-Reply-To': '<a\0b@x.test>', References: '<c\0d@x.test>' });
    expect(await take(odd, `replies@${mailDomain}`)).toMatchObject({ kind: 'reply' });
    const raw = reply('Left behind');
    const left = {
      ...arrival(raw, [address('reply', mail.id)], { receivedAt: server.now() }),
      format: 'mail' as const,
    };
    await server.store.inbound.keep({
      ...left,
      raw: new Uint8Array(0),
      contentKey: 'mail/empty',
      envelopeTo: ['b+x@y'],
    });
    await server.store.inbound.keep({ ...left, contentKey: 'mail/behind' });
    server.advance(180_000);
    expect(await receiving.recover()).toBe(2);
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply' }]);
  });

  test('can be dismissed by a person, and cannot be read again once it is not kept', async () => {
    const { lead } = await freshMail();
    const item = await take(reply('Hm', { From: lead.email }), `replies@${mailDomain}`);
    expect(await receiving.dismiss(item.id, 'nora')).toMatchObject({ status: 'dismissed', handledBy: 'nora' });
    await expect(receiving.replay(crypto.randomUUID(), 'nora')).rejects.toMatchObject({ code: 'INBOUND_UNKNOWN' });
  });
});

describe('bounces about us', () => {
  const domain = { kind: 'domain', domain: 'acme.example' } as const;
  const paused = async () => (await server.store.pauses.list()).map(({ scope, actor }) => ({ scope, actor }));
  const unproven = (on: LeadView, n: number) =>
    refused('5.7.26', '550 5.7.26 This mail is not authenticated', { on, id: `<${n}@mx.example>` });

  test('of several recipients pause the domain that the mails came from, and hurt no lead', async () => {
    server.advance(3 * 3_600_000);
    for (const { scope } of await server.store.pauses.list())
      await server.store.pauses.resume(scope, 'test', server.now());
    told.length = 0;
    const recipients: string[] = [];
    const seen: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { lead, mail } = await freshMail();
      recipients.push(lead.email);
      // One that is delivered again, or comes in many copies, tells of one recipient.
      for (let copy = 0; copy < 3; copy += 1) {
        await take(unproven(lead, copy), address('bounce', mail.id));
        server.advance(1000);
      }
      seen.push((await paused()).length);
    }
    expect(seen).toEqual([0, 0, 0, 0, 1]);
    expect(await paused()).toEqual([{ scope: domain, actor: 'engine' }]);
    expect(told).toEqual([expect.stringContaining('tendril senders resume acme.example')]);
    for (const email of recipients) expect(await server.store.suppressions.reasonFor(email)).toBeNull();
    await server.store.pauses.resume(domain, 'test', server.now());
  });

  test('of a few, or long after one another, pause nobody', async () => {
    server.advance(3 * 3_600_000);
    for (let n = 0; n < 6; n += 1) {
      server.advance(20 * 60_000);
      const { lead, mail } = await freshMail();
      await take(unproven(lead, n), address('bounce', mail.id));
    }
    expect(await paused()).toEqual([]);
  });
});
