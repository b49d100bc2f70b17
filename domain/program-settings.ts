/**
 * What holds for a whole sequence: who may enter, what ends it early, and when and how often it may mail. Published
 * with the program, so it never changes for an enrollment but by a migration.
 */
import { defaultPurpose } from './consent.ts';
import type { EventMatcher } from './events.ts';
import { nurturable, type Stage } from './lifecycle.ts';
import type { Duration, Zone } from './time.ts';
import { type CalendarDate, type LocalTime, type Weekday, weekdays } from './wait-rule.ts';

/** Whether a lead that was in the sequence may enter again once it is out. */
export type Reentry =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  /** So long after the end of the last time. */
  | { readonly kind: 'after'; readonly duration: Duration };

export interface EntryRule {
  readonly when: string | null;
  /** Sources of leads, any of them; null for all. */
  readonly sources: readonly string[] | null;
  /** Names of segments, all of them. */
  readonly segments: readonly string[];
  readonly again: Reentry;
}

/** What begins it besides a person, a form or a program: a lead that comes to be in a segment, by the rules of `enter`. */
export interface StartRule {
  readonly segment: string;
}

/** The times of day from `from` until before `to`; over midnight when `to` is earlier; the whole day when they are equal. */
export interface Hours {
  readonly from: LocalTime;
  readonly to: LocalTime;
}

export interface HolidayRule {
  /** Whose public holidays: the lead's country, a country by its ISO 3166-1 code, or nobody's. */
  readonly country: 'lead' | string | null;
  /** Days of one's own besides. */
  readonly dates: readonly CalendarDate[];
}

/** When mails may leave, on the clock of the lead. */
export interface SendWindow {
  readonly days: readonly Weekday[];
  readonly hours: readonly Hours[];
  /** Times in which nothing leaves, whatever `hours` say. */
  readonly quiet: readonly Hours[];
  readonly holidays: HolidayRule;
  /** Mails that wait for an opening are spread over so many minutes, evenly and always the same for one enrollment. */
  readonly spreadMinutes: number;
}

/** At most so many mails to one lead within a sliding time, counted over all sequences. */
export interface Cap {
  readonly atMost: number;
  readonly within: Duration;
}

/** What becomes of a mail that could not leave within `after` of its time. */
export interface StaleRule {
  readonly after: Duration;
  /** `skip`: it is left out and the later steps keep their dates. `move`: it leaves late and the later steps move with it. */
  readonly then: 'skip' | 'move';
}

export interface ProgramSettings {
  readonly enter: EntryRule;
  /** Null: it begins by hand, by a form, by another program. */
  readonly start: StartRule | null;
  /** The higher goes first where a lead cannot have both. */
  readonly priority: number;
  /** At most one exclusive sequence at a time holds a lead: entering one of higher priority ends the other. */
  readonly exclusive: boolean;
  /** The lifecycle stages at which it may mail. */
  readonly stages: readonly Stage[];
  /** Events that end it early as a success. */
  readonly goals: readonly EventMatcher[];
  /** What ends it besides the things that end every sequence (unsubscribe, complaint, hard bounce, by hand). */
  readonly stops: {
    readonly reply: boolean;
    readonly mql: boolean;
    /** Another lead of the same company came to sales. Not there: it goes on. */
    readonly colleague?: true;
    readonly on: readonly EventMatcher[];
  };
  /** What its mails are for: leads that have not agreed to this, where they must, get none. */
  readonly purpose: string;
  /** Null: at any time. */
  readonly window: SendWindow | null;
  /** Besides the caps of the organisation. */
  readonly caps: readonly Cap[];
  /** Null: a late mail leaves late. */
  readonly stale: StaleRule | null;
  /** The key of a sender identity; null for the organisation's. */
  readonly sender: string | null;
  /** For leads of unknown zone and country. */
  readonly zone: Zone | null;
}

/** What holds when a sequence says nothing. */
export const defaultSettings: ProgramSettings = {
  enter: { when: null, sources: null, segments: [], again: { kind: 'always' } },
  start: null,
  priority: 0,
  exclusive: false,
  stages: [...nurturable],
  goals: [],
  stops: { reply: true, mql: true, on: [] },
  purpose: defaultPurpose,
  window: null,
  caps: [],
  stale: null,
  sender: null,
  zone: null,
};

/** A window that is open at all times, to start from. */
export const alwaysOpen: SendWindow = {
  days: weekdays,
  hours: [{ from: '00:00', to: '00:00' }],
  quiet: [],
  holidays: { country: null, dates: [] },
  spreadMinutes: 0,
};
