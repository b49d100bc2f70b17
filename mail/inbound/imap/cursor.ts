/**
 * How far a mailbox has been read. UIDs grow and are never given twice while UIDVALIDITY stays (RFC 9051 §2.3.1.1), so the
 * highest one that is done says all; flags say nothing, since people read mails too. Pure, but for the port.
 */
import { createHash } from 'node:crypto';
import { type Instant, plusMs } from '../../../domain/instant.ts';
import type { Mailbox } from '../../../domain/mailbox.ts';

export interface Cursor {
  readonly uidValidity: string;
  /** All mails up to this UID are kept, or gone. */
  readonly lastUid: number;
}

/** Where cursors are kept, by the name of the mailbox. */
export interface CursorStore {
  read(name: string): Promise<Cursor | null>;
  write(name: string, cursor: Cursor, now: Instant): Promise<void>;
}

/**
 * UIDVALIDITY of one folder of one user. Servers may give the same number to two folders, and then the UIDs of another
 * folder would be taken for known ones when the settings change. The host may change its name and is left out.
 */
export function validityOf({ user, folder }: Pick<Mailbox, 'user' | 'folder'>, uidValidity: bigint | string): string {
  const place = createHash('sha256').update(`${user}\n${folder}`).digest('hex').slice(0, 8);
  return `${uidValidity}.${place}`;
}

/** The highest UID that is done: none of a folder that is new or was made anew; those seen again are known by their key. */
export const lastDone = (cursor: Cursor | null, validity: string): number =>
  cursor?.uidValidity === validity ? cursor.lastUid : 0;

/** The same for each time that this mail is fetched. */
export const wayKey = (name: string, validity: string, uid: number): string => `imap/${name}/${validity}/${uid}`;

/** Exponential, from 5 s to 15 min. @param failures in a row, 1 for the first. */
export const retryAfterMs = (failures: number, firstMs = 5000, mostMs = 15 * 60_000): number =>
  Math.min(mostMs, firstMs * 2 ** Math.min(30, failures - 1));

/**
 * What is done of one folder. A mail that cannot be kept is tried again with those behind it waiting, for it may be the
 * database; after that it is set aside and those behind it come. The cursor stays before it, so that it comes again after
 * a restart, until it is given up.
 */
export interface Progress {
  /** The highest UID that is done. */
  readonly high: number;
  /** UID up to which everything is done. */
  readonly lastUid: number;
  done(uid: number): void;
  failed(uid: number, now: Instant): void;
  /** Whether it was tried lately and often enough to be left alone for now. */
  waits(uid: number, now: Instant): boolean;
  /** Those that others have overtaken and whose time to be tried again has come. */
  due(now: Instant): readonly number[];
  /** Those that are overtaken, and have failed for longer than `afterMs`. */
  hopeless(now: Instant, afterMs: number): readonly number[];
  /** Those that have failed so often that others may come before them. */
  readonly aside: readonly number[];
}

/** So often a mail is tried before those behind it may come. */
const triesInLine = 3;

export function createProgress(lastUid: number, retryMs: (failures: number) => number = retryAfterMs): Progress {
  let high = lastUid;
  const failing = new Map<number, { readonly failures: number; readonly since: Instant; readonly retryAt: Instant }>();
  const overtaken = (): readonly number[] => [...failing.keys()].filter((uid) => uid < high);
  return {
    get high() {
      return high;
    },
    get lastUid() {
      return Math.min(high, ...[...failing.keys()].map((uid) => uid - 1));
    },
    done(uid) {
      failing.delete(uid);
      high = Math.max(high, uid);
    },
    failed(uid, now) {
      const before = failing.get(uid);
      const failures = (before?.failures ?? 0) + 1;
      // Longer than the mailbox waits, which comes back before and finds those behind it.
      const retryAt = plusMs(now, 2 * retryMs(failures));
      failing.set(uid, { failures, since: before?.since ?? now, retryAt });
    },
    waits(uid, now) {
      const known = failing.get(uid);
      return known !== undefined && known.failures >= triesInLine && known.retryAt > now;
    },
    due: (now) => overtaken().filter((uid) => (failing.get(uid)?.retryAt ?? now) <= now),
    hopeless: (now, afterMs) => overtaken().filter((uid) => plusMs(failing.get(uid)?.since ?? now, afterMs) <= now),
    get aside() {
      return [...failing].filter(([, { failures }]) => failures >= triesInLine).map(([uid]) => uid);
    },
  };
}
