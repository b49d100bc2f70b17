/**
 * Writes records behind one another, and says when they are on the disk. What comes while the disk is at work is written
 * together, with one sync for all of it: the more requests, the fewer syncs for each.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as startClock } from 'node:timers';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Segment, SpoolFolder } from './spool-folder.ts';

/** Records that are written together. */
export interface Group {
  /** Resolves when they are on the disk; rejects when they are not. */
  readonly durable: Promise<void>;
  /** Resolves when they are, or have failed to be, or that takes too long. Never rejects. */
  readonly answerable: Promise<void>;
  /** What became of them by now. */
  state: 'waiting' | 'durable' | 'failed';
}

export interface Journal {
  append(record: Buffer): Group;
  /** Ends the segment that is being written, when there is something in it. */
  seal(): Promise<void>;
  /** Bytes in the segment that is being written, and those that wait for the disk. */
  unsealedBytes(): number;
  /** When the segment that is being written was begun, in milliseconds since 1970; null when there is none. */
  unsealedFrom(): number | null;
}

interface Options {
  readonly folder: SpoolFolder;
  readonly patienceMs: number;
  readonly segmentBytes: number;
  /** Told of each segment that is whole. */
  sealed(segment: Segment): void;
}

/** Where so many came together, more are coming. */
const crowd = 16;
const gatherMs = 2;

/** A write returns when it is on the disk, which saves the way to another thread for the sync. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_DSYNC;

interface OpenGroup extends Group {
  readonly records: Buffer[];
  bytes: number;
  finish(error: unknown): void;
}

interface OpenSegment {
  readonly file: string;
  readonly handle: FileHandle;
  readonly from: number;
  bytes: number;
}

export function createJournal({ folder, patienceMs, segmentBytes, sealed }: Options): Journal {
  let group: OpenGroup | null = null;
  let segment: OpenSegment | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let writing = 0;
  let lastSize = 0;

  /** One thing after the other. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  async function begin(): Promise<OpenSegment> {
    const file = folder.nextFile();
    const handle = await open(file, flags, 0o600);
    try {
      await folder.keepNames();
    } catch (error) {
      await handle.close();
      throw error;
    }
    return { file, handle, from: Date.now(), bytes: 0 };
  }

  async function end(): Promise<void> {
    if (segment === null) return;
    const { file, handle, from, bytes } = segment;
    segment = null;
    // Counted there before it is no longer counted here.
    sealed({ file, bytes, from });
    await handle.close().catch(() => undefined);
  }

  async function write(): Promise<void> {
    // Requests that have come already are heard first: a write costs as much as all else about several of them.
    await (lastSize < crowd ? setImmediate() : setTimeout(gatherMs));
    const current = group;
    group = null;
    if (current === null) return;
    writing = current.bytes;
    lastSize = current.records.length;
    try {
      segment ??= await begin();
      await writeWhole(segment.handle, Buffer.concat(current.records, current.bytes));
      segment.bytes += current.bytes;
      writing = 0;
      current.finish(null);
      if (segment.bytes >= segmentBytes) await end();
    } catch (error) {
      writing = 0;
      current.finish(error);
      // What is behind half a record would have to be searched for.
      await end();
    }
  }

  return {
    append(record) {
      if (group === null) {
        group = openGroup(patienceMs);
        void inTurn(write);
      }
      group.records.push(record);
      group.bytes += record.length;
      return group;
    },
    seal: () => inTurn(end),
    unsealedBytes: () => (segment?.bytes ?? 0) + writing + (group?.bytes ?? 0),
    unsealedFrom: () => segment?.from ?? null,
  };
}

/** A part of it is written when the disk is all but full. */
async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
}

/** One clock for all who wait: whoever comes later waits less. */
function openGroup(patienceMs: number): OpenGroup {
  let finish: (error: unknown) => void = () => undefined;
  let answer: () => void = () => undefined;
  const durable = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === null ? resolve() : reject(error));
  });
  const answerable = new Promise<void>((resolve) => {
    answer = resolve;
  });
  durable.catch(() => undefined);
  const clock = startClock(answer, patienceMs);
  const opened: OpenGroup = {
    durable,
    answerable,
    state: 'waiting',
    records: [],
    bytes: 0,
    finish(error) {
      opened.state = error === null ? 'durable' : 'failed';
      clearTimeout(clock);
      finish(error);
      answer();
    },
  };
  return opened;
}
