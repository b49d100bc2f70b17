/** Whether the engine of this installation answers on its public address. */

const patienceMs = 2000;

/** True when an HTTP server answers there, whatever it says. */
export async function engineAnswers(publicUrl: string): Promise<boolean> {
  try {
    const response = await fetch(publicUrl, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
