/** What follows from what a report says. */
import { describe, expect, it } from 'vitest';
import { bounceActs } from '../../domain/bounce-acts.ts';
import { type BounceClass, bounceClasses } from '../../domain/bounce-class.ts';
import { deliveryRules } from '../../domain/delivery-rules.ts';

/** What speaks about us, about the mail, or about the hour. */
const neverAgainstTheLead = bounceClasses.filter(
  (each) =>
    each.startsWith('blocked-') ||
    ['content', 'deferred', 'expired', 'configuration', 'not-spam', 'delivered', 'auto-reply'].includes(each),
);

describe('the acts of a report', () => {
  it('are told for every class, and for no other', () => {
    expect(Object.keys(bounceActs).sort()).toEqual([...bounceClasses].sort());
    for (const { about, acts } of Object.values(bounceActs)) expect([about, acts]).not.toContain('');
  });

  it.each(neverAgainstTheLead)('never suppress a lead for the class %s, however often it comes', (each) => {
    const { suppress, verdict } = bounceActs[each];
    expect(suppress).toBeNull();
    expect(verdict === null ? 'none' : deliveryRules[verdict].lead.kind).toBe('none');
  });

  it('suppress at once only for a mailbox that is gone and for a complaint', () => {
    const atOnce = bounceClasses.filter((each) => bounceActs[each].suppress !== null);
    expect(atOnce).toEqual(['hard', 'complaint'] satisfies readonly BounceClass[]);
    expect(bounceActs.complaint.suppress?.reason).toBe('complaint');
  });

  it('agree with the rules for refusals in the dialogue about who is dead', () => {
    for (const each of bounceClasses) {
      const { verdict, suppress } = bounceActs[each];
      const dead = verdict !== null && deliveryRules[verdict].lead.kind === 'dead';
      expect([each, dead]).toEqual([each, suppress?.reason === 'hard_bounce']);
      expect([each, dead]).toEqual([each, bounceActs[each].event === 'bounce_hard']);
    }
  });

  it('call for whoever can repair it', () => {
    expect(bounceActs.content.alert).toBe('template');
    for (const each of bounceClasses.filter((one) => one.startsWith('blocked-'))) {
      expect(bounceActs[each].alert).toBe('sender');
    }
  });
});
