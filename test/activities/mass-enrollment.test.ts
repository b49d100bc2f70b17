import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEnrollBatch } from '../../activities/mass-enrollment.ts';
import { programOf } from '../support/programs.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';

let bench: Workbench;
let database: pg.Client;
beforeAll(async () => {
  bench = await startWorkbench();
  database = new pg.Client({ connectionString: bench.databaseUrl });
  await database.connect();
  await bench.publishProgram(programOf('sequence: many\nsteps:\n  - wait: 30 days\n'));
  await Promise.all(Array.from({ length: 5 }, () => bench.addLead()));
});
afterAll(async () => {
  await database?.end();
  await bench?.close();
});

describe('a turn of a mass enrollment', () => {
  it('waits while the outbox has enough to do, and goes on then', async () => {
    const filter = { when: null, segment: null, source: null, tag: null };
    const { id } = await bench.store.batches.begin('many', filter, 50, now());
    const turn = createEnrollBatch({ store: bench.store });
    await database.query(`
      INSERT INTO outbox (kind, workflow_id, payload, available_at, created_at)
      SELECT 'start_handoff', 'held/' || n, '{}', now() + interval '1 day', now() FROM generate_series(1, 1001) AS n`);
    expect(await turn({ batchId: id, limit: 3, now: now() })).toEqual({ done: 0, more: true, pace: 50 });
    await database.query("DELETE FROM outbox WHERE workflow_id LIKE 'held/%'");
    expect(await turn({ batchId: id, limit: 3, now: now() })).toEqual({ done: 3, more: true, pace: 50 });
    expect(await turn({ batchId: id, limit: 3, now: now() })).toEqual({ done: 2, more: false, pace: 50 });
  });

  it('of a batch that has been stopped is the last', async () => {
    const filter = { when: null, segment: null, source: null, tag: null };
    const { id } = await bench.store.batches.begin('many', filter, 50, now());
    await bench.store.batches.stop(id, now());
    const turn = createEnrollBatch({ store: bench.store });
    expect(await turn({ batchId: id, limit: 3, now: now() })).toEqual({ done: 0, more: false, pace: 50 });
  });
});
