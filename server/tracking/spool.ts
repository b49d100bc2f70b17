/**
 * Keeps what comes in at tracked addresses until the database has it: on the disk before the request is answered, in the
 * database soon after, however long that is away and whatever becomes of this process. An event may be brought in twice,
 * which its dedupe key makes one. Nobody who clicks waits for the database, and for the disk only a moment.
 *
 * Long, because recording, draining and closing share one state.
 */
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventInput, Events } from '../../db/store.ts';
import { type Instant, instantFromMs } from '../../domain/time.ts';
import type { Log } from '../log.ts';
import { maskedError } from '../masking.ts';
import type { Recorder, SpoolStatus } from './recorder.ts';
import { batchSize, bothLeft, bringIn, type DrainOptions, type Left, nothingLeft } from './spool-drain.ts';
import { failureCode, nullWhenGone, openFolder, type Segment } from './spool-folder.ts';
import { createJournal } from './spool-journal.ts';
import { createLosses, type Losses } from './spool-losses.ts';
import { createPostponed, type Postponed } from './spool-postponed.ts';
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
  /** Those of them that could not be done with. */
  readonly #postponed: Postponed;
  /** What the disk did not take. */
  readonly #inMemory: EventInput[] = [];
  /** Why some of that can neither be brought in nor put aside; null when all can. */
  #memoryTrouble: string | null = null;
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
  #beating: Promise<void> = Promise.resolve();

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
    const pause = (ms: number): Promise<void> => this.#pause(ms);
    const isClosing = (): boolean => this.#closing.signal.aborted;
    this.#postponed = createPostponed({ retryDelaysMs, pause, isClosing, due: () => this.#wake() });
    this.#drain = {
      events,
      now,
      log,
      retryDelaysMs,
      pause,
      isClosing,
      setAside: (input) => folder.setAside(recordOf(input)),
    };
  }

  async begin(): Promise<void> {
    await this.#adopt();
    this.#heartbeat = setInterval(() => {
      this.#beating = this.#beat();
    }, heartbeatMs);
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
    if (this.#isIdle && this.#isEmpty()) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
      this.#wake();
    });
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return this.#ended;
    this.#closing.abort();
    this.#postponed.hasten();
    this.#wake();
    await this.#ended;
    clearInterval(this.#heartbeat);
    // What comes or is taken over from here on would be swept away with the folder.
    this.#isClosed = true;
    await this.#beating;
    await this.#journal.seal();
    for (const input of this.#inMemory.splice(0)) this.#losses.lose(input, 'the disk takes nothing');
    await this.#folder.leave().catch((error) => this.#folderFailed(error));
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
      trouble: this.#postponed.code() ?? this.#memoryTrouble,
    };
  }

  #isEmpty(): boolean {
    return this.#segments.length === 0 && this.#inMemory.length === 0 && this.#waiting() === 0;
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
    if (this.#isClosed || this.#inMemory.length >= this.#options.mostInMemory)
      this.#losses.lose(input, 'the disk takes nothing');
    else this.#inMemory.push(input);
    this.#wake();
  }

  async #beat(): Promise<void> {
    this.#losses.report();
    try {
      await this.#folder.beat();
      await this.#adopt();
    } catch (error) {
      this.#folderFailed(error);
    }
  }

  #folderFailed(error: unknown): void {
    this.#options.log.error({ code: failureCode(error) }, 'The spool folder cannot be used');
  }

  async #adopt(): Promise<void> {
    const left = await this.#folder.adopt();
    if (left.length === 0) return;
    this.#options.log.warn({ segments: left.length }, 'Events that an ended process has left are recorded now');
    this.#queue(left);
  }

  /** One batch after the other, until this is closed: nothing else ends it. */
  async #run(): Promise<void> {
    for (let goesOn = true; goesOn; ) goesOn = await this.#step().catch((error) => this.#goOn(error));
  }

  /** Nothing is known to lead here; what would otherwise end with it is every event to come. */
  async #goOn(error: unknown): Promise<boolean> {
    const { log, retryDelaysMs } = this.#options;
    log.error({ err: maskedError(error) }, 'Events not recorded yet: something unexpected, tried again');
    await this.#pause(retryDelaysMs.at(-1) ?? 0);
    return !this.#closing.signal.aborted;
  }

  /** False when there is nothing more to do for this process. */
  async #step(): Promise<boolean> {
    const isClosing = this.#closing.signal.aborted;
    if (this.#inMemory.length > 0 && !(await this.#finishInMemory()) && isClosing) return false;
    const segment = this.#segments.find((one) => this.#postponed.isDue(one));
    if (segment) return (await this.#finish(segment)) || !isClosing;
    if (this.#journal.unsealedBytes() > 0) {
      if (!isClosing) await this.#pause(this.#options.gatherMs);
      await this.#journal.seal();
      return true;
    }
    if (isClosing) return false;
    if (this.#inMemory.length === 0) await this.#rest();
    return true;
  }

  /** Until there is something to do. */
  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#isIdle = true;
      this.#wake = resolve;
      if (this.#isEmpty()) for (const done of this.#idle.splice(0)) done();
    });
    this.#isIdle = false;
    this.#wake = () => undefined;
  }

  /** False when some of it is left. */
  async #finishInMemory(): Promise<boolean> {
    const kept = this.#inMemory.slice(0, batchSize);
    const left = await this.#inBatches(kept);
    this.#inMemory.splice(0, kept.length);
    this.#memoryTrouble = left.code;
    if (left.code === null) return true;
    // Behind the others, which may fare better; so may the segments, which make room on the disk.
    this.#inMemory.push(...left.inputs);
    await this.#pause(this.#options.retryDelaysMs[0] ?? 0);
    return false;
  }

  /** False when the next one would fare no better while this is closing. */
  async #finish(segment: Segment): Promise<boolean> {
    const { log } = this.#options;
    const read = await this.#read(segment);
    if (typeof read === 'string') {
      this.#postponed.add(segment, read);
      return true;
    }
    if (read.damaged > 0) log.warn({ bytes: read.damaged }, 'Part of a spool segment cannot be read: it is skipped');
    const { code } = await this.#inBatches(read.inputs);
    if (code !== null) {
      this.#postponed.add(segment, code);
      return false;
    }
    await rm(segment.file, { force: true }).catch((error: unknown) =>
      log.error({ code: failureCode(error) }, 'A spool segment cannot be removed'),
    );
    this.#postponed.delete(segment);
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    this.#bytes -= segment.bytes;
    return true;
  }

  /** What is in it; else the code of what keeps it from being read, which says nothing about what is in it. */
  async #read({ file }: Segment): Promise<ReturnType<typeof recordsIn> | string> {
    const { log } = this.#options;
    try {
      const bytes = await readFile(file).catch(nullWhenGone);
      if (bytes !== null) return recordsIn(bytes);
      log.error({ file }, 'A spool segment is gone: another process has it, or somebody has removed it');
      return { inputs: [], damaged: 0 };
    } catch (error) {
      const code = failureCode(error);
      log.error({ code, file }, 'A spool segment cannot be read: it is kept, and tried again');
      return code;
    }
  }

  async #inBatches(inputs: readonly EventInput[]): Promise<Left> {
    let left = nothingLeft;
    for (let from = 0; from < inputs.length; from += batchSize) {
      const [began, before] = [performance.now(), this.#recorded];
      left = bothLeft(left, await bringIn(this.#drain, inputs.slice(from, from + batchSize)));
      if (left.code !== null && this.#closing.signal.aborted)
        return { inputs: [...left.inputs, ...inputs.slice(from + batchSize)], code: left.code };
      await this.#giveWay(performance.now() - began, this.#recorded - before);
    }
    return left;
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
