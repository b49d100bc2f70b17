/**
 * A condition as a predicate: what a database can be asked, taken from the tree that the evaluator in memory runs, with
 * the same splitting into questions. Whatever is not certain to mean the same there becomes an opaque question.
 *
 * Long, because every form of a question is judged here.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { leadProfile } from '../domain/lead.ts';
import {
  type Comparison,
  type Count,
  type Literal,
  largestOf,
  type Predicate,
  type Question,
  type Subject,
} from '../domain/predicate.ts';
import { countedEvents, parts } from './condition-language.ts';
import { portablePattern } from './condition-portable-pattern.ts';
import { countOf, literalOf, pathOf, textOf, windowOf } from './condition-tree.ts';

/** @param node the root of a condition that was checked */
export function predicateOf(node: ASTNode): Predicate {
  switch (node.op) {
    case '&&':
    case '||':
      return { kind: node.op === '&&' ? 'all' : 'any', parts: [predicateOf(node.args[0]), predicateOf(node.args[1])] };
    case '!_':
      return { kind: 'not', part: predicateOf(node.args) };
    case '?:': {
      const [test, yes, no] = node.args;
      return { kind: 'choice', test: predicateOf(test), yes: predicateOf(yes), no: predicateOf(no) };
    }
    case '!=':
      return { kind: 'not', part: equality(node, node.args) };
    case '==':
      return equality(node, node.args);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(node, node.op, node.args);
    case 'in':
      return membership(node, node.args);
    case 'value':
      return typeof node.args === 'boolean' ? { kind: 'always', answer: node.args } : opaque(node);
    case 'call':
      return node.args[0] === 'has' && node.args[1][0] ? (presence(node.args[1][0]) ?? opaque(node)) : opaque(node);
    case 'rcall':
      return textQuestion(node) ?? opaque(node);
    default: {
      const subject = subjectOf(node);
      return subject?.of === 'field' ? { kind: 'true', subject } : opaque(node);
    }
  }
}

const opaque = (node: ASTNode): Question => ({ kind: 'opaque', text: node.input.slice(node.start, node.end) });

const isNull = (node: ASTNode): boolean => node.op === 'value' && node.args === null;

function equality(node: ASTNode, [left, right]: readonly [ASTNode, ASTNode]): Predicate {
  const absent = isNull(right) ? left : isNull(left) ? right : null;
  if (absent) {
    const present = presence(absent);
    return present ? { kind: 'not', part: present } : opaque(node);
  }
  return order(node, '==', [left, right]);
}

/** Whether something is there at all; null for what has no name. */
function presence(node: ASTNode): Predicate | null {
  const path = pathOf(node);
  const [owner] = path ?? [];
  if (path?.length === 1 && (owner === 'account' || owner === 'handoff')) return { kind: 'exists', what: owner };
  const subject = path === null ? null : subjectOf(node);
  return subject && { kind: 'present', subject };
}

const turned: Readonly<Record<Comparison, Comparison>> = { '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function order(node: ASTNode, operator: Comparison, [left, right]: readonly [ASTNode, ASTNode]): Question {
  const [one, other] = [subjectOf(left), subjectOf(right)];
  if (!one || !other || (one.of === 'literal' && other.of === 'literal')) return opaque(node);
  const question: Question =
    one.of === 'literal'
      ? { kind: 'compare', operator: turned[operator], left: other, right: one }
      : { kind: 'compare', operator, left: one, right: other };
  return isAlike(question) ? question : opaque(node);
}

/** Whether a database compares as memory does. */
function isAlike({ operator, left, right }: Extract<Question, { readonly kind: 'compare' }>): boolean {
  if (right.of === 'literal') {
    const { value } = right;
    if (left.of === 'lower') return typeof value !== 'string' || (operator === '==' && isAscii(value));
    if (typeof value === 'string') return isStorable(value) && (operator === '==' || hasOrder(value));
    return typeof value === 'number' || operator === '==';
  }
  const numbers = [left, right].filter((side) => largestOf(side) !== null).length;
  if (numbers === 2) return true;
  const plain = [left, right].every(({ of }) => simple.has(of));
  return plain && (operator === '==' || numbers === 1);
}

const simple: ReadonlySet<Subject['of']> = new Set([
  'lead',
  'field',
  'score',
  'grade',
  'stage',
  'temperature',
  'count',
]);

const isAscii = (text: string): boolean => [...text].every((one) => one > '\0' && one < '\x80');
/** What the database stores and gets back as it was. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
/** Characters below the surrogates: compared with one of them, units of UTF-16 have the order of UTF-8. */
const hasOrder = (text: string): boolean => !/[\ud800-\uffff]/.test(text);

function membership(node: ASTNode, [left, right]: readonly [ASTNode, ASTNode]): Question {
  const word = subjectOf(left);
  const list = pathOf(right)?.join('.');
  if (!word) return opaque(node);
  if (list === 'lead.tags' || list === 'consent') {
    const given = word.of === 'literal' ? typeof word.value === 'string' && isStorable(word.value) : isText(word);
    return given ? { kind: 'listed', word, list: list === 'consent' ? 'consent' : 'tags' } : opaque(node);
  }
  if (right.op !== 'list' || word.of === 'literal') return opaque(node);
  const values = right.args.map((one) => literalIn(one));
  const fit = values.filter((value) => value !== null);
  const alike = fit.every(
    (value) => typeof value !== 'string' || (word.of === 'lower' ? isAscii(value) : isStorable(value)),
  );
  // An empty list, or one of several types, is for CEL to judge.
  const ofOneType = new Set(fit.map((value) => typeof value)).size === 1;
  return fit.length === values.length && alike && ofOneType
    ? { kind: 'among', subject: word, values: fit }
    : opaque(node);
}

/** Facts that are a text or absent, and fields, which are a text in a list of texts or not in it. */
const isText = ({ of }: Subject): boolean => ['lead', 'field', 'grade', 'stage', 'temperature'].includes(of);

function textQuestion(node: ASTNode & { readonly op: 'rcall' }): Question | null {
  const [test, receiver, args] = node.args;
  const [first] = args;
  const text = first && args.length === 1 ? textOf(first) : null;
  const subject = subjectOf(receiver);
  if (text === null || !subject || subject.of === 'literal') return null;
  const folded = subject.of === 'lower';
  switch (test) {
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return (folded ? isAscii(text) : isStorable(text)) ? { kind: 'text', test, subject, text } : null;
    case 'matches': {
      const pattern = folded ? null : portablePattern(text);
      return pattern === null ? null : { kind: 'pattern', subject, pattern };
    }
    default:
      return null;
  }
}

/** What a node stands for, or null when a database cannot tell. */
function subjectOf(node: ASTNode): Subject | null {
  const value = literalIn(node);
  if (value !== null) return { of: 'literal', value };
  const count = countSubject(node);
  if (count) return count;
  switch (node.op) {
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(node.op, node.args);
    case 'call':
      return node.args[0] === 'size' && node.args[1].length === 1 && node.args[1][0] ? sizeOf(node.args[1][0]) : null;
    case 'rcall': {
      const [name, receiver, args] = node.args;
      if (args.length > 0) return null;
      if (name === 'size') return sizeOf(receiver);
      const text = name === 'lowerAscii' ? subjectOf(receiver) : null;
      return text && text.of !== 'literal' && isText(text) ? { of: 'lower', text } : null;
    }
    default:
      return named(pathOf(node));
  }
}

/** A literal, also a negative number; null for whole numbers that a double cannot hold. */
function literalIn(node: ASTNode): Literal | null {
  const negative = node.op === '-_';
  const value = literalOf(negative ? node.args : node);
  if (typeof value !== 'number') return negative ? null : value;
  const isExact = typeof (negative ? node.args : node).args !== 'bigint' || Number.isSafeInteger(value);
  return isExact && Number.isFinite(value) ? (negative ? -value : value) : null;
}

function named(path: readonly string[] | null): Subject | null {
  const [owner = '', part = '', field] = path ?? [];
  switch (path?.length) {
    case 1:
      if (owner === 'source') return { of: 'lead', name: 'source' };
      return owner === 'score' || owner === 'grade' || owner === 'stage' || owner === 'temperature'
        ? { of: owner }
        : null;
    case 2:
      if (owner === 'lead') {
        const name = leadProfile.find((fact) => fact === part);
        return name === undefined ? null : { of: 'lead', name };
      }
      // The score of a company is worked out of those of its leads, in memory alone.
      if (owner === 'account' && Object.hasOwn(parts.account, part) && part !== 'score') {
        return { of: 'account', part: part as Exclude<keyof typeof parts.account, 'score'> };
      }
      if (owner !== 'handoff' || !Object.hasOwn(parts.handoff, part)) return null;
      return { of: 'handoff', part: part as keyof typeof parts.handoff };
    case 3:
      return owner === 'lead' && part === 'fields' && field !== undefined && isStorable(field)
        ? { of: 'field', name: field }
        : null;
    default:
      return null;
  }
}

function countSubject(node: ASTNode): Count | null {
  const count = countOf(node);
  if (count?.of !== 'events' || !Object.hasOwn(countedEvents, count.name) || count.args.length > 1) return null;
  const [literal] = count.args;
  const name = literal ? textOf(literal) : null;
  if (literal && (name === null || !isStorable(name))) return null;
  const within = count.within && windowOf(count.within);
  if (count.within && within === null) return null;
  return { of: 'count', kind: countedEvents[count.name as keyof typeof countedEvents], name, within };
}

function sizeOf(node: ASTNode): Subject | null {
  const path = pathOf(node)?.join('.');
  if (path === 'lead.tags') return { of: 'size', list: 'tags' };
  if (path === 'consent') return { of: 'size', list: 'consent' };
  const text = subjectOf(node);
  return text && isText(text) ? { of: 'length', text } : null;
}

/** Sizes are whole numbers to CEL, which divides them otherwise. */
const isWhole = ({ of }: Subject): boolean => of === 'size' || of === 'length';

function arithmetic(operator: '+' | '-' | '*' | '/', [left, right]: readonly [ASTNode, ASTNode]): Subject | null {
  const [one, other] = [subjectOf(left), subjectOf(right)];
  if (!one || !other || (one.of === 'literal' && other.of === 'literal')) return null;
  if ([one, other].some((side) => isWhole(side) || (side.of === 'sum' && hasWhole(side)))) return null;
  if (operator === '/' && (other.of !== 'literal' || other.value === 0)) return null;
  if ([one, other].some((side) => side.of === 'literal' && !isTame(side.value))) return null;
  const sum: Subject = { of: 'sum', operator, left: one, right: other };
  const largest = largestOf(sum);
  return largest !== null && largest < 1e100 ? sum : null;
}

/** Nothing becomes too small to be told from 0 by it. */
const isTame = (value: Literal): boolean =>
  value === 0 || (Math.abs(Number(value)) > 1e-6 && Math.abs(Number(value)) < 1e12);

const hasWhole = (subject: Subject): boolean =>
  subject.of === 'sum' ? hasWhole(subject.left) || hasWhole(subject.right) : isWhole(subject);
