/** What answers do: of people, of their programs, and such that cannot be read. */
import { afterAll, describe, expect, test } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import { createMailReaders } from '../../mail/inbound/mail-readers.ts';
import { createMailReading } from '../../mail/inbound/mail-reading.ts';
import { createReceiving } from '../../server/inbound/receiving.ts';
import { arrival, rawMail, receivingParts } from '../support/receiving.ts';
import { dayMs, mailDomain, noSuchUser, reply, startInboundGround } from './inbound-ground.ts';
import { eventsOf, makeOffer, sentSalesMail } from './test-server.ts';

const { address, freshMail, log, openTasks, receiving, server, take } = await startInboundGround();
afterAll(() => server.close());

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
