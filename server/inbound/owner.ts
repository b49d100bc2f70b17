/** Who is told of an answer: the salesperson who has the lead, else whom the organisation names for replies. */
import type { Store } from '../../db/store.ts';

export interface Owner {
  readonly name: string;
  readonly address: string;
}

export async function ownerOf(store: Pick<Store, 'handoffs' | 'publications'>, leadId: string): Promise<Owner> {
  const person = await store.handoffs.responsible(leadId);
  if (person) return person;
  const { organisation } = await store.publications.workspace();
  const { name, address } = organisation.sender;
  return organisation.replies === null ? { name, address } : { name, address: organisation.replies };
}
