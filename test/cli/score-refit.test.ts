/** What people see of the grades while they are found behind the publishing of another model. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView, RecomputeView } from '../../db/store.ts';
import { writeWorkspace } from '../support/authored-workspace.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

const many = 1_200;
let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  const sequences = { guide: 'sequence: guide\nsteps:\n  - wait: 1 day\n' };
  await writeWorkspace(tendril.home, { sequences, templates: [], leads: [] });
  const client = new pg.Client({ connectionString: tendril.env.DATABASE_URL });
  await client.connect();
  await client.query(
    `INSERT INTO lead (id, email, canonical_email, fields, created_at, updated_at)
     SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, email, email, '{"employees": 80}', now(), now()
     FROM (SELECT n, 'lead' || n || '@one.example' AS email FROM generate_series(1, $1::int) n) made`,
    [many],
  );
  await client.end();
}, 120_000);
afterAll(() => tendril.close());

const publish = () => tendril.tendril('workspace', 'publish', tendril.home);
const last = `lead${many}@one.example`;

describe('another model where leads are many', () => {
  it('is published at once, and says that grades are still to come', async () => {
    // The first model has no rules of fit, so that everybody keeps D.
    expect(await publish()).toMatchObject({ code: 0 });
    await tendril.store.scores.stopRecompute((await tendril.store.scores.recomputes())[0]?.id ?? '', now());
    const path = join(tendril.home, 'workspace/scoring.yaml');
    const rule = '{ when: lead.fields.employees > 50, points: 25, reason: Large }';
    await writeFile(path, (await readFile(path, 'utf8')).replace('rules: [],', `rules: [ ${rule} ],`));
    const { code, stderr } = await publish();
    expect(code).toBe(0);
    expect(stderr).toContain(
      `The fit of ${many} leads is found anew, 1000 a second; until then they go by the grade they have.\nSee how far it is: tendril score recomputes\n`,
    );
  });

  it('shows both grades wherever one is shown, and the way there', async () => {
    const list = (await tendril.tendril('leads', 'list', '--limit', '1')).stdout;
    expect(list).toMatch(/ GRADE +TEMP .*\n.* D \(B due\) +cold /);
    expect((await tendril.tendril('leads', 'show', last)).stdout).toContain('0 (cold), grade D (B due)\n');
    expect((await tendril.tendril('score', 'explain', last)).stdout).toMatch(
      /\nFit: 0 points, grade D; 10 more make it C\n {2}By the model in force it has 25 points, grade B, from its next change on or when its turn comes: tendril score recomputes\n/,
    );
    expect(await tendril.json<LeadView>('leads', 'show', last)).toMatchObject({ lead: { grade: 'D', gradeDue: 'B' } });
    const { stdout } = await tendril.tendril('score', 'recomputes');
    expect(stdout.split('\n').filter((line) => / fit only +running +0\/1200 +0 +- /.test(line))).toHaveLength(1);
  });

  it('shows one when it is done', async () => {
    const [run] = await tendril.store.scores.recomputes();
    for (let more = true; more; ) ({ more } = await tendril.store.scores.carryOnRecompute(run?.id ?? '', 500, now()));
    const told = await tendril.tendril('score', 'recomputes', '--json');
    const newest = told.stdout.split('\n').map((line) => (line === '' ? null : (JSON.parse(line) as RecomputeView)))[0];
    expect(newest).toMatchObject({ scope: 'fit', status: 'done', looked: many, changed: many });
    expect((await tendril.tendril('leads', 'show', last)).stdout).toContain('0 (cold), grade B\n');
    expect((await tendril.tendril('score', 'explain', last)).stdout).toContain(
      '\nFit: 25 points, grade B; 15 more make it A\nPOINTS  HOLDS',
    );
  });

  it('can be stopped, and then says what the others go by', async () => {
    const path = join(tendril.home, 'workspace/scoring.yaml');
    await writeFile(path, (await readFile(path, 'utf8')).replace('points: 25, reason', 'points: 40, reason'));
    await publish();
    const [run] = await tendril.store.scores.recomputes();
    const { code, stderr } = await tendril.tendril('score', 'recomputes', '--stop', run?.id ?? '');
    expect([code, stderr]).toEqual([0, 'The others keep the grade that they had, until: tendril score recompute\n']);
  });
});
