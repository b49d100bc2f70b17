/** When a mail may leave by the calendar of its lead. Must not read a clock: now is an argument. */
import type { Calendar } from './calendar.ts';
import { type Instant, later, plusMs } from './instant.ts';
import type { ProgramSettings } from './program-settings.ts';
import { searchedDays, slotFinder } from './send-window.ts';
import { addDuration, durationInWords, localTime } from './time.ts';

/** `until` is later than now; `at` is the time the mail was meant for. `why` is for people. */
export type Slot =
  | { readonly kind: 'now' }
  | { readonly kind: 'later'; readonly until: Instant; readonly why: string }
  | { readonly kind: 'skip'; readonly at: Instant; readonly why: string };

export interface SlotQuery {
  /** When the program wanted the mail to leave. */
  readonly dueAt: Instant;
  readonly now: Instant;
  readonly settings: Pick<ProgramSettings, 'window' | 'stale'>;
  readonly calendar: Calendar;
  /** What the spreading over an opening goes by: the enrollment. */
  readonly seed: string;
}

/**
 * What becomes of a mail now. It is meant for the first slot at or after its due time; only what is late beyond that is
 * late, so a mail that was due in a closed night or over a long holiday is not stale in the morning.
 */
export function sendSlot({ dueAt, now, settings: { window, stale }, calendar, seed }: SlotQuery): Slot {
  const slot = slotFinder(window, calendar, seed);
  const opens = (until: Instant): Slot => laterSlot(until, `the send window opens at ${shown(until, calendar)}`);
  const meant = slot(dueAt) ?? slot(later(dueAt, now));
  if (meant === null) return closed(later(dueAt, now));
  if (now < meant) return meant === dueAt ? laterSlot(meant, `it is due at ${shown(meant, calendar)}`) : opens(meant);
  if (stale?.then === 'skip' && now > addDuration(meant, stale.after, calendar.zone)) {
    const after = durationInWords(stale.after);
    return { kind: 'skip', at: meant, why: `it was due at ${shown(meant, calendar)}, more than ${after} ago` };
  }
  const next = slot(now);
  if (next === null) return closed(now);
  return next === now ? { kind: 'now' } : opens(next);
}

/** Nothing within the days that are searched: asked again after them. */
const closed = (from: Instant): Slot =>
  laterSlot(plusMs(from, searchedDays * 86_400_000), `the send window has no opening within ${searchedDays} days`);

const laterSlot = (until: Instant, why: string): Slot => ({ kind: 'later', until, why });

const shown = (instant: Instant, { zone }: Calendar): string => `${localTime(instant, zone)} ${zone}`;
