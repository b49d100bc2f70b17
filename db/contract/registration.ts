/** The contract of the database: whether leads are real, what that says of their sources, and visitors of one's own sites. */
import type { SourceFigures, SourceStanding } from '../../domain/authenticity.ts';
import type { OriginDetail } from '../../domain/origin.ts';
import type { AddressVerdict, Registration } from '../../domain/registration.ts';
import type { Instant } from '../../domain/time.ts';

export interface RegistrationView {
  readonly leadId: string;
  readonly email: string;
  readonly registration: Registration;
  /** Reasons of domain/registration; `person` when a person said that it is a fake. */
  readonly reasons: readonly string[];
}

/** A lead whose address nobody has looked at. */
export interface UncheckedLead {
  readonly id: string;
  readonly email: string;
}

export interface Registrations {
  /** @throws LEAD_UNKNOWN */
  of(leadId: string): Promise<RegistrationView>;
  /** Notes what a check has found; what a person or a confirmation has said before stays. @throws LEAD_UNKNOWN */
  checked(leadId: string, verdict: AddressVerdict, now: Instant): Promise<RegistrationView>;
  /**
   * A person says that the lead is nobody: it is disqualified, its sequences stop, and it counts against its source.
   * Idempotent. A lead whose hand-off is open is returned by it for `bad_data` instead, which counts the same.
   * @throws LEAD_UNKNOWN, STAGE_ILLEGAL
   */
  fake(leadId: string, reason: string, actor: string, now: Instant): Promise<RegistrationView>;
  /** Leads that nobody has checked, in the order of their ids. @param after the id of the last one of the page before */
  unchecked(
    filter: { readonly source: string | null },
    after: string | null,
    limit: number,
  ): Promise<readonly UncheckedLead[]>;
}

/** How a source stands; `alert`: since when it counts as bad. */
export interface SourceView extends SourceStanding {
  readonly source: string;
  readonly alert: { readonly id: string; readonly openedAt: Instant } | null;
}

export interface SourceAlertView {
  readonly id: string;
  readonly source: string;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly score: number;
  readonly figures: SourceFigures;
  /** What was wrong, in words. */
  readonly why: string;
}

export interface SourceAuthenticity {
  /** Of all sources that brought leads of late, or of one; worst first. */
  standings(now: Instant, source?: string): Promise<readonly SourceView[]>;
  /**
   * Looks at all sources: those that turned bad get an alert with a task for a person, in one transaction; those that are
   * good again have theirs closed. Idempotent.
   */
  review(
    now: Instant,
  ): Promise<{ readonly opened: readonly SourceAlertView[]; readonly closed: readonly SourceAlertView[] }>;
  /** Those that are open, newest first. */
  alerts(): Promise<readonly SourceAlertView[]>;
}

/** A page that a browser says it shows. */
export interface PageView {
  /** Random, made by the browser once for this view: told twice it is one. */
  readonly id: string;
  /** Without query and fragment. */
  readonly path: string;
}

export interface KnownVisitor {
  readonly id: string;
  /** Null while nobody knows who it is, and when the lead does not want to be tracked. */
  readonly leadId: string | null;
  /** How its first visit began. */
  readonly landing: OriginDetail;
}

export interface Visitors {
  /**
   * Notes a page view; of a visitor who is known it becomes an event of the lead at once. At most 200 views wait for an
   * identification. Returns nothing: whoever tells a view learns nothing of the visitor.
   */
  view(
    /** `landing`: how the visit began, of its first page; null of another, which may come before it. */
    visitor: { readonly id: string; readonly site: string; readonly landing: OriginDetail | null },
    view: PageView,
    now: Instant,
  ): Promise<void>;
  /**
   * From now on the visitor is this lead: the pages it has looked at become events of the lead, with the times at which it
   * did. Idempotent. False when nobody knows the visitor, or the lead does not want to be tracked, and then what is known of
   * the visitor is taken away. Who was somebody else before is this lead from now on. @throws LEAD_UNKNOWN
   */
  identify(visitorId: string, leadId: string, now: Instant): Promise<boolean>;
  /** Null when nobody knows it. Nothing of this may be shown to the visitor. */
  of(visitorId: string, now: Instant): Promise<KnownVisitor | null>;
  /** The visitor withdraws: what is kept of it is taken away. Events of a lead stay, they are the lead's. */
  forget(visitorId: string): Promise<void>;
}
