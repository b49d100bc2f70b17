/**
 * What Tendril asks of a CRM, whichever it is: take contacts and deals, say who its salespeople are, tell what changed
 * in it. The caller keeps what is to be told and how far it has read; an adapter keeps nothing that must survive it.
 *
 * Two promises hold for every adapter. A push says for each record what became of it, in the order of the records, or
 * throws before it said anything of any. And the same record pushed twice makes one record over there, also when the
 * answer to the first push was lost; so after any failure the caller just pushes again.
 */
import type { Instant } from '../domain/instant.ts';

/** By the CRM's names of its fields, each as the CRM writes it. An empty text empties the field; others stay as they are. */
export type RemoteFields = Readonly<Record<string, string>>;

/** A lead, as the CRM is to know it. */
export interface CrmContact {
  /** The id that never changes: the CRM keeps it in a field of its own and finds the contact by it. */
  readonly leadId: string;
  /** By it a contact is found that the CRM had before it knew the lead. */
  readonly email: string;
  /** The CRM's id of the salesperson; null: nobody; absent: as it is. */
  readonly ownerId?: string | null;
  readonly fields: RemoteFields;
}

/** How far sales has come with a hand-off. A CRM calls its stages what it likes; an adapter's settings say which is which. */
export const dealStages = ['offered', 'accepted', 'contacted', 'meeting', 'won', 'lost'] as const;
export type DealStage = (typeof dealStages)[number];

/** `amount` is a decimal such as `1200.50`, `currency` a code of ISO 4217. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** A hand-off, as the CRM is to know it. What is absent stays as it is over there, null empties it. */
export interface CrmDeal {
  /** The id that never changes, as with contacts. */
  readonly handoffId: string;
  /** The contact that the deal is about; it must have been pushed before. */
  readonly leadId: string;
  readonly name: string;
  readonly stage: DealStage;
  /** Why it was lost, in words of the organisation. */
  readonly lostReason?: string | null;
  readonly amount?: Money | null;
  /** When it is expected to close, or was closed: a day such as `2027-03-31`. */
  readonly closeOn?: string | null;
  readonly product?: string | null;
  readonly ownerId?: string | null;
  readonly fields?: RemoteFields;
}

/** Why a record was not taken. */
export type RefusalCode =
  /** A value does not fit its field. */
  | 'invalid_value'
  /** The CRM has no such field. */
  | 'unknown_field'
  /** The CRM makes the field's value itself. */
  | 'read_only_field'
  /** Another record has the address, or another lead's id is on the record that has it. */
  | 'duplicate'
  /** The deal's contact is not there: push it first. */
  | 'contact_unknown'
  /** The record that was to be changed is gone. */
  | 'gone'
  | 'other';

/** Why it is not known to be stored, and may be by and by. */
export type Delay =
  | 'rate_limited'
  | 'unauthorised'
  | 'unreachable'
  /** The CRM answered, and said nothing of this record. */
  | 'unclear';

/** What became of one record. `remoteId`: the CRM's id of it. */
export type Pushed =
  | {
      readonly kind: 'stored';
      readonly remoteId: string;
      /** Whether it is new over there. A repeat after a lost answer says false. */
      readonly created: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      /** As the CRM says it, which may quote values: for those who work on the lead, not for logs. */
      readonly words: string;
      /** The CRM's name of the field; null when it is about no single one. */
      readonly field: string | null;
      /** Whether another value in this record would help. Otherwise settings here or there must change. */
      readonly mendable: boolean;
      /** There when the record itself was stored and something about it was refused: a deal without its contact. */
      readonly remoteId?: string;
    }
  | {
      readonly kind: 'later';
      /** Not before then. */
      readonly until: Instant;
      readonly because: Delay;
      /** There when the record itself was surely stored. */
      readonly remoteId?: string;
    };

/** Somebody to whom the CRM can give a contact or a deal. */
export interface CrmOwner {
  readonly id: string;
  /** Null when the CRM has none. */
  readonly name: string | null;
  readonly email: string | null;
  /** Whether something can be given to them now. */
  readonly active: boolean;
}

/** Which record a change is of. `ownId`: the lead's or the hand-off's; null when it was made in the CRM. */
export interface ChangedRecord {
  readonly of: 'contact' | 'deal';
  readonly remoteId: string;
  readonly ownId: string | null;
}

/** What somebody changed in the CRM; what Tendril wrote there itself is not told. */
export type CrmChange = ChangedRecord & {
  /** The same change has the same key however often it is told: changes are told at least once. */
  readonly key: string;
  readonly at: Instant;
} & (
    | {
        readonly kind: 'stage';
        /** Null: none of ours; `remoteStage` is the CRM's. */
        readonly stage: DealStage | null;
        readonly remoteStage: string;
      }
    | { readonly kind: 'won'; readonly amount: Money | null }
    | { readonly kind: 'lost'; readonly reason: string | null }
    /** Of a deal that is not won, or that was won before. */
    | { readonly kind: 'amount'; readonly amount: Money | null }
    | { readonly kind: 'owner'; readonly ownerId: string | null }
    /** One of the fields that the settings ask for; null: it was emptied. */
    | { readonly kind: 'field'; readonly field: string; readonly value: string | null }
  );

/** How far changes were read: plain text that only the adapter understands, kept with what was done about them. */
export type CrmCursor = string;

export interface Pulled {
  readonly changes: readonly CrmChange[];
  /** Where to go on; keep it in the transaction that takes the changes. */
  readonly cursor: CrmCursor;
  /** Whether more is there now. */
  readonly more: boolean;
}

/** A field that the CRM must have before anything can be pushed. */
export interface LackingField {
  readonly of: 'contact' | 'deal';
  readonly field: string;
  readonly why: 'missing' | 'not_unique';
}

export interface CrmCheck {
  /** The account of the CRM that the credentials are for. */
  readonly account: string;
  readonly scopes: readonly string[];
  /** What the credentials must be allowed beyond that. */
  readonly missingScopes: readonly string[];
  readonly lackingFields: readonly LackingField[];
}

/**
 * Every call throws a failure of `failure.ts` (rate limited until an instant, unauthorised, unreachable) when the CRM as
 * a whole cannot be worked with. A push throws it only while it can say nothing of any record; else the records that it
 * did not come to are `later`.
 */
export interface Crm {
  /** One answer for each contact, in their order. Of the same lead twice, the later one's values stand. */
  pushContacts(contacts: readonly CrmContact[]): Promise<readonly Pushed[]>;
  /** One answer for each deal, in their order; the deal is connected with its contact. */
  pushDeals(deals: readonly CrmDeal[]): Promise<readonly Pushed[]>;
  /** All of them, those who have left included. */
  owners(): Promise<readonly CrmOwner[]>;
  /** The cursor that tells everything since then. */
  cursorAt(since: Instant): CrmCursor;
  /**
   * The next changes. Records that were deleted over there are not told.
   * @throws FORMAT_UNKNOWN when the cursor is not one of this adapter's
   */
  pull(cursor: CrmCursor): Promise<Pulled>;
  /** Whether the credentials and the account are fit for all of the above. */
  check(): Promise<CrmCheck>;
}
