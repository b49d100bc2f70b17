/** Whether the engine of this installation answers. */
import type { Config } from '../config/config.ts';

const patienceMs = 2000;

/**
 * Where the engine answers: on this machine, or on its public address when it runs on another one. Null when it does not;
 * a machine need not be able to reach its own public address.
 */
export async function engineAt({ publicUrl, port }: Pick<Config, 'publicUrl' | 'port'>): Promise<string | null> {
  if (publicUrl === null) return null;
  for (const url of [`http://127.0.0.1:${port}`, publicUrl]) if (await engineAnswers(url)) return url;
  return null;
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
