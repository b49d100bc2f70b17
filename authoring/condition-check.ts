/**
 * Checks a condition as it is written, before anything runs it: its syntax, the types of the fields it names, and the
 * words it compares them with. Says what is wrong in the author's terms and where.
 */
import type { ASTNode, Environment, ParseError, TypeError as TypeMismatch } from '@marcbachmann/cel-js';
import type { Fields } from '../domain/fields.ts';
import { type ConditionScope, checkingEnvironment, longestCondition } from './condition-language.ts';
import { type Known, unknownFunction, unknownName, unknownVariable } from './condition-names.ts';
import { type ConditionProblem, inWords, withSuggestion } from './condition-problem.ts';
import { pathOf, placeOf, textOf } from './condition-tree.ts';
import { wordProblem } from './condition-words.ts';

export type { ConditionProblem } from './condition-problem.ts';

const environments = new WeakMap<Fields, Map<ConditionScope, Environment>>();

function environmentFor({ fields, scope }: Known): Environment {
  const known = environments.get(fields) ?? new Map<ConditionScope, Environment>();
  const environment = known.get(scope) ?? checkingEnvironment(fields, scope);
  environments.set(fields, known.set(scope, environment));
  return environment;
}

/**
 * Checks a condition against the declared custom fields and the place where it stands; null when it is right.
 * @example checkCondition('lead.fields.employes >= 50', fieldsOf({ employees: 'number' }))?.suggestion // 'lead.fields.employees'
 */
export function checkCondition(
  expression: string,
  fields: Fields,
  scope: ConditionScope = 'enrollment',
): ConditionProblem | null {
  if (expression.trim() === '') return { message: 'the condition is empty' };
  if (expression.length > longestCondition) {
    return { message: `the condition is longer than ${longestCondition} characters` };
  }
  const known = { fields, scope };
  // What checks an expression may not run out of stack on any text; CEL's limits do not bound every recursion.
  try {
    const parsed = environmentFor(known).parse(expression);
    const words = wordProblem(parsed.ast, fields);
    const { valid, type, error } = parsed.check();
    if (!valid && error) return described(expression, error, known);
    if (words) return words;
    return type === 'bool' || type === 'dyn'
      ? null
      : { message: `the condition yields ${inWords(type ?? '')}, not true or false` };
  } catch (error) {
    return described(expression, error as ParseError, known);
  }
}

function described(expression: string, error: ParseError | TypeMismatch, known: Known): ConditionProblem {
  const start = error.range?.start;
  const summary = error.summary ?? error.message;
  const place = start === undefined ? {} : placeOf(expression, start);
  const node = error.node as ASTNode | undefined;
  switch (error.code) {
    case 'no_such_key':
      return { ...unknownName(node, summary, known), ...place };
    case 'unknown_variable':
      return { ...unknownVariable(summary.replace(/^.*: /, ''), known, isCompared(expression, start ?? 0)), ...place };
    case 'no_such_overload':
      return { message: mismatch(summary, node), ...place };
    case 'invalid_logical_operand': {
      const type = /'(.*)'/.exec(summary)?.[1] ?? '';
      return { message: `both sides of "&&" and "||" must be true or false, but one is ${inWords(type)}`, ...place };
    }
    case 'no_matching_overload':
      return { ...unknownFunction(node, summary), ...place };
    case 'invalid_macro_argument':
      if (/^has\(/.test(summary)) return { ...wrongPresence(expression, start ?? 0), ...place };
      return { message: decapitalised(summary), ...place };
    default:
      return { ...syntaxProblem(expression, summary, start ?? 0), ...place };
  }
}

/** CEL's `has` takes names behind dots only; `!= null` asks the same of everything. */
function wrongPresence(expression: string, index: number): ConditionProblem {
  const subject = /^[\w.]+(\[[^\]]*\][\w.]*)*/.exec(expression.slice(index))?.[0] ?? '…';
  return withSuggestion('"has" takes names behind dots only', `${subject} != null`);
}

/** `double > string` → `">" cannot be used with a number and text`. */
function mismatch(summary: string, node: ASTNode | undefined): string {
  const match = /^no such overload: (\S+) (\S+) (.+)$/.exec(summary);
  if (!match) return decapitalised(summary);
  const [, left = '', operator, right = ''] = match;
  return `"${operator}" cannot be used with ${inWords(left)} and ${inWords(right)}${instead(node)}`;
}

/** What to write for a list that is compared with one text, and for a number in quotes. */
function instead(node: ASTNode | undefined): string {
  if (!node || !comparisons.has(node.op)) return '';
  const [left, right] = node.args as readonly [ASTNode, ASTNode];
  for (const [subject, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const text = textOf(other);
    if (text === null) continue;
    if (pathOf(subject)?.join('.') === 'lead.tags' && (node.op === '==' || node.op === '!=')) {
      const has = `${JSON.stringify(text)} in lead.tags`;
      return `: write ${node.op === '==' ? has : `!(${has})`}`;
    }
    if (text.trim() !== '' && Number.isFinite(Number(text))) return `: write ${text.trim()} without quotes`;
  }
  return '';
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Whether the word at this place is what something is compared with, as a text would be. */
const isCompared = (expression: string, index: number): boolean =>
  /([=!]=|\bin\s*\[[^\]]*)\s*$/.test(expression.slice(0, index)) || /^\w+\s*[=!]=/.test(expression.slice(index));

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

const decapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
