/**
 * Tells one click from two: clicks on the same link of the same mail within a few seconds are one (a double-click, a
 * browser that asks twice), later ones are clicks of their own. Remembers the latest links only; across processes
 * the coarse time in the key still catches all repeats but those at its edge.
 */
import { type Instant, msOf } from '../../domain/time.ts';

export interface ClickWindow {
  /** The dedupe key for a click at `at`: the same key means the same click. */
  keyFor(messageId: string, link: number, at: Instant): string;
}

export function createClickWindow(windowMs = 10_000, capacity = 10_000): ClickWindow {
  const latest = new Map<string, { readonly from: number; readonly key: string }>();

  return {
    keyFor(messageId, link, at) {
      const name = `${messageId}/${link}`;
      const ms = msOf(at);
      const known = latest.get(name);
      if (known && ms >= known.from && ms < known.from + windowMs) return known.key;
      const key = `click/${name}/${Math.floor(ms / windowMs)}`;
      latest.delete(name);
      latest.set(name, { from: ms, key });
      forgetOldest(latest, capacity);
      return key;
    },
  };
}

/** A map keeps its keys in the order they came: the first is the oldest. */
export function forgetOldest(map: Map<string, unknown>, capacity: number): void {
  if (map.size <= capacity) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
