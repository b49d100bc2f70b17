/** When refusals stop a sending domain or a relay: which, at once or together, and what people are told. */
import { describe, expect, it } from 'vitest';
import { type JudgedRefusal, senderStop, stopNotice, stopRules, stopsTogether } from '../../domain/sender-stops.ts';

const from = { fromDomain: 'Mail.Acme.example', relay: 'main' };
const domain = { kind: 'domain', domain: 'mail.acme.example' };
const relay = { kind: 'relay', relay: 'main' };
const refusal = (of: Partial<JudgedRefusal>): JudgedRefusal => ({
  class: 'policy',
  rule: 'policy or block',
  codes: '550 5.7.1',
  saidBy: 'relay',
  ...of,
});
const stop = (of: Partial<JudgedRefusal>) => senderStop(refusal(of), from);

describe('a refusal', () => {
  it.each([
    ['of mail that is not authenticated', { rule: 'mail not authenticated' }, domain],
    ['of a sender by the relay', { rule: 'sender refused by the relay' }, domain],
    [
      'of a sender by a provider, which is a matter of set-up',
      { class: 'setup', rule: 'sender refused by the relay' },
      domain,
    ],
    ['for want of a DKIM key', { class: 'setup', rule: 'dkim key' }, domain],
    ['of a log-in', { class: 'credentials', rule: 'of a provider' }, relay],
    ['of a certificate by us', { class: 'setup', rule: 'certificate not trusted' }, relay],
    ['of an account', { class: 'setup', rule: stopRules.account.name }, relay],
  ] as const)('%s stops whom it is about at once, whoever the recipient is', (_, of, scope) => {
    expect(stop(of)).toMatchObject({ scope, atOnce: true });
  });

  it('that only one receiver may mean stops whom its class is about, and not by itself', () => {
    expect(stop({})).toMatchObject({ scope: domain, atOnce: false });
    expect(stop({ class: 'setup', rule: 'loop' })).toMatchObject({ scope: relay, atOnce: false });
  });

  it('that is told by a mail never stops anybody by itself: every recipient could write it', () => {
    expect(stop({ rule: 'mail not authenticated', saidBy: 'report' })).toMatchObject({ scope: domain, atOnce: false });
    expect(stop({ class: 'credentials', rule: 'log-in', saidBy: 'report' })).toMatchObject({ atOnce: false });
  });

  it('that is about the recipient, or passes, stops nobody', () => {
    for (const refused of ['mailbox', 'full', 'greylisted', 'throttled', 'content', 'unclear'] as const) {
      expect(stop({ class: refused, rule: 'any' })).toBeNull();
    }
  });

  it('says why, what to do and how to lift the pause, in one sentence for the pause and one for the log', () => {
    const dkim = stop({ class: 'setup', rule: 'dkim key', codes: '' });
    if (!dkim) throw new Error('it stops nobody');
    expect(dkim.reason).toBe(
      'something about the relay or the sender is set up wrongly: dkim key; see "tendril senders keys list mail.acme.example"',
    );
    expect(stopNotice(dkim, 'ID')).toBe(
      `the sending domain mail.acme.example is paused, because ${dkim.reason}. Its mails wait and none is lost. See the mail with "tendril messages show ID", mend it, then lift the pause with "tendril senders resume mail.acme.example"`,
    );
    expect(stop({})?.reason).toBe('the receiver blocks mail from us: policy or block (550 5.7.1)');
  });
});

describe('refusals together', () => {
  it('stop a sender when several recipients meet them, and these are no small part of its mails', () => {
    expect(stopsTogether({ recipients: 1, of: 1 })).toBe(false);
    expect(stopsTogether({ recipients: 4, of: 4 })).toBe(false);
    expect(stopsTogether({ recipients: 5, of: 5 })).toBe(true);
    expect(stopsTogether({ recipients: 5, of: 50 })).toBe(true);
    expect(stopsTogether({ recipients: 5, of: 51 })).toBe(false);
    expect(stopsTogether({ recipients: 99, of: 1000 })).toBe(false);
  });
});
