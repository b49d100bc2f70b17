/**
 * The classes that a report on a mail puts a recipient in. What follows from each stands in `bounce-acts.ts`.
 */

/**
 * `hard`: the mailbox does not exist. `hard-domain`: nor does its domain. `mailbox-full`: it takes no more at present.
 * `deferred`: tried again later. `expired`: tried for too long. `content`: this mail is not to the receiver's liking, or too
 * large. `blocked-…`: the receiver blocks the sender by its rules, by its reputation, or because who it is was not proven.
 * `configuration`: something is set up wrongly, here or there. `complaint`: the person called it spam; `not-spam`: it took
 * that back. `delivered`: it arrived. `auto-reply`: a machine answered, which says nothing of the address. `unsure`: refused
 * for good, and nobody says why.
 */
export const bounceClasses = [
  'hard',
  'hard-domain',
  'mailbox-full',
  'deferred',
  'expired',
  'content',
  'blocked-policy',
  'blocked-reputation',
  'blocked-authentication',
  'configuration',
  'complaint',
  'not-spam',
  'delivered',
  'auto-reply',
  'unsure',
] as const;
export type BounceClass = (typeof bounceClasses)[number];
