/** When a reminder goes out, somebody else gets the lead and the manager is told: in the hours of whoever has the lead. Pure. */
import type { Service, ServiceTime } from './sales-desk.ts';
import type { Temperature } from './scoring.ts';
import { addDuration, durationMs, type Instant, later, plusMs, type Zone } from './time.ts';
import { afterWorking, type WorkingHours } from './working-time.ts';

/** The clocks of one offer. */
export interface OfferClocks {
  readonly remindAt: Instant;
  /** The reminders after the first. */
  readonly remindAgainAt: readonly Instant[];
  readonly deadline: Instant;
  /** Null: nobody is told. */
  readonly managerAt: Instant | null;
}

/** Hot leads wait less. */
export const serviceTimeOf = ({ hot, others }: Service, temperature: Temperature): ServiceTime =>
  temperature === 'hot' ? hot : others;

/**
 * The clocks of an offer that is made now. Who works on none of the next 400 days is given the time on the wall, so that the lead
 * goes on at all.
 */
export function offerClocks(
  service: Service,
  temperature: Temperature,
  hours: WorkingHours,
  now: Instant,
): OfferClocks {
  const ms = durationMs(serviceTimeOf(service, temperature).accept);
  const after = (share: number): Instant => afterWorking(hours, now, ms * share) ?? plusMs(now, ms * share);
  return {
    remindAt: after(service.remindAt),
    remindAgainAt: (service.remindAgainAt ?? []).map(after),
    deadline: after(service.reassignAt),
    managerAt: after(service.managerAt),
  };
}

/** The clocks where the file knows no hours: on the wall, at night and on Sundays too. */
export function plainClocks(
  { acceptWithin, remindAfter }: { readonly acceptWithin: string; readonly remindAfter: string },
  zone: Zone,
  now: Instant,
): OfferClocks {
  const remindAt = addDuration(now, remindAfter, zone);
  return {
    remindAt,
    remindAgainAt: [],
    deadline: later(remindAt, addDuration(now, acceptWithin, zone)),
    managerAt: null,
  };
}
