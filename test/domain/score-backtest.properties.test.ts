/** A backtest held against the engine: the rules of promotion and review, driven through the time of a lead. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { promote, type Standing } from '../../db/promotion.ts';
import { type Nurture, nurtured, nurturedFromMs } from '../../domain/mql.ts';
import { type BacktestLead, foretell } from '../../domain/score-backtest.ts';
import { addEntry, foldLedger, type ScoreEntry } from '../../domain/score-ledger.ts';
import { noEngagement, type ScoringModel } from '../../domain/scoring.ts';
import { earlier, type Instant, msOf, plusMs } from '../../domain/time.ts';
import { model as plain } from './scoring-model.ts';

const day = 86_400_000;
const start = '2026-03-02T00:00:00.000Z';
const dayOf = (days: number): Instant => plusMs(start, days * day);

const deeds = fc.array(
  fc.record({
    day: fc.nat({ max: 40 }),
    points: fc.oneof(fc.integer({ min: 5, max: 60 }), fc.integer({ min: -30, max: -1 })),
    group: fc.constantFrom('email', 'web', 'sequence'),
  }),
  { minLength: 1, maxLength: 12 },
);
/** At noon, so that none meets a deed. */
const mails = fc
  .array(fc.nat({ max: 45 }), { maxLength: 5 })
  .map((days): readonly Instant[] => [...days].sort((a, b) => a - b).map((at) => dayOf(at + 0.5)));
const minNurture = fc.record({
  mails: fc.nat({ max: 3 }),
  time: fc.constantFrom(null, 'P3D', 'P10D'),
}) as fc.Arbitrary<{ mails: number; time: string | null }>;

const hadAt = (all: readonly Instant[], now: Instant): Nurture => {
  const had = all.filter((mail) => mail <= now);
  return { mails: had.length, first: had[0] ?? null };
};

/** Whether the engine gives the lead to sales before its outcome: at each gain, each review that is due and each mail. */
function replayed(model: ScoringModel, lead: BacktestLead): boolean {
  let standing: Standing = { stage: 'engaged', grade: 'A', engagement: noEngagement };
  let due = null as Instant | null;
  const seen: ScoreEntry[] = [];
  const happenings: readonly { readonly at: Instant; readonly entry: ScoreEntry | null }[] = [
    ...lead.entries.map((entry) => ({ at: entry.at, entry })),
    ...lead.mails.map((at) => ({ at, entry: null })),
    { at: plusMs(lead.at, -1), entry: null },
  ].sort((a, b) => msOf(a.at) - msOf(b.at));
  const look = (entry: ScoreEntry | null, now: Instant): boolean => {
    let { engagement } = standing;
    if (entry) {
      seen.push(entry);
      const next = addEntry(model, engagement, entry);
      const { armed, waits } = engagement;
      engagement = next === 'refold' ? { ...foldLedger(model, seen), armed, ...(waits && { waits }) } : next;
    }
    const reviewed = standing.engagement.waits ? 'fit' : 'loss';
    const by = entry ? (entry.points > 0 ? 'gain' : 'loss') : reviewed;
    const told = promote(model, standing, { engagement, by, behaviour: null, nurture: hadAt(lead.mails, now) }, now);
    standing = { ...standing, stage: told.stage, engagement: told.engagement };
    due = entry && due !== null ? earlier(due, told.reviewAt ?? due) : told.reviewAt;
    return told.mql;
  };
  for (const { at, entry } of happenings) {
    while (due !== null && due <= at) if (look(null, due)) return true;
    if (look(entry, at)) return true;
  }
  return false;
}

const leadOf = (all: readonly { day: number; points: number; group: string }[], sent: readonly Instant[]) => {
  const entries = [...all]
    .sort((a, b) => a.day - b.day)
    .map(({ day: at, points, group }, i): ScoreEntry => {
      return { key: `row/${i}`, kind: 'points', group, points, at: dayOf(at) };
    });
  const at = dayOf(50);
  return { good: true, at, events: [], entries, mails: sent.filter((mail) => mail < at) } satisfies BacktestLead;
};

describe('a backtest of a model that asks for nurture', () => {
  test.prop([deeds, mails, minNurture, fc.constantFrom(20, 40, 60)], { numRuns: 400 })(
    'gives to sales whom the engine gives',
    (all, sent, least, at) => {
      const model: ScoringModel = { ...plain, mql: { ...plain.mql, at, rearmBelow: 15, minNurture: least } };
      const lead = leadOf(all, sent);
      expect((foretell(model, lead, 'A').reach ?? 0) >= at).toBe(replayed(model, lead));
    },
  );

  test.prop([mails, minNurture, fc.nat({ max: 120 })])(
    'is nurtured from when the engine says so',
    (sent, least, half) => {
      const model: ScoringModel = { ...plain, mql: { ...plain.mql, minNurture: least } };
      const now = dayOf(half / 2);
      expect(nurturedFromMs(model, sent) <= msOf(now)).toBe(nurtured(model, hadAt(sent, now), now).ready);
    },
  );
});
