/** What follows from refusals: which make an address dead, and which stop a sender. */
import { describe, expect, it } from 'vitest';
import { deliveryClasses } from '../../domain/delivery-class.ts';
import { deliveryRules, isDead, leadEffectOf } from '../../domain/delivery-rules.ts';
import { plusMs } from '../../domain/instant.ts';

const now = '2027-01-31T12:00:00.000Z';
const hoursAgo = (...hours: readonly number[]) => hours.map((h) => plusMs(now, -h * 3_600_000));
const daysAgo = (...days: readonly number[]) => hoursAgo(...days.map((day) => day * 24));

describe('the effect of a class', () => {
  it('is on the lead only where the reply is about the lead', () => {
    const effects = Object.fromEntries(deliveryClasses.map((name) => [name, deliveryRules[name].lead.kind]));
    expect(effects).toEqual({
      mailbox: 'dead',
      domain: 'counts',
      full: 'counts',
      unclear: 'counts',
      greylisted: 'none',
      passing: 'none',
      throttled: 'none',
      content: 'none',
      policy: 'none',
      credentials: 'none',
      setup: 'none',
      unreachable: 'none',
    });
  });

  it('on the sender goes with a mail that waits: what stops a sender loses no mail', () => {
    const stopping = deliveryClasses.filter((name) => deliveryRules[name].sender !== 'none');
    expect(stopping).toEqual(['throttled', 'policy', 'credentials', 'setup']);
    for (const name of stopping) {
      expect(deliveryRules[name]).toMatchObject({ giveUpHours: null, lead: { kind: 'none' } });
      expect(deliveryRules[name].retryMinutes).not.toBeNull();
    }
  });

  it('is none for what is stored and is no class', () => {
    for (const odd of [undefined, null, 7, 'toString', 'soft']) expect(leadEffectOf(odd)).toEqual({ kind: 'none' });
    expect(leadEffectOf('full').kind).toBe('counts');
  });
});

describe('an address', () => {
  const { domain, full, unclear, mailbox, policy } = deliveryRules;

  it('whose domain is gone is dead when it still is a day later, not when it is asked ten times at once', () => {
    expect(isDead(domain.lead, hoursAgo(0), now)).toBe(false);
    expect(isDead(domain.lead, hoursAgo(23, 20, 10, 5, 1, 0), now)).toBe(false);
    expect(isDead(domain.lead, hoursAgo(24, 0), now)).toBe(true);
    expect(isDead(domain.lead, daysAgo(61, 0), now)).toBe(false);
  });

  it('that is full is dead after five days on which it was, within thirty', () => {
    expect(isDead(full.lead, daysAgo(20, 15, 10, 5), now)).toBe(false);
    expect(isDead(full.lead, daysAgo(20, 15, 10, 5, 0), now)).toBe(true);
    expect(isDead(full.lead, daysAgo(31, 15, 10, 5, 0), now)).toBe(false);
    expect(isDead(full.lead, hoursAgo(5, 4, 3, 2, 1, 0), now)).toBe(false);
  });

  it('that is refused without a reason is dead the second time', () => {
    expect(isDead(unclear.lead, daysAgo(0), now)).toBe(false);
    expect(isDead(unclear.lead, daysAgo(30, 0), now)).toBe(true);
  });

  it('that does not exist is dead at once, and one that only blocks us never', () => {
    expect(isDead(mailbox.lead, hoursAgo(0), now)).toBe(true);
    expect(isDead(policy.lead, daysAgo(9, 8, 7, 6, 5, 4, 3, 2, 1, 0), now)).toBe(false);
  });

  it('is judged by refusals up to now, in whatever order they come', () => {
    expect(isDead(full.lead, daysAgo(0, 5, 10, 15, 20), now)).toBe(true);
    expect(isDead(unclear.lead, [...hoursAgo(0), plusMs(now, 48 * 3_600_000)], now)).toBe(false);
  });
});
