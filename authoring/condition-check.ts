/**
 * Checks a condition as it is written, before anything runs it: its syntax, the types of the fields it names, and the
 * words it compares them with. Says what is wrong in the author's terms and where.
 */

import type { ASTNode, Environment, ParseError, TypeError as TypeMismatch } from '@marcbachmann/cel-js';
import { leadProfile } from '../domain/lead.ts';
import { listed, nearest } from '../domain/suggestion.ts';
import {
  checkingEnvironment,
  children,
  type Fields,
  longestCondition,
  pathOf,
  scoreVariables,
  textOf,
} from './condition-language.ts';

export interface ConditionProblem {
  readonly message: string;
  /** Place in the expression, counted from 1; absent when the whole of it is meant. */
  readonly line?: number;
  readonly col?: number;
  /** What to write instead of the part that is wrong. */
  readonly suggestion?: string;
}

const environments = new WeakMap<Fields, Environment>();

/**
 * Checks a condition against the declared custom fields; null when it is right.
 * @example checkCondition('lead.fields.employes >= 50', { employees: 'number' })?.suggestion // 'lead.fields.employees'
 */
export function checkCondition(expression: string, fields: Fields): ConditionProblem | null {
  if (expression.trim() === '') return { message: 'the condition is empty' };
  if (expression.length > longestCondition) {
    return { message: `the condition is longer than ${longestCondition} characters` };
  }
  const environment = environments.get(fields) ?? checkingEnvironment(fields);
  environments.set(fields, environment);
  // What checks an expression may not run out of stack on any text; CEL's limits do not bound every recursion.
  try {
    const parsed = environment.parse(expression);
    const words = wordProblem(parsed.ast, fields);
    const { valid, type, error } = parsed.check();
    if (!valid && error) return described(expression, error, fields);
    if (words) return words;
    return type === 'bool' || type === 'dyn'
      ? null
      : { message: `the condition yields ${inWords(type ?? '')}, not true or false` };
  } catch (error) {
    return described(expression, error as ParseError, fields);
  }
}

function described(expression: string, error: ParseError | TypeMismatch, fields: Fields): ConditionProblem {
  const start = error.range?.start;
  const summary = error.summary ?? error.message;
  const place = start === undefined ? {} : placeOf(expression, start);
  switch (error.code) {
    case 'no_such_key':
      return { ...unknownName(error.node as ASTNode | undefined, summary, fields), ...place };
    case 'unknown_variable':
      return { ...unknownVariable(summary.replace(/^.*: /, ''), fields), ...place };
    case 'no_such_overload':
      return { message: mismatch(summary), ...place };
    case 'invalid_logical_operand': {
      const type = /'(.*)'/.exec(summary)?.[1] ?? '';
      return { message: `both sides of "&&" and "||" must be true or false, but one is ${inWords(type)}`, ...place };
    }
    case 'no_matching_overload':
      return { message: `there is no function ${/'(.*)'/.exec(summary)?.[1] ?? ''}`, ...place };
    default:
      return { ...syntaxProblem(expression, summary, start ?? 0), ...place };
  }
}

function unknownName(node: ASTNode | undefined, summary: string, fields: Fields): ConditionProblem {
  const path = node ? pathOf(node) : null;
  const name = path?.at(-1) ?? summary.replace(/^.*: /, '');
  const isField = path?.[1] === 'fields' && path.length === 3;
  const message = isField
    ? `the field "${name}" is not declared`
    : `a lead has no "${path?.slice(1).join('.') ?? name}"`;
  return withSuggestion(message, suggestName(name, fields, isField));
}

function unknownVariable(name: string, fields: Fields): ConditionProblem {
  const near = nearest(name, [...Object.keys(scoreVariables), 'lead']) ?? suggestName(name, fields, false);
  const known = listed(['lead', ...Object.keys(scoreVariables)], 'and');
  return withSuggestion(`there is no variable "${name}" (known: ${known})`, near);
}

/** The full name of the fact that was meant; one with exactly that name comes before one that is only near. */
function suggestName(name: string, fields: Fields, fieldsFirst: boolean): string | null {
  const custom = new Map(Object.keys(fields).map((field) => [field, `lead.fields.${field}`]));
  const builtIn = new Map<string, string>(leadProfile.map((fact) => [fact, `lead.${fact}`]));
  const order = fieldsFirst ? [custom, builtIn] : [builtIn, custom];
  const exact = order.map((names) => names.get(name)).find((full) => full !== undefined);
  if (exact) return exact;
  for (const names of order) {
    const near = nearest(name, names.keys());
    if (near) return names.get(near) ?? null;
  }
  return null;
}

const withSuggestion = (message: string, suggestion: string | null): ConditionProblem =>
  suggestion ? { message, suggestion } : { message };

/** `double > string` → `">" cannot be used with a number and text`. */
function mismatch(summary: string): string {
  const match = /^no such overload: (\S+) (\S+) (.+)$/.exec(summary);
  if (!match) return decapitalised(summary);
  const [, left = '', operator, right = ''] = match;
  return `"${operator}" cannot be used with ${inWords(left)} and ${inWords(right)}`;
}

function inWords(type: string): string {
  const words: Readonly<Record<string, string>> = {
    double: 'a number',
    int: 'a whole number',
    string: 'text',
    bool: 'a truth value',
    null: 'null',
    list: 'a list',
  };
  if (type.startsWith('list<')) return `a list of ${type.slice(5, -1).replace('string', 'text')}`;
  return words[type] ?? (type.startsWith('$') ? `all of ${type.slice(1)}` : type);
}

/** A syntax error in the author's terms, with the operator that was meant when another language's was written. */
function syntaxProblem(expression: string, summary: string, start: number): ConditionProblem {
  const rest = expression.slice(start);
  const before = expression.slice(0, start);
  const foreign: readonly (readonly [boolean, string])[] = [
    [/^and\b/i.test(rest), '&&'],
    [/^or\b/i.test(rest), '||'],
    [/\bnot\s+$/i.test(before), '!'],
    [/^=(?!=)/.test(rest), '=='],
    [before.endsWith('<') && rest.startsWith('>'), '!='],
    [/^&(?!&)/.test(rest), '&&'],
    [/^\|(?!\|)/.test(rest), '||'],
  ];
  const operator = foreign.find(([applies]) => applies)?.[1] ?? null;
  if (rest.trim() === '') return { message: 'the condition ends too early' };
  if (!/^unexpected/i.test(summary)) return { message: decapitalised(summary) };
  const word = /^(\w+|"[^"]*"|.)/su.exec(rest)?.[0] ?? rest;
  return withSuggestion(`${JSON.stringify(word)} is not expected here`, operator);
}

/**
 * Comparisons that have the right type and can still never be meant: a grade "E", a date "tomorrow", or an order of
 * words that has no order (`temperature > "cold"` would compare letters).
 */
function wordProblem(node: ASTNode, fields: Fields): ConditionProblem | null {
  const comparison = ['==', '!=', 'in', '<', '<=', '>', '>='].includes(node.op);
  if (comparison) {
    const [left, right] = node.args as readonly [ASTNode, ASTNode];
    const problem = comparedWords(node, left, right, fields) ?? comparedWords(node, right, left, fields);
    if (problem) return problem;
  }
  for (const child of children(node)) {
    const problem = wordProblem(child, fields);
    if (problem) return problem;
  }
  return null;
}

function comparedWords(node: ASTNode, subject: ASTNode, other: ASTNode, fields: Fields): ConditionProblem | null {
  const path = pathOf(subject) ?? [];
  const literals = other.op === 'list' ? other.args : [other];
  const values = path.length === 1 ? choices(path[0] ?? '') : null;
  if (values) {
    if (!['==', '!=', 'in'].includes(node.op)) {
      const message = `${path[0]} has no order; list the ones you mean: ${path[0]} in ["${values[0]}", "${values[1]}"]`;
      return { message, ...placeOf(node.input, node.start) };
    }
    const wrong = literals.find((literal) => textOf(literal) !== null && !values.includes(textOf(literal) ?? ''));
    return wrong ? unknownWord(path[0] ?? '', wrong, values) : null;
  }
  if (path[1] !== 'fields' || fields[path[2] ?? ''] !== 'date') return null;
  const wrong = literals.find(
    (literal) => textOf(literal) !== null && !/^\d{4}-\d{2}-\d{2}$/.test(textOf(literal) ?? ''),
  );
  if (!wrong) return null;
  return { message: `"${textOf(wrong)}" is not a date such as "2026-11-21"`, ...placeOf(wrong.input, wrong.start) };
}

function unknownWord(name: string, literal: ASTNode, values: readonly string[]): ConditionProblem {
  const word = textOf(literal) ?? '';
  const message = `${name} is never "${word}" (it is ${listed(values)})`;
  const near = values.find((value) => value.toLowerCase() === word.toLowerCase()) ?? nearest(word, values);
  return { ...withSuggestion(message, near ?? null), ...placeOf(literal.input, literal.start) };
}

const choices = (name: string): readonly string[] | null =>
  Object.hasOwn(scoreVariables, name) ? scoreVariables[name as keyof typeof scoreVariables].values : null;

function placeOf(expression: string, index: number): { readonly line: number; readonly col: number } {
  const before = expression.slice(0, index);
  return { line: before.split('\n').length, col: index - (before.lastIndexOf('\n') + 1) + 1 };
}

const decapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
