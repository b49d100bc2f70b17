/** The CRM of the settings, as activities work with it. */
import type { CrmAccess } from '../activities/ports.ts';
import type { CrmSettings } from '../config/crm.ts';
import { createHubspot } from '../crm/hubspot/crm.ts';
import { hubspotDefaults, reservedProperties } from '../crm/hubspot/settings.ts';
import { hubspotCodec } from '../crm/hubspot/wire-values.ts';
import { createWebhookCrm } from '../crm/webhook/crm.ts';
import { webhookCodec } from '../crm/webhook/wire-values.ts';
import { instantFromMs } from '../domain/instant.ts';
import { createOutgoingWebhooks } from './outgoing-webhooks.ts';

/** Null: no file names a CRM. @param people the addresses of those who sell: a CRM of one's own gives leads to them */
export function createCrmAccess(
  { hubspot, webhook, fields: mappings }: CrmSettings,
  people: () => Promise<readonly string[]>,
): CrmAccess | null {
  if (hubspot) {
    const read = mappings.filter(({ direction }) => direction !== 'out').map(({ theirs }) => theirs);
    const settings = { ...hubspotDefaults, ...hubspot, watched: { contact: read, deal: [] } };
    return { crm: createHubspot(settings), mappings, codec: hubspotCodec, reserved: reservedProperties(settings) };
  }
  if (!webhook) return null;
  const { url, secrets, allowInsecure } = webhook;
  const endpoint = { endpoint: 'crm', url, secrets, allowInsecure, types: [], scoreStep: null, disabled: false };
  const target = createOutgoingWebhooks([endpoint]).of('crm');
  if (!target) return null;
  const crm = createWebhookCrm({ account: new URL(url).host, people }, target.send, () => instantFromMs(Date.now()));
  return { crm, mappings, codec: webhookCodec, reserved: [] };
}
