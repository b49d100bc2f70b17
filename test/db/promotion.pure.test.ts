import { describe, expect, it } from 'vitest';
import { promote, type Standing } from '../../db/promotion.ts';
import { addPoints, noEngagement } from '../../domain/scoring.ts';
import { start, workspace } from './fixtures.ts';

const model = workspace.scoring;
const lead = (points: number, rest: Partial<Standing> = {}): Standing => ({
  stage: 'name',
  grade: 'A',
  engagement: points === 0 ? noEngagement : addPoints(model, noEngagement, 'email', points, start),
  ...rest,
});
const change = (points: number) => ({ group: 'email', points, at: start });

describe('promotion', () => {
  it('climbs through every stage at once when the points are enough', () => {
    const { stage, moves, mql, score, temperature } = promote(model, lead(0), change(70), 'reply', start);
    expect({ stage, mql, score, temperature }).toEqual({ stage: 'mql', mql: true, score: 70, temperature: 'hot' });
    expect(moves.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'name → engaged',
      'engaged → prospect',
      'prospect → mql',
    ]);
  });

  it('does not hand over who loses points, even if enough are left', () => {
    const promotion = promote(model, lead(75), change(-5), null, start);
    expect(promotion).toMatchObject({ stage: 'name', mql: false, moves: [], engagement: { armed: true } });
  });

  it('hands over once, and again only after the score had fallen below the lower mark', () => {
    const first = promote(model, lead(0), change(70), null, start);
    const again = (engagement: Standing['engagement'], points: number) =>
      promote(model, lead(0, { stage: 'recycled', engagement }), change(points), null, start);
    expect(again(first.engagement, 5).mql).toBe(false);
    const fallen = again(again(first.engagement, -30).engagement, 1);
    expect(fallen).toMatchObject({ mql: false, engagement: { armed: true } });
    expect(again(fallen.engagement, 30).mql).toBe(true);
  });

  it('leaves a lead that belongs to sales where it is', () => {
    for (const stage of ['mql', 'sql', 'opportunity', 'customer', 'disqualified'] as const) {
      expect(promote(model, lead(0, { stage }), change(70), 'click', start)).toMatchObject({
        stage,
        mql: false,
        moves: [],
      });
    }
  });
});
