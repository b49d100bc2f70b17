/** What reports do: bounces, complaints, and refusals that are about us. */
import { afterAll, describe, expect, test } from 'vitest';
import type { LeadView } from '../../db/store.ts';
import { arrival, bounceMail, complaintMail } from '../support/receiving.ts';
import { mailDomain, noSuchUser, refused, startInboundGround } from './inbound-ground.ts';
import { eventsOf } from './test-server.ts';

const { address, freshMail, openTasks, receiving, server, take, told } = await startInboundGround();
afterAll(() => server.close());

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
