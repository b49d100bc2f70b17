/** Reading all changes of the HubSpot of tests, and something there to change. */
import type { Crm, CrmChange, CrmCursor } from '../../crm/port.ts';
import { contact, deal, type Ground } from './hubspot-ground.ts';

/** Everything that is there now, page by page. */
export async function pulled(
  crm: Crm,
  from: CrmCursor,
): Promise<{ readonly changes: readonly CrmChange[]; readonly cursor: CrmCursor }> {
  const changes: CrmChange[] = [];
  for (let cursor = from; ; ) {
    const page = await crm.pull(cursor);
    changes.push(...page.changes);
    cursor = page.cursor;
    if (!page.more) return { changes, cursor };
  }
}

/** A contact with a deal, both told by Tendril, some while ago. */
export async function dealt(here: Ground): Promise<{ readonly dealId: string; readonly contactId: string }> {
  const [contactPushed] = await here.crm.pushContacts([contact(1, { company: 'Volta' })]);
  const [dealPushed] = await here.crm.pushDeals([deal(1)]);
  here.time.advance(600_000);
  const idOf = (pushed: unknown): string => (pushed as { readonly remoteId: string }).remoteId;
  return { contactId: idOf(contactPushed), dealId: idOf(dealPushed) };
}
