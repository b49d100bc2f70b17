/** The files that settings name, read before anything is started: what is wrong with one is told at once, and by its place. */
import type { Config } from './config.ts';
import { readCrm } from './crm.ts';
import { readMailboxes } from './mailboxes.ts';
import { readNetworks } from './networks.ts';
import { readOutgoingEndpoints } from './outgoing-webhooks.ts';
import { readWebhookEndpoints } from './webhook-endpoints.ts';

/** @throws CONFIG_INVALID naming file, line and column */
export function checkSettingsFiles(config: Config, env: Readonly<Record<string, string | undefined>>): void {
  readOutgoingEndpoints(config, env);
  readWebhookEndpoints(config, env);
  readMailboxes(config, env);
  readNetworks(config);
  readCrm(config, env);
}
