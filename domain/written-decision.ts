/**
 * What a salesperson decided, by the mail in which they say so: "accept", "return: no budget until March", "won 12.500 EUR starter
 * plan". Pure and bounded in time: it never throws, and looks at the first 2,000 characters.
 *
 * The grammar: the first line counts, the next one may complete it, and its keyword decides; a reason that only a returned lead has ("not a fit") is a keyword
 * as well. Keywords, reasons and months are those of `decision-words/`. What is not sure is no decision: a question, a negation,
 * a condition, a quoted word, two decisions in one line, an amount that may be two. A day that is not sure is left out and told,
 * for the return stands without it.
 */
import { clausesOf, hedgesIn, isConditional, isTakenBack, negationsIn, type Span } from './decision-clauses.ts';
import { detailsOf, type Told } from './decision-details.ts';
import { type Head, headAt } from './decision-head.ts';
import {
  awayReader,
  greetingReader,
  keywordReader,
  lostReasonReader,
  orReader,
  returnReasonReader,
} from './decision-lexicon.ts';
import { type DecisionReading, type NotUnderstood, notUnderstood, type WrittenDecision } from './decision-reading.ts';
import { type DecisionKind, decisionKinds } from './decision-words.ts';
import { isFooter, isSignOff } from './mail-footer.ts';
import { type PlainLine, plainLine, writtenBetween } from './plain-line.ts';
import { nearest } from './suggestion.ts';

const longestText = 2_000;
const longestLine = 1_000;
const mostLines = 40;
/** Mail programs break lines of plain text there, or later. */
const wrapsFrom = 60;

/**
 * Reads what was decided.
 * @param text what was newly written, without the quoted mail and the signature.
 * @param today `YYYY-MM-DD`, in the zone of whoever wrote it: "until March" is the next one from there.
 * @example readDecision('Return: no budget until March', { today: '2026-11-23' })
 * // { kind: 'return', reason: 'no_budget', note: 'no budget until March', againOn: '2027-03-01', unclearDay: null }
 */
export function readDecision(text: string, { today }: { readonly today: string }): DecisionReading {
  const [first = '', ...more] = linesOf(text.slice(0, longestText));
  const line = plainLine(first);
  if (line.plain === '') return notUnderstood('empty');
  if (line.written.length > longestLine) return notUnderstood('too-long', line.written);
  const reading = readLine(line, today);
  if (reading.kind === 'not-understood' || reading.kind === 'ambiguous') return reading;
  const doubt = contradiction(reading.kind, more);
  if (doubt) return doubt;
  const whole = completed(reading, line, more[0], today);
  return withNote(whole, whole === reading ? more : more.slice(1));
}

/** What else was written is the note as well; of what was won, all words may be the name of a product. */
function withNote(reading: DecisionReading, more: readonly string[]): DecisionReading {
  if (!('note' in reading)) return reading;
  const ends = more.findIndex(isSignOff);
  const lines = (ends === -1 ? more : more.slice(0, ends)).filter((line) => /[\p{L}\p{N}]/u.test(line));
  const note = [reading.note, ...lines.map((line) => plainLine(line).written)].filter(Boolean).join(' ');
  return { ...reading, note: note === '' ? null : note };
}

/** What the first line leaves open may stand in the next one: the amount, the reason, the day. */
function completed(
  reading: WrittenDecision,
  { written }: PlainLine,
  next: string | undefined,
  today: string,
): DecisionReading {
  if (next === undefined || !isOpen(reading)) return reading;
  const joined = readLine(plainLine(`${written.replace(/[\s.,:;!-]+$/, '')}: ${next}`), today);
  if (joined.kind === 'not-understood') return joined.why === 'amount' ? joined : reading;
  const isSame =
    joined.kind === reading.kind &&
    (reading.kind !== 'return' || ('reason' in joined && joined.reason === reading.reason));
  return isSame ? joined : reading;
}

/** Whether something that is often told with it is not. */
function isOpen(reading: WrittenDecision): boolean {
  switch (reading.kind) {
    case 'won':
      return reading.amount === null;
    case 'lost':
      return reading.reason === 'other';
    case 'return':
      return reading.againOn === null && reading.unclearDay === null;
    default:
      return false;
  }
}

/** Without quotes and a greeting; a line that was broken is one again. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let isBroken = false;
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/, mostLines)) {
    const trimmed = plainLine(line).written;
    if (trimmed === '' || trimmed.startsWith('>')) isBroken = false;
    else {
      if (isBroken) lines.push(`${lines.pop() ?? ''} ${trimmed}`);
      else lines.push(trimmed);
      isBroken = trimmed.length >= wrapsFrom && !/[.!:]$/.test(trimmed);
    }
  }
  const [first = '', ...more] = withoutFooter(lines);
  return more.length > 0 && isGreeting(plainLine(first.slice(0, 60)).plain) ? more : [first, ...more];
}

/** Not the first line, and none that tells a decision: who writes one means it. Below a footer nobody writes any more. */
function withoutFooter(lines: readonly string[]): readonly string[] {
  const begins = lines.findIndex(
    (line, i) => i > 0 && isFooter(line) && headAt(plainLine(line.slice(0, longestLine)).plain, 0) === null,
  );
  return begins === -1 ? lines : lines.slice(0, begins);
}

function isGreeting(plain: string): boolean {
  const greeting = greetingReader.at(plain, 0);
  return greeting !== null && /^(?: [\p{L}.'-]+){0,3}[,!.:]?$/u.test(plain.slice(greeting.to)) && !hasKeyword(plain);
}

const hasKeyword = (plain: string): boolean => keywordReader.all(plain).length > 0;

/** Each of these may say that the opposite is meant. */
const doubtfulPictures = /[❌✖🚫⛔👎🙅❎✗✘🛑🤔🤷😉🙃😜🤨↩]/u;
const questions = /[?¿؟❓❔⁉🤷]/u;

function readLine(line: PlainLine, today: string): DecisionReading {
  const { plain, written } = line;
  if (questions.test(plain) || questions.test(written)) return notUnderstood('question', written);
  const head = headAt(plain, 0);
  if (head === null) return withoutHead(line);
  const others = decisionsAfter(plain, head);
  if (others.length > 0) return severalIn(line, [head, ...others], today);
  if (isOutvoted(plain, head)) return notUnderstood('several', written);
  const isDoubtful = doubtfulPictures.test(written) || (head.kind === 'return' && isAway(plain, head));
  if (head.isAlternative || isDoubtful || isUndone(plain, head)) {
    return notUnderstood('unsure', written, head.kind);
  }
  return detailsOf({ line, head, today } satisfies Told);
}

/** What a line that begins with no decision looks like. */
function withoutHead({ plain, written }: PlainLine): NotUnderstood {
  const kinds = new Set(keywordReader.all(plain).map(({ value }) => value));
  // "Lost to follow up" is about a loss.
  if (kinds.size > 1) kinds.delete('planned');
  const [kind = null] = kinds;
  if (kind !== null && /^["'“”„«»‹›]/u.test(plain)) return notUnderstood('quoted', written, kind);
  if (kind !== null && negationsIn(plain, [], []).length > 0) return notUnderstood('negation', written);
  if (returnReasonReader.at(plain, 0)) return notUnderstood('unclear', written, 'return');
  if (kinds.size > 1) return notUnderstood('several', written);
  if (kind !== null) return notUnderstood('unclear', written, kind);
  const [word = ''] = /\p{L}+/u.exec(plain) ?? [];
  const near = word.length > 2 ? nearest(word, [...decisionKinds, 'accepted', 'returned', 'called']) : null;
  return notUnderstood('no-decision', written, near === null ? null : (keywordReader.at(near, 0)?.value ?? null));
}

/** What sales tells of a lead that it keeps; in the note of one that it gives away they are no decisions. */
const reports: ReadonlySet<DecisionKind> = new Set(['contacted', 'meeting']);

/** "Accepted, call back tomorrow" is an acceptance with a note; a plan counts where it comes first. */
const contradicts = (one: DecisionKind, kind: DecisionKind): boolean =>
  one !== kind && one !== 'planned' && !(reports.has(one) && (kind === 'lost' || kind === 'return'));

function decisionsAfter(plain: string, { kind, rest }: Head): readonly Head[] {
  const heads: Head[] = [];
  for (const { from } of clausesOf(plain, rest)) {
    const last = heads.at(-1)?.kind ?? kind;
    const head = headAt(plain, from);
    // A reason behind one of these is theirs.
    const isNote = head?.isBare && (last === 'lost' || last === 'return');
    if (head && !isNote && contradicts(head.kind, kind)) heads.push(head);
  }
  return heads;
}

/** "Duplicate, accept it anyway": where only a reason is told, the word of another decision is enough to doubt it. */
function isOutvoted(plain: string, { isBare, rest }: Head): boolean {
  const doubts = ({ from }: Span) => {
    const keyword = keywordReader.at(plain, from);
    return keyword !== null && contradicts(keyword.value, 'return');
  };
  return isBare && clausesOf(plain, rest).some(doubts);
}

/** "Zurück: ab Montag wieder im Büro". */
const isAway = (plain: string, { languages }: Head): boolean =>
  awayReader.all(plain).some((away) => away.languages.some((code) => languages.includes(code)));

/** Each on its own, where each can be told. */
function severalIn(line: PlainLine, heads: readonly Head[], today: string): DecisionReading {
  const readings = heads.flatMap((head, i): readonly WrittenDecision[] => {
    const to = heads[i + 1]?.from ?? line.plain.length;
    const last = clausesOf(line.plain.slice(0, to), head.from).at(-1)?.to ?? to;
    const part = plainLine(writtenBetween(line, head.from, last));
    const own = headAt(part.plain, 0);
    if (own === null || own.isAlternative || isUndone(part.plain, own)) return [];
    const reading = detailsOf({ line: part, head: own, today });
    return reading.kind === 'not-understood' || reading.kind === 'ambiguous' ? [] : [reading];
  });
  return readings.length > 1 ? { kind: 'ambiguous', readings } : notUnderstood('several', line.written);
}

/** "Accept, if she agrees"; "lost - not yet"; "return: timing, no wait". */
function isUndone(plain: string, { kind, rest, isBare, languages }: Head): boolean {
  const clauses = clausesOf(plain, rest);
  // "Undecided" is in doubt, and why a lead was lost.
  const reasons = kind === 'lost' ? lostReasonReader.all(plain) : returnReasonReader.all(plain);
  const hedged = new Set(hedgesIn(plain, languages, reasons).map(({ from }) => from));
  const isHedged = ({ from }: Span) => hedged.has(from);
  const givesAway = kind === 'lost' || kind === 'return';
  return clauses.some(
    (clause, i) =>
      (!(isBare && i === 0) && isTakenBack(plain, clause)) ||
      (givesAway ? i === 0 && isHedged(clause) : isConditional(plain, clause)),
  );
}

/** What a later line says against the first: another decision, or that it was not meant. */
function contradiction(kind: DecisionKind, lines: readonly string[]): NotUnderstood | null {
  for (const text of lines) {
    const { plain, written } = plainLine(text);
    const head = headAt(plain, 0);
    if (head && !head.isBare && contradicts(head.kind, kind)) return notUnderstood('several', written);
    const [begins] = clausesOf(plain, 0);
    if (begins && isTakenBack(plain, begins)) return notUnderstood('unsure', written, kind);
    const mentions = keywordReader.all(plain).some(({ value }) => value !== 'planned' && !reports.has(value));
    const isDoubt = questions.test(plain) || orReader.at(plain, 0) !== null || negationsIn(plain, [], []).length > 0;
    if (mentions && isDoubt) return notUnderstood('unsure', written, kind);
  }
  return null;
}
