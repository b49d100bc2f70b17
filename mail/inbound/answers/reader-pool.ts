/**
 * Reads answers in worker threads: what a stranger writes must not hold up the process, whatever it is made of. A text that
 * takes too long ends its thread, which is replaced when it is needed, and is cut in the crude way; so is one that would have
 * to wait behind too many. Threads start with the first answer and keep no process alive that has nothing else to do.
 */
import { Worker } from 'node:worker_threads';
import { aboveQuote, type Body, longestPart } from './new-text.ts';

export interface AnswerReaders {
  /** The new text of a mail, at most 64 KB. Never rejects. */
  read(body: Body): Promise<string>;
  /** Ends the threads, after which waiting texts are cut in the crude way. A later reading starts them anew. */
  close(): Promise<void>;
}

export interface ReaderLimits {
  readonly threads: number;
  /** For one text, counted from when a thread is at it. */
  readonly timeoutMs: number;
  /** Texts that wait at most, and their characters together. */
  readonly waiting: number;
  readonly waitingLength: number;
}

/** A thread takes seconds to come up on a busy machine; one that takes this long never will. */
const startWithinMs = 120_000;

const usualLimits: ReaderLimits = { threads: 2, timeoutMs: 1_000, waiting: 2_000, waitingLength: 64 * 1024 * 1024 };

interface Task {
  readonly body: Body;
  readonly done: (text: string) => void;
}

type Said = { readonly begun?: true; readonly failed?: true; readonly text?: string };

/** @param script the thread's entry, which answers a `Body` with `begun` and then with its text. */
export function createAnswerReaders(
  limits: ReaderLimits = usualLimits,
  script: URL = new URL('./reader-worker.mjs', import.meta.url),
): AnswerReaders {
  const queue: Task[] = [];
  const threads = new Set<Thread>();
  let waitingLength = 0;

  const next = (): Task | null => {
    const task = queue.shift() ?? null;
    if (task) waitingLength -= lengthOf(task.body);
    return task;
  };
  const assign = (): void => {
    for (const thread of threads) {
      if (queue.length === 0) return;
      if (thread.idle) thread.take(next());
    }
    // Another is started only when all are at work.
    while (queue.length > 0 && threads.size < limits.threads) {
      const thread = new Thread(script, limits.timeoutMs, assign, () => threads.delete(thread));
      threads.add(thread);
      thread.take(next());
    }
  };

  return {
    read(given) {
      const body = { text: given.text.slice(0, longestPart), html: given.html.slice(0, longestPart) };
      const full = queue.length >= limits.waiting || waitingLength + lengthOf(body) > limits.waitingLength;
      if (full) return Promise.resolve(aboveQuote(body));
      return new Promise((done) => {
        queue.push({ body, done });
        waitingLength += lengthOf(body);
        assign();
      });
    },
    async close() {
      for (let task = next(); task !== null; task = next()) task.done(aboveQuote(task.body));
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

const lengthOf = ({ text, html }: Body): number => text.length + html.length;

/** A worker with the one text that it is at. */
class Thread {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  readonly #onEnd: () => void;
  #task: Task | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(script: URL, timeoutMs: number, onIdle: () => void, onEnd: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
    this.#onEnd = onEnd;
    this.#worker = new Worker(script, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 256 } });
    this.#worker.on('message', (said: Said) => this.#hear(said));
    this.#worker.on('error', () => void this.end());
    this.#worker.on('exit', () => void this.end());
  }

  get idle(): boolean {
    return this.#task === null && !this.#ended;
  }

  take(task: Task | null): void {
    if (task === null) return;
    this.#task = task;
    // Somebody waits for the text: the process stays alive for it.
    this.#worker.ref();
    this.#limitTo(startWithinMs);
    this.#worker.postMessage(task.body);
  }

  /** Ends the thread; its text is cut in the crude way. */
  async end(): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      this.#onEnd();
      const task = this.#task;
      if (task) this.#finish(aboveQuote(task.body));
    }
    await this.#worker.terminate();
  }

  #hear({ begun, failed, text }: Said): void {
    if (begun) this.#limitTo(this.#timeoutMs);
    else if (text !== undefined) this.#finish(text);
    else if (failed && this.#task) this.#finish(aboveQuote(this.#task.body));
  }

  #finish(text: string): void {
    clearTimeout(this.#timer);
    const task = this.#task;
    this.#task = null;
    task?.done(text);
    if (!this.#ended) this.#worker.unref();
    this.#onIdle();
  }

  #limitTo(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.end(), ms);
  }
}

let shared: AnswerReaders | null = null;

/** The readers of this process. */
export function answerReaders(): AnswerReaders {
  shared ??= createAnswerReaders();
  return shared;
}

/** Ends the threads of this process; to be called when it shuts down. A later reading starts them anew. */
export async function closeAnswerReaders(): Promise<void> {
  await shared?.close();
}
