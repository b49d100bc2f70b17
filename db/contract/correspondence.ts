/** The contract of the database: what people write to leads by hand, and what people are asked to do. */
import type { Instant } from '../../domain/time.ts';
import type { InboundItemView } from './inbound.ts';
import type { MessageView } from './messages.ts';
import type { Page, PageRequest } from './pages.ts';

export const taskKinds = [
  'reply',
  'match',
  'referral',
  'wrong-person',
  'call',
  'left-company',
  'challenge',
  'template',
  'source',
  'mend',
] as const;
export type TaskKind = (typeof taskKinds)[number];

export interface NewTask {
  /** Names what makes it necessary: asked for twice, it is one task. */
  readonly key: string;
  readonly kind: TaskKind;
  readonly leadId: string | null;
  readonly inboundItemId: string | null;
  readonly title: string;
  readonly detail: string | null;
  /** Who is to do it, by address; null: whoever looks first. */
  readonly assignee: string | null;
}

/** A lead as a task names it. */
export interface TaskLead {
  readonly id: string;
  readonly email: string;
  /** Null when it is not known. */
  readonly name: string | null;
}

/** The incoming mail that a task is about, as much of it as tells what it is. */
export interface TaskMail {
  readonly from: string | null;
  readonly subject: string | null;
  /** Its first words. */
  readonly text: string | null;
  readonly intent: string | null;
}

export interface TaskView extends NewTask {
  readonly id: string;
  /** Null also when it was erased. */
  readonly lead: TaskLead | null;
  readonly mail: TaskMail | null;
  /** Of a mail that could not be matched: leads with the address of its sender. */
  readonly perhaps: readonly TaskLead[];
  readonly createdAt: Instant;
  readonly doneAt: Instant | null;
  readonly doneBy: string | null;
}

/** A reply that nobody was found for. */
export interface HeldReply {
  readonly inboundItemId: string;
  /** The address in From, which anybody can write; empty when there is none. */
  readonly from: string;
}

export interface Tasks {
  /** Opens a task; when there is one of this key, nothing changes. */
  open(task: NewTask, now: Instant): Promise<{ readonly id: string; readonly opened: boolean }>;
  /**
   * Asks people whom a held reply is about: by a task for each sender and day, which counts the others of that sender; of
   * senders that have not the address of a lead, at most 50 open ones of a day, and one more tells of the rest. Idempotent.
   */
  askWhom(reply: HeldReply, now: Instant): Promise<void>;
  /** Idempotent. @throws TASK_UNKNOWN */
  done(id: string, actor: string, now: Instant): Promise<TaskView>;
  /**
   * What was asked of people because of an incoming item is done: all of it, or the tasks of one kind. Whom a reply is about
   * is asked on about the next one of its sender that is held. Idempotent.
   */
  close(inboundItemId: string, kind: TaskKind | null, actor: string, now: Instant): Promise<void>;
  /** Those that are open unless `done` is asked for, newest first. */
  list(
    filter: { readonly done?: boolean; readonly kind?: TaskKind; readonly leadId?: string },
    page: PageRequest,
  ): Promise<Page<TaskView>>;
}

/**
 * A mail written by a person to a lead (`answer`), by the engine to a person about a lead (`note`), to one of sales about what they
 * wrote of a lead, who may answer it (`decision`), or to a lead that is asked to confirm a request (`confirmation`): its text is the
 * wording, and the mail is made when it is sent.
 */
export interface NewLetter {
  readonly kind: 'answer' | 'note' | 'confirmation' | 'decision';
  readonly leadId: string;
  /** What it answers or is about. */
  readonly inboundItemId: string | null;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  /** Message-ID with brackets (RFC 5322 §3.6.4). */
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly actor: string;
  /** What a confirmation asks for; null of other letters, and once the request is gone. */
  readonly consentRequestId?: string | null;
}

export interface LetterView extends NewLetter {
  readonly id: string;
  readonly createdAt: Instant;
  /** The key of the sender identity of the mail that began the conversation; null: the organisation's, or none is known. */
  readonly sender: string | null;
  readonly consentRequestId: string | null;
  /** Its row in the ledger once it was tried. */
  readonly message: MessageView | null;
}

/** What was written to and by a lead, oldest first. */
export type ThreadEntry =
  | { readonly kind: 'mail'; readonly at: Instant; readonly message: MessageView }
  | { readonly kind: 'letter'; readonly at: Instant; readonly letter: LetterView }
  | { readonly kind: 'received'; readonly at: Instant; readonly item: InboundItemView };

export interface Letters {
  /** Writes the letter and starts the workflow that sends it, in one transaction. A `key` makes a second one the same. */
  write(letter: NewLetter, key: string, now: Instant): Promise<{ readonly id: string; readonly written: boolean }>;
  /** @throws LETTER_UNKNOWN */
  get(id: string): Promise<LetterView>;
  /** Of one lead, at most 500 entries, the newest. @throws LEAD_UNKNOWN */
  thread(leadId: string): Promise<readonly ThreadEntry[]>;
}
