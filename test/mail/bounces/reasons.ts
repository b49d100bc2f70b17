/**
 * How the reasons of the reference decoder (sisimai) answer to our classes; published in docs/bounces.md. The first class
 * is the usual one; each other stands with why both are right.
 */
import type { BounceClass } from '../../../domain/bounce-class.ts';

export interface ReasonMapping {
  readonly reason: string;
  readonly class: BounceClass;
  readonly also?: readonly { readonly class: BounceClass; readonly why: string }[];
}

export const reasonMappings: readonly ReasonMapping[] = [
  { reason: 'userunknown', class: 'hard' },
  { reason: 'hasmoved', class: 'hard' },
  { reason: 'hostunknown', class: 'hard-domain' },
  {
    reason: 'notaccept',
    class: 'hard-domain',
    also: [
      { class: 'hard', why: 'the domain itself says that it takes no mail (RFC 7505), so no second report is needed' },
    ],
  },
  { reason: 'mailboxfull', class: 'mailbox-full' },
  { reason: 'filtered', class: 'unsure' },
  { reason: 'suspend', class: 'unsure' },
  {
    reason: 'onhold',
    class: 'unsure',
    also: [{ class: 'expired', why: 'the server said that it passes, and time ran out' }],
  },
  { reason: 'undefined', class: 'unsure' },
  { reason: 'expired', class: 'expired' },
  {
    reason: 'networkerror',
    class: 'expired',
    also: [
      { class: 'hard-domain', why: 'a name server said that the domain does not exist' },
      { class: 'configuration', why: 'the mail went in circles' },
    ],
  },
  { reason: 'mesgtoobig', class: 'content' },
  { reason: 'exceedlimit', class: 'content' },
  { reason: 'spamdetected', class: 'content' },
  { reason: 'virusdetected', class: 'content' },
  { reason: 'contenterror', class: 'content' },
  { reason: 'notcompliantrfc', class: 'content' },
  { reason: 'rejected', class: 'blocked-policy' },
  {
    reason: 'policyviolation',
    class: 'blocked-policy',
    also: [{ class: 'content', why: 'what the policy forbids is in the mail itself, such as a kind of attachment' }],
  },
  { reason: 'securityerror', class: 'blocked-policy' },
  { reason: 'toomanyconn', class: 'blocked-policy' },
  { reason: 'speeding', class: 'blocked-policy' },
  { reason: 'ratelimited', class: 'blocked-policy' },
  { reason: 'blocked', class: 'blocked-reputation' },
  { reason: 'badreputation', class: 'blocked-reputation' },
  { reason: 'authfailure', class: 'blocked-authentication' },
  { reason: 'requireptr', class: 'blocked-authentication' },
  { reason: 'norelaying', class: 'configuration' },
  { reason: 'systemerror', class: 'configuration' },
  { reason: 'systemfull', class: 'configuration' },
  { reason: 'mailererror', class: 'configuration' },
  { reason: 'syntaxerror', class: 'configuration' },
  { reason: 'failedstarttls', class: 'configuration' },
  {
    reason: 'feedback',
    class: 'complaint',
    also: [
      { class: 'not-spam', why: 'the report takes a complaint back' },
      { class: 'blocked-authentication', why: 'the report is about a failed authentication (RFC 6591)' },
    ],
  },
  { reason: 'vacation', class: 'auto-reply' },
  { reason: 'delivered', class: 'delivered' },
];

const byReason = new Map(reasonMappings.map((mapping) => [mapping.reason, mapping]));

/**
 * Whether a class answers to a reason. A report that says only that a mail is late is `deferred`, whatever keeps it: the
 * reference names what keeps it.
 */
export function answersTo(reason: string, found: BounceClass): boolean {
  const mapping = byReason.get(reason);
  if (!mapping) return false;
  return mapping.class === found || found === 'deferred' || (mapping.also ?? []).some((each) => each.class === found);
}
