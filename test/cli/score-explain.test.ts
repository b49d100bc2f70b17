/** `tendril score explain`: what is shown adds up to the score, row by row. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeHere } from '../../cli/local-time.ts';
import type { EventInput } from '../../db/store.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';
import type { ScoreExplanation } from '../../domain/score-explanation.ts';
import type { ScoringModel } from '../../domain/scoring.ts';
import { testWorkspace } from '../support/workspace.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

const day = 86_400_000;
const ago = (days: number): Instant => plusMs(begun, -days * day);
const begun = now();

const scoring: ScoringModel = {
  ...(testWorkspace.scoring as ScoringModel),
  name: 'explained',
  groups: { email: 80, web: { cap: 60, perDay: 55 } },
  recency: [{ within: 'P7D', points: 5 }],
  external: { propensity: { weight: 0.5, min: 0, max: 100, expires: 'P30D' } },
  account: { best: 1, cap: null },
};

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
  await tendril.store.publications.publishWorkspace({ ...testWorkspace, scoring }, ago(90));
});
afterAll(() => tendril.close());

type Deed = Pick<EventInput, 'kind' | 'name'>;

const ingest = (id: string, dedupeKey: string, deed: Deed, days: number) =>
  tendril.store.events.ingest({ ...deed, dedupeKey, lead: { id }, occurredAt: ago(days) }, ago(days));

async function add(email: string, deeds: readonly (readonly [number, Deed])[]) {
  const input = { email, company: 'Acme', fields: { employees: 80 } };
  const { lead } = await tendril.store.leads.save(input, ago(90), 'test');
  for (const [i, [days, deed]] of deeds.entries()) {
    await ingest(lead.id, `${email}/${i}`, deed, days);
  }
  return lead.id;
}

const demo = { kind: 'custom', name: 'demo_requested' } as const;
const reply = { kind: 'reply' } as const;
const tell = (lead: string, value: number) =>
  tendril.store.scores.putExternals(
    [{ lead, service: 'propensity', value, at: ago(1), key: 'run', detail: 'pricing, twice' }],
    ago(1),
    'test',
  );

describe('score explain', () => {
  it('shows every entry with what it was and is, where limits bite, and all that is added', async () => {
    // Two of a day, of which 55 count; three replies, of which one was a month ago.
    const id = await add('ann@one.example', [
      [30, reply],
      [0.4, demo],
      [0.4, demo],
      [0.1, reply],
      [0.1, reply],
      [0.1, reply],
    ]);
    await tell(id, 40);
    const { code, stdout, stderr } = await tendril.tendril('score', 'explain', 'ANN@one.example');
    const lines = stdout.split('\n');
    // When a threshold is left again is of the moment of asking.
    const thresholds = lines.slice(4, 8).map((line) => line.replace(/ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, ' THEN'));
    const at = (days: number): string => timeHere(ago(days));
    expect({ code, stderr, lines: lines.toSpliced(4, 4, ...thresholds) }).toEqual({
      code: 0,
      stderr: '',
      lines: [
        'ann@one.example  159.5 points (hot), grade A',
        '',
        'Thresholds of the model "explained"',
        'THRESHOLD  AT  REACHED  UNTIL, IF NOTHING HAPPENS',
        'warm       20  yes      THEN',
        'prospect   30  yes      THEN',
        'hot        50  yes      THEN',
        'mql        60  yes      THEN',
        '  It was given to sales; before it can be again, the score must fall below 45.',
        '',
        'Fit: 40 points, grade A',
        'POINTS  HOLDS  RULE',
        '   +40  yes    Fifty people or more',
        '',
        'Engagement: 159.5 points; they halve every 30 days',
        'GROUP    NOW  WERE  ON                   FOR',
        'email     80                             104.8 points; 80 are the most that count',
        `       +29.9   +30  ${at(0.1)}  Replied`,
        `       +29.9   +30  ${at(0.1)}  Replied`,
        `       +29.9   +30  ${at(0.1)}  Replied`,
        `         +15   +30  ${at(30)}  Replied`,
        'web     54.5                             44.6 points are over the 55 that a day may add',
        `       +49.5   +50  ${at(0.4)}  Asked for a demo`,
        `       +49.5   +50  ${at(0.4)}  Asked for a demo`,
        `  Recency: +5; the newest points are of ${at(0.1)}`,
        `  propensity says 40 (${at(1)}, pricing, twice): counts +20, at 0.5 a point, until ${at(-29)}`,
        '  Its company, Acme: 159.5 points, of its best lead',
        '',
      ],
    });
  });

  it('as JSON adds up: entries to groups, groups and the rest to the score', async () => {
    const id = await add('bob@one.example', [
      [40, demo],
      [35, { kind: 'click' }],
      [30, reply],
    ]);
    await tell(id, 30);
    const [offer] = (await tendril.store.handoffs.list({ status: 'open' }, { limit: 9 })).items.filter(
      ({ leadId }) => leadId === id,
    );
    await tendril.store.handoffs.decide(offer?.id ?? '', { kind: 'returned', reason: 'timing' }, 'ines', ago(20));
    await ingest(id, 'bob@one.example/today', demo, 0);
    const told = await tendril.json<ScoreExplanation & { readonly lead: object }>('score', 'explain', id);
    expect(told.lead).toMatchObject({ id, email: 'bob@one.example' });
    for (const { points, entries, settled, overDay, lost, cap, counted } of told.groups) {
      const sum = entries.reduce((all, { worth }) => all + worth, settled);
      expect(sum).toBeCloseTo(points - lost, 1.9);
      expect(Math.min(points - overDay, cap ?? points) - lost).toBeCloseTo(counted, 1.9);
    }
    // A return halved what was earned before it, and a request of today is not.
    const worth = told.groups.flatMap(({ entries }) => entries.map((entry) => [entry.reason, entry.worth]));
    expect(worth).toEqual([
      ['Asked for a demo', 50],
      ['Asked for a demo', 9.92],
      ['Replied', 7.5],
      ['Clicked a link', 2.23],
    ]);
    const counted = [...told.groups, ...told.externals].reduce((all, one) => all + one.counted, 0);
    expect(told.score).toBeCloseTo(counted + (told.recency?.points ?? 0), 1.9);
    expect(told).toMatchObject({ score: 89.65, recency: { points: 5 }, externals: [{ value: 30, counted: 15 }] });
    expect(told.returns).toMatchObject([{ at: ago(20), share: 0.5, reason: 'returned by sales: timing' }]);
  });

  it('of a lead that did nothing says so, and of one that is unknown exits 3', async () => {
    await add('cem@one.example', []);
    const { stdout } = await tendril.tendril('score', 'explain', 'cem@one.example');
    expect(stdout).toMatch(/^cem@one\.example {2}0 points \(cold\), grade A$/m);
    expect(stdout).toMatch(/^ {2}The grade is good enough for sales; 60 points are missing\.$/m);
    expect(stdout).toMatch(/^ {2}Nothing that earns points has happened yet\.$/m);
    expect(await tendril.tendril('score', 'explain', 'nobody@one.example')).toMatchObject({ code: 3, stdout: '' });
  });
});
