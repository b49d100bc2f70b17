/** What holds for every mail of a salesperson: it is never misread as a decision, and what was decided can be said again. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { decisionWords } from '../../domain/decision-lexicon.ts';
import type { DecisionReading } from '../../domain/decision-reading.ts';
import { describeDecision } from '../../domain/described-decision.ts';
import { isDate, moveDate } from '../../domain/time.ts';
import { readDecision } from '../../domain/written-decision.ts';

const anyDay = fc.integer({ min: 0, max: 3000 }).map((days) => moveDate('2024-02-29', `P${days}D`, 'after'));
const isDecision = ({ kind }: DecisionReading): boolean => kind !== 'not-understood' && kind !== 'ambiguous';

/** Pieces that readers look for, in any order. */
const pieces = decisionWords.flatMap((words) =>
  Object.values(words)
    .flatMap((value) => (typeof value === 'object' && value !== null ? Object.values<string>(value) : [String(value)]))
    .flatMap((phrases) => phrases.split(/[,;]/)),
);
const marks = [
  ' ',
  ', ',
  ': ',
  '. ',
  ' - ',
  '\n',
  '?',
  '"',
  '/',
  '12.500',
  '3/4',
  '15.3.',
  '2027-03-01',
  ' EUR',
  '€',
  '👍',
  '9:30',
];
const anyMail = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3000 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.constantFrom(...pieces, ...marks), { maxLength: 40 }).map((parts) => parts.join(' ')),
);

const someDecisions: readonly string[] = [
  ...[
    'accept',
    'accepted, calling her at 3',
    "I'll take it",
    'contacted',
    'called her today',
    'meeting Tuesday at 15:00',
  ],
  ...[
    'won 12.500 EUR starter plan',
    'won',
    'lost',
    'lost - went with competitor',
    'lost: price',
    'bad data, phone is wrong',
  ],
  ...['not a fit', 'return: no budget until March', 'return timing, in 3 months', 'zurück: kein Budget bis März'],
  ...[
    'angenommen',
    'gewonnen 4.800 EUR',
    'perdu: trop cher',
    'acepto',
    'devolver: duplicado',
    'aceito',
    'reunião marcada',
  ],
];
const wrappings: readonly ((line: string) => string)[] = [
  ...['Should I write', 'Do I', 'Is it', 'Did she mean', 'Wer sagt', "Est-ce qu'on", '¿'].map(
    (start) => (line: string) => `${start} ${line}?`,
  ),
  (line) => `${line}?`,
  (line) => `${line} ?`,
  (line) => `${line} - or what?`,
  ...[
    "I don't",
    'I do not',
    'not',
    'Do not',
    "Don't",
    'never',
    "I won't",
    'Please do not',
    'I have not',
    'She has not',
    'We cannot',
  ].map((start) => (line: string) => `${start} ${line}`),
  ...[
    'nicht',
    'nein, nicht',
    'niemals',
    'kein',
    'je ne veux pas',
    'pas',
    'non,',
    'no',
    'todavía no',
    'nunca',
    'não',
    'ainda não',
  ].map((start) => (line: string) => `${start} ${line}`),
  ...[
    'not',
    'no',
    'not yet',
    'no wait',
    'just kidding',
    'nicht',
    'noch nicht',
    'pas encore',
    'todavía no',
    'ainda não',
    'maybe',
    'or not',
  ].map((end) => (line: string) => `${line}, ${end}`),
  ...['maybe', 'perhaps', 'if she agrees I', 'vielleicht', 'peut-être', 'quizás', 'talvez'].map(
    (start) => (line: string) => `${start} ${line}`,
  ),
  (line) => `"${line}"`,
  (line) => `“${line}”`,
  (line) => `> ${line}`,
  (line) => `${line}\nNo, do not.`,
];

describe('any text', () => {
  test.prop([anyMail, anyDay], { numRuns: 1500 })(
    'is read without an error, and a day is one to come',
    (text, today) => {
      const reading = readDecision(text, { today });
      expect(describeDecision(reading)).not.toBe('');
      const readings = reading.kind === 'ambiguous' ? reading.readings : [reading];
      if (reading.kind === 'ambiguous') expect(readings.length).toBeGreaterThan(1);
      for (const one of readings) {
        const day = one.kind === 'return' ? one.againOn : one.kind === 'meeting' ? one.on : null;
        if (day !== null)
          expect([isDate(day), day > today, day <= moveDate(today, 'P60M', 'after')]).toEqual([true, true, true]);
        if (one.kind === 'won' && one.amount !== null) expect(one.amount).toMatch(/^\d{1,12}(\.\d{1,2})?$/);
        expect(JSON.parse(JSON.stringify(one))).toEqual(one);
      }
    },
  );

  const letters = fc.constantFrom(...'bcdfghjkmpqvwxyz0123456789 ,.:;-/\'"()äéß漢👍');
  test.prop([fc.string({ unit: letters, maxLength: 400 })], { numRuns: 500 })('at random decides nothing', (text) => {
    expect(readDecision(text, { today: '2026-11-23' }).kind).toBe('not-understood');
  });

  test.prop([fc.constantFrom(...pieces, ...marks), fc.constantFrom('', ...pieces)], { numRuns: 60 })(
    'takes no longer than its length, for only its beginning is looked at',
    (piece, other) => {
      const line = `return: ${`${piece} ${other} `.repeat(1000)}`;
      const started = process.cpuUsage();
      readDecision(line, { today: '2026-11-23' });
      readDecision(line.slice(0, 1000), { today: '2026-11-23' });
      const { user, system } = process.cpuUsage(started);
      // It takes 10 ms at most; a pattern that tries all ways of parting a line would not end.
      expect((user + system) / 1000).toBeLessThan(2_000);
      expect(readDecision(`accept\n${line}`.slice(0, 2000), { today: '2026-11-23' })).toEqual(
        readDecision(`accept\n${line}`.slice(0, 2000).padEnd(9000, ' accept'), { today: '2026-11-23' }),
      );
    },
  );
});

describe('a decision', () => {
  it.each(someDecisions)('%s: is one, and none in a question, a negation, a doubt or quotes', (line) => {
    expect(isDecision(readDecision(line, { today: '2026-11-23' }))).toBe(true);
    const misread = wrappings
      .map((wrap) => wrap(line))
      .filter((text) => isDecision(readDecision(text, { today: '2026-11-23' })));
    expect(misread).toEqual([]);
  });
});
