/** Whether the engine of this installation answers, and what it says of itself. */
import { z } from 'zod';
import type { Config } from '../config/config.ts';

const patienceMs = 2000;

/** Clicks and opens that lie on the disk of the engine until the database takes them. */
export interface SpoolHealth {
  readonly waitingBytes: number;
  /** When the oldest of them came; null when there are none. */
  readonly oldest: string | null;
  /** Events that are lost for good, since the process began. */
  readonly lost: number;
  /** Why what waits is not taken in, such as `ENOSPC`; null when nothing is wrong with the disk. */
  readonly trouble: string | null;
}

export interface EngineHealth {
  readonly answers: boolean;
  /** Null when it does not say, as an engine whose database is away. */
  readonly spool: SpoolHealth | null;
}

/**
 * Asks on this machine or else at the public address, which the engine has when it runs on another one: a machine need not
 * be able to reach its own public address.
 */
export async function engineHealth({ publicUrl, port }: Pick<Config, 'publicUrl' | 'port'>): Promise<EngineHealth> {
  const away: EngineHealth = { answers: false, spool: null };
  if (publicUrl === null) return away;
  return (await healthAt(`http://127.0.0.1:${port}`)) ?? (await healthAt(publicUrl)) ?? away;
}

const health = z.object({
  spool: z.object({
    waiting: z.number(),
    oldest: z.string().nullable(),
    lost: z.number(),
    trouble: z.string().nullable().default(null),
  }),
});

/** Null when no HTTP server answers there; one that says something else answers all the same. */
async function healthAt(url: string): Promise<EngineHealth | null> {
  let answer: string;
  try {
    const response = await fetch(`${url}/healthz`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    answer = await response.text();
  } catch {
    return null;
  }
  const told = health.safeParse(jsonOf(answer));
  if (!told.success) return { answers: true, spool: null };
  const { waiting, oldest, lost, trouble } = told.data.spool;
  return { answers: true, spool: { waitingBytes: waiting, oldest, lost, trouble } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
