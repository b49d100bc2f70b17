/** A form that was filled in, until it is the lead's: what was typed, what was agreed to, and what follows. */
import type { LeadInput } from './lead.ts';
import type { AddressVerdict } from './registration.ts';

/**
 * `pending`: taken, and not the lead's yet. `held`: a person looks at it. `spam`: nobody looks at it unless they want to.
 * `refused`: it could not be kept, such as a field that is not declared any more.
 */
export const submissionStatuses = ['pending', 'accepted', 'held', 'spam', 'refused'] as const;
export type SubmissionStatus = (typeof submissionStatuses)[number];

/** What is counted of a form, by day. */
export const formCounts = ['shown', 'begun', 'accepted', 'held', 'spam'] as const;
export type FormCount = (typeof formCounts)[number];

/** What was agreed to, in the words that were shown. */
export interface GivenConsent {
  readonly purposes: readonly string[];
  readonly wording: string;
  /** Whether it counts only once a link in a mail was followed. */
  readonly confirm: boolean;
}

export interface FormContent {
  readonly lead: LeadInput;
  /** The fields that were answered. */
  readonly answered: readonly string[];
  readonly consent: GivenConsent | null;
  /** The sequence that the lead enters: after it confirmed, else at once. */
  readonly enroll: string | null;
  /** Who sent it, as proof of the consent. */
  readonly proof: { readonly ip?: string; readonly userAgent?: string };
  /** The visitor of one's own site, by the number that its browser agreed to be known by. */
  readonly visitor?: string | null;
  /** What a look at the address found; null or absent where nobody looked. */
  readonly verdict?: AddressVerdict | null;
  /** The lead that the visitor has shown to be, by a link in a mail to it. */
  readonly identified: string | null;
}
