/**
 * Memory for mails while they come in and until they are kept: one budget for all connections together, so that many
 * large mails at once are put off and not lost with the process. Knows nothing of SMTP.
 */

export interface MemoryBudget {
  /** Bytes that are taken now. */
  readonly used: number;
  /** Takes more bytes; false, and none taken, when there is no room. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createMemoryBudget(most: number): MemoryBudget {
  let used = 0;
  return {
    get used() {
      return used;
    },
    take(bytes) {
      if (used + bytes > most) return false;
      used += bytes;
      return true;
    },
    give(bytes) {
      used -= bytes;
    },
  };
}

const firstBytes = 32 * 1024;

/**
 * One mail as it grows. Its pieces are copied together: kept one by one, a mail that comes in pieces of a few bytes (one
 * for each line that begins with a dot) would take a hundred times its size.
 */
export interface GrowingMail {
  /** False when the mail is too large or the budget is used up; what was there is dropped then. */
  add(piece: Uint8Array): boolean;
  /** What has been added; shares the memory, so nothing may be added afterwards. */
  bytes(): Uint8Array;
  /** Gives the memory back to the budget. Once is enough; more does nothing. */
  release(): void;
}

export function createGrowingMail(budget: MemoryBudget, most: number): GrowingMail {
  let buffer = new Uint8Array(0);
  let length = 0;
  let closed = false;
  const release = (): void => {
    closed = true;
    budget.give(buffer.length);
    buffer = new Uint8Array(0);
    length = 0;
  };
  const grow = (wanted: number): boolean => {
    const size = Math.min(most, Math.max(wanted, buffer.length * 2, firstBytes));
    // Both are there while one is copied into the other, for less than a turn of the event loop.
    if (!budget.take(size - buffer.length)) return false;
    const larger = new Uint8Array(size);
    larger.set(buffer.subarray(0, length));
    buffer = larger;
    return true;
  };
  return {
    add(piece) {
      const wanted = length + piece.length;
      if (closed || wanted > most || (wanted > buffer.length && !grow(wanted))) {
        if (!closed) release();
        return false;
      }
      buffer.set(piece, length);
      length = wanted;
      return true;
    },
    bytes: () => buffer.subarray(0, length),
    release() {
      if (!closed) release();
    },
  };
}
