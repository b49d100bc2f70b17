/**
 * A condition over a lead as a tree that a database can answer: questions about named facts, joined by and, or, not. It
 * says what the condition says, also where something is absent: a question whose fact is absent, or of another type than
 * it asks for, is answered with no. What the tree cannot say is an `opaque` question, which only memory can answer.
 */
import type { EventKind } from './events.ts';
import type { leadProfile } from './lead.ts';
import type { Duration } from './time.ts';

export type Literal = string | number | boolean;

/** What a question is about. Facts of a lead, of its company and of its hand-off are texts or numbers, or absent. */
export type Subject =
  | { readonly of: 'lead'; readonly name: (typeof leadProfile)[number] }
  /** A custom field: of any type, whatever is declared now. */
  | { readonly of: 'field'; readonly name: string }
  | { readonly of: 'score' | 'grade' | 'stage' | 'temperature' }
  | { readonly of: 'account'; readonly part: 'name' | 'leads' | 'engaged' }
  | { readonly of: 'handoff'; readonly part: 'status' | 'reason' | 'number' }
  | Count
  /** How many tags, or purposes with a consent, it has. */
  | { readonly of: 'size'; readonly list: WordList }
  /** How many characters (code points) a text has. */
  | { readonly of: 'length'; readonly text: Subject }
  /** A text in small letters; compared with ASCII only. */
  | { readonly of: 'lower'; readonly text: Subject }
  /** Numbers that cannot overflow. */
  | {
      readonly of: 'sum';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Subject;
      readonly right: Subject;
    }
  | { readonly of: 'literal'; readonly value: Literal };

/** How often the lead did something; `within`: in the time until now. */
export interface Count {
  readonly of: 'count';
  readonly kind: EventKind;
  readonly name: string | null;
  readonly within: Duration | null;
}

export type WordList = 'tags' | 'consent';

export type Comparison = '==' | '<' | '<=' | '>' | '>=';

export type Question =
  | { readonly kind: 'present'; readonly subject: Subject }
  /** Whether there is a company, or was a hand-off. */
  | { readonly kind: 'exists'; readonly what: 'account' | 'handoff' }
  /** Whether a field is `true`. */
  | { readonly kind: 'true'; readonly subject: Subject }
  /** The right side is a literal, or both sides are facts; of one type, or the answer is no. */
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Subject; readonly right: Subject }
  | { readonly kind: 'among'; readonly subject: Subject; readonly values: readonly Literal[] }
  | { readonly kind: 'listed'; readonly word: Subject; readonly list: WordList }
  | {
      readonly kind: 'text';
      readonly test: 'startsWith' | 'endsWith' | 'contains';
      readonly subject: Subject;
      readonly text: string;
    }
  /** `pattern`: one that JavaScript and PostgreSQL read alike. */
  | { readonly kind: 'pattern'; readonly subject: Subject; readonly pattern: string }
  | { readonly kind: 'opaque'; readonly text: string };

export type Predicate =
  | Question
  | { readonly kind: 'always'; readonly answer: boolean }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'not'; readonly part: Predicate }
  | { readonly kind: 'choice'; readonly test: Predicate; readonly yes: Predicate; readonly no: Predicate };

/** The questions of a predicate. */
export function* questionsOf(predicate: Predicate): Generator<Question> {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      for (const part of predicate.parts) yield* questionsOf(part);
      return;
    case 'not':
      yield* questionsOf(predicate.part);
      return;
    case 'choice':
      for (const part of [predicate.test, predicate.yes, predicate.no]) yield* questionsOf(part);
      return;
    case 'always':
      return;
    default:
      yield predicate;
  }
}

/** Whether memory is needed for the last word. */
export const isOpaque = (predicate: Predicate): boolean =>
  [...questionsOf(predicate)].some(({ kind }) => kind === 'opaque');

/** What a question is about, with what that is made of. */
export function* subjectsOf(question: Question): Generator<Subject> {
  switch (question.kind) {
    case 'exists':
    case 'opaque':
      return;
    case 'compare':
      yield* within(question.left);
      yield* within(question.right);
      return;
    case 'listed':
      yield* within(question.word);
      return;
    default:
      yield* within(question.subject);
  }
}

function* within(subject: Subject): Generator<Subject> {
  yield subject;
  if (subject.of === 'length' || subject.of === 'lower') yield* within(subject.text);
  if (subject.of !== 'sum') return;
  yield* within(subject.left);
  yield* within(subject.right);
}

/** The largest value that a subject can have without regard to its sign; infinite for what nobody bounds, null for no number. */
export function largestOf(subject: Subject): number | null {
  switch (subject.of) {
    case 'score':
    case 'count':
    case 'size':
    case 'length':
      return 1e12;
    case 'account':
      return subject.part === 'name' ? null : 1e12;
    case 'handoff':
      return subject.part === 'number' ? 1e12 : null;
    case 'literal':
      return typeof subject.value === 'number' ? Math.abs(subject.value) : null;
    case 'sum': {
      const [left, right] = [largestOf(subject.left), largestOf(subject.right)];
      if (left === null || right === null) return null;
      if (subject.operator === '*') return left * right;
      return subject.operator === '/' ? left / right : left + right;
    }
    default:
      return null;
  }
}
