/**
 * How a lead came to be known. Every time a lead comes in is one entry of an append-only record; the oldest tells its
 * source, the others the touches that followed.
 */
import type { Instant } from './instant.ts';

export const originWays = ['form', 'api', 'file', 'hand', 'call', 'chat', 'sms', 'mail', 'partner', 'step'] as const;
export type OriginWay = (typeof originWays)[number];

/** Marks of a campaign in an address, as `utm_source` and so on. */
export interface Campaign {
  readonly source?: string;
  readonly medium?: string;
  readonly campaign?: string;
  readonly term?: string;
  readonly content?: string;
}

/** What is known of the way; each part only as far as told. */
export interface OriginDetail {
  readonly form?: string;
  readonly campaign?: Campaign;
  /** The page that led to ours, without its query. */
  readonly referrer?: string;
  /** The page of ours where the visit began, without its query. */
  readonly landingPage?: string;
  /** The name of the parameter, such as `gclid`, and its value. */
  readonly clickId?: { readonly kind: string; readonly value: string };
  /** The partner or the vendor of a list. */
  readonly partner?: string;
  /** A file, a ticket, a contract: anything a person can find again. */
  readonly reference?: string;
}

/** One time that a lead came in. */
export interface Origin {
  readonly source: string | null;
  readonly way: OriginWay;
  readonly detail: OriginDetail;
}

/** The way a lead comes in, as it is saved; its source is the lead's. */
export type Arriving = Pick<Origin, 'way'> &
  Partial<Pick<Origin, 'detail'>> & {
    /**
     * People of the organisation bring it themselves: they type it, or choose the file. Said by the door through which it
     * comes, whatever way is told: a program may pass on what anybody typed somewhere, and call it what it likes.
     */
    readonly own?: boolean;
  };

export interface OriginView extends Origin {
  readonly id: string;
  readonly actor: string;
  readonly at: Instant;
}
