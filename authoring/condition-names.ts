/** Names in a condition that nothing has, or that cannot be asked at its place: what is said about them. */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Fields } from '../domain/fields.ts';
import { backReasons, handoffStatuses } from '../domain/handoff.ts';
import { lostReasons } from '../domain/handoff-steps.ts';
import { leadProfile } from '../domain/lead.ts';
import { listed, nearest } from '../domain/suggestion.ts';
import { type ConditionScope, countedEvents, parts, scoreVariables, variablesOf } from './condition-language.ts';
import { type ConditionProblem, inWords, withSuggestion } from './condition-problem.ts';
import { countOf, pathOf } from './condition-tree.ts';

/** What a condition is checked against. */
export interface Known {
  readonly fields: Fields;
  readonly scope: ConditionScope;
}

/** The functions that a text, a list or a number has, as people may misspell them. */
const functionNames = [
  ...['contains', 'startsWith', 'endsWith', 'matches', 'size', 'lowerAscii', 'upperAscii', 'trim', 'indexOf', 'split'],
  ...['join', 'substring', 'lastIndexOf', 'has', 'int', 'double', 'string', 'timestamp', 'duration', 'all', 'exists'],
  ...['exists_one', 'map', 'filter'],
];
const countNames = Object.keys(countedEvents);

/** A name behind a dot that its owner does not have. */
export function unknownName(node: ASTNode | undefined, summary: string, known: Known): ConditionProblem {
  const path = node ? pathOf(node) : null;
  const name = path?.at(-1) ?? summary.replace(/^.*: /, '');
  const owner = path?.[0] ?? '';
  if (owner === 'events' || owner === 'here') return unknownCount(owner, name, false);
  if (owner === 'account' || owner === 'handoff' || owner === 'event')
    return unknownPart(owner, name, Object.keys(parts[owner]));
  if (owner === 'answers') {
    const near = nearest(name, Object.keys(parts.answer));
    return withSuggestion(`an answer has "status" and "body", but no "${name}"`, near);
  }
  const isField = path?.[1] === 'fields' && path.length === 3;
  const message = isField
    ? `the field "${name}" is not declared`
    : `a lead has no "${path?.slice(1).join('.') ?? name}"`;
  const meant = suggestName(name, known, isField);
  if (meant === name && path?.length === 2) return { message: `${message}: write "${name}" without "lead."` };
  return withSuggestion(message, meant);
}

function unknownPart(owner: string, name: string, names: readonly string[]): ConditionProblem {
  const near = nearest(name, names);
  return withSuggestion(`"${owner}" has no "${name}" (it has ${listed(names, 'and')})`, near && `${owner}.${near}`);
}

/** `events.click()`, `events.clicks` without brackets, and opens, which nobody can count. */
function unknownCount(owner: string, name: string, called: boolean): ConditionProblem {
  if (/^open(s|ed)?$/i.test(name)) {
    return { message: 'opens cannot be counted: machines open mail, so an open proves nothing about a person' };
  }
  if (Object.hasOwn(countedEvents, name)) {
    return withSuggestion(`"${owner}.${name}" needs brackets, as it counts`, `${owner}.${name}()`);
  }
  const near = /^repl/i.test(name) ? 'replies' : nearest(name, countNames);
  const message = `"${owner}" has no "${name}" (it counts ${listed(countNames, 'and')})`;
  return withSuggestion(message, near && (called ? `${owner}.${near}` : `${owner}.${near}()`));
}

/** A call of a function that does not exist, or not with these values. */
export function unknownFunction(node: ASTNode | undefined, summary: string): ConditionProblem {
  const signature = /'(.*)'/.exec(summary)?.[1] ?? '';
  const count = node ? countOf(node) : null;
  if (count?.name === 'within') {
    return { message: `"${count.of}.within" takes one time in quotes, such as ${count.of}.within("30 days").clicks()` };
  }
  if (count && !Object.hasOwn(countedEvents, count.name)) return unknownCount(count.of, count.name, true);
  if (count) {
    const owner = count.within ? `${count.of}.within("30 days")` : count.of;
    const example = `${owner}.${count.name}("${exampleNames[count.name] ?? 'pricing'}")`;
    return { message: `"${count.of}.${count.name}" takes one name in quotes at most, such as ${example}` };
  }
  const name = /([\w.]+)\(/.exec(signature)?.[1]?.split('.').at(-1) ?? '';
  if (node?.op === 'call' && Object.hasOwn(countedEvents, name)) {
    return withSuggestion(`there is no function ${signature}`, `events.${name}`);
  }
  const message = `there is no function ${signature.replace(/^[^(]*?([\w]+<.*>)\./, (_, type: string) => `${inWords(type)}.`)}`;
  if (functionNames.includes(name)) return { message };
  return withSuggestion(message, nearest(name, functionNames));
}

const exampleNames: Readonly<Record<string, string>> = {
  clicks: 'pricing',
  replies: 'interested',
  forms: 'contact',
  pages: '/pricing',
  custom: 'demo_requested',
};

/**
 * A word that is no variable, or none that can be asked at this place.
 * @param isCompared it stands beside `==`, where a text in quotes may be meant.
 */
export function unknownVariable(name: string, known: Known, isCompared = false): ConditionProblem {
  const here = variablesOf[known.scope];
  const elsewhere = Object.values(variablesOf).some((names) => names.includes(name));
  if (elsewhere) return outOfPlace(name, known.scope);
  const near = nearest(name, here) ?? suggestName(name, known, false);
  if (!near && isCompared) return { message: `there is no variable "${name}": if it is a text, put it in quotes` };
  return withSuggestion(`there is no variable "${name}" (known: ${listed(here, 'and')})`, near);
}

function outOfPlace(name: string, scope: ConditionScope): ConditionProblem {
  const refused = `"${name}" cannot be asked here`;
  if (scope === 'event') {
    return { message: `${refused}: this condition is about the event, with event.name and event.payload` };
  }
  if (name === 'event') {
    return { message: `${refused}: only a condition under "where" is about an event that is waited for` };
  }
  if (scope === 'lead') {
    return { message: `${refused}: a fit rule judges what the lead is, by "lead" and "source" alone` };
  }
  const why = `it belongs to an enrollment, and this is asked before there is one`;
  return withSuggestion(`${refused}: ${why}`, name === 'here' ? 'events' : null);
}

/** The full name of the fact that was meant; one with exactly that name comes before one that is only near. */
function suggestName(name: string, { fields, scope }: Known, fieldsFirst: boolean): string | null {
  if (scope === 'event') return name in parts.event ? `event.${name}` : null;
  if (scope !== 'lead' && Object.hasOwn(countedEvents, name)) return `events.${name}()`;
  const custom = new Map(Object.keys(fields).map((field) => [field, `lead.fields.${field}`]));
  const builtIn = new Map<string, string>([...leadProfile, 'tags'].map((fact) => [fact, `lead.${fact}`]));
  const variables = new Map(variablesOf[scope].filter((one) => one !== 'lead').map((one) => [one, one]));
  const order = fieldsFirst ? [custom, builtIn, variables] : [builtIn, variables, custom];
  const exact = order.map((names) => names.get(name)).find((full) => full !== undefined);
  if (exact) return exact;
  for (const names of order) {
    const near = nearest(name, names.keys());
    if (near) return names.get(near) ?? null;
  }
  return null;
}

/** The words that a name is always one of, or null. @example choices('handoff.status') */
export function choices(name: string): readonly string[] | null {
  if (name === 'handoff.status') return handoffStatuses;
  if (name === 'handoff.reason') return [...new Set<string>([...backReasons, ...lostReasons])];
  return Object.hasOwn(scoreVariables, name) ? scoreVariables[name as keyof typeof scoreVariables].values : null;
}
