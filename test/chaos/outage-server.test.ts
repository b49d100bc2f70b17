/**
 * The server is killed with SIGKILL at random moments while many click: whatever was answered is in the ledger after the
 * next start, once. TENDRIL_CHAOS_ROUNDS says how often.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { type StartedNodePart, startNodePart } from '../../cli/start/node-part.ts';
import { type Act, type Doers, doersAt } from './outage-doers.ts';
import { type Ground, startGround } from './outage-ground.ts';
import { balanceOf, isTaken } from './outage-load.ts';
import { pick } from './strikes.ts';

const { seed, rounds } = inject('chaos');
const atOnce = 16;
/** A strike falls after at most so many answers. */
const mostAnswers = 1_500;

let ground: Ground;
let doers: Doers;
let server: StartedNodePart | null = null;
beforeAll(async () => {
  ground = await startGround({ clicks: 0, replies: 0, pages: 0, silence: 40 });
  doers = doersAt(ground);
  // From here on it is the server alone.
  await ground.engine.stop();
}, 300_000);
afterAll(async () => {
  doers?.close();
  await server?.part.stop(5_000);
  await ground?.close();
}, 60_000);

it(
  `clicks that a killed server has answered are in the ledger after its next start, ${rounds} times`,
  async () => {
    const { ledger } = ground;
    const acts: Act[] = [];
    let [left, slowestMs] = [0, 0];
    for (let round = 1; round <= rounds; round += 1) {
      const running = await startServer();
      slowestMs = Math.max(slowestMs, await recorded(acts));
      acts.push(...(await clicksUntilKilled(running, pick(`${seed}/server/${round}`, mostAnswers))));
      left += balanceOf(acts, await ledger.marks()).lost.length;
    }
    await startServer();
    slowestMs = Math.max(slowestMs, await recorded(acts));

    const { taken, lost, twice } = balanceOf(acts, await ledger.marks());
    console.log(
      [
        `server killed ${rounds} times: ${taken.toLocaleString('en')} clicks answered`,
        `${acts.length - acts.filter(isTaken).length} broken off`,
        `${left} left to the next start; ${lost.length} lost; ${twice.length} twice`,
        `all in the ledger ${(slowestMs / 1_000).toFixed(1)} s after a start at most`,
      ].join('; '),
    );
    expect({ lost, twice }).toEqual({ lost: [], twice: [] });
    // Strikes that leave nothing to the next start prove nothing.
    expect(left).toBeGreaterThan(0);
    expect(new Set(acts.map(({ answer }) => answer))).toEqual(new Set([302, 'none']));
  },
  rounds * 30_000,
);

async function startServer(): Promise<StartedNodePart> {
  const { engine } = ground;
  server = startNodePart({
    name: 'server',
    entry: 'server/main.ts',
    env: { PATH: process.env.PATH, ...engine.env, TENDRIL_HOME: engine.home },
    logFile: join(engine.home, 'logs', 'server.log'),
  });
  await server.ready;
  return server;
}

/** Resolves when all that was answered is in the ledger, with the milliseconds that took. */
async function recorded(acts: readonly Act[]): Promise<number> {
  const began = performance.now();
  await vi.waitFor(async () => expect(balanceOf(acts, await ground.ledger.marks()).lost).toEqual([]), {
    timeout: 15_000,
    interval: 20,
  });
  return performance.now() - began;
}

/** Many click as fast as they are answered; with the answer number `last` the server is killed. */
async function clicksUntilKilled({ part }: StartedNodePart, last: number): Promise<readonly Act[]> {
  const { recipients } = ground;
  const acts: Act[] = [];
  let isKilled = false;
  const clicking = async (): Promise<void> => {
    while (!isKilled) {
      const by = recipients[acts.length % recipients.length];
      if (!by) throw new Error('There is nobody');
      acts.push(await doers.fetchLink(by));
      if (acts.length > last && !isKilled) {
        isKilled = true;
        process.kill(part.pid, 'SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, clicking));
  await part.exited;
  return acts;
}
