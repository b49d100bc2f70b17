/**
 * Workers are killed at random moments while thousands of mails leave: no mail arrives twice, and none is lost without a
 * state that says so. Takes minutes, so it is a run of its own: `npm run test:chaos`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { broadcast } from './broadcast-path.ts';
import { frozenDelivery, killedDelivery } from './delivery-path.ts';
import { engine } from './engine-path.ts';
import { installation } from './installation.ts';
import type { Path } from './path.ts';
import { roundLine, totalLine } from './report.ts';
import { playRound, type RoundReport } from './round.ts';

const paths: readonly Path[] = [killedDelivery, frozenDelivery, broadcast, engine];

const { seed, rounds } = inject('chaos');
const roundsOf = (path: Path): readonly number[] =>
  Array.from({ length: Math.ceil((path.rounds * rounds) / 20) }, (_, index) => index + 1);

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tendril-chaos-'));
  console.log(`the same again: TENDRIL_CHAOS_SEED=${seed} TENDRIL_CHAOS_ROUNDS=${rounds} npm run test:chaos`);
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe.each(paths.map((path) => [path.name, path] as const))('%s', (_, path) => {
  const reports: RoundReport[] = [];
  let prepared: TestDatabase | null = null;
  beforeAll(async () => {
    if (!path.copied) return;
    prepared = await createTestDatabase();
    await path.prepare(installation(home, prepared.url, 'smtp://127.0.0.1:1'));
  }, 120_000);
  afterAll(async () => {
    await prepared?.drop();
    if (reports.length > 0) console.log(totalLine(path, reports));
  });

  it.each(roundsOf(path))('round %i: no mail arrives twice, and none is lost', async (round) => {
    const template = prepared && new URL(prepared.url).pathname.slice(1);
    const options = { number: round, seed: `${seed}/${path.name}/${round}`, home, template };
    const report = await playRound(path, options);
    console.log(roundLine(path, round, report));
    reports.push(report);
    const { verdict, strikes } = report;
    expect(verdict.faults).toEqual([]);
    for (const { inFlight, open } of strikes) {
      expect(inFlight.length).toBeLessThanOrEqual(path.mostInFlight);
      // A strike that finds nothing to break off proves nothing.
      expect(open).toBeGreaterThan(0);
    }
  });

  it('strikes have met mails that were claimed and mails that were leaving', () => {
    const strikes = reports.flatMap((report) => report.strikes);
    expect(strikes.some(({ claimed }) => claimed > 0)).toBe(true);
    expect(strikes.some(({ inFlight }) => inFlight.length > 0)).toBe(true);
  });
});
