/**
 * What is told with a keyword: the reason and the day of a return, the reason of a loss, the amount of a deal, the time of a
 * meeting or of the next contact. Pure; `written-decision.ts` says what the whole line means.
 */
import { type DayFound, dayIn } from './again-day.ts';
import { clausesOf, hedgesIn, negationsIn, overlaps, type Span } from './decision-clauses.ts';
import type { Head } from './decision-head.ts';
import {
  becauseReader,
  decimalsIn,
  type Found,
  isDayFirstIn,
  lostReasonReader,
  type PhraseReader,
  returnReasonReader,
  unitPriceReader,
} from './decision-lexicon.ts';
import { type DecisionReading, type NotUnderstoodCause, notUnderstood, shortSaid } from './decision-reading.ts';
import { assertNever } from './errors.ts';
import { type LostReason, lostReasons } from './handoff-steps.ts';
import { type PlainLine, writtenBetween } from './plain-line.ts';
import { moneyIn } from './written-money.ts';
import { impossibleTimeIn, timeIn } from './written-time.ts';

/** A line that begins with a decision, and the day on which it was written. */
export interface Told {
  readonly line: PlainLine;
  readonly head: Head;
  /** `YYYY-MM-DD`, in the zone of whoever wrote it. */
  readonly today: string;
}

export function detailsOf(told: Told): DecisionReading {
  const { kind } = told.head;
  switch (kind) {
    case 'accept':
    case 'contacted':
      return doubtIn(told, []) ?? { kind, note: noteOf(told) };
    case 'planned':
      return plannedOf(told);
    case 'meeting':
      return meetingOf(told);
    case 'won':
      return wonOf(told);
    case 'lost':
      return lostOf(told);
    case 'return':
      return returnOf(told);
    default:
      return assertNever(kind);
  }
}

const noteOf = ({ line, head }: Told): string | null => writtenBetween(line, head.rest, line.plain.length) || null;

const spanOf = ({ line, head }: Told): Span => ({ from: head.rest, to: line.plain.length });

const doubtful = ({ line, head }: Told, why: NotUnderstoodCause): DecisionReading =>
  notUnderstood(why, line.written, head.kind);

/** A note that says no, or perhaps, may speak of the decision itself. */
function doubtIn(told: Told, covered: readonly Span[]): DecisionReading | null {
  const { line, head } = told;
  const rest = [spanOf(told)];
  if (negationsIn(line.plain, head.languages, covered).some((one) => overlaps(one, rest)))
    return doubtful(told, 'negation');
  return hedgesIn(line.plain, head.languages, covered).some((one) => overlaps(one, rest))
    ? doubtful(told, 'unsure')
    : null;
}

/** Without a day nobody would be reminded, so nothing is planned. */
function plannedOf(told: Told): DecisionReading {
  const { line, head } = told;
  const day = appointedDay(told);
  const doubt = doubtIn(told, day.spans);
  if (doubt) return doubt;
  const rest = line.plain.slice(head.rest);
  if (day.date === null || impossibleTimeIn(rest)) return doubtful(told, 'day');
  return { kind: 'planned', on: day.date, at: timeIn(rest), note: noteOf(told) };
}

/** The day of something that is agreed upon, wherever the line names it. */
function appointedDay({ line, head, today }: Told): DayFound {
  const clauses = clausesOf(line.plain, head.rest);
  const options = { today, isDayFirst: isDayFirstIn(head.languages) };
  return dayIn(line.plain, { from: head.rest, starts: 'anywhere', clauses, hedges: [] }, options);
}

function meetingOf(told: Told): DecisionReading {
  const { line, head } = told;
  const day = appointedDay(told);
  const doubt = doubtIn(told, day.spans);
  if (doubt) return doubt;
  const wrong = impossibleTimeIn(line.plain.slice(head.rest));
  if (wrong) {
    const said = shortSaid(writtenBetween(line, head.rest + wrong.from, head.rest + wrong.to));
    return { kind: 'meeting', on: null, at: null, unclearDay: said, note: noteOf(told) };
  }
  const at = timeIn(line.plain.slice(head.rest));
  return { kind: 'meeting', on: day.date, at, unclearDay: unclearOf(line, day), note: noteOf(told) };
}

const unclearOf = (line: PlainLine, { unclear }: DayFound): string | null =>
  unclear === null ? null : shortSaid(writtenBetween(line, unclear.from, unclear.to));

function wonOf(told: Told): DecisionReading {
  const { line, head } = told;
  const doubt = doubtIn(told, []);
  if (doubt) return doubt;
  // "Won: by a competitor".
  if (reasonsIn(told, lostReasonReader).some(({ value }) => value === 'competitor')) return doubtful(told, 'unsure');
  const money = moneyIn(line, head.rest, decimalsIn(head.languages));
  if (money.kind === 'unclear') return notUnderstood('amount', money.said, 'won');
  if (money.kind === 'money') {
    const { amount, currency, from, to } = money;
    // "3 x 4000 EUR", "10 to 12k EUR", "200 EUR each": what the whole is, nobody said.
    const [before, after] = [line.plain.slice(head.rest, from), line.plain.slice(to)];
    if (/\d/.test(before + after) || unitPriceReader.all(after).length > 0) {
      return notUnderstood('amount', line.written, 'won');
    }
    const words = [wordsBetween(line, head.rest, from), wordsBetween(line, to, line.plain.length)].filter(
      (text) => text !== '',
    );
    return { kind: 'won', amount, currency, words: words.join(', ') || null };
  }
  const words = wordsBetween(line, head.rest, line.plain.length);
  return /^\d/.test(words)
    ? notUnderstood('amount', words, 'won')
    : { kind: 'won', amount: null, currency: null, words: words || null };
}

/** Without marks and such words as "for" at both ends. */
function wordsBetween({ written, plain, places }: PlainLine, start: number, end: number): string {
  const line = { written, plain, places };
  let [from, to] = [start, end];
  for (let shorter = true; shorter; ) {
    const text = plain.slice(from, to);
    const lead = from + (/^[ .,:;!()-]*/.exec(text)?.[0].length ?? 0);
    const trail = to - (/[ ,:;()-]*$/.exec(plain.slice(lead, to))?.[0].length ?? 0);
    const first = becauseReader.at(plain, lead);
    const last = becauseReader.at(plain, plain.lastIndexOf(' ', trail - 1) + 1);
    const next = first && first.to <= trail ? first.to : lead;
    const before = last && last.to === trail && last.from >= next ? last.from : trail;
    shorter = next > from || before < to;
    [from, to] = [next, Math.max(next, before)];
  }
  return writtenBetween(line, from, to);
}

const reasonsIn = <T>({ line, head }: Told, reader: PhraseReader<T>): readonly Found<T>[] =>
  reader.all(line.plain).filter(({ from }) => from >= head.rest);

/** A reason that is denied or in doubt is none: "the price was not the problem". */
function reasonDoubt(told: Told, reasons: readonly Span[], days: readonly Span[]): DecisionReading | null {
  const { line, head } = told;
  const clauses = clausesOf(line.plain, head.rest).filter(
    (clause) => reasons.length === 0 || overlaps(clause, reasons),
  );
  const covered = [...reasons, ...days];
  if (negationsIn(line.plain, head.languages, covered).some((one) => overlaps(one, clauses)))
    return doubtful(told, 'negation');
  return hedgesIn(line.plain, head.languages, covered).some((one) => overlaps(one, clauses))
    ? doubtful(told, 'unsure')
    : null;
}

/** Each once, in the order of the line. "No budget, not now" is no budget: why it is not now is told. */
function distinct<T extends string>(reasons: readonly Found<T>[]): readonly T[] {
  const all = [...new Set(reasons.map(({ value }) => value))];
  return all.length > 1 && all[0] !== 'timing' ? all.filter((reason) => reason !== 'timing') : all;
}

function lostOf(told: Told): DecisionReading {
  const found = reasonsIn(told, lostReasonReader);
  const doubt = reasonDoubt(told, found, []);
  if (doubt) return doubt;
  const note = noteOf(told);
  const [reason = 'other', ...more] = distinct(found);
  if (more.length === 0) return { kind: 'lost', reason, note };
  return { kind: 'ambiguous', readings: [reason, ...more].map((one) => ({ kind: 'lost', reason: one, note })) };
}

function returnOf(told: Told): DecisionReading {
  const { line } = told;
  const found = reasonsIn(told, returnReasonReader);
  const day = againDayOf(told, found);
  const doubt = reasonDoubt(told, found, day.spans);
  const [reason, ...more] = distinct(found);
  if (doubt) return doubt;
  if (reason === undefined) return notUnderstood('reason', line.written, 'return');
  const rest = { note: noteOf(told), againOn: day.date, unclearDay: unclearOf(line, day) };
  if (more.length > 0)
    return { kind: 'ambiguous', readings: [reason, ...more].map((one) => ({ kind: 'return', reason: one, ...rest })) };
  const returned = { kind: 'return', reason, ...rest } as const;
  const asLost: LostReason | undefined = lostReasons.find((one) => one === reason);
  // Only a lead that comes back has a day to try again on.
  if (!told.head.isBare || asLost === undefined || day.spans.length > 0) return returned;
  return { kind: 'ambiguous', readings: [returned, { kind: 'lost', reason: asLost, note: rest.note }] };
}

/** "Timing, Q2" and "timing in Q2" say when; "no budget in Q2" does not. */
function againDayOf({ line, head, today }: Told, reasons: readonly Found<string>[]): DayFound {
  const { plain } = line;
  const clauses = clausesOf(plain, head.rest);
  const ends = reasons.filter(({ value }) => value === 'timing').map(({ to }) => to + 1);
  const starts = new Set([...clauses.map(({ from }) => from), ...ends]);
  const hedges = hedgesIn(plain, head.languages, reasons);
  return dayIn(
    plain,
    { from: head.rest, starts, clauses, hedges },
    { today, isDayFirst: isDayFirstIn(head.languages) },
  );
}
