/** A delivery as those who asked for it see it: the claim it began with, and how it ended. */
import type { Claim } from '../db/store.ts';
import type { StopReason } from '../domain/events.ts';
import type { Instant } from '../domain/instant.ts';

export type Claimed = Claim & { readonly kind: 'claimed' };

export type Delivery =
  | { readonly kind: 'sent' | 'unknown'; readonly at: Instant }
  | { readonly kind: 'deferred'; readonly until: Instant }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'blocked'; readonly reason: StopReason };

/** Why a mail failed that was refused. Only this code goes into a history: what was said may name the lead. */
export const relayRefused = 'SMTP_REFUSED';
