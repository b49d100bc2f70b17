/**
 * The day that a line says to try again on ("until March", "again on 15.3.", "in 3 months"), or that of a meeting. Pure; a line is
 * in plain form (`plain-line.ts`). A day counts where a word such as "until" leads to it, or where a clause begins with it:
 * "no budget in March" and "we spoke on 3 March" name none on which to try again.
 */
import { overlaps, type Span } from './decision-clauses.ts';
import {
  afterReader,
  againReader,
  articleReader,
  type PhraseReader,
  untilReader,
  withinReader,
} from './decision-lexicon.ts';
import { type DayOptions, dayAt } from './written-day.ts';

export interface DayFound {
  /** `YYYY-MM-DD`; null: none is told, or none that is sure. */
  readonly date: string | null;
  /** What was meant as a day and is none, or not sure. */
  readonly unclear: Span | null;
  /** All that is said of days, clear or not. */
  readonly spans: readonly Span[];
}

export interface DayPlaces {
  readonly from: number;
  /** Where a day counts that no word leads to. `anywhere`: that of a meeting. */
  readonly starts: ReadonlySet<number> | 'anywhere';
  readonly clauses: readonly Span[];
  /** Words in doubt; a day in a clause with one is in doubt, too. */
  readonly hedges: readonly Span[];
}

interface Candidate extends Span {
  readonly date: string | null;
  readonly counts: boolean;
}

export function dayIn(plain: string, { from, starts, clauses, hedges }: DayPlaces, options: DayOptions): DayFound {
  const candidates: Candidate[] = [];
  for (const { index } of plain.matchAll(/(?<![\p{L}\p{N}'.,:/-])[\p{L}\p{N}]/gu)) {
    if (index < from || index < (candidates.at(-1)?.to ?? 0)) continue;
    const clause = clauses.find((one) => index >= one.from && index < one.to) ?? { from: index, to: plain.length };
    const isDoubtful = hedges.some((hedge) => overlaps(hedge, [clause]));
    const one = candidateAt(plain, index, clause, starts, options);
    if (one !== null) candidates.push(isDoubtful ? { ...one, date: null } : one);
  }
  const counted = candidates.filter(({ counts }) => counts);
  const [first] = counted.length > 0 ? counted : candidates;
  if (first === undefined) return { date: null, unclear: null, spans: [] };
  const isSure = counted.length > 0 && new Set(counted.map(({ date }) => date)).size === 1 && first.date !== null;
  const last = (counted.length > 0 ? counted : candidates).at(-1) ?? first;
  return {
    date: isSure ? first.date : null,
    unclear: isSure ? null : { from: first.from, to: last.to },
    spans: counted,
  };
}

/** Words that lead to a day, and the day behind them. */
function candidateAt(
  plain: string,
  place: number,
  clause: Span,
  starts: DayPlaces['starts'],
  options: DayOptions,
): Candidate | null {
  let to = place;
  const seen = { until: false, again: false, after: false, within: false };
  // No chain of words that lead to a day is longer.
  for (let words = 0; words < 6; words += 1) {
    const day = dayAt(plain, to, options, seen.within);
    if (day) {
      const isLed = seen.until || seen.again;
      if (day.isMonthOnly && place === to && !isStart(starts, place)) return null;
      const date = seen.after ? null : day.date;
      return { from: place, to: day.to, date, counts: isLed || isStart(starts, place) };
    }
    const next = nextWord(plain, to, seen);
    if (next === null) break;
    to = plain[next] === ' ' ? next + 1 : next;
  }
  // "Wait 3 months" is told of, and leads to no day.
  const period = to === place && starts !== 'anywhere' ? dayAt(plain, place, options, true) : null;
  if (period) return { from: place, to: period.to, date: null, counts: false };
  const isMeant = seen.until || (seen.after && (seen.again || seen.within || isStart(starts, place)));
  return isMeant && starts !== 'anywhere' ? { from: place, to: clause.to, date: null, counts: true } : null;
}

const isStart = (starts: DayPlaces['starts'], place: number): boolean => starts === 'anywhere' || starts.has(place);

type Seen = Record<'until' | 'again' | 'after' | 'within', boolean>;
const leading: readonly (readonly [keyof Seen | null, PhraseReader<true>])[] = [
  ['until', untilReader],
  ['again', againReader],
  ['after', afterReader],
  ['within', withinReader],
  [null, articleReader],
];

/** Notes what kind of word leads on, the longest counts, and says where it ends; null: none does. */
function nextWord(plain: string, place: number, seen: Seen): number | null {
  const found = leading.flatMap(([kind, reader]) => {
    const one = reader.at(plain, place);
    return one === null ? [] : [{ kind, to: one.to }];
  });
  const to = Math.max(-1, ...found.map((one) => one.to));
  for (const { kind, to: end } of found) if (kind !== null && end === to) seen[kind] = true;
  return to < 0 ? null : to;
}
