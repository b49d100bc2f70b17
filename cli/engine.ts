/** Whether the engine of this installation answers. */
import type { Config } from '../config/config.ts';

const patienceMs = 2000;

/**
 * True when the engine answers, on this machine or else on its public address, which it has when it runs on another one: a
 * machine need not be able to reach its own public address.
 */
export async function engineRuns({ publicUrl, port }: Pick<Config, 'publicUrl' | 'port'>): Promise<boolean> {
  if (publicUrl === null) return false;
  return (await engineAnswers(`http://127.0.0.1:${port}`)) || engineAnswers(publicUrl);
}

/** True when an HTTP server answers there, whatever it says. */
async function engineAnswers(publicUrl: string): Promise<boolean> {
  try {
    const response = await fetch(publicUrl, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
