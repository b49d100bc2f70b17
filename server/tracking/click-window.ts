/**
 * Tells one click from two: clicks on the same link of the same mail within a few seconds are one (a double-click, a
 * browser that asks twice), later ones are clicks of their own. Remembers the latest links only; across processes
 * the coarse time in the key still catches all repeats but those at its edge.
 */
import { createRecent } from './recent.ts';

export interface ClickWindow {
  /** The dedupe key for a click at `ms` since 1970: the same key means the same click. */
  keyFor(messageId: string, link: string | number, ms: number): string;
}

export function createClickWindow(windowMs = 10_000, capacity = 10_000): ClickWindow {
  const latest = createRecent<{ readonly from: number; readonly key: string }>(capacity);

  return {
    keyFor(messageId, link, ms) {
      const name = `${messageId}/${link}`;
      const known = latest.get(name);
      if (known && ms >= known.from && ms < known.from + windowMs) return known.key;
      const key = `click/${name}/${Math.floor(ms / windowMs)}`;
      latest.set(name, { from: ms, key });
      return key;
    },
  };
}
