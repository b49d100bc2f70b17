/** A server that mails are delivered to, for the tests of what they do, and the mails that these tests have in common. */
import type { InboundItemView, LeadView, MessageView } from '../../db/store.ts';
import { makeToken, type TokenPurpose } from '../../domain/tokens.ts';
import { arrival, bounceMail, rawMail, receivingOver } from '../support/receiving.ts';
import { startTestServer } from './test-server.ts';

export const mailDomain = 'reply.acme.example';
export const dayMs = 86_400_000;

/** Whoever starts it closes its server. `told`: the errors that it has logged. */
export async function startInboundGround() {
  const server = await startTestServer();
  const told: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => void told.push(message) };
  const receiving = receivingOver({ store: server.store, signer: server.signer, now: server.now, log });
  return {
    server,
    receiving,
    told,
    log,

    async freshMail(): Promise<{ readonly lead: LeadView; readonly mail: MessageView }> {
      const lead = await server.addLead();
      return { lead, mail: await server.sentMail(lead) };
    },

    address: (purpose: TokenPurpose, id: string): string =>
      `${purpose[0]}+${makeToken(server.signer, { purpose, id, index: 0 })}@${mailDomain}`,

    /** Delivers a mail and returns the item it has become. */
    async take(raw: Uint8Array, ...to: readonly string[]): Promise<InboundItemView> {
      await receiving.deliver(arrival(raw, to, { receivedAt: server.now() }));
      const { items } = await server.store.inbound.list({}, { limit: 1 });
      if (!items[0]) throw new Error('nothing was kept');
      return items[0];
    },

    openTasks: async (leadId?: string) =>
      (await server.store.tasks.list(leadId === undefined ? {} : { leadId }, { limit: 50 })).items,
  };
}

export const reply = (text: string, headers: Readonly<Record<string, string>> = {}): Uint8Array =>
  rawMail({ headers: { 'Message-ID': `<${crypto.randomUUID()}@customer.example>`, ...headers }, body: [text] });

interface Refusal {
  readonly on: Pick<LeadView, 'email'>;
  readonly returned?: readonly string[];
  readonly id?: string;
}

export const refused = (status: string, diagnostic: string, { on, ...given }: Refusal) =>
  bounceMail(
    {
      'Final-Recipient': `rfc822; ${on.email}`,
      Action: 'failed',
      Status: status,
      'Diagnostic-Code': `smtp; ${diagnostic}`,
    },
    given,
  );

export const noSuchUser = (given: Refusal) => refused('5.1.1', '550 5.1.1 user unknown', given);
