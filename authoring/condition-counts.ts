/** What `events` and `here` are in a condition: how often something happened, over a lead's life or in one enrollment. */
import { type EventKind, pathFits } from '../domain/events.ts';
import type { EventCount } from '../domain/lead.ts';
import { type Duration, parseDuration } from '../domain/time.ts';

export class EventCounts {
  readonly #counts: readonly EventCount[];
  readonly #hereOnly: boolean;
  readonly #within: Duration | null;

  constructor(counts: readonly EventCount[], hereOnly: boolean, within: Duration | null = null) {
    this.#counts = counts;
    this.#hereOnly = hereOnly;
    this.#within = within;
  }

  /** The same of the time until now alone, such as `30 days`. @throws DURATION_INVALID */
  within(time: string): EventCounts {
    return new EventCounts(this.#counts, this.#hereOnly, parseDuration(time));
  }

  /** How many events of a kind there were; with a name, those of that link, form, event, class or page. */
  of(kind: EventKind, name?: string): number {
    let sum = 0;
    for (const counted of this.#counts) {
      if (counted.kind !== kind || (this.#hereOnly && !counted.here)) continue;
      if ((counted.within ?? null) !== this.#within) continue;
      if (name === undefined || named(counted, name)) sum += counted.count;
    }
    return sum;
  }
}

const named = (counted: EventCount, name: string): boolean =>
  counted.kind === 'page_view' ? pathFits(name, counted.name ?? '') : counted.name === name;
