/**
 * The supervisor behind `tendril start`: brings all parts up, tells what to open, waits, and takes all parts down in
 * order. A part that ends by itself ends the rest. It holds no state of its own: whatever must survive is in the database
 * and in Temporal, so starting again goes on where things stood.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Config, portable } from '../../config/config.ts';
import { TendrilError } from '../../domain/errors.ts';
import { watchInterruption } from './interruption.ts';
import { died } from './node-part.ts';
import { type Part, stopInOrder } from './part.ts';
import { type Assembled, assemble, type EngineSettings, type Environment } from './parts.ts';
import { choosePorts, type EnginePorts } from './ports-of-engine.ts';
import { claimHome, type RunFile } from './run-file.ts';

/** All of it, from the first signal to the end of the last process. */
const stopWithinMs = 9_000;

export interface StartOptions {
  readonly config: Config;
  readonly env: Environment;
  readonly told: (what: string, where: string) => void;
  readonly migrate: (settings: EngineSettings) => Promise<void>;
  /** Fills a new database beside the other parts' start; its failure ends the engine. Over before `ready` is called. */
  readonly fill: (settings: EngineSettings) => Promise<void>;
  /** Called once all parts are ready; its failure ends the engine. */
  readonly ready: (running: Running) => Promise<void>;
  readonly stopping: (why: string) => void;
}

export interface Running extends Assembled {
  readonly ports: EnginePorts;
}

/**
 * Runs the engine until somebody asks it to stop.
 * @throws ENGINE_RUNNING, PORT_TAKEN, CHILD_DIED, and what the parts throw; nothing is left running then
 */
export async function runStart(options: StartOptions): Promise<void> {
  const { config, env } = options;
  const run = await claimHome(config.home);
  const interruption = watchInterruption(env.npm_lifecycle_event === 'start');
  const crew = createCrew(run);
  let settled: Promise<unknown> = Promise.resolve();
  try {
    const ports = await choosePorts(config);
    const assembling = assemble({ ...options, ports, add: crew.add });
    settled = assembling.settled;
    const started = assembling.done.then(async (assembled) => {
      run.update({ env: settingsForOthers(options, assembled.settings), urls: urlsOf(assembled) });
      await options.ready({ ...assembled, ports });
      return new Promise<never>(() => {});
    });
    options.stopping(await Promise.race([started, crew.loss, interruption.asked]));
  } finally {
    crew.close();
    await Promise.all([
      crew.stop(interruption.hurry),
      Promise.race([settled, delay(stopWithinMs, null, { ref: false })]),
    ]);
    interruption.release();
    run.remove();
  }
}

interface Crew {
  add(part: Part): Promise<void>;
  /** Rejects when a part ends although nobody asked it to. */
  readonly loss: Promise<never>;
  /** From now on parts may end, and new ones are ended at once. */
  close(): void;
  stop(hurry: AbortSignal): Promise<void>;
}

function createCrew(run: RunFile): Crew {
  const parts: Part[] = [];
  let closed = false;
  let lose: (error: Error) => void = () => {};
  const loss = new Promise<never>((_, reject) => {
    lose = reject;
  });
  // Looked at by the race only; a loss after it is the wanted end.
  loss.catch(() => {});
  return {
    loss,
    async add(part) {
      if (closed) {
        await part.stop(1_000);
        throw new TendrilError('CHILD_DIED', `The ${part.name} was stopped while it was starting`);
      }
      parts.push(part);
      run.addChild(part.name, part.pid);
      void part.exited.then((code) => closed || lose(died(part, code)));
    },
    close() {
      closed = true;
    },
    stop: (hurry) => stopInOrder(parts.splice(0), stopWithinMs, hurry),
  };
}

/** Secrets that others read from where they are kept already. */
const kept: ReadonlySet<string> = new Set(['TENDRIL_HOME', 'TENDRIL_SIGNING_KEYS', 'TENDRIL_SUPPRESSION_KEY']);

/** What `tendril` on this machine needs to find this engine and to see it as it sees itself. */
function settingsForOthers({ config, env }: StartOptions, settings: EngineSettings): Record<string, string> {
  const given = [...config.given].map((name) => [name, portable(name, env[name] ?? '')]);
  const all: EngineSettings = { ...Object.fromEntries(given), ...settings };
  const entries = Object.entries(all).flatMap(([name, value]) => (value && !kept.has(name) ? [[name, value]] : []));
  return Object.fromEntries(entries);
}

function urlsOf({ httpUrl, inboxUrl, temporalUrl }: Assembled): Record<string, string> {
  return {
    http: httpUrl,
    ...(inboxUrl === null ? {} : { inbox: inboxUrl }),
    ...(temporalUrl === null ? {} : { temporal: temporalUrl }),
  };
}
