/** The contract of the database: what the CRM of sales is to know and has been told, and what it has told. */
import type { LeadFacts } from '../../domain/lead.ts';
import type { Instant } from '../../domain/time.ts';
import type { HandoffView } from './handoffs.ts';
import type { Page, PageRequest } from './pages.ts';

/** Telling and reading fail each for themselves: credentials may lack what one of them needs. */
export type CrmWay = 'tell' | 'read';

/** How the CRM answers. */
export interface CrmHealth {
  /** Failed calls since the last good one. */
  readonly failures: number;
  readonly failingSince: Instant | null;
  /** It is not asked before. */
  readonly restUntil: Instant | null;
  readonly lastAt: Instant | null;
  readonly lastOkAt: Instant | null;
  readonly lastError: string | null;
}

export type CrmRecordKind = 'contact' | 'deal';

/** A value of a field of the CRM as both sides held it last, in the CRM's writing, and since when. */
export interface CrmSynced {
  readonly v: string;
  /** Null: nobody ever set it over there. */
  readonly at: Instant | null;
}

/** A record that is to be told now, with what it is at this moment. */
export type DueCrmRecord = {
  readonly id: string;
  readonly leadId: string;
  /** What was read here is this count; it goes back with the settlement. */
  readonly wanted: number;
  readonly remoteId: string | null;
  /** How often it was tried before without an answer about it. */
  readonly attempts: number;
} & (
  | {
      readonly of: 'contact';
      /** By the CRM's names of fields. */
      readonly synced: Readonly<Record<string, CrmSynced>>;
      /** Null: the person was erased, or the lead was merged into another one. */
      readonly lead: (LeadFacts & { readonly id: string; readonly updatedAt: Instant }) | null;
      readonly isErased: boolean;
      /** The address of the salesperson who has its newest hand-off. */
      readonly owner: string | null;
    }
  | {
      readonly of: 'deal';
      /** Null: it is gone. */
      readonly handoff: HandoffView | null;
      readonly isErased: boolean;
      /** Somebody was offered it, or waits for somebody to be there. */
      readonly isOffered: boolean;
    }
);

/** Why a record is not told as it is now, and need not be. */
export type CrmLeftOut = 'erased' | 'merged' | 'attached' | 'not_offered';

/** What became of a record. */
export type CrmSettlement = { readonly id: string; readonly wanted: number } & (
  | {
      readonly kind: 'stored';
      readonly remoteId: string;
      readonly synced: Readonly<Record<string, CrmSynced>>;
      /** There is more to tell that could not be told before it was known to be new over there. */
      readonly again?: boolean;
    }
  | { readonly kind: 'left_out'; readonly because: CrmLeftOut }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly words: string;
      readonly field: string | null;
      readonly remoteId: string | null;
      /** When it is tried again though nothing of it has changed; null: when something has. */
      readonly againAt: Instant | null;
    }
  /** `contactAnew`: of a deal, its contact is told once more before. */
  | {
      readonly kind: 'later';
      readonly at: Instant;
      readonly because: string;
      readonly remoteId: string | null;
      readonly contactAnew?: boolean;
    }
  /** It was not tried after all. */
  | { readonly kind: 'released' }
);

export const crmRecordStates = ['waiting', 'told', 'refused'] as const;
export type CrmRecordState = (typeof crmRecordStates)[number];

export interface CrmRecordView {
  readonly id: string;
  readonly of: CrmRecordKind;
  /** Of the lead, or of the hand-off. */
  readonly ownId: string;
  readonly leadId: string;
  /** Null: the lead is not there any more. */
  readonly email: string | null;
  readonly remoteId: string | null;
  readonly state: CrmRecordState;
  readonly waitingSince: Instant | null;
  /** Why it waits, or why nothing was told. */
  readonly because: string | null;
  /** Why the CRM refused it, with its name of the field and its words, which may quote values. */
  readonly refusal: string | null;
  readonly field: string | null;
  readonly words: string | null;
  readonly toldAt: Instant | null;
}

export const crmChangeStates = ['waiting', 'done', 'ignored', 'refused'] as const;
export type CrmChangeState = (typeof crmChangeStates)[number];

/** A change as the CRM tells it; what else it has is kept as its data. */
export interface CrmChangeTold {
  readonly key: string;
  readonly of: CrmRecordKind;
  readonly remoteId: string;
  readonly ownId: string | null;
  readonly at: Instant;
  readonly kind: string;
}

export interface CrmChangeView extends CrmChangeTold {
  readonly id: string;
  readonly leadId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly takenAt: Instant;
  readonly state: CrmChangeState;
  readonly words: string | null;
  readonly doneAt: Instant | null;
}

/** One that is to be done, with what it is about. */
export interface WaitingCrmChange extends CrmChangeView {
  readonly handoff: HandoffView | null;
  readonly synced: Readonly<Record<string, CrmSynced>>;
}

export interface CrmChangeDone {
  readonly state: Exclude<CrmChangeState, 'waiting'>;
  readonly words: string | null;
  /** The other side is to be told how it is here. */
  readonly tellBack: boolean;
  /** What both sides hold of a field from now on, by the CRM's name of it. */
  readonly synced?: Readonly<Record<string, CrmSynced>>;
  /** A person must see to something: the title of the task. */
  readonly task?: string;
}

export interface CrmStatus {
  /** Since when hand-offs are told; null: no CRM was ever set up. */
  readonly since: Instant | null;
  readonly records: { readonly waiting: number; readonly refused: number; readonly told: number };
  /** Since when the oldest that waits does so. */
  readonly oldest: Instant | null;
  readonly lastToldAt: Instant | null;
  readonly changes: Readonly<Record<CrmChangeState, number>>;
  readonly tell: CrmHealth | null;
  readonly read: CrmHealth | null;
}

export type CrmSelection =
  /** Every lead that has or had a hand-off. */
  | { readonly kind: 'all' }
  /** By id or by address. */
  | { readonly kind: 'lead'; readonly lead: string }
  | { readonly kind: 'refused' };

export interface CrmBridge {
  /** From now on hand-offs are kept for the CRM. `tells`: which values of a lead a mapping tells. Idempotent. */
  setUp(settings: { readonly tells: readonly string[]; readonly cursor: string }, now: Instant): Promise<void>;
  status(): Promise<CrmStatus>;
  health(way: CrmWay): Promise<CrmHealth>;
  /**
   * Notes how a call went; `error` null: well. Says whether that is news: it is `down` since this one, or `up` again.
   */
  note(
    way: CrmWay,
    call: { readonly error: string; readonly restUntil: Instant } | { readonly error: null },
    now: Instant,
  ): Promise<'down' | 'up' | null>;

  /** Takes up to `limit` records of one kind that are due, and keeps them from other takers until `until`. */
  due(of: CrmRecordKind, limit: number, until: Instant, now: Instant): Promise<readonly DueCrmRecord[]>;
  /** Refused ones stay visible, with one task each; a task of one that is stored now is done. */
  settle(settlements: readonly CrmSettlement[], now: Instant): Promise<void>;
  /** When the next record is due that nothing holds back; null when none waits. */
  nextAt(): Promise<Instant | null>;
  /** Wakes the workflow when something is to be done now; for what was missed whatever happened. */
  wake(now: Instant): Promise<void>;

  /** How far changes were read; null before the bridge was set up. */
  cursor(): Promise<string | null>;
  /**
   * Keeps changes that are new by their keys, and with them how far was read: the one is never there without the other. Wakes the
   * workflow that does them. Returns how many are new. `cursor`: null when they were not read but told.
   */
  take(changes: readonly CrmChangeTold[], cursor: string | null, now: Instant): Promise<number>;
  /** The oldest that are to be done. */
  waiting(limit: number): Promise<readonly WaitingCrmChange[]>;
  done(id: string, done: CrmChangeDone, now: Instant): Promise<void>;
  /** What was won with a hand-off is worth so much after all. False: it is not won. */
  noteAmount(handoffId: string, amount: string, currency: string): Promise<boolean>;

  /** Newest first. */
  records(filter: { readonly state?: CrmRecordState }, page: PageRequest): Promise<Page<CrmRecordView>>;
  changes(filter: { readonly state?: CrmChangeState }, page: PageRequest): Promise<Page<CrmChangeView>>;
  /** Marks records to be told anew, also of hand-offs from before the bridge. Returns how many. @throws LEAD_UNKNOWN */
  tell(which: CrmSelection, now: Instant): Promise<number>;
  /** Takes changes again that were done with. Returns how many of the keys are known. */
  replay(keys: readonly string[], now: Instant): Promise<number>;
}
