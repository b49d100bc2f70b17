/**
 * Writing down what has happened already. What fails here is only the writing, so only that is tried again, for as long
 * as the lease of the claim lasts; the mail is not touched.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../domain/errors.ts';

/** Tries, with pauses of one, two, three … times this: about half of the lease. */
const bookingTries = 6;
const bookingPauseMs = 700;

/**
 * Does `book`, which must be idempotent, until it succeeds.
 * @throws what `book` throws, after the last try or when the claim is lost
 */
export async function booked<T>(book: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await book();
    } catch (error) {
      if (tries === bookingTries || errorCode(error) === 'CLAIM_LOST') throw error;
      await pause(bookingPauseMs * tries);
    }
  }
}
