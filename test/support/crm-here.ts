/** A HubSpot of tests in real time, and how activities reach it. */
import type { CrmAccess } from '../../activities/ports.ts';
import { createHubspot } from '../../crm/hubspot/crm.ts';
import { hubspotDefaults } from '../../crm/hubspot/settings.ts';
import { hubspotCodec } from '../../crm/hubspot/wire-values.ts';
import { secret } from '../../domain/secret.ts';
import { HubspotServer } from '../crm/hubspot-server.ts';
import { credentials } from '../crm/hubspot-shapes.ts';
import { now } from './workbench.ts';

export interface CrmHere {
  readonly hubspot: HubspotServer;
  readonly access: CrmAccess;
}

/** Whoever starts it closes the server. What is changed in it is found at once. */
export async function startCrmHere(): Promise<CrmHere> {
  const hubspot = await new HubspotServer(now).start();
  const stages = {
    ...{ offered: 'appointmentscheduled', accepted: 'qualifiedtobuy', contacted: '1001', meeting: '1002' },
    ...{ won: 'closedwon', lost: 'closedlost' },
  };
  const crm = createHubspot({
    ...hubspotDefaults,
    access: { kind: 'private_app', token: secret(credentials.privateToken) },
    ...{ baseUrl: hubspot.endpoint, pipeline: 'default', stages, currency: 'EUR' },
    limits: { ...hubspotDefaults.limits, indexingMs: 0 },
  });
  return { hubspot, access: { crm, mappings: [], codec: hubspotCodec, reserved: [] } };
}
