/**
 * The test project of `npm run test:chaos`, for vitest.config.ts. It is no part of `npm test`, because it takes minutes.
 *
 * TENDRIL_CHAOS_SEED repeats a run: strikes fall after as many mails, at the same stages. TENDRIL_CHAOS_ROUNDS says for how
 * many rounds the delivery is played; the other paths are played in proportion. TENDRIL_CHAOS_TEMPORAL_SECONDS and
 * TENDRIL_CHAOS_DATABASE_SECONDS say for how long Temporal and PostgreSQL are away.
 */
import { randomInt } from 'node:crypto';
import type { TestProjectInlineConfiguration } from 'vitest/config';

declare module 'vitest' {
  export interface ProvidedContext {
    chaos: {
      readonly seed: string;
      readonly rounds: number;
      readonly temporalSeconds: number;
      readonly databaseSeconds: number;
    };
  }
}

/** Read when the project is asked for, so that no other run minds what stands there. */
export function chaosProject({
  TENDRIL_CHAOS_SEED: seed = String(randomInt(1_000_000)),
  TENDRIL_CHAOS_ROUNDS: rounds = '20',
  TENDRIL_CHAOS_TEMPORAL_SECONDS: temporal = '600',
  TENDRIL_CHAOS_DATABASE_SECONDS: database = '60',
}: NodeJS.ProcessEnv): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name: 'chaos',
      include: ['test/chaos/*.test.ts'],
      exclude: ['**/*.pure.test.ts'],
      globalSetup: ['test/support/global-setup.ts'],
      provide: {
        chaos: {
          seed,
          rounds: wholeNumber('ROUNDS', rounds),
          temporalSeconds: wholeNumber('TEMPORAL_SECONDS', temporal),
          databaseSeconds: wholeNumber('DATABASE_SECONDS', database),
        },
      },
      maxWorkers: 1,
      testTimeout: 400_000,
      // One line a round, as it is.
      disableConsoleIntercept: true,
    },
  };
}

function wholeNumber(name: string, given: string): number {
  if (!/^[1-9]\d{0,3}$/.test(given)) throw new Error(`TENDRIL_CHAOS_${name} must be a whole number from 1 to 9999`);
  return Number(given);
}
