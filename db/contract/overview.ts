/** The contract of the database: figures of the whole. */
import type { Stage } from '../../domain/lifecycle.ts';
import type { Instant } from '../../domain/time.ts';
import type { EnrollmentView } from './enrollments.ts';
import type { HandoffView } from './handoffs.ts';
import type { MailboxView } from './inbound.ts';
import type { MessageState } from './messages.ts';

export interface StatusReport {
  readonly leads: Readonly<Record<Stage, number>>;
  readonly enrollments: Readonly<Record<EnrollmentView['status'], number>>;
  readonly messages: Readonly<Record<MessageState, number>>;
  readonly handoffs: Readonly<Record<HandoffView['status'], number>>;
  /** Incoming items that wait: `held` for a person, `pending` for a process that died or is at it. */
  readonly inbound: { readonly held: number; readonly pending: number };
  readonly tasks: { readonly open: number };
  /** Of these that were ever read: how far, when last, and what is wrong. */
  readonly mailboxes: readonly MailboxView[];
  /** When a retention period was last kept, and those whose last run failed. */
  readonly retention: { readonly lastRun: Instant | null; readonly failed: readonly string[] };
  /** Messages to other systems. */
  readonly webhooks: { readonly waiting: number; readonly dead: number; readonly oldest: Instant | null };
  readonly outbox: { readonly waiting: number; readonly dead: number; readonly oldest: Instant | null };
}

export interface Overview {
  status(): Promise<StatusReport>;
  /** True when nothing has ever been stored: no workspace and no lead. */
  isEmpty(): Promise<boolean>;
}
