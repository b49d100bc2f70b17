import { describe, expect, it } from 'vitest';
import { type Change, promote as promoteBy, type Standing } from '../../db/promotion.ts';
import { addEntry } from '../../domain/score-ledger.ts';
import { type Engagement, noEngagement, type ScoringModel } from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { start, workspace } from './fixtures.ts';

const model = workspace.scoring;
const lead = (points: number, rest: Partial<Standing> = {}): Standing => ({
  stage: 'name',
  grade: 'A',
  engagement: points === 0 ? noEngagement : addPoints(model, noEngagement, 'email', points, start),
  ...rest,
});
function addPoints(of: ScoringModel, state: Engagement, group: string, points: number, at: string): Engagement {
  const next = addEntry(of, state, { key: 'a row', kind: 'points', group, points, at });
  if (next === 'refold') throw new Error('All rows are needed');
  return next;
}
/** As an event of so many points does it. */
const promote = (of: ScoringModel, one: Standing, points: number, rest: Partial<Change> = {}, group = 'email') =>
  promoteBy(
    of,
    one,
    {
      engagement: addPoints(of, one.engagement, group, points, start),
      ...{ by: points > 0 ? 'gain' : 'loss', behaviour: null },
      ...rest,
    },
    start,
  );

describe('promotion', () => {
  it('climbs through every stage at once when the points are enough', () => {
    const { stage, moves, mql, score, temperature } = promote(model, lead(0), 70, { behaviour: 'reply' });
    expect({ stage, mql, score, temperature }).toEqual({ stage: 'mql', mql: true, score: 70, temperature: 'hot' });
    expect(moves.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'name → engaged',
      'engaged → prospect',
      'prospect → mql',
    ]);
  });

  it('does not hand over who loses points, even if enough are left', () => {
    const promotion = promote(model, lead(75), -5);
    expect(promotion).toMatchObject({ stage: 'name', mql: false, moves: [], engagement: { armed: true } });
  });

  it('hands over once, and again only after the score had fallen below the lower mark', () => {
    const first = promote(model, lead(0), 70);
    const again = (engagement: Standing['engagement'], points: number, group = 'email') =>
      promote(model, lead(0, { stage: 'recycled', engagement }), points, {}, group);
    expect(again(first.engagement, 5).mql).toBe(false);
    const fallen = again(again(first.engagement, -30).engagement, 1);
    expect(fallen).toMatchObject({ mql: false, engagement: { armed: true } });
    expect(again(fallen.engagement, 30, 'web').mql).toBe(true);
  });

  it('leaves a lead that belongs to sales where it is', () => {
    for (const stage of ['mql', 'sql', 'opportunity', 'customer', 'disqualified'] as const) {
      expect(promote(model, lead(0, { stage }), 70, { behaviour: 'click', raises: 'asked' })).toMatchObject({
        stage,
        mql: false,
        moves: [],
      });
    }
  });

  it('gives to sales at once who asks for it, whatever its points and grade, and records what it had', () => {
    const asked = promote(model, lead(0, { grade: 'D' }), 10, {
      behaviour: 'reply interested',
      raises: 'asked for sales',
    });
    expect(asked).toMatchObject({ stage: 'mql', mql: true, groups: { email: 10 } });
    expect(asked.moves.map(({ to, reason }) => `${to}: ${reason}`)).toEqual([
      'engaged: reply interested',
      'prospect: asked for sales',
      'mql: asked for sales',
    ]);
  });

  it('waits with who lacks nurture, and says when to look again', () => {
    const careful = { ...model, mql: { ...model.mql, minNurture: { mails: 1, time: 'P7D' } } };
    const first = plusMs(start, -6 * 86_400_000);
    const waiting = promote(careful, lead(0), 70, { nurture: { mails: 1, first } });
    expect(waiting).toMatchObject({
      stage: 'prospect',
      mql: false,
      waits: true,
      reviewAt: plusMs(first, 7 * 86_400_000),
    });
    expect(waiting.engagement).toMatchObject({ armed: true, waits: true });
    const had = { mails: 1, first: plusMs(start, -8 * 86_400_000) };
    expect(promote(careful, lead(0), 70, { nurture: had })).toMatchObject({ mql: true, engagement: { armed: false } });
  });
});
