/** The contract of the database: what people want and do not want, and what they agreed to. */
import type { ConsentEntry } from '../../domain/consent.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

/** Gravest last. `legal`: after an erasure, or by order of a lawyer. */
export const suppressionReasons = ['manual', 'bounce_hard', 'unsubscribe', 'complaint', 'legal'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** All marketing mail, or the mails of one purpose (a topic of the organisation). */
export type SuppressionScope = 'all' | `topic/${string}`;

export interface SuppressionEntryView {
  readonly id: string;
  readonly scope: SuppressionScope;
  readonly reason: SuppressionReason;
  readonly detail: string | null;
  readonly actor: string;
  readonly at: Instant;
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
  readonly liftedFor: LiftingRight | null;
}

/** An entry in force, with the lead that has the address, if one has: of the others only the hash is known. */
export interface SuppressionInForce extends SuppressionEntryView {
  readonly addressHash: string;
  readonly email: string | null;
}

export interface SuppressionNote {
  readonly reason: SuppressionReason;
  readonly scope: SuppressionScope;
  readonly detail: string | null;
  readonly actor: string;
}

/**
 * What may lift which reason: a new express consent lifts `unsubscribe`, an address that was put right lifts
 * `bounce_hard`, a person lifts `manual`, and `legal` takes a person who says why. Nothing lifts `complaint`.
 */
export const liftingRights = ['consent', 'address', 'manual', 'legal'] as const;
export type LiftingRight = (typeof liftingRights)[number];

export interface Suppressions {
  /** Suppresses an address for all mail; the graver reason stays the effective one. */
  add(address: string, reason: SuppressionReason, detail: string | null, now: Instant): Promise<void>;
  put(address: string, note: SuppressionNote, now: Instant): Promise<void>;
  /** The same for many addresses, in one statement. Returns how many of them were not suppressed for this reason before. */
  putAll(addresses: readonly string[], note: SuppressionNote, now: Instant): Promise<{ readonly added: number }>;
  /** Returns how many entries were lifted. @throws SUPPRESSION_LASTING when that right does not lift that reason */
  lift(
    address: string,
    lifting: {
      readonly scope: SuppressionScope;
      readonly reason: SuppressionReason;
      readonly right: LiftingRight;
      readonly by: string;
    },
    now: Instant,
  ): Promise<number>;
  /** The gravest reason in force for all mail. */
  reasonFor(address: string): Promise<SuppressionReason | null>;
  /** What is in force, newest first; an erasure is one entry for each address of the person. */
  list(page: PageRequest): Promise<Page<SuppressionInForce>>;
  /** All that was ever noted, oldest first. */
  entries(address: string): Promise<readonly SuppressionEntryView[]>;
}

export const mailFrequencies = ['all', 'weekly', 'monthly'] as const;
export type MailFrequency = (typeof mailFrequencies)[number];

/** What the preference page of a mail shows and changes. */
export interface Preferences {
  readonly leadId: string;
  readonly language: string | null;
  /** The address it is about, masked for showing. */
  readonly masked: string;
  /** Purposes that were opted out of, or whose consent was withdrawn; in alphabetical order. */
  readonly without: readonly string[];
  readonly frequency: MailFrequency;
  readonly pausedUntil: Instant | null;
  /** Out of office, says an automatic answer: no mail before. */
  readonly awayUntil: Instant | null;
  /** No marketing mail at all goes to the address, for this reason. */
  readonly stopped: SuppressionReason | null;
}

export interface PreferenceChange {
  /**
   * Purposes of which mail is wanted or not; those that are not named stay. Wanting `marketing` again lifts the opt-out of
   * all mail too, so a page does not say so by itself while `stopped` is set; and nobody but the lead says it.
   */
  readonly topics?: Readonly<Record<string, boolean>>;
  readonly frequency?: MailFrequency;
  /** Null lifts the pause. */
  readonly pausedUntil?: Instant | null;
}

export interface PreferenceRepository {
  /** Of the lead a mail went to; null when the mail is not known, its lead was erased, or it went to a colleague. */
  of(messageId: string): Promise<Preferences | null>;
  /**
   * Writes what the lead wants, with an event `preferences` for the timeline, and tells its enrollments to look anew.
   * Idempotent. Null as in `of`.
   */
  change(messageId: string, change: PreferenceChange, now: Instant): Promise<Preferences | null>;
  /** The same for a lead whose wishes a person of one's own looks at. @throws LEAD_UNKNOWN */
  ofLead(leadId: string): Promise<Preferences>;
  /**
   * Writes down what somebody else says that a lead wants. It may be less than before, never more than the lead itself has
   * last chosen: no opt-out is lifted, and no pause or frequency that was chosen on the page, whatever others have said since.
   * Then nothing of it is written.
   * @throws LEAD_UNKNOWN, SUPPRESSION_LASTING
   */
  changeOfLead(leadId: string, change: PreferenceChange, actor: string, now: Instant): Promise<Preferences>;
}

/** How a consent is known. */
export const consentMethods = ['form', 'double-opt-in', 'import', 'api', 'person', 'page', 'mail'] as const;

export interface ConsentProof {
  readonly method: (typeof consentMethods)[number];
  readonly ip?: string;
  readonly userAgent?: string;
  readonly wordingVersion?: string;
  /** A document, a ticket, a recording: anything a person can find again. */
  readonly reference?: string;
}

export interface ConsentView extends ConsentEntry {
  readonly id: string;
  readonly source: string;
  readonly wording: string | null;
  readonly proof: Partial<ConsentProof>;
  readonly actor: string | null;
  readonly withdrawnBy: string | null;
}

export interface NewConsent {
  /** A purpose of mails (`marketing`, a topic), `tracking` or `profiling`. */
  readonly purpose: string;
  readonly basis: ConsentEntry['basis'];
  readonly source: string;
  readonly wording: string | null;
  readonly proof: ConsentProof;
  readonly at: Instant;
  /**
   * Nobody said when it was given: `at` is when it was told. The same purpose, basis and source that is in force is the known
   * one then, and it lifts no opt-out: who tells it every night would lift them all.
   */
  readonly undated?: boolean;
  /** Null: by the basis (implied consent ends by itself, here after 180 days: CASL s. 10(10)), else never. */
  readonly expiresAt: Instant | null;
}

export interface ConsentRequestView {
  readonly id: string;
  readonly leadId: string;
  readonly purposes: readonly string[];
  readonly source: string;
  readonly wording: string;
  readonly language: string | null;
  readonly requestedAt: Instant;
  readonly expiresAt: Instant;
  readonly confirmedAt: Instant | null;
  /** The sequence that the lead enters by confirming. */
  readonly enroll: string | null;
  /** Why it did not enter it: the code of an error. */
  readonly enrollRefused: string | null;
}

/** What is asked for, in the words that the person will see. */
export interface NewConsentRequest {
  /** A UUID of what it is asked by, such as a submission of a form: asked again with it, it is the same request. */
  readonly id?: string;
  readonly purposes: readonly string[];
  readonly source: string;
  readonly wording: string;
  readonly wordingVersion: string | null;
  /** The sequence that the lead enters by confirming. */
  readonly enroll?: string | null;
  /** The visitor of one's own site who asked: by confirming it is known to be the lead, and not before. */
  readonly visitor?: string | null;
}

export interface Consents {
  /** @throws LEAD_UNKNOWN */
  list(leadId: string): Promise<readonly ConsentView[]>;
  /**
   * Adds to the ledger; the same consent (purpose, basis, source, instant) told again is one. An express consent to a purpose
   * that has its time and its proof (a reference or an internet address) lifts an `unsubscribe` of that purpose that came
   * before it, and to `marketing` the one of all mail; an imported one lifts nothing. What lifts nothing is not written either
   * once the lead has objected to the purpose. A consent of the future counts from now. @throws LEAD_UNKNOWN
   */
  record(leadId: string, consents: readonly NewConsent[], actor: string, now: Instant): Promise<readonly ConsentView[]>;
  /**
   * Withdraws what is in force of a purpose, and objects to it when nothing is. Programs that mail for the purpose are asked
   * to stop. Idempotent. @throws LEAD_UNKNOWN
   */
  withdraw(leadId: string, purpose: string, actor: string, now: Instant): Promise<readonly ConsentView[]>;
  /** Asks for a consent that counts once it is confirmed (double opt-in), within seven days. @throws LEAD_UNKNOWN */
  request(leadId: string, request: NewConsentRequest, actor: string, now: Instant): Promise<ConsentRequestView>;
  /**
   * The same, and the mail that asks: in the language of the lead, once. `mailed` false: three mails of the kind went to
   * this mailbox within 24 hours, and so none does, whoever asks; a form must not tell. `request` is the last one then.
   * An unsubscribed person may be asked, since it was who asked; a complaint, a legal order, a hard bounce and a person of
   * one's own keep the mail back. @throws LEAD_UNKNOWN
   */
  askConfirmation(
    leadId: string,
    request: NewConsentRequest,
    actor: string,
    now: Instant,
  ): Promise<{ readonly request: ConsentRequestView; readonly mailed: boolean }>;
  /** Null when there is no such request, or it has expired unconfirmed. */
  requested(id: string, now: Instant): Promise<ConsentRequestView | null>;
  /**
   * Confirms a request, once: records its consents with the proof, and the custom event `consent_confirmed`, marks the lead
   * as confirmed, and lets it enter the sequence of the request by the rules of that. Null as above.
   */
  confirm(id: string, proof: Omit<ConsentProof, 'method'>, now: Instant): Promise<ConsentRequestView | null>;
}
