/**
 * What the pages of a lead say. One file a language holds nothing but these texts; `{date}`, `{days}`, `{first}` and
 * `{last}` stand for values. The sender's name is in none of them, so that no language has to inflect it.
 */

export interface LeadWords {
  /** The unsubscribe page: asks, and has one button. */
  readonly stopTitle: string;
  readonly stopText: string;
  readonly stopButton: string;
  /** A form came without what its button sends. */
  readonly pressButton: string;
  /** The link to the preference page. */
  readonly choose: string;
  readonly stoppedTitle: string;
  readonly stoppedText: string;
  /** The wish is kept, and the database will have it later. */
  readonly notedTitle: string;
  readonly notedText: string;
  readonly mistake: string;

  /** The preference page. */
  readonly title: string;
  readonly addressLabel: string;
  readonly topicsTitle: string;
  readonly frequencyTitle: string;
  readonly everyMail: string;
  readonly weekly: string;
  readonly monthly: string;
  readonly pauseTitle: string;
  readonly noPause: string;
  /** With `{date}`: the pause that is set. */
  readonly asNow: string;
  /** With `{days}`: 30, 60 or 90. */
  readonly pauseDays: string;
  readonly pauseDate: string;
  readonly pauseDay: string;
  readonly save: string;
  readonly saved: string;
  /** With `{first}` and `{last}`. */
  readonly dateWrong: string;
  readonly stopAllText: string;
  /** The address has opted out of everything, and may come back. */
  readonly againText: string;
  /** Kept as the wording of the consent. */
  readonly againButton: string;
  readonly again: string;
  /** Nothing is sent for a reason that this page cannot change. */
  readonly silentTitle: string;
  readonly silentText: string;

  /** Double opt-in. */
  readonly confirmTitle: string;
  readonly confirmText: string;
  readonly confirmButton: string;
  readonly confirmIgnore: string;
  readonly confirmedTitle: string;
  readonly confirmedText: string;
  /** What was confirmed brings mails at once, such as a guide. */
  readonly confirmedSendsText: string;
  readonly expiredTitle: string;
  readonly expiredText: string;

  readonly invalidTitle: string;
  readonly invalidText: string;
  readonly awayTitle: string;
  readonly awayText: string;
  readonly oftenTitle: string;
  readonly oftenText: string;
}
