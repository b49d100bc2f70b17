import { describe, expect, it } from 'vitest';
import { type BacktestLead, backtestOf, foretell } from '../../domain/score-backtest.ts';
import type { ScoringModel } from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { model } from './scoring-model.ts';

const monday = '2026-03-02T09:00:00.000Z';
const dayOf = (days: number): string => plusMs(monday, days * 86_400_000);
let events = 0;
const click = (days: number, link: string | null = null) => {
  events += 1;
  return { id: `e${events}`, kind: 'click', name: null, link, at: dayOf(days) } as const;
};
const demo = (days: number) => ({ ...click(days), kind: 'custom', name: 'demo_requested' }) as const;
const lead = (good: boolean, happened: BacktestLead['events'], rest: Partial<BacktestLead> = {}): BacktestLead => ({
  ...{ good, at: dayOf(100), events: happened, entries: [], mails: [] },
  ...rest,
});

describe('a backtest', () => {
  it('takes the highest score that a lead had before its outcome, as it faded', () => {
    expect(foretell(model, lead(true, [demo(0), click(30, 'pricing')]), 'A').reach).toBe(45);
    expect(foretell(model, lead(true, [click(30, 'pricing'), demo(30)]), 'A').reach).toBe(65);
  });

  it('leaves out whom the grade, or nurture that is lacking, would have kept from sales', () => {
    expect(foretell(model, lead(true, [demo(0)]), 'C').reach).toBeNull();
    const careful: ScoringModel = { ...model, mql: { ...model.mql, minNurture: { mails: 1, time: null } } };
    expect(foretell(careful, lead(true, [demo(0)]), 'A').reach).toBeNull();
    expect(foretell(careful, lead(true, [demo(0)], { mails: [dayOf(-1)] }), 'A').reach).toBe(40);
  });

  it('finds who lacked only nurture when there was enough, by the points that were left then', () => {
    const careful: ScoringModel = { ...model, mql: { ...model.mql, minNurture: { mails: 1, time: 'P30D' } } };
    const mails = [dayOf(0)];
    expect(foretell(careful, lead(true, [demo(0)], { mails }), 'A').reach).toBe(20);
    expect(foretell(careful, lead(true, [demo(0)], { mails, at: dayOf(29) }), 'A').reach).toBeNull();
    // Below the threshold meanwhile by what it lost: nothing but a new sign would have given it to sales.
    const entry = (key: string, points: number, days: number) =>
      ({ key, kind: 'points', group: 'email', points, at: dayOf(days) }) as const;
    const entries = [entry('a', 120, 0), entry('b', -20, 1)];
    expect(foretell(careful, lead(true, [], { mails, entries }), 'A').reach).toBe(40);
    expect(foretell(careful, lead(true, [demo(0), demo(60)], { mails }), 'A').reach).toBe(40);
  });

  it('counts a hand-raise whatever the score', () => {
    const fastTrack = [{ on: 'custom', name: 'demo_requested', minGrade: null }] as const;
    const told = foretell({ ...model, mql: { ...model.mql, fastTrack } }, lead(true, [demo(0)]), 'D');
    expect(told).toEqual({ good: true, reach: null, raised: true });
  });

  it('counts for each threshold, and suggests the best of them, of equals the highest', () => {
    const told = [
      ...[70, 65, 40].map((reach) => ({ good: true, reach, raised: false })),
      ...[50, 45, 20].map((reach) => ({ good: false, reach, raised: false })),
      { good: false, reach: null, raised: false },
    ];
    const { own, thresholds, suggested, few, good, bad } = backtestOf(model, told);
    expect({ good, bad, few }).toEqual({ good: 3, bad: 4, few: true });
    expect(own).toMatchObject({ at: 60, chosen: 2, right: 2, missed: 1, precision: 1, recall: 2 / 3 });
    expect(thresholds.find(({ at }) => at === 45)).toMatchObject({ chosen: 4, right: 2, precision: 0.5 });
    expect(suggested).toBe(65);
  });

  it('suggests nothing where all outcomes are alike', () => {
    expect(backtestOf(model, [{ good: true, reach: 70, raised: false }]).suggested).toBeNull();
    expect(backtestOf(model, []).own).toMatchObject({ precision: null, recall: null, f1: 0 });
  });
});
