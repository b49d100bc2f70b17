/**
 * Reads mails in worker threads: what a stranger sends must not hold up the process, whatever it is made of. A mail that takes
 * too long ends its thread, which is replaced when it is needed; it is read once more with its answer cut in the crude way, and
 * after that it counts as one that cannot be read. Threads start with the first mail and keep no process alive that has
 * nothing else to do.
 */
import { Worker } from 'node:worker_threads';
import { TendrilError } from '../../domain/errors.ts';
import type { ReadingContext } from '../../domain/inbound-reading.ts';
import type { Instant } from '../../domain/instant.ts';
import { tracesIn } from './names.ts';
import type { MailRead } from './reading.ts';

export interface MailReaders {
  /** @throws INBOUND_BUSY when too many wait, or the readers are closed: whoever brought the mail brings it again */
  read(raw: Uint8Array, context: ReadingContext): Promise<MailRead>;
  /** Ends the threads; what waits has to come again. A later reading starts them anew. */
  close(): Promise<void>;
}

export interface ReaderLimits {
  readonly threads: number;
  /** For one reading of a mail, counted from when a thread is at it. */
  readonly timeoutMs: number;
  /** Of a thread's heap. */
  readonly memoryMb: number;
  /** Mails that wait at most. Their bytes are held by whoever brought them, who has a limit of its own. */
  readonly waiting: number;
}

/** What a thread is told to do. */
export interface ReaderOrder extends ReadingContext {
  readonly raw: Uint8Array;
  /** Whether an answer is cut at its first quoted line. */
  readonly crude: boolean;
}

/** A thread takes seconds to come up on a busy machine; one that takes this long never will. */
const startWithinMs = 120_000;

const usualLimits: ReaderLimits = { threads: 2, timeoutMs: 5_000, memoryMb: 512, waiting: 1_000 };

interface Task {
  readonly raw: Uint8Array;
  readonly receivedAt: Instant;
  /** Readings that did not come to an end. */
  readonly failed: number;
  readonly done: (read: MailRead) => void;
  readonly refused: (error: TendrilError) => void;
}

type Said = { readonly begun?: true; readonly failed?: true; readonly read?: MailRead };

/** @param script the thread's entry, which answers a `ReaderOrder` with `begun` and then with what it has read. */
export function createMailReaders(
  limits: ReaderLimits = usualLimits,
  script: URL = new URL('./reader-worker.mjs', import.meta.url),
): MailReaders {
  const queue: Task[] = [];
  const threads = new Set<Thread>();
  let closing = false;

  const assign = (): void => {
    for (const thread of threads) {
      if (queue.length === 0) return;
      if (thread.idle) thread.take(queue.shift());
    }
    // Another is started only when all are at work.
    while (queue.length > 0 && threads.size < limits.threads) {
      const thread = new Thread(script, limits, { idle: assign, ended: () => threads.delete(thread), failed: again });
      threads.add(thread);
      thread.take(queue.shift());
    }
  };
  const again = (task: Task): void => {
    if (closing) task.refused(busy());
    else if (task.failed === 0) queue.unshift({ ...task, failed: 1 });
    else task.done(unreadable(task.raw));
  };

  return {
    read(raw, { receivedAt }) {
      if (queue.length >= limits.waiting) return Promise.reject(busy());
      return new Promise((done, refused) => {
        queue.push({ raw, receivedAt, failed: 0, done, refused });
        assign();
      });
    },
    async close() {
      closing = true;
      for (const task of queue.splice(0)) task.refused(busy());
      await Promise.all([...threads].map((thread) => thread.end()));
      closing = false;
    },
  };
}

const busy = (): TendrilError =>
  new TendrilError('INBOUND_BUSY', 'More mails are coming in than can be read; this one has to come again');

/** What it names is found without its parts, so that it still counts as the same mail. */
const unreadable = (raw: Uint8Array): MailRead => ({
  reading: { kind: 'other', reason: 'it cannot be read in time', unreadable: true },
  named: null,
  traces: tracesIn(raw, ''),
});

interface Told {
  idle(): void;
  ended(): void;
  failed(task: Task): void;
}

/** A worker with the one mail that it is at. */
class Thread {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #told: Told;
  #task: Task | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(script: URL, { timeoutMs, memoryMb }: ReaderLimits, told: Told) {
    this.#timeoutMs = timeoutMs;
    this.#told = told;
    this.#worker = new Worker(script, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    this.#worker.on('message', (said: Said) => this.#hear(said));
    this.#worker.on('error', () => void this.end());
    this.#worker.on('exit', () => void this.end());
  }

  get idle(): boolean {
    return this.#task === null && !this.#ended;
  }

  take(task: Task | undefined): void {
    if (task === undefined) return;
    this.#task = task;
    // Somebody waits for the mail: the process stays alive for it.
    this.#worker.ref();
    this.#limitTo(startWithinMs);
    const { raw, receivedAt, failed } = task;
    this.#worker.postMessage({ raw, receivedAt, crude: failed > 0 } satisfies ReaderOrder);
  }

  /** Ends the thread; the mail that it is at has failed. */
  async end(): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      this.#told.ended();
      this.#fail();
    }
    await this.#worker.terminate();
  }

  #hear({ begun, failed, read }: Said): void {
    if (begun) this.#limitTo(this.#timeoutMs);
    else if (read !== undefined) this.#release()?.done(read);
    else if (failed) this.#fail();
    if (this.idle) this.#told.idle();
  }

  #fail(): void {
    const task = this.#release();
    if (task) this.#told.failed(task);
    this.#told.idle();
  }

  #release(): Task | null {
    clearTimeout(this.#timer);
    const task = this.#task;
    this.#task = null;
    if (!this.#ended) this.#worker.unref();
    return task;
  }

  #limitTo(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.end(), ms);
  }
}
