/**
 * Three kinds of tests. `pure` needs no server and starts at once. `integration` shares one PostgreSQL and one Temporal
 * server per run, started by its global setup only when one of its files is selected. `system` runs whole engines as real
 * processes, after the others and one file at a time, so that its time limits mean something on two cores.
 */
import { defineConfig } from 'vitest/config';

const pure = [
  'test/*.test.ts',
  'test/{authoring,config,domain,mail,workspace}/**/*.test.ts',
  // Tests of a folder that needs servers otherwise may say by their name that they need none.
  'test/**/*.pure.test.ts',
];
const system = ['test/{e2e,start}/**/*.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: [...pure, ...system],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'system', include: system, maxWorkers: 1, sequence: { groupOrder: 1 }, testTimeout: 120_000 },
      },
    ],
  },
});
