/**
 * A CRM of one's own as a `Crm`, by a pair of webhooks: what it is to know is posted to it (`records.ts`), and what is changed in it
 * it tells itself (`incoming.ts`). docs/integrating.md says how the other end is built.
 */
import { TendrilError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { crmError } from '../failure.ts';
import type { Crm, CrmCursor } from '../port.ts';
import { tellContacts, tellDeals } from './records.ts';
import { createTell, type Send } from './sending.ts';

export interface WebhookCrmSettings {
  /** How people name the other end, such as the host of its address. */
  readonly account: string;
  /** The addresses of those to whom something can be given, which are their ids over there as well. */
  readonly people?: () => Promise<readonly string[]>;
}

/** Nothing is read, so there is one place to have read up to. */
const onlyCursor: CrmCursor = 'told';

/**
 * The adapter for one endpoint. Make one in a process and keep it: its messages are in the order of their times.
 * @example
 * const crm = createWebhookCrm({ account: 'crm.example.com' }, (id, body) => target.send(id, body), now);
 * const [pushed] = await crm.pushContacts([{ leadId, email: 'ada@example.com', fields: { first: 'Ada' } }]);
 */
export function createWebhookCrm(settings: WebhookCrmSettings, send: Send, now: () => Instant): Crm {
  const { account, people = async () => [] } = settings;
  const tell = createTell(send, now);
  return {
    pushContacts: (contacts) => tellContacts(tell, now, contacts),
    pushDeals: (deals) => tellDeals(tell, now, deals),
    async owners() {
      const addresses = new Set((await people()).map((address) => address.toLowerCase()));
      return [...addresses].map((address) => ({ id: address, name: null, email: address, active: true }));
    },
    cursorAt: () => onlyCursor,
    async pull(cursor) {
      if (cursor !== onlyCursor) throw new TendrilError('FORMAT_UNKNOWN', 'How far the CRM was read is of another one');
      return { changes: [], cursor, more: false };
    },
    async check() {
      const verdict = await tell('crm.ping', {});
      if (verdict.kind === 'refused') {
        throw crmError({ kind: 'unreachable', until: null }, `The CRM's webhook refuses crm.ping: ${verdict.words}`);
      }
      return { account, scopes: [], missingScopes: [], lackingFields: [] };
    },
  };
}
