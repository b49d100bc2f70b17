/** The newest mail that a lead got, which the demo commands answer. */
import type { MessageView, Store } from '../db/store.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Services } from './services.ts';

/** Mails to a salesperson about the lead are in the same ledger; more of them than this in a row is not to be expected. */
const lookedThrough = 50;

/** @throws LEAD_UNKNOWN, MESSAGE_UNKNOWN when nothing has been sent to the lead yet. */
export async function newestMail(services: Services, store: Store, idOrEmail: string): Promise<MessageView> {
  const lead = await store.leads.get(idOrEmail, services.now());
  const { items } = await store.messages.list({ leadId: lead.id }, { limit: lookedThrough });
  const mail = items.find(({ handoffId, state }) => handoffId === null && (state === 'SENT' || state === 'UNKNOWN'));
  if (mail) return mail;
  throw new TendrilError('MESSAGE_UNKNOWN', `No mail has been sent to ${lead.email} yet`, { lead: lead.email });
}
