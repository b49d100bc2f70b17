import { describe, expect, test } from 'vitest';
import { namesOf, tracesIn } from '../../mail/inbound/names.ts';
import {
  addressFor,
  bounceTo,
  mailDomain,
  messageId,
  rawMail,
  replyTo,
  signer,
  stranger,
  unsubscribeTo,
} from './inbound-samples.ts';

const names = (raw: Uint8Array, to: readonly string[] = [], returned = '') =>
  namesOf(signer, tracesIn(raw, returned), to);
const token = (use: 'reply' | 'bounce' | 'unsubscribe') => ({ use, messageId });
const other = '018f2b7e-9999-7222-8333-444455556666';

describe('an incoming mail names one of ours', () => {
  test.each([
    ['an address of the envelope', [replyTo], token('reply')],
    ['one in capitals, as some relays write it', [replyTo.toUpperCase()], token('reply')],
    ['one among several', ['hello@acme.test', bounceTo], token('bounce')],
    [
      'a return path rewritten by SRS',
      [`SRS0=ab12=zz=acme.test=${bounceTo.replace(`@${mailDomain}`, '')}@forwarder.test`],
      token('bounce'),
    ],
    ['a return path rewritten by BATV', [`prvs=1234abcdef=${bounceTo}`], token('bounce')],
    ['the address to leave by', [unsubscribeTo], token('unsubscribe')],
  ])('by a token in %s', (_, to, found) => {
    expect(names(rawMail({}, 'Yes'), to).tokens).toEqual([found]);
  });

  test.each(['Delivered-To', 'X-Original-To', 'To', 'Cc'])(
    'by the header %s when its envelope is not known',
    (name) => {
      expect(names(rawMail({ [name]: `Acme <${replyTo}>` }, 'Yes')).tokens).toEqual([token('reply')]);
    },
  );

  test('by its envelope alone when that is known: a header can be written by anybody', () => {
    expect(names(rawMail({ To: addressFor('reply', other) }, 'Yes'), [replyTo]).tokens).toEqual([token('reply')]);
    expect(names(rawMail({ To: replyTo }, 'Yes'), ['hello@acme.test']).tokens).toEqual([]);
  });

  test('by the header of the mail that a report returns, after its own address', () => {
    const returned = `List-Unsubscribe: <https://x.test/u/1>, <mailto:${unsubscribeTo}>`;
    expect(names(rawMail({}, ''), [bounceTo], returned).tokens).toEqual([token('bounce'), token('unsubscribe')]);
  });

  test.each([
    ['that another key signed', addressFor('reply', messageId, stranger)],
    ['of another purpose', replyTo.replace(/^r/, 'u')],
    ['that is made up', `r+${'a'.repeat(58)}@${mailDomain}`],
    ['that is cut', replyTo.replace(/.@/, '@')],
  ])('by no token %s', (_, address) => {
    expect(names(rawMail({}, 'Yes'), [address]).tokens).toEqual([]);
  });

  test('by the Message-IDs that it answers, the newest first', () => {
    const raw = rawMail(
      { 'In-Reply-To': `<m.${messageId}@${mailDomain}>`, References: `<a@b>\r\n <c@d> <m.${other}@${mailDomain}>` },
      'Yes',
    );
    expect(names(raw)).toMatchObject({
      inReplyTo: [`m.${messageId}@${mailDomain}`],
      references: [`m.${other}@${mailDomain}`, 'c@d', 'a@b'],
    });
  });
});

describe('a header made to break the reader', () => {
  test('of a hundred thousand fields is read at once', () => {
    const raw = Buffer.from(`${'a: b\r\nTo: x@y.test\r\n'.repeat(50_000)}\r\nYes`);
    const before = process.cpuUsage();
    names(raw);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
  });

  test('holds no name with what no database keeps', () => {
    expect(names(rawMail({ 'In-Reply-To': '<a\0b@x.test> <c@x.test>' }, 'Yes')).inReplyTo).toEqual(['c@x.test']);
  });
});

describe('the fingerprint', () => {
  const of = (headers: Readonly<Record<string, string>>, body = 'Yes') =>
    names(rawMail({ 'Message-ID': '<1@x.test>', ...headers }, body)).fingerprint;

  test('stays the same whatever hops add to the header', () => {
    expect(of({ Received: 'from a by b' })).toBe(of({ Received: 'from c by d', 'X-Spam': 'no' }));
  });

  test('is another one for another Message-ID and for another body', () => {
    expect(new Set([of({}), of({ 'Message-ID': '<2@x.test>' }), of({}, 'No')]).size).toBe(3);
  });
});
