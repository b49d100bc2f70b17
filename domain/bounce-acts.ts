/**
 * What follows from each class that a report puts a recipient in, as data. A report counts only when it is matched to a
 * mail of ours; that, and carrying the acts out, is the business of others. What counts against a lead, and what stops a
 * sender, follows from the verdict by `delivery-rules.ts`, as for refusals in the dialogue.
 */
import type { BounceClass } from './bounce-class.ts';
import type { DeliveryClass } from './delivery-class.ts';

/** An address that is never written to again, by whom it is held so, and why. */
export interface SuppressionAct {
  readonly scope: 'global';
  readonly reason: 'hard_bounce' | 'complaint';
}

export interface BounceActs {
  /** The event that is recorded for the lead, `bounce_hard` when the address is dead by it; null when nothing is. */
  readonly event: 'bounce_hard' | 'bounce_soft' | 'complaint' | null;
  /** As which refusal it counts, for the lead and for the sender (`deliveryRules`); null when it counts for nothing. */
  readonly verdict: DeliveryClass | null;
  /** Who has to hear of it: the owner of the template, or whoever looks after the sender. */
  readonly alert: 'none' | 'template' | 'sender';
  /** What one such report puts on the list; what counts goes there when it has counted often enough. */
  readonly suppress: SuppressionAct | null;
  /** What it means, for people. */
  readonly about: string;
  /** What follows, for people. */
  readonly acts: string;
}

const nothing = { event: null, verdict: null, alert: 'none', suppress: null } as const;
const refusedByPolicy = { event: 'bounce_soft', verdict: 'policy', alert: 'sender', suppress: null } as const;

export const bounceActs: Readonly<Record<BounceClass, BounceActs>> = {
  hard: {
    event: 'bounce_hard',
    verdict: 'mailbox',
    alert: 'none',
    suppress: { scope: 'global', reason: 'hard_bounce' },
    about: 'the mailbox does not exist, or has moved away',
    acts: 'the address is suppressed at once, and whatever runs for the lead ends',
  },
  'hard-domain': {
    // A name server that is away looks like a domain that is gone: the second report, a day later, is believed.
    event: 'bounce_soft',
    verdict: 'domain',
    alert: 'none',
    suppress: null,
    about: 'the domain does not exist, or says that it takes no mail',
    acts: 'counted; after two such reports at least a day apart the address is suppressed',
  },
  'mailbox-full': {
    event: 'bounce_soft',
    verdict: 'full',
    alert: 'none',
    suppress: null,
    about: 'the mailbox takes no more at present',
    acts: 'counted; after five such reports on different days within 30 days the address is suppressed',
  },
  deferred: {
    ...nothing,
    about: 'the mail is late, and is tried again',
    acts: 'nothing: a later report says how it ended',
  },
  expired: {
    event: 'bounce_soft',
    // The server was away for days, which says nothing of the mailbox.
    verdict: 'passing',
    alert: 'none',
    suppress: null,
    about: 'the mail was tried for too long, without an answer for good',
    acts: 'this mail has failed; nothing is held against the lead',
  },
  content: {
    event: 'bounce_soft',
    verdict: 'content',
    alert: 'template',
    suppress: null,
    about: 'this mail is not accepted: its size, its form, or what it says',
    acts: 'this mail has failed; the owner of the template is told; nothing is held against the lead',
  },
  'blocked-policy': {
    ...refusedByPolicy,
    about: 'the receiver does not let us write there, or not so much',
    acts: 'whoever looks after the sender is told, and the domain is paused when several receivers say so; nothing is held against the lead',
  },
  'blocked-reputation': {
    ...refusedByPolicy,
    about: 'our host, its network or our domain is on a list, or has a bad name',
    acts: 'as for the policy of a receiver: see whether the address of the host is listed',
  },
  'blocked-authentication': {
    ...refusedByPolicy,
    about: 'it was not proven who we are: SPF, DKIM, DMARC, or the name of the host',
    acts: 'as for the policy of a receiver: `tendril senders preflight` says what is missing',
  },
  configuration: {
    event: 'bounce_soft',
    verdict: 'setup',
    alert: 'sender',
    suppress: null,
    about: 'something is set up wrongly, here or there: a loop, a relay that refuses, a broken server',
    acts: 'whoever looks after the sender is told; nothing is held against the lead',
  },
  complaint: {
    event: 'complaint',
    verdict: null,
    alert: 'sender',
    suppress: { scope: 'global', reason: 'complaint' },
    about: 'the person called the mail spam',
    acts: 'the address is suppressed everywhere and for good, and whatever runs for the lead ends',
  },
  'not-spam': {
    ...nothing,
    about: 'the person took back that the mail is spam',
    acts: 'nothing: a complaint that was made before stands',
  },
  delivered: {
    ...nothing,
    about: 'the mail arrived',
    acts: 'nothing',
  },
  'auto-reply': {
    ...nothing,
    about: 'a machine answered, which says nothing of the address',
    acts: 'nothing here: see what it answered',
  },
  unsure: {
    event: 'bounce_soft',
    verdict: 'unclear',
    alert: 'none',
    suppress: null,
    about: 'refused for good, and nobody says why for certain',
    acts: 'counted; after two such reports at least a day apart within 90 days the address is suppressed',
  },
};
