/** What becomes of any incoming mail: one about several of ours, kept, read again, given to a lead. */
import { afterAll, describe, expect, test } from 'vitest';
import type { LeadView } from '../../db/store.ts';
import { arrival, bounceMail, complaintMail, rawMail } from '../support/receiving.ts';
import { mailDomain, noSuchUser, reply, startInboundGround } from './inbound-ground.ts';
import { eventsOf } from './test-server.ts';

const { address, freshMail, receiving, server, take } = await startInboundGround();
afterAll(() => server.close());

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
