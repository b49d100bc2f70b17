/** The salespeople of the CRM, by their ids there and by their addresses. Asked for now and then: they seldom change. */
import type { CrmOwner } from '../crm/port.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import type { CrmAccess } from './ports.ts';

export interface CrmOwners {
  /** By the id of the CRM; null: it has nobody of that id. */
  byId(id: string): Promise<CrmOwner | null>;
  /** The id of whoever has the address and can be given something now; undefined: nobody. */
  idOf(address: string): Promise<string | undefined>;
}

const rememberedMs = 15 * 60_000;
/** Somebody who is not known may be new: asked again then. */
const unknownMs = 60_000;

/** Remembers what it was told, for as long as the process lives. */
export function createOwners({ crm }: CrmAccess): (now: Instant) => CrmOwners {
  let owners: readonly CrmOwner[] = [];
  let readAt: Instant | null = null;
  const fresh = async (now: Instant, olderThanMs: number): Promise<void> => {
    if (readAt !== null && now >= readAt && now < plusMs(readAt, olderThanMs)) return;
    owners = await crm.owners();
    readAt = now;
  };
  return (now) => {
    const found = async (matches: (owner: CrmOwner) => boolean): Promise<CrmOwner | undefined> => {
      await fresh(now, rememberedMs);
      const known = owners.find(matches);
      if (known) return known;
      await fresh(now, unknownMs);
      return owners.find(matches);
    };
    return {
      byId: async (id) => (await found((owner) => owner.id === id)) ?? null,
      idOf: async (address) =>
        (await found(({ email, active }) => active && email?.toLowerCase() === address.toLowerCase()))?.id,
    };
  };
}
