/**
 * The letter workflow: one mail that somebody wrote, until the relay has taken it or it cannot be delivered. What it says
 * and to whom is in the database; so is what became of it.
 */
import { continueAsNew, sleep, workflowInfo } from '@temporalio/workflow';
import { instantFromMs, msOf } from '../domain/instant.ts';
import { sendLetter } from './calls.ts';
import type { LetterInput, LetterOutcome } from './messages.ts';

/** An answer that lies behind us already is not asked for anew at once. */
const shortestPauseMs = 1000;

export async function letter({ letterId }: LetterInput): Promise<LetterOutcome> {
  while (!workflowInfo().continueAsNewSuggested) {
    const turn = await sendLetter({ letterId, now: instantFromMs(Date.now()) });
    if (turn.kind === 'ended') return turn.outcome;
    await sleep(Math.max(msOf(turn.until) - Date.now(), shortestPauseMs));
  }
  return continueAsNew<typeof letter>({ letterId });
}
