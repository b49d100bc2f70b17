/** Every word of every language means what its table says. */
import { describe, expect, it } from 'vitest';
import { decisionWords } from '../../domain/decision-lexicon.ts';
import { type DecisionKind, decisionKinds, decisionLanguages } from '../../domain/decision-words.ts';
import { returnReasons } from '../../domain/handoff.ts';
import { lostReasons } from '../../domain/handoff-steps.ts';
import { readDecision } from '../../domain/written-decision.ts';

/** What a keyword decides nothing without. */
const needed: Partial<Record<DecisionKind, string>> = { return: ': timing', planned: ' 2027-03-01' };

describe('every language', () => {
  it.each(decisionWords.map((words) => [words.language, words] as const))(
    '%s: every keyword decides, every reason is read',
    (_, words) => {
      const listOf = (phrases: string) => phrases.split(',').map((phrase) => phrase.replace('…', '').trim());
      const read = (line: string) => readDecision(line, { today: '2026-11-23' });
      const keywords = decisionKinds.flatMap((kind) =>
        listOf(words.keywords[kind]).map((keyword) => [kind, keyword] as const),
      );
      const wrong = keywords.filter(([kind, keyword]) => read(`${keyword}${needed[kind] ?? ''}`).kind !== kind);
      expect(wrong).toEqual([]);
      const returns = returnReasons.flatMap((reason) =>
        listOf(words.returnReasons[reason]).map((phrase) => [reason, phrase] as const),
      );
      const misread = returns.filter(([reason, phrase]) => {
        const reading = read(`return: ${phrase}`);
        return reading.kind !== 'return' || reading.reason !== reason;
      });
      expect(misread).toEqual([]);
      const losses = lostReasons.flatMap((reason) =>
        listOf(words.lostReasons[reason]).map((phrase) => [reason, phrase] as const),
      );
      expect(
        losses.filter(([reason, phrase]) => {
          const reading = read(`lost: ${phrase}`);
          return reading.kind !== 'lost' || reading.reason !== reason;
        }),
      ).toEqual([]);
      expect([words.months, words.numbers, words.weekdays].map((lists) => lists.split(';').length)).toEqual([
        12, 12, 7,
      ]);
      const months = words.months.split(';').flatMap((list, i) => listOf(list).map((name) => [i + 1, name] as const));
      const unread = months.filter(([month, name]) => {
        const reading = read(`return: timing, try again ${name} 2028`);
        return reading.kind !== 'return' || reading.againOn !== `2028-${String(month).padStart(2, '0')}-01`;
      });
      expect(unread).toEqual([]);
    },
  );

  it('has a table', () => {
    expect(decisionWords.map(({ language }) => language)).toEqual(decisionLanguages);
  });
});
