/**
 * What the rest of the project can ask of the database: the contracts of all repositories, in the words of the
 * domain; each lies in a file of its own under `contract/`.
 * Nothing outside `db/` sees Prisma or SQL. "Now" is always an argument, because activities run beside workflows whose
 * time may be skipped. Every method that changes something is one transaction.
 */
import type { Batches } from './contract/batches.ts';
import type { Bounces } from './contract/bounces.ts';
import type { Broadcasts } from './contract/broadcasts.ts';
import type { Letters, Tasks } from './contract/correspondence.ts';
import type { CrmBridge } from './contract/crm.ts';
import type { Enrollments } from './contract/enrollments.ts';
import type { Events } from './contract/events.ts';
import type { FormSubmissions } from './contract/forms.ts';
import type { Handoffs } from './contract/handoffs.ts';
import type { Imports } from './contract/imports.ts';
import type { InboundItems, Mailboxes } from './contract/inbound.ts';
import type { ApiKeys } from './contract/keys.ts';
import type { Leads } from './contract/leads.ts';
import type { Merges } from './contract/merges.ts';
import type { Messages } from './contract/messages.ts';
import type { Migrations } from './contract/migrations.ts';
import type { OutboxQueue } from './contract/outbox.ts';
import type { Overview } from './contract/overview.ts';
import type { PaceBuckets } from './contract/pace.ts';
import type { Pauses } from './contract/pauses.ts';
import type { Publications } from './contract/publications.ts';
import type { Registrations, SourceAuthenticity, Visitors } from './contract/registration.ts';
import type { Retention, Rights } from './contract/rights.ts';
import type { Scores } from './contract/scores.ts';
import type { Segments } from './contract/segments.ts';
import type { Senders } from './contract/senders.ts';
import type { AccountRepository, SourceRepository } from './contract/sources.ts';
import type { Stages } from './contract/stages.ts';
import type { Webhooks } from './contract/webhooks.ts';
import type { Consents, PreferenceRepository, Suppressions } from './contract/wishes.ts';

export * from './contract/batches.ts';
export * from './contract/bounces.ts';
export * from './contract/broadcasts.ts';
export * from './contract/correspondence.ts';
export * from './contract/crm.ts';
export * from './contract/enrollments.ts';
export * from './contract/events.ts';
export * from './contract/forms.ts';
export * from './contract/handoff-parts.ts';
export * from './contract/handoffs.ts';
export * from './contract/imports.ts';
export * from './contract/inbound.ts';
export * from './contract/keys.ts';
export * from './contract/leads.ts';
export * from './contract/merges.ts';
export * from './contract/messages.ts';
export * from './contract/migrations.ts';
export * from './contract/outbox.ts';
export * from './contract/overview.ts';
export * from './contract/pace.ts';
export * from './contract/pages.ts';
export * from './contract/pauses.ts';
export * from './contract/publications.ts';
export * from './contract/registration.ts';
export * from './contract/rights.ts';
export * from './contract/scores.ts';
export * from './contract/segments.ts';
export * from './contract/senders.ts';
export * from './contract/sources.ts';
export * from './contract/stages.ts';
export * from './contract/webhooks.ts';
export * from './contract/wishes.ts';

export interface Store {
  readonly leads: Leads;
  readonly accounts: AccountRepository;
  readonly sources: SourceRepository;
  readonly merges: Merges;
  readonly imports: Imports;
  readonly events: Events;
  readonly scores: Scores;
  readonly stages: Stages;
  readonly enrollments: Enrollments;
  readonly pauses: Pauses;
  readonly batches: Batches;
  readonly segments: Segments;
  readonly broadcasts: Broadcasts;
  readonly migrations: Migrations;
  readonly messages: Messages;
  readonly suppressions: Suppressions;
  readonly consents: Consents;
  readonly preferences: PreferenceRepository;
  readonly registrations: Registrations;
  readonly authenticity: SourceAuthenticity;
  readonly visitors: Visitors;
  readonly bounces: Bounces;
  readonly inbound: InboundItems;
  readonly mailboxes: Mailboxes;
  readonly tasks: Tasks;
  readonly letters: Letters;
  readonly forms: FormSubmissions;
  readonly handoffs: Handoffs;
  readonly publications: Publications;
  readonly senders: Senders;
  readonly outbox: OutboxQueue;
  readonly pace: PaceBuckets;
  readonly rights: Rights;
  readonly retention: Retention;
  readonly webhooks: Webhooks;
  readonly crm: CrmBridge;
  readonly keys: ApiKeys;
  readonly overview: Overview;
  /** Resolves when the database answers. @throws DATABASE_UNAVAILABLE, SCHEMA_OUTDATED */
  ping(): Promise<void>;
  close(): Promise<void>;
}
