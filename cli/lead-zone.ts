/** The clock that a lead lives by, as far as it is known. */
import type { LeadView, Store } from '../db/store.ts';
import type { Zone } from '../domain/time.ts';
import { zoneOf } from '../domain/zone.ts';

export async function zoneOfLead(
  { publications }: Pick<Store, 'publications'>,
  { timeZone, country }: Pick<LeadView, 'timeZone' | 'country'>,
): Promise<Zone> {
  const { organisation } = await publications.workspace();
  return zoneOf({ lead: timeZone, country, sequence: null, organisation: organisation.timeZone }).zone;
}
