/**
 * What a salesperson is told when their day begins: whom they owe something, hottest first. Pure. A day on which nothing is owed has
 * no digest.
 */
import { nextDate } from './calendar.ts';
import type { HandoffStatus } from './handoff.ts';
import type { Temperature } from './scoring.ts';
import { dateIn, type Instant, instantAt, msOf } from './time.ts';
import { afterWorking, type WorkingHours } from './working-time.ts';

/** A hand-off that is not over. */
export interface DigestHandoff {
  readonly status: HandoffStatus;
  readonly temperature: Temperature;
  readonly score: number;
  readonly deadline: Instant | null;
  readonly contactedAt: Instant | null;
  readonly plannedAt: Instant | null;
}

/** What is owed: an answer to an offer, a first contact, or what was planned for today or before. */
export type Owed = 'answer' | 'contact' | 'plan';

/** A digest that was missed, because nothing ran, is still sent within this time after the day began. */
const patienceMs = 3 * 3_600_000;

/** Whether somebody's working day has begun a short while ago. */
export function dayHasBegun(hours: WorkingHours, now: Instant): boolean {
  const today = dateIn(now, hours.zone);
  const begins = afterWorking(hours, instantAt(today, null, hours.zone), 0);
  return (
    begins !== null && dateIn(begins, hours.zone) === today && begins <= now && msOf(now) - msOf(begins) < patienceMs
  );
}

/** What is owed of a hand-off today; null: nothing. */
function owedOf({ status, contactedAt, plannedAt }: DigestHandoff, hours: WorkingHours, now: Instant): Owed | null {
  if (status === 'open') return 'answer';
  if (status !== 'accepted') return null;
  if (plannedAt !== null) return plannedAt < endOfDay(hours, now) ? 'plan' : null;
  return contactedAt === null ? 'contact' : null;
}

const endOfDay = ({ zone }: WorkingHours, now: Instant): Instant => instantAt(nextDate(dateIn(now, zone)), null, zone);

const heat: readonly Temperature[] = ['hot', 'warm', 'cold'];

/** Those of which something is owed, hottest first: by temperature, then by score. */
export function digestOf<H extends DigestHandoff>(
  handoffs: readonly H[],
  hours: WorkingHours,
  now: Instant,
): readonly { readonly handoff: H; readonly owed: Owed }[] {
  return handoffs
    .flatMap((handoff) => {
      const owed = owedOf(handoff, hours, now);
      return owed === null ? [] : [{ handoff, owed }];
    })
    .toSorted(
      ({ handoff: a }, { handoff: b }) =>
        heat.indexOf(a.temperature) - heat.indexOf(b.temperature) || b.score - a.score,
    );
}
