/** The contract of the database: pauses of sequences, leads, enrollments, sending domains and relays. */
import type { Instant } from '../../domain/time.ts';

export type PauseScope =
  | { readonly kind: 'sequence'; readonly sequence: string }
  | { readonly kind: 'lead'; readonly leadId: string }
  | { readonly kind: 'enrollment'; readonly enrollmentId: string }
  /** A domain that mails are sent from: a receiver blocks it, or a person holds it back. */
  | { readonly kind: 'domain'; readonly domain: string }
  /** A relay, by its name in the settings. */
  | { readonly kind: 'relay'; readonly relay: string };

/** A pause that is about leads, and so is told on their timelines. */
export type LeadPauseScope = Extract<PauseScope, { readonly kind: 'sequence' | 'lead' | 'enrollment' }>;

export interface PauseView {
  readonly scope: PauseScope;
  /** The address of the lead, of a pause of a lead or of one enrollment. */
  readonly email: string | null;
  /** Of a pause of a sequence or of one enrollment. */
  readonly sequence: string | null;
  readonly reason: string | null;
  readonly actor: string;
  readonly since: Instant;
  /** Active enrollments that it holds; of a domain or a relay, those that came to a halt at their mail. */
  readonly holds: number;
}

export interface Pauses {
  /**
   * Parks a sequence, a lead or one enrollment, or holds all mail of a sending domain or a relay, whether they are known
   * or not. Nothing happens to those that sleep: each finds the pause when its time comes, or that of its mail. Idempotent.
   * Those of a lead and a single one are told at once, through the outbox.
   * @throws SEQUENCE_UNKNOWN, LEAD_UNKNOWN, ENROLLMENT_UNKNOWN
   */
  pause(scope: PauseScope, reason: string | null, actor: string, now: Instant): Promise<PauseView>;
  /** Lifts a pause, and tells the enrollments that had come to a halt, unless another pause holds them. Returns how many. */
  resume(
    scope: PauseScope,
    actor: string,
    now: Instant,
  ): Promise<{ readonly resumed: number; readonly lifted: boolean }>;
  list(): Promise<readonly PauseView[]>;
  /** Those that concern a lead: its own, those of its live enrollments, and of the sequences they are in. */
  holding(leadId: string): Promise<readonly PauseView[]>;
}
