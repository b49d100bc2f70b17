/** `tendril score backtest`: a model in a file against leads of which everybody knows what became. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventInput } from '../../db/store.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { Backtest } from '../../domain/score-backtest.ts';
import { errorOf } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

const day = 86_400_000;
const yesterday = plusMs(now(), -day);
const longAgo = plusMs(now(), -20 * day);

const scoring = `model: candidate
halfLife: 30 days
fit:
  rules:
    - { when: lead.fields.employees >= 50, points: 40, reason: Fifty people or more }
  grades: { A: 40, B: 25, C: 10 }
engagement:
  groups: { email: 80, web: 60 }
  rules:
    - { on: click, points: 10, group: email, reason: Clicked }
    - { on: reply, points: 30, group: email, reason: Replied }
    - { on: event, name: demo_requested, points: 40, group: web, reason: Asked for a demo }
temperature: { warm: 20, hot: 50 }
prospectAt: 30
mql: { at: 60, rearmBelow: 45, minGrade: B }
keepOnReturn: 0.5
`;

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
  const demo = { kind: 'custom', name: 'demo_requested' } as const;
  await Promise.all([
    became('sql', yesterday, [{ kind: 'reply' }, demo]),
    became('customer', yesterday, [demo]),
    // Good, and of a grade that no points make up for.
    became('opportunity', yesterday, [demo, { kind: 'reply' }], 5),
    became('disqualified', yesterday, [{ kind: 'reply' }]),
    // What it did after it was decided on says nothing of what could have been known.
    became('disqualified', longAgo, [{ kind: 'click' }], 80, [demo, { kind: 'reply' }]),
    // Not decided on yet.
    became(null, yesterday, [demo, { kind: 'reply' }]),
  ]);
});
afterAll(() => tendril.close());

let people = 0;
type Deed = Pick<EventInput, 'kind' | 'name'>;

/** A lead that did something two days before it was decided on by hand, and something after it. */
async function became(
  to: Stage | null,
  at: Instant,
  deeds: readonly Deed[],
  employees = 80,
  later: readonly Deed[] = [],
) {
  const { store } = tendril;
  people += 1;
  const email = `past-${people}@one.example`;
  const { lead } = await store.leads.save({ email, fields: { employees } }, plusMs(at, -3 * day), 'test');
  const tell = async (all: readonly Deed[], when: Instant) => {
    for (const [i, deed] of all.entries()) {
      const dedupeKey = `${email}/${when}/${i}`;
      await store.events.ingest({ ...deed, dedupeKey, lead: { id: lead.id }, occurredAt: when }, when);
    }
  };
  await tell(deeds, plusMs(at, -2 * day));
  const [offer] = (await store.handoffs.list({ status: 'open' }, { limit: 50 })).items.filter(
    (one) => one.leadId === lead.id,
  );
  if (offer && to !== null) await store.handoffs.decide(offer.id, { kind: 'accepted' }, 'ines', at);
  if (to !== null) await store.stages.move({ lead: lead.id, stage: to, reason: 'as it was' }, at, 'test');
  await tell(later, plusMs(at, 60_000));
}

async function file(name: string, text: string): Promise<string> {
  const path = join(tendril.home, name);
  await writeFile(path, text);
  return path;
}

const backtest = (path: string, ...argv: readonly string[]) => tendril.tendril('score', 'backtest', path, ...argv);

describe('score backtest', () => {
  it('says for each threshold whom the model would have given to sales, lined up, and which threshold is best', async () => {
    const { code, stdout, stderr } = await backtest(await file('candidate.yaml', scoring));
    expect(stderr).toBe('Fewer than 30 leads with an outcome say little about any model; there are 5.\n');
    expect({ code, lines: stdout.split('\n') }).toEqual({
      code: 0,
      lines: [
        '5 leads with an outcome: 3 good, 2 bad',
        'The model "candidate" would have given 1 to sales: 1 good, 2 good ones missed',
        '',
        'MQL AT  GIVEN TO SALES  GOOD  MISSED  PRECISION  RECALL    F1',
        '     5               4     2       1       50 %    67 %  0.57',
        '    10               4     2       1       50 %    67 %  0.57',
        '    15               3     2       1       67 %    67 %  0.67',
        '    20               3     2       1       67 %    67 %  0.67',
        '    25               3     2       1       67 %    67 %  0.67',
        '    30               3     2       1       67 %    67 %  0.67',
        '    35               2     2       1      100 %    67 %  0.80',
        '    40               2     2       1      100 %    67 %  0.80  best',
        '    45               1     1       2      100 %    33 %  0.50',
        '    50               1     1       2      100 %    33 %  0.50',
        '    55               1     1       2      100 %    33 %  0.50',
        '    60               1     1       2      100 %    33 %  0.50  the model',
        '    65               1     1       2      100 %    33 %  0.50',
        '    70               1     1       2      100 %    33 %  0.50',
        '',
        'Suggested: mql.at 40',
        '',
      ],
    });
  });

  it('tells the same as one JSON object: precision, recall, and what was suggested', async () => {
    const path = await file('candidate.yaml', scoring);
    const told = await tendril.json<Backtest & { model: string; positive: string }>('score', 'backtest', path);
    const { thresholds, ...rest } = told;
    expect(rest).toEqual({
      ...{ model: 'candidate', positive: 'sql', leads: 5, good: 3, bad: 2, raised: 0, suggested: 40, few: true },
      own: { at: 60, chosen: 1, right: 1, missed: 2, precision: 1, recall: 1 / 3, f1: 0.5 },
    });
    expect(thresholds.map(({ at }) => at)).toEqual(Array.from({ length: 14 }, (_, i) => 5 * (i + 1)));
    const at = (mark: number) => thresholds.find((one) => one.at === mark);
    expect(at(10)).toMatchObject({ chosen: 4, right: 2, missed: 1, precision: 1 / 2, recall: 2 / 3 });
    expect(at(30)).toMatchObject({ chosen: 3, right: 2, missed: 1, precision: 2 / 3, recall: 2 / 3 });
    expect(at(40)).toMatchObject({ chosen: 2, right: 2, missed: 1, precision: 1, recall: 2 / 3 });
  });

  it('counts as good who came as far as was asked, and only what was decided since a day', async () => {
    const path = await file('candidate.yaml', scoring);
    const strict = await tendril.json<Backtest>('score', 'backtest', path, '--positive', 'customer');
    expect([strict.good, strict.bad]).toEqual([1, 2]);
    const since = plusMs(yesterday, -day).slice(0, 10);
    const recent = await tendril.json<Backtest>('score', 'backtest', path, '--since', since);
    expect([recent.good, recent.bad]).toEqual([3, 1]);
    const none = await backtest(path, '--since', plusMs(now(), 2 * day).slice(0, 10));
    expect(none.stdout.split('\n')[0]).toBe('0 leads with an outcome: 0 good, 0 bad');
  });

  it('gives to sales who asked itself, whatever the threshold', async () => {
    const asks = 'minGrade: B, fastTrack: [{ on: event, name: demo_requested, minGrade: D }] }';
    const path = await file('asks.yaml', scoring.replace('minGrade: B }', asks));
    const told = await tendril.json<Backtest>('score', 'backtest', path);
    expect(told).toMatchObject({ raised: 3, own: { chosen: 3, right: 3, missed: 0, recall: 1 } });
    expect((await backtest(path)).stdout).toMatch(
      /given 3 to sales, 3 of which asked themselves: 3 good, 0 good ones missed\n/,
    );
  });

  it('refuses a model with mistakes at their places, and one that is not there', async () => {
    const path = await file(
      'broken.yaml',
      scoring.replace('points: 10', 'points: many').replace('lead.fields.employees', 'lead.fields.emploees'),
    );
    const outcome = await backtest(path);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(
      /broken\.yaml:5:27 CONDITION_INVALID .*"emploees".*did you mean "lead\.fields\.employees"/,
    );
    expect(outcome.stderr).toMatch(/broken\.yaml:10:28 AUTHORING_SHAPE .*must be a number, but is "many"/);
    expect(outcome.stderr).toMatch(/^2 findings in 1 file; no lead was looked at$/m);
    expect((await backtest(join(tendril.home, 'nowhere.yaml'), '--json')).stdout).toBe('');
  });

  it.each([[['--since', 'yesterday']], [['--positive', 'mql']]])('refuses %j', async (argv) => {
    const outcome = await backtest(await file('candidate.yaml', scoring), ...argv, '--json');
    expect([outcome.code, outcome.stdout, errorOf(outcome.stderr).code]).toEqual([2, '', 'USAGE']);
  });
});
