/**
 * What a refusal of a mail means: for the mail, for the lead, and for whoever sends. A reply of a server is put into one
 * of these classes by `mail/smtp-reply.ts`; what follows from a class is in the table here and nowhere else.
 */

/**
 * `mailbox`: it does not exist. `domain`: nor does its domain. `full`: the mailbox takes no more at present.
 * `greylisted`: come back in some minutes. `passing`: something is wrong for a while. `throttled`: the receiver wants
 * less from us. `content`: this mail is not to its liking, or too large. `policy`: the receiver blocks us.
 * `credentials`: the relay does not know us. `setup`: something on our side is set up wrongly. `unreachable`: no
 * connection, or it broke before the mail began to leave. `unclear`: refused for good, and nobody says why.
 */
export const deliveryClasses = [
  'mailbox',
  'domain',
  'full',
  'greylisted',
  'passing',
  'throttled',
  'content',
  'policy',
  'credentials',
  'setup',
  'unreachable',
  'unclear',
] as const;
export type DeliveryClass = (typeof deliveryClasses)[number];

/** Whether the address counts as dead: at once, after `events` such refusals within `withinDays`, or never. */
export type LeadEffect =
  | { readonly kind: 'none' }
  | { readonly kind: 'dead' }
  | {
      readonly kind: 'counts';
      /** So many refusals make the address count as dead. */
      readonly events: number;
      readonly withinDays: number;
      /** Two of them count only when they lie so far apart. */
      readonly apartHours: number;
    };

/** `slow`: less to this receiver for a while. `pause-domain`, `pause-relay`: nothing until a person lifts the pause. */
export type SenderEffect = 'none' | 'slow' | 'pause-domain' | 'pause-relay';

export interface ClassRule {
  /** Whether the mail is tried again, and after which times; the last one repeats. */
  readonly retryMinutes: readonly [number, ...number[]] | null;
  /** After so long since its first try the mail has failed; null: it is tried for as long as its sequence wants it. */
  readonly giveUpHours: number | null;
  readonly lead: LeadEffect;
  readonly sender: SenderEffect;
  /** What it means, for people. */
  readonly about: string;
}
