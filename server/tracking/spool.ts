/**
 * Keeps what comes in at tracked addresses until the database has it: on the disk before the request is answered, in the
 * database soon after, however long that is away and whatever becomes of this process. An event may be brought in twice,
 * which its dedupe key makes one. Nobody who clicks waits for the database, and for the disk only a moment.
 *
 * Long, because recording, draining and closing share one state.
 */
import { appendFile, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventInput, Events } from '../../db/store.ts';
import { type Instant, instantFromMs } from '../../domain/time.ts';
import type { Log } from '../log.ts';
import type { Recorder, SpoolStatus } from './recorder.ts';
import { batchSize, bringIn, type DrainOptions } from './spool-drain.ts';
import { openFolder, type Segment } from './spool-folder.ts';
import { createJournal } from './spool-journal.ts';
import { createLosses, type Losses } from './spool-losses.ts';
import { recordOf, recordsIn } from './spool-records.ts';

export type Spool = Recorder;

export interface SpoolOptions {
  /** Of all processes of this machine; made when it is not there. */
  readonly folder: string;
  readonly events: Pick<Events, 'ingestMany'>;
  now(): Instant;
  readonly log: Log;
  /** Clicks are kept up to so many bytes, opens up to nine tenths of them. */
  readonly mostBytes?: number;
  /** How long a request may wait for the disk. */
  readonly patienceMs?: number;
  /** How long the first event waits for others to go into the database with it. */
  readonly gatherMs?: number;
  readonly retryDelaysMs?: readonly number[];
  readonly segmentBytes?: number;
  /** Events that are kept in memory when the disk takes none. */
  readonly mostInMemory?: number;
}

const heartbeatMs = 20_000;
/** From so many requests a second on, those go first, and the database gets what they leave. */
const busyPerSecond = 500;
/** How many times as long as a batch the rest behind it is then, while the spool has room; the fuller it is, the shorter. */
const restPerWork = 12;
const longestRestMs = 2_000;

/** Opens a folder of this process and begins with what others have left. @throws when the folder cannot be written */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const folder = await openFolder(options.folder);
  const spool = new RunningSpool(options, folder);
  await spool.begin();
  return spool;
}

class RunningSpool implements Spool {
  readonly #options: Required<SpoolOptions>;
  readonly #folder: Awaited<ReturnType<typeof openFolder>>;
  readonly #journal: ReturnType<typeof createJournal>;
  readonly #losses: Losses;
  readonly #drain: DrainOptions;
  readonly #segments: Segment[] = [];
  /** What the disk did not take. */
  #inMemory: EventInput[] = [];
  #recorded = 0;
  /** Of the segments that are whole. */
  #bytes = 0;
  #closing = new AbortController();
  #wake: () => void = () => undefined;
  #idle: (() => void)[] = [];
  #isIdle = false;
  #isClosed = false;
  #ended: Promise<void> = Promise.resolve();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: SpoolOptions, folder: Awaited<ReturnType<typeof openFolder>>) {
    this.#options = {
      mostBytes: 2 ** 30,
      patienceMs: 250,
      gatherMs: 25,
      retryDelaysMs: [200, 1_000, 5_000, 15_000, 30_000],
      segmentBytes: 2 ** 20,
      mostInMemory: 10_000,
      ...options,
    };
    const { events, now, log, patienceMs, segmentBytes, retryDelaysMs } = this.#options;
    this.#folder = folder;
    this.#losses = createLosses(log);
    this.#journal = createJournal({ folder, patienceMs, segmentBytes, sealed: (segment) => this.#queue([segment]) });
    this.#drain = {
      events,
      now,
      log,
      retryDelaysMs,
      pause: (ms) => this.#pause(ms),
      isClosing: () => this.#closing.signal.aborted,
      setAside: (input) => appendFile(folder.asideFile(), recordOf(input), { mode: 0o600 }),
    };
  }

  async begin(): Promise<void> {
    await this.#adopt();
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs);
    this.#heartbeat.unref();
    this.#ended = this.#run();
  }

  async record(input: EventInput): Promise<boolean> {
    const { mostBytes } = this.#options;
    const record = recordOf(input);
    const limit = input.kind === 'open' ? mostBytes * 0.9 : mostBytes;
    if (this.#isClosed || this.#waiting() + record.length > limit) {
      this.#losses.lose(input, this.#isClosed ? 'the server has stopped' : 'the spool is full');
      return false;
    }
    const group = this.#journal.append(record);
    this.#recorded += 1;
    if (this.#isIdle) this.#wake();
    await group.answerable;
    if (group.state === 'durable') return true;
    this.#losses.late();
    group.durable.catch(() => this.#keep(input));
    return false;
  }

  async idle(): Promise<void> {
    if (this.#isIdle && this.#waiting() === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
      this.#wake();
    });
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return this.#ended;
    this.#closing.abort();
    this.#wake();
    await this.#ended;
    clearInterval(this.#heartbeat);
    await this.#journal.seal();
    this.#isClosed = true;
    for (const input of this.#inMemory.splice(0)) this.#losses.lose(input, 'the disk takes nothing');
    await this.#folder.leave();
    const { waiting } = this.status();
    if (waiting > 0) this.#options.log.warn({ bytes: waiting }, 'Events not recorded yet: the next start does it');
    this.#losses.report();
  }

  status(): SpoolStatus {
    const from = this.#segments[0]?.from ?? this.#journal.unsealedFrom();
    return {
      waiting: this.#waiting(),
      oldest: from === null ? null : instantFromMs(Math.round(from)),
      lost: this.#losses.lost(),
    };
  }

  #waiting(): number {
    return this.#bytes + this.#journal.unsealedBytes();
  }

  #queue(segments: readonly Segment[]): void {
    this.#segments.push(...segments);
    for (const { bytes } of segments) this.#bytes += bytes;
    this.#wake();
  }

  /** In memory while the disk takes nothing: the database may. */
  #keep(input: EventInput): void {
    if (this.#inMemory.length >= this.#options.mostInMemory) this.#losses.lose(input, 'the disk takes nothing');
    else this.#inMemory.push(input);
    this.#wake();
  }

  async #beat(): Promise<void> {
    this.#losses.report();
    try {
      await this.#folder.beat();
      await this.#adopt();
    } catch (error) {
      this.#options.log.error({ code: (error as NodeJS.ErrnoException).code }, 'The spool folder cannot be used');
    }
  }

  async #adopt(): Promise<void> {
    const left = await this.#folder.adopt();
    if (left.length === 0) return;
    this.#options.log.warn({ segments: left.length }, 'Events that an ended process has left are recorded now');
    this.#queue(left);
  }

  /** One batch after the other, until this is closed. */
  async #run(): Promise<void> {
    while (await this.#step());
  }

  /** False when there is nothing more to do for this process. */
  async #step(): Promise<boolean> {
    const isClosing = this.#closing.signal.aborted;
    const kept = this.#inMemory.splice(0, batchSize);
    if (kept.length > 0) {
      if (await this.#inBatches(kept)) return true;
      this.#inMemory.unshift(...kept);
      return false;
    }
    const [segment] = this.#segments;
    if (segment) return (await this.#finish(segment)) || !isClosing;
    if (this.#journal.unsealedBytes() > 0) {
      if (!isClosing) await this.#pause(this.#options.gatherMs);
      await this.#journal.seal();
      return true;
    }
    if (isClosing) return false;
    await this.#rest();
    return true;
  }

  /** Until there is something to do. */
  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#isIdle = true;
      this.#wake = resolve;
      for (const done of this.#idle.splice(0)) done();
    });
    this.#isIdle = false;
    this.#wake = () => undefined;
  }

  async #finish(segment: Segment): Promise<boolean> {
    const { log } = this.#options;
    const { inputs, damaged } = await this.#read(segment);
    if (damaged > 0) log.warn({ bytes: damaged }, 'Part of a spool segment cannot be read: it is skipped');
    if (!(await this.#inBatches(inputs))) return false;
    await rm(segment.file, { force: true }).catch((error: NodeJS.ErrnoException) =>
      log.error({ code: error.code }, 'A spool segment cannot be removed'),
    );
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    this.#bytes -= segment.bytes;
    return true;
  }

  async #read({ file }: Segment): Promise<ReturnType<typeof recordsIn>> {
    try {
      return recordsIn(await readFile(file));
    } catch (error) {
      this.#options.log.error({ code: (error as NodeJS.ErrnoException).code }, 'A spool segment cannot be read');
      return { inputs: [], damaged: 0 };
    }
  }

  async #inBatches(inputs: readonly EventInput[]): Promise<boolean> {
    for (let from = 0; from < inputs.length; from += batchSize) {
      const [began, before] = [performance.now(), this.#recorded];
      if (!(await bringIn(this.#drain, inputs.slice(from, from + batchSize)))) return false;
      await this.#giveWay(performance.now() - began, this.#recorded - before);
    }
    return true;
  }

  /** Leaves the processor to requests when there are many. @param workMs how long a batch took @param came meanwhile */
  async #giveWay(workMs: number, came: number): Promise<void> {
    const roomLeft = 1 - (2 * this.#waiting()) / this.#options.mostBytes;
    if ((came * 1000) / workMs < busyPerSecond || roomLeft <= 0) return;
    await this.#pause(Math.min(longestRestMs, workMs * restPerWork * roomLeft));
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}
