import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InboundMail } from '../../domain/inbound-mail.ts';
import { recordInbound } from '../../server/inbound.ts';
import { eventsOf, sentSalesMail, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

const told: string[] = [];
const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => void told.push(message) };

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function freshMail() {
  const lead = await server.addLead();
  return { lead, mail: await server.sentMail(lead) };
}
/** Records the mail as a relay brings it: the Message-ID and body of its sender, a Received field of its own. */
const record = (mail: InboundMail, id = '<1@customer.example>') => {
  const body = mail.kind === 'reply' ? mail.text : mail.kind;
  const raw = `Received: from mx by inbound; ${Math.random()}\r\nMessage-ID: ${id}\r\nSubject: Re\r\n\r\n${body}`;
  return recordInbound(server.store, mail, Buffer.from(raw), server.now(), log);
};
/** What came back by mail from a relay that had taken it. */
const bounce = (messageId: string, of: Partial<InboundMail & { kind: 'bounce' }> = {}): InboundMail => ({
  kind: 'bounce',
  messageId,
  hard: false,
  class: 'policy',
  rule: 'mail not authenticated',
  status: '5.7.26',
  diagnostic: '550 5.7.26 not authenticated',
  ...of,
});
const reply = (messageId: string, text = 'Yes, please call me.'): InboundMail => ({
  kind: 'reply',
  messageId,
  text,
  subject: 'Re: Hello',
  from: 'ann@customer.example',
});

describe('an incoming mail', () => {
  test('that a human wrote is a reply with its text', async () => {
    const { lead, mail } = await freshMail();
    const result = await record(reply(mail.id));
    expect(result).toMatchObject({ recorded: true, leadId: lead.id });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply', text: 'Yes, please call me.' }]);
  });

  test('that is delivered twice is one reply; another one in the same thread is another', async () => {
    const { lead, mail } = await freshMail();
    await record(reply(mail.id));
    expect(await record(reply(mail.id))).toMatchObject({ recorded: false });
    await record(reply(mail.id, 'One more thing.'));
    await record(reply(mail.id), '<2@customer.example>');
    expect(await eventsOf(server.store, lead.id)).toHaveLength(3);
  });

  test('of ten megabytes with letters that no database keeps is cut and cleaned, not lost', async () => {
    const { lead, mail } = await freshMail();
    await record(reply(mail.id, `\u0000\ud800${'x'.repeat(10_000_000)}`));
    const [entry] = await eventsOf(server.store, lead.id);
    expect(entry?.kind === 'event' && entry.text?.length).toBeLessThanOrEqual(20_000);
    expect(entry).toMatchObject({ event: 'reply' });
  });

  test('written by a machine is no reply and stops nothing', async () => {
    const { lead, mail } = await freshMail();
    await record({ kind: 'auto-reply', messageId: mail.id, reason: 'Auto-Submitted: auto-replied' });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'auto_reply' }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
  });

  test.each([
    [true, 'bounce_hard', 'bounce_hard'],
    [false, 'bounce_soft', null],
  ] as const)('that says a mail bounced (hard: %s) is %s', async (hard, event, reason) => {
    const { lead, mail } = await freshMail();
    const verdict = hard ? 'mailbox' : 'passing';
    await record(bounce(mail.id, { hard, class: verdict, rule: 'any' }));
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe(reason);
  });

  test('that asks for no more mail is an unsubscription, once', async () => {
    const { lead, mail } = await freshMail();
    await record({ kind: 'unsubscribe', messageId: mail.id });
    await record({ kind: 'unsubscribe', messageId: mail.id });
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'unsubscribe' }]);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
  });

  test('about nobody, or about a mail that is gone, records nothing', async () => {
    expect(await record({ kind: 'other', reason: 'spam' })).toBeNull();
    expect(await record(reply(crypto.randomUUID()))).toBeNull();
  });

  test('from a salesperson who answers a hand-off mail is not the lead’s, and its bounce hurts no lead', async () => {
    const { lead, handoffId } = await server.openHandoff();
    const mail = await sentSalesMail(server.store, handoffId, 'ines@sales.acme.example', server.now());
    const before = await eventsOf(server.store, lead.id);
    expect(await record(reply(mail.id))).toBeNull();
    expect(await record(bounce(mail.id, { hard: true, class: 'mailbox' }))).toBeNull();
    expect(await eventsOf(server.store, lead.id)).toEqual(before);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
  });
});

describe('bounces about us', () => {
  const domain = { kind: 'domain', domain: 'acme.example' } as const;
  const paused = async () => (await server.store.pauses.list()).map(({ scope, actor }) => ({ scope, actor }));

  test('of several recipients pause the domain that the mails came from, and hurt no lead', async () => {
    server.advance(3 * 3_600_000);
    told.length = 0;
    const recipients: string[] = [];
    const seen: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { lead, mail } = await freshMail();
      recipients.push(lead.email);
      // One that is delivered again, or comes in many copies, tells of one recipient.
      for (let copy = 0; copy < 3; copy += 1) {
        await record(bounce(mail.id), `<${copy}@mx.example>`);
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

  test('pause it also when the first try to do so has failed and the relay delivers the same mail again', async () => {
    server.advance(3 * 3_600_000);
    const mails = [];
    for (let n = 0; n < 5; n += 1) mails.push((await freshMail()).mail);
    for (const mail of mails) await record(bounce(mail.id));
    await server.store.pauses.resume(domain, 'test', server.now());
    const last = mails.at(-1);
    expect(await record(bounce(last?.id ?? ''))).toMatchObject({ recorded: false });
    expect(await paused()).toEqual([{ scope: domain, actor: 'engine' }]);
    await server.store.pauses.resume(domain, 'test', server.now());
  });

  test('of a few, or long after one another, pause nobody', async () => {
    server.advance(3 * 3_600_000);
    for (let n = 0; n < 6; n += 1) {
      server.advance(20 * 60_000);
      const { mail } = await freshMail();
      await record(bounce(mail.id));
    }
    expect(await paused()).toEqual([]);
  });
});
