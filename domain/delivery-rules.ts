/**
 * What follows from a refusal of a mail, class by class: for the mail, for the lead, and for whoever sends. Data, and the
 * question when an address is dead; when a sender stops is in `sender-stops.ts`.
 */
import type { ClassRule, DeliveryClass, LeadEffect } from './delivery-class.ts';
import { assertNever } from './errors.ts';
import { type Instant, msOf } from './instant.ts';

const none = { kind: 'none' } as const;

/**
 * No schedule is longer than four hours between two tries, and where `giveUpHours` is null nothing but the sequence ends
 * them: an outage of three days delays mails by three days and loses none.
 */
export const deliveryRules: Readonly<Record<DeliveryClass, ClassRule>> = {
  /** RFC 3463 §3.2: the next mail would find nobody either, and mailing the dead costs reputation. */
  mailbox: {
    retryMinutes: null,
    giveUpHours: null,
    lead: { kind: 'dead' },
    sender: 'none',
    about: 'the mailbox does not exist',
  },
  /** A name server that is away looks like a domain that is gone: only a day later the same answer is believed. */
  domain: {
    retryMinutes: [60, 120, 240],
    giveUpHours: 48,
    lead: { kind: 'counts', events: 2, withinDays: 60, apartHours: 24 },
    sender: 'none',
    about: 'the domain of the address does not exist',
  },
  /** People come back from holidays and tidy up; a mailbox that is full for a month has been left. */
  full: {
    retryMinutes: [120, 240],
    giveUpHours: 72,
    lead: { kind: 'counts', events: 5, withinDays: 30, apartHours: 24 },
    sender: 'none',
    about: 'the mailbox is full',
  },
  /** RFC 6647 §4.1: who comes back after some minutes is let in; longer pauses risk being forgotten again. */
  greylisted: {
    retryMinutes: [5, 10, 15, 30, 60, 120, 240],
    giveUpHours: null,
    lead: none,
    sender: 'none',
    about: 'the receiver asks to come back in some minutes',
  },
  /** RFC 5321 §4.5.4.1 asks for half an hour and more; the first try comes sooner, because most trouble is short. */
  passing: {
    retryMinutes: [15, 30, 60, 120, 240],
    giveUpHours: null,
    lead: none,
    sender: 'none',
    about: 'something is wrong for a while',
  },
  /** The receiver counts all our mail, so all of it to this receiver has to slow down, not this one mail. */
  throttled: {
    retryMinutes: [15, 30, 60, 120, 240],
    giveUpHours: null,
    lead: none,
    sender: 'slow',
    about: 'the receiver wants less mail from us',
  },
  /** The next try would carry the same content. Nothing is known of the lead. */
  content: {
    retryMinutes: null,
    giveUpHours: null,
    lead: none,
    sender: 'none',
    about: 'the mail itself is not accepted: its size or its content',
  },
  /** The block is about us: the mail waits until it is lifted, and no lead is lost by it. */
  policy: {
    retryMinutes: [60, 120, 240],
    giveUpHours: null,
    lead: none,
    sender: 'pause-domain',
    about: 'the receiver blocks mail from us',
  },
  /** Every mail of the relay would be refused, and many wrong log-ins get an account locked. */
  credentials: {
    retryMinutes: [15, 30, 60, 120, 240],
    giveUpHours: null,
    lead: none,
    sender: 'pause-relay',
    about: 'the relay does not accept the log-in',
  },
  /** A person has to look at it; until then the mail waits. */
  setup: {
    retryMinutes: [30, 60, 120, 240],
    giveUpHours: null,
    lead: none,
    sender: 'pause-relay',
    about: 'something about the relay or the sender is set up wrongly',
  },
  /** RFC 5321 §4.5.4.1. A relay that restarts is back in a minute, one that is down is asked every four hours. */
  unreachable: {
    retryMinutes: [1, 5, 15, 30, 60, 120, 240],
    giveUpHours: null,
    lead: none,
    sender: 'none',
    about: 'the relay cannot be reached',
  },
  /** Final by RFC 5321 §4.2.1, so this mail has failed; but one unexplained refusal is too little to give a lead up. */
  unclear: {
    retryMinutes: null,
    giveUpHours: null,
    lead: { kind: 'counts', events: 2, withinDays: 90, apartHours: 24 },
    sender: 'none',
    about: 'it is refused for good, and nobody says why',
  },
};

/** The lead effect of an event's class, as stored; `none` for what is no class. */
export const leadEffectOf = (verdict: unknown): LeadEffect =>
  typeof verdict === 'string' && Object.hasOwn(deliveryRules, verdict)
    ? deliveryRules[verdict as DeliveryClass].lead
    : none;

const hourMs = 3_600_000;

/**
 * Whether refusals at these instants make an address count as dead. Of those that lie too close together only the first
 * counts: ten mails into one outage tell no more than one.
 */
export function isDead(effect: LeadEffect, refusedAt: readonly Instant[], now: Instant): boolean {
  switch (effect.kind) {
    case 'none':
      return false;
    case 'dead':
      return refusedAt.length > 0;
    case 'counts': {
      const since = msOf(now) - effect.withinDays * 24 * hourMs;
      let counted = 0;
      let last = Number.NEGATIVE_INFINITY;
      for (const at of refusedAt.map(msOf).sort((a, b) => a - b)) {
        if (at < since || at > msOf(now) || at - last < effect.apartHours * hourMs) continue;
        counted += 1;
        last = at;
      }
      return counted >= effect.events;
    }
    default:
      return assertNever(effect);
  }
}
