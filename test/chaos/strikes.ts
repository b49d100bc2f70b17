/**
 * When a worker is struck: by chance, and the same for one seed. A strike waits until so many mails have arrived, then for
 * a stage of the dialogue of any connection, and falls at that very moment or some milliseconds after it. So all that lies
 * between two mails is met: before and after the claim, the mark IN_FLIGHT, the body, the answer, and its booking.
 */
import { fractionOf } from '../../domain/fraction.ts';
import type { SmtpMoment, SmtpStage } from '../support/smtp-sink.ts';

export interface Strike {
  /** Mails whose whole body has arrived by then. */
  readonly after: number;
  readonly stage: SmtpStage;
  readonly delayMs: number;
}

const stages = ['mail', 'rcpt', 'data', 'body', 'dot'] as const satisfies readonly SmtpStage[];
const longestDelayMs = 20;

/** Mails that are left at the last strike: more than strikes can make unclear, so that each finds work to break off. */
const leftAtLeast = 150;

/** So many strikes in the order in which they fall. */
export function strikesOf(seed: string, count: number, mails: number): readonly Strike[] {
  const at = Array.from({ length: count }, (_, index) => fractionOf(`${seed}/after/${index}`) * (mails - leftAtLeast));
  return at
    .toSorted((a, b) => a - b)
    .map((after, index) => ({
      after: Math.floor(after),
      stage: stages[pick(`${seed}/stage/${index}`, stages.length)] ?? 'dot',
      // Half of them fall at once, within the dialogue; the others while it goes on.
      delayMs: Math.max(0, pick(`${seed}/delay/${index}`, 2 * longestDelayMs) - longestDelayMs),
    }));
}

/** A whole number from 0 to below `below`. */
export const pick = (seed: string, below: number): number => Math.floor(fractionOf(seed) * below);

export interface Watch {
  /** To be told of every moment at the relay. */
  see(moment: SmtpMoment, arrived: number): void;
  /** Does `blow` in the very call that tells of the moment; resolves with the mails that had arrived. */
  strike(strike: Strike, blow: () => void): Promise<number>;
}

export function createWatch(): Watch {
  let waiting: ((moment: SmtpMoment, arrived: number) => void) | null = null;
  return {
    see: (moment, arrived) => waiting?.(moment, arrived),
    strike: ({ after, stage, delayMs }, blow) =>
      new Promise((resolve) => {
        waiting = (moment, arrived) => {
          if (arrived < after || moment.stage !== stage) return;
          waiting = null;
          const fall = () => {
            blow();
            resolve(arrived);
          };
          if (delayMs === 0) fall();
          else setTimeout(fall, delayMs);
        };
      }),
  };
}
