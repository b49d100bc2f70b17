/**
 * What commands work with. Every part is made when it is first asked for, so that a command pays only for what it uses:
 * a lint needs no database, a list needs no template compiler. The parts are put together in cli/main.ts.
 */
import type { Config } from '../config/config.ts';
import type { DkimKeyring, DkimKeyView } from '../config/dkim-keys.ts';
import type { Keys } from '../config/keys.ts';
import type { FieldMapping } from '../crm/mapping.ts';
import type { Crm } from '../crm/port.ts';
import type { InboundItemView, LetterView, Store } from '../db/store.ts';
import type { Finding, TendrilError } from '../domain/errors.ts';
import type { Form } from '../domain/form.ts';
import type { InboundReading } from '../domain/inbound-reading.ts';
import type { Instant } from '../domain/instant.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { AddressCheck } from '../domain/registration.ts';
import type { SendResult } from '../domain/send-result.ts';
import type { SenderCheck } from '../domain/sender-check.ts';
import type { Organisation, SenderIdentity, Workspace } from '../domain/workspace.ts';

/** What commands need to know of a compiled template; the rest is opaque here. */
export interface CompiledTemplate {
  readonly name: string;
  readonly links: readonly string[];
  /** The one for everybody, whose language is null, comes first. */
  readonly variants: readonly { readonly language: string | null }[];
}

export type TemplateCompilation =
  | {
      readonly kind: 'compiled';
      readonly template: CompiledTemplate;
      /** Sample leads that it was filled with. */
      readonly fixtures: readonly {
        readonly name: string;
        readonly file: string;
        readonly lead: LeadFacts;
        readonly consents: readonly string[];
      }[];
      readonly warnings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Compiles the templates of one folder. */
export interface TemplateCompiler {
  names(): Promise<readonly string[]> | readonly string[];
  /** Warnings about files of the folder that belong to no template. */
  strays(): Promise<readonly Finding[]>;
  compile(name: string, declared?: Declared | null): Promise<TemplateCompilation>;
  close(): Promise<void>;
}

/** What templates are checked against; null leaves it unchecked. */
export interface Declared {
  readonly fields: Organisation['fields'] | null;
  readonly organisation: Organisation | null;
  /** The names of the forms. */
  readonly forms?: readonly string[] | null;
}

/** A relay as people see it. */
export interface RelayView {
  readonly name: string;
  readonly kind: 'smtp' | 'ses' | 'postmark';
  /** Host and port. */
  readonly at: string;
  /** False for the local inbox and whatever else stands on this machine: nothing that it takes has left it. */
  readonly leavesMachine: boolean;
}

/** A mailbox as people see it. */
export interface MailboxView {
  readonly name: string;
  /** Host and port. */
  readonly at: string;
  readonly folder: string;
}

export type MailboxCheckView =
  | { readonly state: 'ok'; readonly messages: number; readonly uidValidity: string; readonly tookMs: number }
  | { readonly state: 'failed'; readonly reason: string; readonly tookMs: number };

/** The mailboxes that replies and bounces are fetched from. */
export interface Mailboxes {
  readonly list: readonly MailboxView[];
  /** Logs in and opens the folder of the mailbox of this name. Never throws. */
  check(name: string): Promise<MailboxCheckView>;
}

/** What comes in, handled as the server handles it. */
export interface Inbox {
  /** Takes a mail as if it had just come in. `to` empty: the header is asked. */
  hand(
    raw: Uint8Array,
    envelope: { readonly from: string | null; readonly to: readonly string[] },
  ): Promise<{ readonly item: InboundItemView; readonly known: boolean }>;
  /** @throws INBOUND_UNKNOWN, INBOUND_GONE */
  replay(id: string, actor: string): Promise<InboundItemView>;
  /** @throws INBOUND_UNKNOWN, INBOUND_GONE, MESSAGE_UNKNOWN */
  assign(
    id: string,
    subject: { readonly messageId: string } | { readonly leadId: string },
    actor: string,
  ): Promise<InboundItemView>;
  /** @throws INBOUND_UNKNOWN */
  dismiss(id: string, actor: string): Promise<InboundItemView>;
  /** @throws INBOUND_UNKNOWN, INBOUND_UNANSWERABLE, LEAD_SUPPRESSED */
  answer(
    id: string,
    answer: { readonly text: string; readonly to: 'lead' | 'writer' },
    actor: string,
  ): Promise<{ readonly letter: LetterView; readonly written: boolean }>;
}

/** What DNS and the settings say of senders. */
export interface Deliverability {
  readonly relays: readonly RelayView[];
  readonly keys: DkimKeyring;
  /** Looks at all that receivers look up about a domain whose mails the relays of these names take. */
  preflight(domain: string, relays: readonly string[]): Promise<readonly SenderCheck[]>;
  /** Whether the record of a DKIM key is published and fits it. */
  dkimRecord(key: DkimKeyView): Promise<SenderCheck>;
}

/** Who a sample is filled for, and what it is made of. */
export interface SampleRequest {
  readonly template: CompiledTemplate;
  readonly facts: LeadFacts;
  /** Purposes for which the lead's consent is in force. */
  readonly consents: readonly string[];
  readonly organisation: Organisation;
  readonly sender: SenderIdentity;
  /** The address, checked already. */
  readonly recipient: string;
  /** Of a mail that never was. */
  readonly messageId: string;
  readonly now: Instant;
  /** Stands before the subject. */
  readonly subjectPrefix: string;
}

/** A mail as it would leave, but for DKIM; its links and addresses lead back to no lead. */
export interface SampleMail {
  /** Of the variant that was chosen; null for the one for everybody else. */
  readonly language: string | null;
  readonly mail: {
    readonly subject: string;
    readonly relay: string;
    readonly from: { readonly name: string; readonly address: string };
    readonly to: { readonly name: string; readonly address: string };
  };
  readonly preheader: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly html: string;
  readonly text: string;
  readonly links: readonly { readonly name: string; readonly url: string }[];
  /** The whole message, with CRLF. */
  readonly source: string;
  readonly bytes: { readonly html: number; readonly message: number };
}

/** Mails to look at and to try, composed and sent as all mails are, but noted in no ledger. */
export interface Samples {
  /** A template as it was published. @throws TEMPLATE_INVALID */
  published(stored: unknown): CompiledTemplate;
  /** @throws TEMPLATE_VARIABLE, TEMPLATE_INVALID when the template cannot be filled */
  compose(request: SampleRequest): SampleMail;
  /** Hands it to the relay that its sender names. @throws as `compose`; CONFIG_INVALID */
  send(request: SampleRequest): Promise<{ readonly sample: SampleMail; readonly answer: SendResult }>;
}

/** The CRM of the settings, with what they say of fields. */
export interface CrmHere {
  readonly crm: Crm;
  readonly mappings: readonly FieldMapping[];
  /** Names of its fields that nobody maps. */
  readonly reserved: readonly string[];
  /** A complaint of the mapping with the index, with its place in the file. */
  complaint(index: number, what: string): TendrilError;
}

export interface Services {
  readonly config: Config;
  /** The folder of the installation, which holds the example workspace. */
  readonly root: string;
  now(): Instant;
  /** @throws CONFIG_INVALID when the file with the secrets is damaged. */
  keys(): Promise<Keys>;
  /** @throws DATABASE_UNAVAILABLE when no database is known: the engine does not run here and DATABASE_URL is unset. */
  store(): Promise<Store>;
  /** The compiler for a folder of templates; closed with the services. */
  compiler(templatesDir: string): Promise<TemplateCompiler>;
  /** @throws CONFIG_INVALID when the file of relays is wrong */
  deliverability(): Promise<Deliverability>;
  /** @throws CONFIG_INVALID when the file of mailboxes is wrong */
  mailboxes(): Promise<Mailboxes>;
  /** The CRM of the settings; null: none. @throws CONFIG_INVALID when its file is wrong */
  crm(): Promise<CrmHere | null>;
  /** Looks at addresses, by the DNS servers of the settings. */
  addressCheck(): Promise<AddressCheck>;
  /** The pages of a form as visitors see them, as one page. @param language of a visitor; null: the organisation's */
  formPreview(workspace: Workspace, form: Form, language: string | null): Promise<string>;
  samples(): Promise<Samples>;
  /** @throws DATABASE_UNAVAILABLE, CONFIG_INVALID */
  inbox(): Promise<Inbox>;
  /** What an incoming mail is, from the mail alone; touches nothing. */
  readMail(raw: Uint8Array): Promise<InboundReading>;
  /** Opens a file or an address in the browser of whoever sits here; false when nobody does (CI, no screen). */
  openInBrowser(target: string): Promise<boolean>;
  /** Brings the database to this version. @throws DATABASE_UNAVAILABLE */
  migrate(): Promise<void>;
  /** Whether there is a key to the database, and something in it. Opens no store. @throws DATABASE_UNAVAILABLE */
  isFilled(): Promise<boolean>;
  close(): Promise<void>;
}
