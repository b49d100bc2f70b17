/**
 * What a lead wants of our mail, as it bears on one that is about to leave. Pure, over what was read with its row: it was
 * erased, has opted out of the mails of this purpose, is away or has asked for a pause, or wants only so many. Beside that the
 * last look before the body leaves, which is SQL.
 */
import { defaultPurpose } from '../domain/consent.ts';
import type { Cap } from '../domain/program-settings.ts';
import { type Instant, later } from '../domain/time.ts';
import type { Refusal } from './claim-writes.ts';
import type { Blocked } from './send-gate.ts';
import { type Sql, sql } from './sql.ts';
import type { MailFrequency } from './store.ts';

export interface Wishes {
  /** Nothing is known of the person any more. */
  readonly erased: boolean;
  /** From mails of this purpose. */
  readonly optedOut: boolean;
  readonly awayUntil: Instant | null;
  readonly pausedUntil: Instant | null;
  readonly frequency: MailFrequency;
}

export const noWishes: Wishes = {
  erased: false,
  optedOut: false,
  awayUntil: null,
  pausedUntil: null,
  frequency: 'all',
};

/** The columns of a lead that hold wishes. */
export interface WishColumns {
  readonly erased_at: string | null;
  readonly away_until: string | null;
  readonly mail_pause_until: string | null;
  readonly mail_frequency: MailFrequency;
}

/** Of a row, whose times may be as PostgreSQL writes them in JSON. */
export const wishesOf = (row: WishColumns, optedOut: boolean): Wishes => ({
  erased: row.erased_at !== null,
  optedOut,
  awayUntil: row.away_until && new Date(row.away_until).toISOString(),
  pausedUntil: row.mail_pause_until && new Date(row.mail_pause_until).toISOString(),
  frequency: row.mail_frequency,
});

/** Why no mail of any kind goes to the lead; null when some may. */
export const nobodyAnyMore = ({ erased }: Wishes): Blocked | null =>
  erased ? { reason: 'manual', detail: 'the lead was erased' } : null;

/** Why a mail of this purpose never goes to the lead; null when it may, some time. */
export function neverWanted(wishes: Wishes, purpose: string): Blocked | null {
  const gone = nobodyAnyMore(wishes);
  if (gone) return gone;
  return wishes.optedOut ? { reason: 'unsubscribe', detail: `the lead wants no mails of ${purpose}` } : null;
}

/** Why it does not go now; null when it may. */
export function notYetWanted({ awayUntil, pausedUntil }: Wishes, now: Instant): Refusal | null {
  const away = awayUntil !== null && awayUntil > now ? awayUntil : null;
  const paused = pausedUntil !== null && pausedUntil > now ? pausedUntil : null;
  if (away === null && paused === null) return null;
  const why = paused === null ? 'the lead is out of office' : 'the lead has asked for a pause';
  return { kind: 'later', until: later(away ?? now, paused ?? now), why };
}

const byFrequency: Readonly<Record<MailFrequency, readonly Cap[]>> = {
  all: [],
  weekly: [{ atMost: 1, within: 'P7D' }],
  monthly: [{ atMost: 1, within: 'P30D' }],
};

/** The widest of them: how far back to look for leads whose wishes are not read yet. */
export const widestWish = byFrequency.monthly;

/** How many mails a lead wants at most, as caps beside the others. `claim_message` looks back as far. */
export const wantedCaps = ({ frequency }: Wishes): readonly Cap[] => byFrequency[frequency];

/**
 * Whether a mail `m` to the lead `l`, whose purpose an expression over the row gives, is not wanted any more, or not now: as
 * it was when it was claimed, a moment ago. The purpose is read only where an opt-out of some purpose is in force.
 */
export const isUnwanted = (purpose: Sql): Sql => sql`(coalesce(l.mail_pause_until > m.updated_at, false)
  OR coalesce(l.away_until > m.updated_at, false) OR EXISTS (
    SELECT 1 FROM suppression_entry w WHERE w.address_hash = l.address_hash AND w.lifted_at IS NULL AND w.scope <> 'all'
      AND w.scope = 'topic/' || coalesce(${purpose}, ${defaultPurpose})))`;
