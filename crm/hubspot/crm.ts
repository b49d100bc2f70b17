/** HubSpot as a `Crm`. */
import type { Crm, CrmCursor } from '../port.ts';
import { pullChanges } from './changes.ts';
import { pushContacts } from './contacts.ts';
import { firstPosition, writtenCursor } from './cursor.ts';
import { pushDeals } from './deals.ts';
import { checkAccount, type Identity, readIdentity } from './identity.ts';
import { readOwners } from './owners.ts';
import { createRequests } from './requests.ts';
import type { HubspotSettings } from './settings.ts';
import { realTime, type Time } from './time.ts';
import { createTokens } from './tokens.ts';

/**
 * The adapter for one HubSpot account. Make one in a process and keep it: its requests share the token, the pace and
 * what is known of the account.
 * @throws CONFIG_INVALID when the address of the API is not one
 * @example
 * const crm = createHubspot({ ...hubspotDefaults, access: { kind: 'private_app', token: secret('pat-eu1-…') },
 *   pipeline: 'default', stages, currency: 'EUR' });
 * const [pushed] = await crm.pushContacts([{ leadId, email: 'ada@example.com', fields: { firstname: 'Ada' } }]);
 */
export function createHubspot(settings: HubspotSettings, time: Time = realTime): Crm {
  const tokens = createTokens(settings, time);
  const requests = createRequests(settings, tokens, time);
  let identity: Identity | null = null;
  const ownApp = async (): Promise<string | null> => {
    identity ??= await readIdentity(settings, requests, tokens);
    return identity.appId;
  };
  return {
    pushContacts: (contacts) => pushContacts(settings, requests, time, contacts),
    pushDeals: (deals) => pushDeals(settings, requests, time, deals),
    owners: () => readOwners(requests),
    cursorAt: (since): CrmCursor => writtenCursor(firstPosition(since)),
    pull: (cursor) => pullChanges(settings, requests, time, ownApp, cursor),
    check: () => checkAccount(settings, requests, tokens),
  };
}
