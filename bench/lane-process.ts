/** A process of the benchmark `broadcast`, seen from the one that gives the orders. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LaneOrder } from './broadcast-lane.ts';

const patienceMs = 120_000;

export interface LaneProcess {
  /** Its answer to an order; rejects when it ends instead, or takes too long. */
  ask<Answer>(order: LaneOrder): Promise<Answer>;
  close(): Promise<void>;
}

export function openLane(): LaneProcess {
  const child = fork(fileURLToPath(new URL('broadcast-lane.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  return {
    ask: <Answer>(order: LaneOrder) => asked<Answer>(child, order),
    async close() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

async function asked<Answer>(child: ChildProcess, order: LaneOrder): Promise<Answer> {
  const given = new AbortController();
  const signal = AbortSignal.any([given.signal, AbortSignal.timeout(patienceMs)]);
  child.send(order);
  const died = once(child, 'exit', { signal }).then(([code]) => Promise.reject(new Error(`A lane ended with ${code}`)));
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal }), died]);
    return answer as Answer;
  } finally {
    given.abort();
    died.catch(() => undefined);
  }
}
