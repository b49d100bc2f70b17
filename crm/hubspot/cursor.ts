/**
 * How far changes have been read. A *window* of time is read to its end before the next one begins, contacts first, by
 * the records' ids: a record that changes meanwhile leaves this window and is found in the next. So no page is skipped
 * or read twice because of what happens between two calls, and no window is too large for the search, which pages
 * through 10,000 results at most. Pure.
 */
import { TendrilError } from '../../domain/errors.ts';
import { type Instant, later, msOf, plusMs } from '../../domain/instant.ts';
import type { CrmCursor } from '../port.ts';
import type { ObjectType } from './paths.ts';
import type { HubspotLimits } from './settings.ts';

export interface Position {
  /** Everything until then has been read, and what comes to the search late is looked for from `from` on. */
  readonly since: Instant;
  /** Where the window that is open, or else the next, begins. */
  readonly from: Instant;
  /** Null: none is open. */
  readonly window: Window | null;
}

export interface Window {
  readonly to: Instant;
  readonly type: ObjectType;
  /** The last record that was read of the type. */
  readonly after: string;
}

const version = 1;

export const firstPosition = (since: Instant): Position => ({ since, from: since, window: null });

export const writtenCursor = (position: Position): CrmCursor => JSON.stringify({ v: version, ...position });

/** @throws FORMAT_UNKNOWN */
export function readCursor(cursor: CrmCursor): Position {
  try {
    const { v, since, from, window } = JSON.parse(cursor) as { readonly v: unknown } & Position;
    if (v === version && isInstant(since) && isInstant(from) && (window === null || isWindow(window))) {
      return { since, from, window };
    }
  } catch {
    // Said below.
  }
  throw new TendrilError('FORMAT_UNKNOWN', 'the cursor of the CRM is not one that this version understands');
}

const isInstant = (value: unknown): value is Instant => typeof value === 'string' && !Number.isNaN(msOf(value));
const isWindow = ({ to, type, after }: Window): boolean =>
  isInstant(to) && (type === 'contacts' || type === 'deals') && /^\d{1,20}$/.test(after);

/** The window to read now; null when nothing that is old enough lies behind the last one. */
export function openWindow({ since, window }: Position, now: Instant, limits: HubspotLimits): Window | null {
  const to = plusMs(now, -limits.indexingMs);
  return window ?? (to > since ? { to, type: 'contacts', after: '0' } : null);
}

/** Where to go on after a page. `last`: the last record of a full page; null after the last page of its type. */
export function positionAfter(
  { since, from }: Position,
  window: Window,
  last: string | null,
  { overlapMs }: HubspotLimits,
): Position {
  if (last !== null) return { since, from, window: { ...window, after: last } };
  if (window.type === 'contacts') return { since, from, window: { to: window.to, type: 'deals', after: '0' } };
  return { since: window.to, from: later(from, plusMs(window.to, -overlapMs)), window: null };
}
