/** The contract of the database: what came in by forms, until it is a lead's. */
import type { FormContent, FormCount, SubmissionStatus } from '../../domain/form-submission.ts';
import type { OriginDetail } from '../../domain/origin.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

export interface NewSubmission {
  /** The same key is the same submission. */
  readonly key: string;
  readonly visit: string;
  readonly form: string;
  readonly version: string;
  readonly status: Extract<SubmissionStatus, 'pending' | 'held' | 'spam'>;
  readonly reasons: readonly string[];
  readonly origin: OriginDetail;
  readonly content: FormContent;
}

/** What is to become a lead's. */
export interface OpenSubmission {
  readonly id: string;
  readonly key: string;
  readonly form: string;
  readonly version: string;
  readonly origin: OriginDetail;
  readonly content: FormContent;
  readonly at: Instant;
}

export interface SubmissionView {
  readonly id: string;
  readonly form: string;
  readonly status: SubmissionStatus;
  readonly reasons: readonly string[];
  readonly leadId: string | null;
  /** Of what nobody has let in yet, the address that was typed. */
  readonly email: string | null;
  readonly origin: OriginDetail;
  /** When its consent was confirmed by the link in the mail. */
  readonly confirmedAt: Instant | null;
  /** Why something that should have followed did not: the code of an error. */
  readonly note: string | null;
  readonly at: Instant;
  readonly releasedBy: string | null;
}

/** How often a form was seen, begun and sent, and how many of those that were asked have confirmed. */
export type FormFigures = Readonly<Record<FormCount | 'confirmed', number>>;

export interface FormSubmissions {
  /**
   * Keeps a submission, once. `status`: what it is kept as, since a visit that sends too many different ones is spam.
   * @returns its id, and whether it is new
   */
  keep(
    submission: NewSubmission,
    now: Instant,
  ): Promise<{ readonly id: string; readonly kept: boolean; readonly status: SubmissionStatus }>;
  /** Takes a pending one for a minute; null when there is none such, or somebody else is at it. */
  claim(id: string, now: Instant): Promise<OpenSubmission | null>;
  /** Ids of pending ones that nobody is at, the oldest first. */
  waiting(limit: number, now: Instant): Promise<readonly string[]>;
  /** It is the lead's now: what was typed is taken away here. */
  accepted(
    id: string,
    outcome: { readonly leadId: string; readonly consentRequestId: string | null; readonly note: string | null },
    now: Instant,
  ): Promise<void>;
  /** It cannot be kept. */
  refused(id: string, code: string, now: Instant): Promise<void>;
  /** Lets in what was held or judged spam. Idempotent. @throws SUBMISSION_UNKNOWN, SUBMISSION_SETTLED */
  release(id: string, actor: string, now: Instant): Promise<SubmissionView>;
  list(
    filter: { readonly form?: string; readonly status?: SubmissionStatus },
    page: PageRequest,
  ): Promise<Page<SubmissionView>>;
  /** Adds to the counts of a day (`2026-11-23`). */
  count(
    day: string,
    counts: readonly { readonly form: string; readonly what: FormCount; readonly count: number }[],
  ): Promise<void>;
  /** By form, since a day. */
  figures(since: string): Promise<Readonly<Record<string, FormFigures>>>;
}
