/**
 * Contacts and deals as messages carry them, and the telling of them by the hundred. A message that is refused as a whole for
 * what it holds is halved until the record that is at fault stands alone.
 */
import type { Instant } from '../../domain/instant.ts';
import { type Merged, mergedById } from '../merging.ts';
import type { CrmContact, CrmDeal, Pushed, RemoteFields } from '../port.ts';
import { told } from '../telling.ts';
import { pushedBy } from './results.ts';
import type { MessageType, Tell } from './sending.ts';

const mostRecords = 100;

/** @throws a CRM failure while nothing is known of any contact */
export function tellContacts(
  tell: Tell,
  now: () => Instant,
  contacts: readonly CrmContact[],
): Promise<readonly Pushed[]> {
  const merged = mergedById(contacts, ({ leadId }) => leadId, joined);
  return tellRecords(tell, now, 'crm.contacts', contacts.length, merged.map(wired(contactRecord)));
}

/** @throws a CRM failure while nothing is known of any deal */
export function tellDeals(tell: Tell, now: () => Instant, deals: readonly CrmDeal[]): Promise<readonly Pushed[]> {
  const merged = mergedById(deals, ({ handoffId }) => handoffId, joined);
  return tellRecords(tell, now, 'crm.deals', deals.length, merged.map(wired(dealRecord)));
}

/** Of the same record twice, what the later one says stands. */
const joined = <T extends { readonly fields?: RemoteFields }>(earlier: T, later: T): T => ({
  ...earlier,
  ...later,
  fields: { ...earlier.fields, ...later.fields },
});

/** By our id the CRM knows it; what is absent stays as it is over there, null and an empty text empty it. */
interface WireRecord {
  readonly id: string;
}

/** A record with the places of the push that it stands for. */
interface Placed {
  readonly wire: WireRecord;
  readonly indexes: readonly number[];
}

const wired =
  <T>(write: (record: T) => WireRecord) =>
  ({ record, indexes }: Merged<T>): Placed => ({ wire: write(record), indexes });

const contactRecord = ({ leadId, ownerId, ...contact }: CrmContact): WireRecord => ({
  id: leadId,
  ...contact,
  ...ownerOf(ownerId),
});

const dealRecord = ({ handoffId, leadId, ownerId, ...deal }: CrmDeal): WireRecord => ({
  id: handoffId,
  ...{ contact: leadId },
  ...deal,
  ...ownerOf(ownerId),
});

const ownerOf = (ownerId: string | null | undefined) => (ownerId === undefined ? {} : { owner: ownerId });

function tellRecords(
  tell: Tell,
  now: () => Instant,
  type: MessageType,
  count: number,
  records: readonly Placed[],
): Promise<readonly Pushed[]> {
  return told(count, now, async (telling) => {
    const settle = ({ indexes }: Placed, pushed: Pushed): void => {
      for (const index of indexes) telling.tell(index, pushed);
    };
    const tellSome = async (some: readonly Placed[]): Promise<void> => {
      const verdict = await tell(type, { records: some.map(({ wire }) => wire) });
      if (verdict.kind === 'taken') {
        const ids = some.map(({ wire }) => wire.id);
        const pushed = pushedBy(verdict.body, verdict.cut, ids, now());
        for (const [place, one] of pushed.entries()) settle(some[place] as Placed, one);
      } else if (verdict.mayBeOne && some.length > 1) {
        const half = Math.ceil(some.length / 2);
        await tellSome(some.slice(0, half));
        await tellSome(some.slice(half));
      } else {
        // Nothing says which value is at fault, if one is.
        const { words } = verdict;
        for (const one of some) settle(one, { kind: 'refused', code: 'other', words, field: null, mendable: false });
      }
    };
    for (let start = 0; start < records.length; start += mostRecords) {
      await tellSome(records.slice(start, start + mostRecords));
    }
  });
}
