/**
 * What an organisation authors besides its sequences and templates: who it is, which fields its leads have, how it
 * scores, and who sells. Checked by authoring, stored as JSON, read by the activities.
 */

import { type ConsentPolicy, noConsentPolicy } from './consent.ts';
import type { Fields } from './fields.ts';
import type { Forms } from './form.ts';
import type { DuplicatePolicy } from './merging.ts';
import type { Cap } from './program-settings.ts';
import { defaultRetention, type RetentionPeriods } from './retention.ts';
import type { ReturnPolicy } from './return-rules.ts';
import type { SalesDesk } from './sales-desk.ts';
import type { ScoringModel } from './scoring.ts';
import { noSendingPace, type SendingPace } from './sending-pace.ts';
import type { Sources } from './source.ts';
import type { Duration, Zone } from './time.ts';
import type { WordedText } from './worded-text.ts';

/** Who mails come from. */
export interface SenderIdentity {
  readonly name: string;
  readonly address: string;
  /** The relay that takes its mails, by its name in the settings; without it, the one of `SMTP_URL`. */
  readonly relay?: string;
}

export interface Organisation {
  readonly name: string;
  /** The postal address that every marketing mail must show (15 USC 7704(a)(5)). */
  readonly postalAddress: string;
  readonly website: string;
  readonly sender: SenderIdentity;
  readonly language: string;
  readonly timeZone: Zone;
  /** The ISO 3166-1 code of the country that national telephone numbers are of; null: numbers must tell theirs. */
  readonly country: string | null;
  /** Custom fields of a lead, by name. */
  readonly fields: Fields;
  /** Who mails can come from besides `sender`, by a short name that sequences use. */
  readonly senders: Readonly<Record<string, SenderIdentity>>;
  /** Named conditions over a lead. */
  readonly segments: Readonly<Record<string, string>>;
  /** At most so many mails to one lead, counted over all sequences. */
  readonly caps: readonly Cap[];
  /** Which consent marketing mail needs, by the lead's country. */
  readonly consent: ConsentPolicy;
  /** Which consent it needs to record who opens and follows links, and to give points for what a lead does; as above. */
  readonly tracking: ConsentPolicy;
  readonly profiling: ConsentPolicy;
  /** What leads can choose to get or not, on the page of their preferences, by the purpose of the mails. */
  readonly topics: Readonly<Record<string, Topic>>;
  /** How fast mails may leave. */
  readonly pace: SendingPace;
  /** The custom events that sites and CRMs post; null when they are not declared, and then any name is taken. */
  readonly events: readonly string[] | null;
  /** The address of a person of one's own who is told of replies to mails of leads that no salesperson has. */
  readonly replies: string | null;
  /** Mails have a link that no person sees, so that who follows it is known for a machine. */
  readonly trap: boolean;
  /** How long a click is held until it can be told from a scanner's, where the evidence is not clear at once. */
  readonly clickHold: Duration;
  /** How long what is kept is kept. */
  readonly retention: RetentionPeriods;
  /** Whether duplicates that are as good as sure are merged at once, or listed for a person. */
  readonly duplicates: DuplicatePolicy;
  /** Origins of one's own sites, such as `https://www.acme.example`: they may show forms and tell page views. */
  readonly sites: readonly string[];
  /** Whether the address of a lead that comes by a form or the API is looked at. */
  readonly registration: { readonly check: boolean };
}

/** A purpose of mails, in the words of those who get them. */
export interface Topic {
  readonly name: WordedText;
  readonly about: WordedText | null;
}

/** What an organisation has when its files say nothing of it, or were published before there was such a thing. */
export const organisationDefaults = {
  country: null,
  senders: {},
  segments: {},
  caps: [],
  consent: noConsentPolicy,
  tracking: noConsentPolicy,
  profiling: noConsentPolicy,
  topics: {},
  pace: noSendingPace,
  events: null,
  replies: null,
  trap: false,
  clickHold: 'PT45S',
  retention: defaultRetention,
  duplicates: 'merge',
  sites: [],
  registration: { check: true },
} as const satisfies Partial<Organisation>;

export interface Salesperson {
  /** A short name, e.g. `ines`: identity across publishes. */
  readonly key: string;
  readonly name: string;
  readonly address: string;
  readonly title: string;
}

export interface SalesPolicy {
  readonly salespeople: readonly Salesperson[];
  /** Time a salesperson has to accept or return an offer; the reminder comes after the other. */
  readonly acceptWithin: Duration;
  readonly remindAfter: Duration;
  /** What becomes of a lead that is returned: the sequence that nurtures it again and how long it rests before. */
  readonly returns: ReturnPolicy;
  /** Hours, products, who gets which leads and service times; where nothing is declared of it, there is none. */
  readonly desk?: SalesDesk;
}

export interface Workspace {
  readonly organisation: Organisation;
  readonly scoring: ScoringModel;
  readonly sales: SalesPolicy;
  readonly sources: Sources;
  /** By name; none where older versions published. */
  readonly forms: Forms;
}
