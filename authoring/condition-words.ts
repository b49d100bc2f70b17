/**
 * What has the right type and can still never be meant, or never be allowed: a grade "E", a date "tomorrow", an order
 * of words that has none (`temperature > "cold"` would compare letters), patterns and lists in lists that could take
 * for ever.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { replyClasses } from '../domain/events.ts';
import { declarationOf, type Fields } from '../domain/fields.ts';
import { listed, nearest } from '../domain/suggestion.ts';
import { parseDuration } from '../domain/time.ts';
import { fieldWordProblem } from './condition-field-words.ts';
import { countedEvents } from './condition-language.ts';
import { choices } from './condition-names.ts';
import { patternProblem } from './condition-pattern.ts';
import { type ConditionProblem, withSuggestion } from './condition-problem.ts';
import { children, countOf, nodesOf, pathOf, placeOf, textOf } from './condition-tree.ts';
import { readPhone } from './lead-phone.ts';
import { readCountry, readKind, readLanguage, readZone } from './lead-values.ts';

const comparisons: ReadonlySet<string> = new Set(['==', '!=', 'in', '<', '<=', '>', '>=']);
const overLists: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'bind']);

/** The first problem of this kind in a condition, or null. */
export function wordProblem(node: ASTNode, fields: Fields): ConditionProblem | null {
  const own = problemAt(node, fields);
  if (own) return own;
  for (const child of children(node)) {
    const problem = wordProblem(child, fields);
    if (problem) return problem;
  }
  return null;
}

function problemAt(node: ASTNode, fields: Fields): ConditionProblem | null {
  if (comparisons.has(node.op)) {
    const [left, right] = node.args as readonly [ASTNode, ASTNode];
    return comparedWords(node, left, right, fields) ?? comparedWords(node, right, left, fields);
  }
  if (node.op !== 'rcall') return null;
  const [name, receiver, args] = node.args;
  if (overLists.has(name)) return nestedLists(node, receiver, args);
  if (name === 'matches') return patternOf(node, args);
  return windowProblem(node) ?? countedName(node);
}

/** One list inside another costs the product of both: nobody needs it, and it would not be bounded by the text. */
function nestedLists(node: ASTNode, receiver: ASTNode, args: readonly ASTNode[]): ConditionProblem | null {
  const inner = [receiver, ...args].flatMap((part) => [...nodesOf(part)]);
  const nested = inner.some((one) => one.op === 'rcall' && overLists.has(one.args[0]));
  if (!nested) return null;
  const message = `one list at a time: ${listed([...overLists].slice(0, -1))} cannot stand inside one another`;
  return { message, ...placeOf(node.input, node.start) };
}

function patternOf(node: ASTNode, args: readonly ASTNode[]): ConditionProblem | null {
  const [pattern] = args;
  if (pattern === undefined || args.length > 1) return null;
  const text = textOf(pattern);
  const message = text === null ? '"matches" needs its pattern as a text in quotes' : patternProblem(text);
  return message === null ? null : { message, ...placeOf(node.input, pattern.start) };
}

/** The time of `events.within("30 days")`, which is no duration. */
function windowProblem(node: ASTNode): ConditionProblem | null {
  const call = countOf(node);
  const [time] = call?.name === 'within' ? call.args : [];
  if (!call || !time) return null;
  const text = textOf(time);
  const place = placeOf(time.input, time.start);
  if (call.within) return { message: 'one "within" is enough: it counts the time until now', ...place };
  if (text === null) return { message: '"within" needs its time as a text in quotes, such as "30 days"', ...place };
  try {
    parseDuration(text);
    return null;
  } catch (error) {
    return { message: (error as Error).message, ...place };
  }
}

/** Names inside a count that can never occur: there are few classes of replies, and paths begin with a slash. */
function countedName(node: ASTNode): ConditionProblem | null {
  const count = countOf(node);
  const [literal] = count?.args ?? [];
  const word = literal ? textOf(literal) : null;
  if (!count || !literal || word === null || !Object.hasOwn(countedEvents, count.name)) return null;
  const place = placeOf(literal.input, literal.start);
  if (count.name === 'replies' && !replyClasses.some((known) => known === word)) {
    const message = `a reply is never "${word}" (it is ${listed(replyClasses)})`;
    return { ...withSuggestion(message, nearest(word, replyClasses)), ...place };
  }
  if (count.name === 'pages' && !word.startsWith('/')) {
    const path = word.replace(/^https?:\/\/[^/]*/, '');
    const suggestion = path.startsWith('/') ? path : `/${path}`;
    return { ...withSuggestion(`a page is named by its path, which begins with "/"`, suggestion), ...place };
  }
  return null;
}

function comparedWords(node: ASTNode, subject: ASTNode, other: ASTNode, fields: Fields): ConditionProblem | null {
  const path = pathOf(subject) ?? [];
  const literals = other.op === 'list' ? other.args : [other];
  const name = path.join('.');
  const values = choices(name);
  if (values) {
    if (!['==', '!=', 'in'].includes(node.op)) {
      const message = `${name} has no order; list the ones you mean: ${name} in ["${values[0]}", "${values[1]}"]`;
      return { message, ...placeOf(node.input, node.start) };
    }
    const wrong = literals.find((literal) => textOf(literal) !== null && !values.includes(textOf(literal) ?? ''));
    return wrong ? unknownWord(name, wrong, values) : null;
  }
  const form = path.length === 2 && path[0] === 'lead' ? formOf(path[1] ?? '') : null;
  if (form && ['==', '!=', 'in'].includes(node.op)) return wrongForm(path[1] ?? '', form, literals);
  const field = path.length === 3 && path[1] === 'fields' ? declarationOf(fields, path[2] ?? '') : undefined;
  return field ? fieldWordProblem(name, field, node.op, literals) : null;
}

function unknownWord(name: string, literal: ASTNode, values: readonly string[]): ConditionProblem {
  const word = textOf(literal) ?? '';
  const message = `${name} is never "${word}" (it is ${listed(values)})`;
  const near = values.find((value) => value.toLowerCase() === word.toLowerCase()) ?? nearest(word, values);
  return { ...withSuggestion(message, near ?? null), ...placeOf(literal.input, literal.start) };
}

/** A fact of a lead that is stored in one form only. */
interface Form {
  readonly what: string;
  readonly read: (name: string, value: unknown) => string | null;
}

const forms: Readonly<Record<string, Form>> = {
  country: { what: 'a two-letter code such as "DE"', read: readCountry },
  language: { what: 'a tag such as "en" or "de-AT"', read: readLanguage },
  timeZone: { what: 'a zone such as "Europe/Berlin"', read: readZone },
  phone: { what: 'a number such as "+4533123456"', read: (name, word) => readPhone(name, word, null) },
  kind: { what: '"consumer" or "target"', read: readKind },
};
const formOf = (fact: string): Form | null => (Object.hasOwn(forms, fact) ? (forms[fact] ?? null) : null);

/** A text that the fact can never be: `lead.country == "Germany"` is always false. */
function wrongForm(fact: string, { what, read }: Form, literals: readonly ASTNode[]): ConditionProblem | null {
  for (const literal of literals) {
    const word = textOf(literal);
    if (word === null) continue;
    const { stored, meant } = storedAs(fact, word, read);
    if (stored === word) continue;
    const why = word.trim() === '' ? 'what is not known is null' : `it is ${what}`;
    const message = `lead.${fact} is never "${word}": ${why}`;
    return { ...withSuggestion(message, meant), ...placeOf(literal.input, literal.start) };
  }
  return null;
}

/** As what a word would be stored for a lead, and what was meant when it would be refused. */
function storedAs(
  fact: string,
  word: string,
  read: Form['read'],
): { readonly stored: string | null; readonly meant: string | null } {
  try {
    const stored = read(fact, word);
    return { stored, meant: stored };
  } catch (error) {
    return { stored: null, meant: /; did you mean "(.*)"\?$/.exec((error as Error).message)?.[1] ?? null };
  }
}
