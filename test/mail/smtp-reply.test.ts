/** The table of SMTP replies: what each means, whose fault it is, and for how long. */
import { describe, expect, it } from 'vitest';
import { deliveryClasses } from '../../domain/delivery-class.ts';
import { deliveryRules } from '../../domain/delivery-rules.ts';
import { stopRules } from '../../domain/sender-stops.ts';
import { postmarkRules } from '../../mail/provider/postmark-errors.ts';
import { sesRules } from '../../mail/provider/ses-errors.ts';
import { judge, readReply, type SmtpReply } from '../../mail/smtp-reply.ts';
import { replyRules } from '../../mail/smtp-reply-rules.ts';
import { type Case, repliesAboutMail, repliesAboutSender, repliesAboutUs } from './smtp-replies.ts';

const judged = (response: string, about: SmtpReply['about']) => judge({ ...readReply(response), about });
const verdictsOf = (cases: readonly Case[], about: SmtpReply['about']) =>
  cases.map(([from, reply]) => {
    const { class: verdict, rule } = judged(reply, about);
    return `${from}: ${reply} → ${verdict}, ${rule}`;
  });
const expectedOf = (cases: readonly Case[]) =>
  cases.map(([from, reply, verdict, rule]) => `${from}: ${reply} → ${verdict}, ${rule}`);

describe('a reply', () => {
  it('about the mail or its recipient has the class and the rule that its wording is known for', () => {
    expect(repliesAboutMail.length).toBeGreaterThan(80);
    expect(verdictsOf(repliesAboutMail, 'mail')).toEqual(expectedOf(repliesAboutMail));
  });

  it('about us has them too, and says nothing about the recipient, whatever its words', () => {
    expect(verdictsOf(repliesAboutUs, 'connection')).toEqual(expectedOf(repliesAboutUs));
    const effects = repliesAboutMail.map(([, reply]) => deliveryRules[judged(reply, 'connection').class].lead.kind);
    expect(new Set(effects)).toEqual(new Set(['none']));
  });

  it('to the name of the sender is about its domain, where one about the connection is about the relay', () => {
    expect(verdictsOf(repliesAboutSender, 'sender')).toEqual(expectedOf(repliesAboutSender));
  });

  it('that passes never makes an address dead, whatever its words; only null MX is a fact of its own', () => {
    const passing = repliesAboutMail.map(([, reply]) => reply.replace(/^5/, '4').replace(/\b5(\.\d+\.\d+)/g, '4$1'));
    const dead = passing.filter((reply) => deliveryRules[judged(reply, 'mail').class].lead.kind === 'dead');
    expect(dead.filter((reply) => !/null ?MX/i.test(reply))).toEqual([]);
  });

  it('is always judged, and every rule of the table can decide', () => {
    const used = new Set([
      ...repliesAboutMail.map(([, reply]) => judged(reply, 'mail').rule),
      ...repliesAboutUs.map(([, reply]) => judged(reply, 'connection').rule),
      ...repliesAboutSender.map(([, reply]) => judged(reply, 'sender').rule),
    ]);
    const named = replyRules.map(({ name }) => name);
    expect(new Set(named).size).toBe(named.length);
    expect(named.filter((name) => !used.has(name))).toEqual([]);
    for (const code of [421, 450, 500, 550, 559, 599]) {
      expect(deliveryClasses).toContain(judge({ code, enhanced: null, text: '', about: 'mail' }).class);
    }
  });

  it('of a rule that stops a sender at once is known to a table, or decided without a reply', () => {
    const named = new Set([...replyRules, ...sesRules, ...postmarkRules].map(({ name }) => name));
    const ofTables = Object.values(stopRules).filter(({ name }) => named.has(name));
    const { certificate, dkimKey, noRelay, ...rest } = stopRules;
    expect(ofTables).toEqual(Object.values(rest));
  });

  it('is judged fast, however long and odd its text', () => {
    const began = performance.now();
    for (const piece of [
      'mailbox ',
      'message size ',
      'user unknown? ',
      '550-5.1.1 a ',
      'exceeded ',
      'rate ',
      'sender ',
      'sender a@b ',
      'your account ',
      'sending of ',
    ]) {
      judged(`550 ${piece.repeat(2000)}`, 'mail');
    }
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('reading a reply', () => {
  it.each([
    ['550 5.1.1 no', 550, '5.1.1'],
    ['550-5.7.26 first line\n550 5.7.26 second', 550, '5.7.26'],
    ['550 sorry, no mailbox here by that name. (#5.1.1)', 550, '5.1.1'],
    ['550 #5.1.0 Address rejected.', 550, '5.1.0'],
    ['451 later', 451, null],
    ['550 5.1.1234 no', 550, null],
    ['5501 no', null, null],
    ['Connection closed', null, null],
  ])('%j has the codes %s and %s', (response, code, enhanced) => {
    expect(readReply(response)).toMatchObject({ code, enhanced });
  });
});
