/**
 * Three kinds of tests. `pure` needs no server and starts at once. `integration` shares one PostgreSQL and one Temporal
 * server per run, started by its global setup only when one of its files is selected. `system` runs whole engines as real
 * processes, after the others and one file at a time, so that its time limits mean something on two cores.
 * A fourth, `mta`, needs a mail server that most machines lack, so it is there only in its own mode: `npm run test:mta`.
 * So are `imap`, which needs a mailbox server (`npm run test:imap`), and `chaos`, which takes minutes: `npm run test:chaos`.
 *
 * In the first two, a process runs many files and keeps what they import: loading Temporal, Prisma and MJML anew for each
 * file took half of all time. So a file must leave nothing behind: what it starts, it ends; what it stubs is put back
 * after each test.
 */
import { relative } from 'node:path';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { chaosProject } from './test/chaos/project.ts';

const pure = [
  'test/*.test.ts',
  'test/{authoring,config,domain,mail,workspace}/**/*.test.ts',
  // Tests of a folder that needs servers otherwise may say by their name that they need none.
  'test/**/*.pure.test.ts',
];
const system = ['test/start/**/*.test.ts', 'test/e2e/story.test.ts'];

/** These wait more than they work, e.g. until a killed worker is missed. Begun first, they wait beside all the others. */
const waiting = [
  'e2e/kill',
  'workflows/migration',
  'workflows/mass-enrollment',
  'workflows/outage',
  'workflows/recompute',
];

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = waiting.indexOf(relative(import.meta.dirname, moduleId).replace(/^test\/|\.test\.ts$/g, ''));
      return place < 0 ? waiting.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

const mta = 'test/mta/**/*.test.ts';
const imap = 'test/imap/**/*.test.ts';

const usualProjects: TestProjectConfiguration[] = [
  { extends: true, test: { name: 'pure', include: pure, isolate: false } },
  {
    extends: true,
    test: {
      name: 'integration',
      include: ['test/**/*.test.ts'],
      exclude: [...pure, ...system, mta, imap, 'test/chaos/*.test.ts'],
      globalSetup: ['test/support/global-setup.ts'],
      isolate: false,
    },
  },
  {
    extends: true,
    test: { name: 'system', include: system, maxWorkers: 1, sequence: { groupOrder: 1 }, testTimeout: 120_000 },
  },
];

const mtaProjects: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      name: 'mta',
      include: [mta],
      globalSetup: ['test/mta/global-setup.ts'],
      isolate: false,
      maxWorkers: 1,
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  },
];

const imapProjects: TestProjectConfiguration[] = [
  {
    extends: true,
    test: { name: 'imap', include: [imap], globalSetup: ['test/imap/global-setup.ts'], isolate: false, maxWorkers: 1 },
  },
];

/** What a run has whose mode has projects of its own. */
const projectsOf = (mode: string): TestProjectConfiguration[] => {
  if (mode === 'mta') return mtaProjects;
  if (mode === 'imap') return imapProjects;
  return mode === 'chaos' ? [chaosProject(process.env)] : usualProjects;
};

export default defineConfig(({ mode }) => ({
  test: {
    // One more than the two cores: what waits leaves its core to another.
    maxWorkers: 3,
    // Ten times what the slowest takes on a machine of its own: what hangs is found, and what waits for a core is not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    sequence: { sequencer: WaitingFirst },
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: projectsOf(mode),
  },
}));
