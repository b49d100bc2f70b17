/** A CRM of one's own that is told over a real connection, by the client that webhooks out have, on a clock that a test moves. */
import { crmFailureOf } from '../../crm/failure.ts';
import type { Crm, CrmContact, Pushed } from '../../crm/port.ts';
import { createWebhookCrm } from '../../crm/webhook/crm.ts';
import type { Send } from '../../crm/webhook/sending.ts';
import { secret } from '../../domain/secret.ts';
import { createOutgoingWebhooks } from '../../worker/outgoing-webhooks.ts';
import { startWebhookCrm, type WebhookCrmServer, type WireMessage } from './webhook-crm.ts';

const secretOf = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const newer = secretOf(1);
export const older = secretOf(2);
export const start = '2026-11-23T10:00:00.000Z';
export const leadId = (n: number): string => `0199b5c0-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const contact = (n: number, first = 'Ada'): CrmContact => ({
  leadId: leadId(n),
  email: `lead${n}@customer.example`,
  fields: { first },
});
export const stored = (n: number): Pushed => ({ kind: 'stored', remoteId: leadId(n), created: false });

export interface WebhookGround {
  readonly server: WebhookCrmServer;
  readonly clock: { now: string };
  readonly messages: () => readonly WireMessage[];
  /** As a worker composes it; `between` puts something between. */
  connect(between?: (send: Send) => Send, allowInsecure?: boolean): Crm;
}

export async function webhookGround(): Promise<WebhookGround> {
  const server = await startWebhookCrm(newer);
  const clock = { now: start };
  return {
    ...{ server, clock },
    messages: () => server.received.map(({ message }) => message),
    connect(between = (send) => send, allowInsecure = true) {
      const endpoint = {
        ...{ endpoint: 'crm', url: server.url, types: [], scoreStep: null, disabled: false },
        ...{ secrets: [secret(newer), secret(older)], allowInsecure },
      };
      const target = createOutgoingWebhooks([endpoint]).of('crm');
      if (target === null) throw new Error('There is no such endpoint');
      return createWebhookCrm({ account: 'crm.example.com' }, between(target.send), () => clock.now);
    },
  };
}

/** How a call fails. */
export async function failureOf(call: Promise<unknown>) {
  const thrown = await call.then(
    () => new Error('It succeeded'),
    (error: unknown) => error,
  );
  return { failure: crmFailureOf(thrown), message: (thrown as Error).message };
}
