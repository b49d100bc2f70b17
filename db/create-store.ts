/**
 * The store: every repository over one database. The only way into `db/` besides `migrate`. Every failure of the database
 * leaves it with a code of the registry.
 */

import type { PublicHolidays } from '../domain/calendar.ts';
import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Subscription } from '../domain/outgoing-webhook.ts';
import { createAccounts } from './accounts.ts';
import { createApiKeys } from './api-keys.ts';
import { createAuthenticity } from './authenticity.ts';
import { createBatches } from './batches.ts';
import { createBounces } from './bounces.ts';
import { createBroadcasts } from './broadcasts.ts';
import { createConsents } from './consents.ts';
import { createCrmBridge } from './crm-bridge.ts';
import { createDatabase, type Database } from './database.ts';
import { databaseError, placeOf } from './database-errors.ts';
import { createEnrollments } from './enrollments.ts';
import { createEvents } from './events.ts';
import { createForms } from './forms.ts';
import { createHandoffs } from './handoffs.ts';
import { createImports } from './imports.ts';
import { createInboundItems } from './inbound-items.ts';
import { createLeads } from './leads.ts';
import { createLetters } from './letters.ts';
import { createMailboxes } from './mailboxes.ts';
import { createMerges } from './merges.ts';
import { createMessages } from './messages.ts';
import { missingMigrations } from './migrate.ts';
import { createMigrations } from './migrations.ts';
import { createOutbox } from './outbox.ts';
import { createOverview } from './overview.ts';
import { createPaceBuckets } from './pace.ts';
import { createPauses } from './pauses.ts';
import { createPreferences } from './preferences.ts';
import { createPublications } from './publications.ts';
import { createRegistrations } from './registrations.ts';
import { createRetention } from './retention.ts';
import { createRights } from './rights.ts';
import { createScores } from './scores.ts';
import { createSegments } from './segments.ts';
import { createSenders } from './sender-domains.ts';
import { createSources } from './sources.ts';
import { createStages } from './stages.ts';
import type { Store } from './store.ts';
import { createSuppressions } from './suppressions.ts';
import { createTasks } from './tasks.ts';
import { createVersions } from './versions.ts';
import { createVisitors } from './visitors.ts';
import { createWebhookDeliveries } from './webhook-deliveries.ts';
import { createWorkspaces } from './workspaces.ts';

export interface StoreOptions {
  readonly databaseUrl: string;
  /** The form in which a suppressed address is stored: `config/keys`. */
  addressHash(address: string): string;
  /** For the fit rules of the scoring model, and what programs ask of a lead or a posted event. */
  readonly conditions: Conditions;
  /** For the hours of those who sell; without it, no day is a public holiday. */
  readonly isPublicHoliday?: PublicHolidays;
  /** Whether the relay of this name is on this machine: nothing scans what it takes, so clicks are not held. */
  isLocalRelay?(relay: string): boolean;
  /** What other systems want to be told of changes, as the settings have it; default nothing. */
  readonly subscriptions?: readonly Subscription[];
  /** Connections for statements and transactions; default 10. Relays and idempotent requests use up to 8 more. */
  readonly poolSize?: number;
  /** Told when an idle or listening connection broke; pino fits. */
  readonly log?: { warn(details: object, message: string): void };
}

const defaultPoolSize = 10;

/**
 * Opens the store; connects when it is first used.
 * @example const store = createStore({ databaseUrl, addressHash: keys.addressHash, conditions: createConditions() });
 */
export function createStore(options: StoreOptions): Store {
  const { databaseUrl, addressHash, conditions, poolSize = defaultPoolSize } = options;
  const warn = (details: object, message: string): void => options.log?.warn(details, message);
  const database = createDatabase(databaseUrl, poolSize, { warn }, options.subscriptions);
  const workspaces = createWorkspaces(database);
  const versions = createVersions();
  const entryContext = async () => ({ addressHash, conditions, versions, workspace: await workspaces.current() });
  const mergeContext = async () => ({ model: (await workspaces.current())?.scoring ?? null, conditions, addressHash });
  const reviewContext = async () => ({ ...(await entryContext()), warn });
  const isLocalRelay = options.isLocalRelay ?? (() => false);
  const isPublicHoliday = options.isPublicHoliday ?? (() => false);
  const eventsDeps = { database, workspaces, conditions, addressHash, isLocalRelay, warn };
  const leads = createLeads({ database, workspaces, conditions, addressHash });
  const events = createEvents(eventsDeps);
  const visitors = createVisitors({ database, workspaces, events });
  const coded = <T extends object>(repository: T): T => withCodes(repository, databaseUrl);
  return {
    leads: coded(leads),
    accounts: coded(createAccounts({ database, workspaces })),
    sources: coded(createSources({ database, workspaces })),
    merges: coded(createMerges({ database, mergeContext })),
    imports: coded(createImports({ database, workspaces, conditions, addressHash })),
    events: coded(events),
    stages: coded(createStages({ database, workspaces, leads })),
    scores: coded(createScores({ database, workspaces, conditions, leads, isLocalRelay })),
    enrollments: coded(createEnrollments({ database, workspaces, versions, conditions, entryContext })),
    pauses: coded(createPauses(database)),
    batches: coded(createBatches({ database, entryContext })),
    segments: coded(createSegments({ database, databaseUrl, reviewContext, warn })),
    broadcasts: coded(createBroadcasts({ database, workspaces, conditions, addressHash })),
    migrations: coded(createMigrations({ database, versions })),
    messages: coded(createMessages({ database, workspaces, addressHash })),
    suppressions: coded(createSuppressions(database, addressHash)),
    consents: coded(createConsents({ ...eventsDeps, entryContext, visitors })),
    preferences: coded(createPreferences(eventsDeps)),
    registrations: coded(createRegistrations({ database, workspaces })),
    authenticity: coded(createAuthenticity({ database, workspaces })),
    visitors: coded(visitors),
    bounces: coded(createBounces(database)),
    inbound: coded(createInboundItems(database)),
    mailboxes: coded(createMailboxes(database)),
    tasks: coded(createTasks(database, addressHash)),
    letters: coded(createLetters(database)),
    forms: coded(createForms(database)),
    handoffs: coded(createHandoffs({ database, workspaces, leads, entryContext, isPublicHoliday })),
    senders: coded(createSenders(database)),
    publications: coded(createPublications({ database, workspaces, conditions })),
    outbox: coded(createOutbox({ database, databaseUrl, warn })),
    pace: coded(createPaceBuckets(database)),
    rights: coded(createRights(database, addressHash)),
    retention: coded(createRetention(database, addressHash)),
    webhooks: coded(createWebhookDeliveries(database)),
    crm: coded(createCrmBridge({ database, workspaces })),
    keys: coded(createApiKeys(database)),
    overview: coded(createOverview(database)),
    ...coded({ ping: () => ping(database, databaseUrl) }),
    close: () => database.close(),
  };
}

async function ping(database: Database, databaseUrl: string): Promise<void> {
  const missing = await missingMigrations(database.pool);
  if (missing.length === 0) return;
  const message = `The database at ${placeOf(databaseUrl)} lacks ${missing.length} migration(s), first ${missing[0]}`;
  throw new TendrilError('SCHEMA_OUTDATED', message, { missing });
}

/** The same repository, with the failures of its methods mapped. */
function withCodes<T extends object>(repository: T, databaseUrl: string): T {
  const methods = Object.entries(repository).map(
    ([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return await method(...args);
        } catch (error) {
          throw databaseError(error, databaseUrl);
        }
      },
    ],
  );
  return Object.fromEntries(methods) as T;
}
