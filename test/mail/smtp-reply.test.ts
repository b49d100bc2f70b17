/** The table of SMTP replies: whose fault, and for how long. */
import { describe, expect, it } from 'vitest';
import { type ReplyVerdict, readReply, replyVerdict } from '../../mail/smtp-reply.ts';

const cases: readonly [string, ReplyVerdict][] = [
  ['421 4.7.28 rate limited', 'deferred'],
  ['450 4.2.0 greylisted', 'deferred'],
  ['450 5.1.1 odd mix of codes', 'deferred'],
  ['451 local error', 'deferred'],
  ['452 4.2.2 over quota', 'deferred'],
  ['550 4.2.2 odd mix of codes', 'deferred'],
  ['550 5.1.1 user unknown', 'hard'],
  ['550-5.1.1 The email account that you tried to reach does not exist', 'hard'],
  ['501 5.1.3 bad address syntax', 'hard'],
  ['551 5.1.6 mailbox has moved', 'hard'],
  ['556 5.1.10 null MX', 'hard'],
  ['550 5.2.1 mailbox disabled', 'hard'],
  ['550 no such user here', 'hard'],
  ['550 Requested action not taken: mailbox not found', 'hard'],
  ['550 5.0.0 <ann@lead.test>: Recipient unknown', 'hard'],
  ['553 sorry, no mailbox here by that name', 'hard'],
  ['552 5.2.2 mailbox full', 'deferred'],
  ['550 5.2.2 mailbox full', 'deferred'],
  ['552 storage allocation exceeded', 'deferred'],
  ['554 ann has exceeded the quota: mailbox full', 'deferred'],
  ['552 5.3.4 message too large', 'refused'],
  ['552 message size exceeds the limit', 'refused'],
  ['550 5.7.1 blocked', 'deferred'],
  ['550 5.7.1 user unknown to our policy', 'deferred'],
  ['550 5.7.515 Access denied, DMARC', 'deferred'],
  ['550 Blocked by our spam policy', 'deferred'],
  ['554 listed in the blacklist of example', 'deferred'],
  ['530 5.7.0 Authentication required', 'deferred'],
  ['535 Authentication failed', 'deferred'],
  ['554 5.4.6 too many hops', 'deferred'],
  ['550 refused', 'refused'],
  ['554 5.6.0 content not accepted', 'refused'],
  ['550 5.1.2 no such domain', 'refused'],
  ['500 5.5.2 syntax', 'refused'],
];

describe('an SMTP reply about the mail', () => {
  it.each(cases)('%s is %s', (response, verdict) => {
    expect(replyVerdict({ ...readReply(response), aboutMail: true })).toBe(verdict);
  });
});

describe('an SMTP reply about us', () => {
  it.each([
    '554 no service',
    '550 5.1.1 user unknown',
    '550 5.1.8 bad sender',
    '535 5.7.8 wrong password',
    '502 no EHLO',
  ])('%s never counts against the lead', (response) => {
    expect(replyVerdict({ ...readReply(response), aboutMail: false })).toBe('deferred');
  });

  it('is final only when the mail itself is too large', () => {
    expect(replyVerdict({ ...readReply('552 5.3.4 message too big'), aboutMail: false })).toBe('refused');
  });
});

describe('reading a reply', () => {
  it.each([
    ['550 5.1.1 no', 550, '5.1.1'],
    ['550-5.7.26 first line\n550 5.7.26 second', 550, '5.7.26'],
    ['451 later', 451, null],
    ['550 5.1.1234 no', 550, null],
    ['Connection closed', null, null],
  ])('%j has the codes %s and %s', (response, code, enhanced) => {
    expect(readReply(response)).toMatchObject({ code, enhanced });
  });
});
