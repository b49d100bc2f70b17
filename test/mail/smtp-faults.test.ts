/**
 * Every way in which a relay can refuse, hang or break, over real sockets: on a connection of its own and on one that has
 * been used. What the relay counts and what the mailer says must agree, and a mail that may be sent again after it never
 * arrives twice. Long, for its table of faults.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import type { Mailer, OutgoingMail, SendResult } from '../../mail/ports.ts';
import { createMailer, type MailerOptions } from '../../mail/smtp.ts';
import { type SmtpFault, type SmtpSink, type SmtpStage, startSmtpSink } from '../support/smtp-sink.ts';
import { outgoingMail } from './outgoing-sample.ts';
import { relay, send } from './sink-and-mailer.ts';

/** Only silence makes the mailer wait for its time limits. */
const limitsFor = ([, , fault]: Fault): MailerOptions =>
  fault === 'hang' ? { timeouts: { greetingMs: 400, socketMs: 400 } } : {};

const at = (stage: SmtpStage, fault: SmtpFault) => (moment: { stage: SmtpStage }) =>
  moment.stage === stage ? fault : undefined;

/** How often this very mail was answered with 250. */
const copiesOf = ({ mails }: SmtpSink, { messageIdHeader }: OutgoingMail): number =>
  mails.filter((mail) => mail.header('message-id') === messageIdHeader).length;

const declined = (verdict: DeliveryClass, code: number | null, enhanced: string | null = null) =>
  ({ kind: 'declined', class: verdict, code, enhanced }) as const;
const unreachable = declined('unreachable', null);
const unknown = { kind: 'unknown' } as const;

/** What is expected besides: how many bodies began, and how many copies were accepted. */
type Fault = readonly [string, SmtpStage, SmtpFault, Partial<SendResult>, bodies: 0 | 1, accepted: 0 | 1];

const reply = (text: `${number} ${string}`): SmtpFault => ({ reply: text });

const faults: readonly Fault[] = [
  // Before the mail is named: nothing of it has left, and nothing is known of its recipient.
  ['421 instead of the banner', 'connect', reply('421 4.3.2 busy'), declined('passing', 421, '4.3.2'), 0, 0],
  ['554 instead of the banner', 'connect', reply('554 no service here'), declined('unreachable', 554), 0, 0],
  ['a block instead of the banner', 'connect', reply('554 5.7.1 blocked'), declined('policy', 554, '5.7.1'), 0, 0],
  ['silence before the banner', 'connect', 'hang', unreachable, 0, 0],
  ['FIN before the banner', 'connect', 'close', unreachable, 0, 0],
  ['RST before the banner', 'connect', 'reset', unreachable, 0, 0],
  ['half a banner', 'connect', { half: '220 mx.exam' }, unreachable, 0, 0],
  ['451 to MAIL', 'mail', reply('451 4.3.0 later'), declined('passing', 451, '4.3.0'), 0, 0],
  ['550 5.1.8 to MAIL', 'mail', reply('550 5.1.8 bad sender'), declined('policy', 550, '5.1.8'), 0, 0],
  ['550 5.1.1 to MAIL', 'mail', reply('550 5.1.1 user unknown'), declined('policy', 550, '5.1.1'), 0, 0],
  ['530 to MAIL', 'mail', reply('530 5.7.0 log in first'), declined('credentials', 530, '5.7.0'), 0, 0],
  ['silence at MAIL', 'mail', 'hang', unreachable, 0, 0],
  ['FIN at MAIL', 'mail', 'close', unreachable, 0, 0],
  // The recipient.
  ['450 at RCPT (greylisting)', 'rcpt', reply('450 4.2.0 greylisted'), declined('greylisted', 450, '4.2.0'), 0, 0],
  ['451 at RCPT', 'rcpt', reply('451 4.3.0 later'), declined('passing', 451, '4.3.0'), 0, 0],
  ['421 at RCPT', 'rcpt', reply('421 4.7.28 rate limited'), declined('throttled', 421, '4.7.28'), 0, 0],
  ['550 5.1.1 at RCPT', 'rcpt', reply('550 5.1.1 no such user'), declined('mailbox', 550, '5.1.1'), 0, 0],
  ['550 5.1.2 at RCPT', 'rcpt', reply('550 5.1.2 no such domain'), declined('domain', 550, '5.1.2'), 0, 0],
  ['552 5.2.2 at RCPT', 'rcpt', reply('552 5.2.2 mailbox full'), declined('full', 552, '5.2.2'), 0, 0],
  ['550 5.2.2 at RCPT', 'rcpt', reply('550 5.2.2 over quota'), declined('full', 550, '5.2.2'), 0, 0],
  ['550 5.7.515 at RCPT', 'rcpt', reply('550 5.7.515 denied'), declined('policy', 550, '5.7.515'), 0, 0],
  ['550 5.7.1 at RCPT', 'rcpt', reply('550 5.7.1 blocked'), declined('policy', 550, '5.7.1'), 0, 0],
  ['554 at RCPT', 'rcpt', reply('554 transaction failed'), declined('unclear', 554), 0, 0],
  ['FIN at RCPT', 'rcpt', 'close', unreachable, 0, 0],
  ['RST at RCPT', 'rcpt', 'reset', unreachable, 0, 0],
  ['half a refusal at RCPT', 'rcpt', { half: '550 5.1.1 no su' }, declined('passing', 550, '5.1.1'), 0, 0],
  // DATA, refused before the body.
  ['451 to DATA', 'data', reply('451 4.3.0 later'), declined('passing', 451, '4.3.0'), 0, 0],
  ['503 to DATA', 'data', reply('503 5.5.1 bad sequence'), declined('setup', 503, '5.5.1'), 0, 0],
  ['silence at DATA', 'data', 'hang', unreachable, 0, 0],
  ['FIN at DATA', 'data', 'close', unreachable, 0, 0],
  ['RST at DATA', 'data', 'reset', unreachable, 0, 0],
  // The body has left, and a reply says what became of it.
  ['421 at the end of DATA', 'dot', reply('421 4.3.0 shutting down'), declined('passing', 421, '4.3.0'), 1, 0],
  ['451 at the end of DATA', 'dot', reply('451 4.7.1 greylisted'), declined('greylisted', 451, '4.7.1'), 1, 0],
  ['550 5.7.26 at the end of DATA', 'dot', reply('550 5.7.26 no SPF'), declined('policy', 550, '5.7.26'), 1, 0],
  ['552 5.3.4 at the end of DATA', 'dot', reply('552 5.3.4 too large'), declined('content', 552, '5.3.4'), 1, 0],
  ['554 5.6.0 at the end of DATA', 'dot', reply('554 5.6.0 content'), declined('content', 554, '5.6.0'), 1, 0],
  ['half a refusal after the dot', 'dot', { half: '451 4.3.0 lat' }, declined('passing', 451, '4.3.0'), 1, 0],
  // The body has left or begun to, and nobody knows.
  ['FIN within the body', 'body', 'close', unknown, 1, 0],
  ['RST within the body', 'body', 'reset', unknown, 1, 0],
  ['silence within the body', 'body', 'hang', unknown, 1, 0],
  ['silence after the dot', 'dot', 'hang', unknown, 1, 0],
  ['FIN after the dot', 'dot', 'close', unknown, 1, 0],
  ['RST after the dot', 'dot', 'reset', unknown, 1, 0],
  ['half an acceptance after the dot', 'dot', { half: '250 2.0.0 O' }, unknown, 1, 0],
  ['250 and then FIN', 'dot', 'accept-and-close', { kind: 'sent' }, 1, 1],
];

/** Sends a mail into the fault, and once more, with the relay well again, if the mailer says that it surely did not arrive. */
async function sentInto(mailer: Mailer, sink: SmtpSink, [, stage, fault, expected, bodies, accepted]: Fault) {
  const before = sink.dataCount;
  const mail = outgoingMail();
  sink.behave(at(stage, fault));
  const result = await send(mailer, mail);
  expect(result).toMatchObject({ ...expected, hooks: bodies });
  expect([sink.dataCount - before, copiesOf(sink, mail)]).toEqual([bodies, accepted]);
  sink.behave();
  if (result.kind === 'declined') {
    expect(result.rule).not.toBe('');
    expect(await send(mailer, mail)).toMatchObject({ kind: 'sent', hooks: 1 });
  }
  expect((await send(mailer, outgoingMail())).kind).toBe('sent');
  expect(copiesOf(sink, mail)).toBe(result.kind === 'unknown' ? 0 : 1);
}

describe('a fault on a new connection', () => {
  it.each(faults)('%s', async (...fault) => {
    const { sink, mailer } = await relay({}, limitsFor(fault));
    await sentInto(mailer, sink, fault);
  });
});

describe('a fault on a connection that is used again', () => {
  it.each(faults.filter(([, stage]) => stage !== 'connect'))('%s', async (...fault) => {
    const { sink, mailer } = await relay({}, limitsFor(fault));
    expect((await send(mailer, outgoingMail())).kind).toBe('sent');
    await sentInto(mailer, sink, fault);
  });

  it('sends over another connection when the relay closed this one before the body', async () => {
    const { sink, mailer } = await relay();
    expect((await send(mailer, outgoingMail())).kind).toBe('sent');
    sink.behave(({ stage, connection }) => (stage === 'mail' && connection === 1 ? 'close' : undefined));
    expect(await send(mailer, outgoingMail())).toMatchObject({ kind: 'sent', hooks: 1 });
    expect([sink.dataCount, sink.connectionCount, sink.mails.length]).toEqual([2, 2, 2]);
  });
});

describe('a fault among many mails at a time', () => {
  it('concerns the mail it meets, and no other of the pool', async () => {
    const { sink, mailer } = await relay({}, { maxConnections: 4, timeouts: { socketMs: 800 } });
    const odd = ['hang', 'close', 'reset', { reply: '451 4.3.0 later' }, { reply: '550 5.6.0 no' }] as const;
    const mails = Array.from({ length: 30 }, (_, n) =>
      outgoingMail({ envelope: { from: 'b+t@mail.acme.test', to: `lead${n}@lead.test` } }),
    );
    sink.behave(({ stage, to }) => {
      const n = Number(/\d+/.exec(to[0] ?? '')?.[0]);
      return stage === 'dot' && n % 3 === 0 ? odd[(n / 3) % odd.length] : undefined;
    });
    const results = await Promise.all(mails.map((mail) => send(mailer, mail)));
    const expected = mails.map((_, n) => {
      if (n % 3 !== 0) return ['sent', 1];
      return [(n / 3) % odd.length < 3 ? 'unknown' : 'declined', 0];
    });
    expect(mails.map((mail, n) => [results[n]?.kind, copiesOf(sink, mail)])).toEqual(expected);
    expect(sink.dataCount).toBe(30);
  });
});

describe('without a reply at all', () => {
  it('a relay that does not exist, or whose name nobody knows, is unreachable', async () => {
    const sink = await startSmtpSink();
    await sink.close();
    for (const url of [sink.url, 'smtp://nowhere.invalid:25']) {
      const mailer = createMailer(url, { timeouts: { connectionMs: 2000 } });
      onTestFinished(() => mailer.close());
      expect(await send(mailer, outgoingMail())).toMatchObject({ ...unreachable, hooks: 0 });
    }
  });

  it('a log-in that is refused, or missing, is about credentials and never about the lead', async () => {
    const { sink } = await relay({ auth: { user: 'tendril', pass: 'right' } });
    const wrong = createMailer(sink.url.replace('right', 'wrong'));
    const none = createMailer(`smtp://127.0.0.1:${sink.port}`);
    for (const mailer of [wrong, none]) onTestFinished(() => mailer.close());
    expect(await send(wrong, outgoingMail())).toMatchObject({ ...declined('credentials', 535, '5.7.8'), hooks: 0 });
    expect(await send(none, outgoingMail())).toMatchObject({ kind: 'declined', class: 'credentials', hooks: 0 });
    expect(sink.dataCount).toBe(0);
  });

  it.each(['starttls', 'immediate'] as const)(
    'a certificate that nobody vouches for (%s) is about the setup',
    async (tls) => {
      const { sink } = await relay({ tls });
      const mailer = createMailer(
        `${sink.url.replace('127.0.0.1', 'localhost')}${tls === 'starttls' ? '?starttls=required' : ''}`,
      );
      onTestFinished(() => mailer.close());
      const result = await send(mailer, outgoingMail());
      expect(result).toMatchObject({ ...declined('setup', null), rule: 'certificate not trusted', hooks: 0 });
      expect(sink.dataCount).toBe(0);
    },
  );
});
