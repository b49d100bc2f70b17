/** Whatever is asked of a lead, in whatever order: it only ever goes ways that the lifecycle has. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, promote, type Standing } from '../../db/promotion.ts';
import { stateWith } from '../../db/score-ledger.ts';
import { errorCode } from '../../domain/errors.ts';
import { type Stage, stagePath, stages } from '../../domain/lifecycle.ts';
import type { ScoreEntry } from '../../domain/score-ledger.ts';
import { engagementAt, noEngagement, type ScoringModel } from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { model as plain } from './scoring-model.ts';

const dayMs = 86_400_000;

/** With limits of a day: what comes in late is then added up anew from all rows. */
const model: ScoringModel = { ...plain, groups: { email: { cap: 60, perDay: 50 }, web: { cap: 40, perDay: 40 } } };

/** Written down a second time: where a lead may go from each stage in one step. */
const steps: Readonly<Record<Stage, readonly Stage[]>> = {
  awareness: ['name', 'disqualified'],
  name: ['engaged', 'disqualified'],
  engaged: ['prospect', 'disqualified'],
  prospect: ['mql', 'disqualified'],
  mql: ['sql', 'recycled', 'disqualified'],
  sql: ['opportunity', 'recycled', 'disqualified'],
  opportunity: ['customer', 'recycled', 'disqualified'],
  customer: [],
  recycled: ['engaged', 'prospect', 'mql', 'disqualified'],
  disqualified: ['recycled'],
};

const earn = (points: fc.Arbitrary<number>) =>
  fc.record({ do: fc.constant('earn' as const), points, group: fc.constantFrom('email', 'web') });

/** Mostly gains: a lead that is never given to sales shows little. */
const command = fc.oneof(
  { weight: 8, arbitrary: earn(fc.integer({ min: 20, max: 60 })) },
  { weight: 1, arbitrary: earn(fc.integer({ min: -40, max: 10 })) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('click' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ask' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fit' as const), grade: fc.constantFrom('A', 'B', 'D') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('return' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), to: fc.constantFrom(...stages) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), to: fc.constant('recycled' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** Days between commands: mostly so few that points hardly fade. */
const pause = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 1 }) }, { weight: 1, arbitrary: fc.nat({ max: 20 }) });

/** How many days after it happened an event comes in. */
const late = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 30 }) });

interface Told {
  readonly moves: readonly { readonly from: Stage; readonly to: Stage }[];
  /** Why it was given to sales; null when it was not. */
  readonly fired: 'points' | 'asked' | null;
}

describe('a lead under any commands', () => {
  it('goes only legal ways, one after the other, and is given to sales again only for a reason', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, pause, late), { maxLength: 40 }), (commands) => {
        let lead: Standing = { stage: 'name', grade: 'B', engagement: noEngagement };
        const ledger: ScoreEntry[] = [];
        let now = '2026-03-02T09:00:00.000Z';
        // Since it was given to sales by its points last.
        let spent = false;
        commands.forEach(([one, days, late], i) => {
          now = plusMs(now, days * dayMs + 1);
          if (engagementAt(model, lead.engagement, now) < model.mql.rearmBelow) spent = false;
          const { next, told } = done(lead, ledger, one, { key: `row/${i}`, daysLate: late }, now);
          for (const { from, to } of told.moves) expect(steps[from]).toContain(to);
          expect(told.moves.map(({ from }) => from)).toEqual(
            [lead.stage, ...told.moves.map(({ to }) => to)].slice(0, told.moves.length),
          );
          expect(told.moves.at(-1)?.to ?? lead.stage).toBe(next.stage);
          if (told.fired === 'points') expect(spent).toBe(false);
          if (told.fired === 'points') spent = true;
          if (one.do === 'return' && lead.stage === 'mql') spent = false;
          lead = next;
          if (engagementAt(model, lead.engagement, now) < model.mql.rearmBelow) spent = false;
        });
      }),
      { numRuns: 1500 },
    );
  });
});

function done(
  lead: Standing,
  ledger: ScoreEntry[],
  one: Command,
  { key, daysLate }: { readonly key: string; readonly daysLate: number },
  now: string,
): { readonly next: Standing; readonly told: Told } {
  const change = (rest: Partial<Change>): { readonly next: Standing; readonly told: Told } => {
    const asked: Change = { engagement: lead.engagement, by: 'fit', behaviour: null, ...rest };
    const { stage, engagement, moves, mql } = promote(model, lead, asked, now);
    const fired = mql ? (rest.raises ? 'asked' : 'points') : null;
    return { next: { ...lead, stage, engagement }, told: { moves, fired } };
  };
  switch (one.do) {
    case 'earn': {
      const entry: ScoreEntry = {
        key,
        kind: 'points',
        group: one.group,
        points: one.points,
        at: plusMs(now, -daysLate * dayMs),
      };
      return change({ engagement: added(lead, ledger, entry), by: one.points > 0 ? 'gain' : 'loss' });
    }
    case 'click':
      return change({ behaviour: 'click', by: 'loss' });
    case 'ask':
      return change({ raises: 'asked', by: 'loss' });
    case 'fit':
      return { ...change({}), next: { ...change({}).next, grade: one.grade } };
    case 'return':
      return returned(lead, ledger, key, now);
    case 'move':
      return moved(lead, one.to);
  }
}

function added(lead: Standing, ledger: ScoreEntry[], entry: ScoreEntry): Standing['engagement'] {
  const state = stateWith(model, lead.engagement, entry, ledger);
  ledger.push(entry);
  return state;
}

function returned(
  lead: Standing,
  ledger: ScoreEntry[],
  key: string,
  now: string,
): { readonly next: Standing; readonly told: Told } {
  if (lead.stage !== 'mql') return { next: lead, told: { moves: [], fired: null } };
  const engagement = added(lead, ledger, { key, kind: 'return', group: 'return', points: 0.5, at: now });
  const { next, told } = moved(lead, 'recycled');
  return { next: { ...next, engagement }, told };
}

function moved(lead: Standing, to: Stage): { readonly next: Standing; readonly told: Told } {
  try {
    const path = stagePath(lead.stage, to);
    const moves = path.map((next, i) => ({ from: path[i - 1] ?? lead.stage, to: next }));
    return { next: { ...lead, stage: to }, told: { moves, fired: null } };
  } catch (error) {
    expect(errorCode(error)).toBe('STAGE_ILLEGAL');
    expect(steps[lead.stage]).not.toContain(to);
    return { next: lead, told: { moves: [], fired: null } };
  }
}
