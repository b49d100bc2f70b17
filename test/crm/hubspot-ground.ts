/** An adapter and the HubSpot it talks to, on one clock. */
import { createHubspot } from '../../crm/hubspot/crm.ts';
import { type HubspotSettings, hubspotDefaults } from '../../crm/hubspot/settings.ts';
import type { Crm, CrmContact, CrmDeal } from '../../crm/port.ts';
import { secret } from '../../domain/secret.ts';
import { type HeldTime, heldTime } from './held-time.ts';
import { HubspotServer } from './hubspot-server.ts';
import { credentials } from './hubspot-shapes.ts';

export interface Ground {
  readonly server: HubspotServer;
  readonly time: HeldTime;
  readonly crm: Crm;
  /** An adapter of its own for the same account, as another process has it. */
  another(change?: Partial<HubspotSettings>): Crm;
}

export const oauth: Extract<HubspotSettings['access'], { readonly kind: 'oauth' }> = {
  kind: 'oauth',
  clientId: credentials.clientId,
  clientSecret: secret(credentials.clientSecret),
  refreshToken: secret(credentials.refreshToken),
};

const privateApp: HubspotSettings['access'] = { kind: 'private_app', token: secret(credentials.privateToken) };

const opened: HubspotServer[] = [];

/** Ends what `ground` started: after each test of a file that uses it. */
export async function closeGrounds(): Promise<void> {
  for (const server of opened.splice(0)) await server.close();
}

export async function ground(change: Partial<HubspotSettings> = {}): Promise<Ground> {
  const time = heldTime();
  const server = await new HubspotServer(() => time.now()).start();
  opened.push(server);
  const another = (more: Partial<HubspotSettings> = {}): Crm =>
    createHubspot(
      {
        ...hubspotDefaults,
        access: privateApp,
        baseUrl: server.endpoint,
        pipeline: 'default',
        stages: {
          offered: 'appointmentscheduled',
          accepted: 'qualifiedtobuy',
          contacted: '1001',
          meeting: '1002',
          won: 'closedwon',
          lost: 'closedlost',
        },
        productProperty: 'product_line',
        currency: 'EUR',
        ...change,
        ...more,
      },
      time,
    );
  return { server, time, crm: another(), another };
}

export const contact = (number: number, fields: Readonly<Record<string, string>> = {}): CrmContact => ({
  leadId: `lead-${number}`,
  email: `person${number}@example.com`,
  fields,
});

export const deal = (number: number, change: Partial<CrmDeal> = {}): CrmDeal => ({
  handoffId: `handoff-${number}`,
  leadId: `lead-${number}`,
  name: `Deal ${number}`,
  stage: 'accepted',
  ...change,
});
