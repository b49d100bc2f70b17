/** A scoring model for tests of the score: two groups, a month of half-life. */
import type { ScoringModel } from '../../domain/scoring.ts';

export const model: ScoringModel = {
  name: 'test',
  halfLife: 'P30D',
  groups: { email: 60, web: 40 },
  rules: [
    { on: 'click', link: null, name: null, points: 10, group: 'email', reason: 'clicked' },
    { on: 'click', link: 'pricing', name: null, points: 25, group: 'email', reason: 'looked at prices' },
    { on: 'custom', link: null, name: 'demo_requested', points: 40, group: 'web', reason: 'asked for a demo' },
  ],
  fit: [
    { when: 'true', points: 25, reason: 'has a pulse' },
    { when: 'false', points: 15, reason: 'has two' },
  ],
  grades: { A: 40, B: 25, C: 10 },
  temperature: { warm: 20, hot: 50 },
  prospectAt: 30,
  mql: { at: 60, rearmBelow: 45, minGrade: 'B' },
  keepOnReturn: 0.5,
};
