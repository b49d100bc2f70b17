/**
 * The language of conditions: CEL over what is known of a lead and what happened around it. Here are its variables,
 * their types, where each can be asked, and the environments that check and run it. Deciding what an absent value means
 * is the business of `conditions.ts`.
 */
import { Environment } from '@marcbachmann/cel-js';
import type { EventKind } from '../domain/events.ts';
import type { Fields, FieldType } from '../domain/fields.ts';
import { leadProfile } from '../domain/lead.ts';
import { stages } from '../domain/lifecycle.ts';
import { EventCounts } from './condition-counts.ts';

/**
 * Where a condition stands: in a fit rule (`lead`), in a segment or before a sequence is entered (`entry`), at a step
 * (`enrollment`), or under `where`, about an event that is waited for (`event`).
 */
export type ConditionScope = 'lead' | 'entry' | 'enrollment' | 'event';

/** Those with a list of values can only be one of them. */
export const scoreVariables = {
  score: { type: 'double', values: null },
  grade: { type: 'string', values: ['A', 'B', 'C', 'D'] },
  stage: { type: 'string', values: stages },
  temperature: { type: 'string', values: ['cold', 'warm', 'hot'] },
} as const satisfies Record<string, { type: string; values: readonly string[] | null }>;

const atEntry = ['lead', 'source', ...Object.keys(scoreVariables), 'account', 'handoff', 'consent', 'events'];

/** What can be asked at each place. */
export const variablesOf: Readonly<Record<ConditionScope, readonly string[]>> = {
  lead: ['lead', 'source'],
  entry: atEntry,
  enrollment: [...atEntry, 'here', 'answers'],
  event: ['event'],
};

/** The functions of `events` and `here`, each with the kind of event that it counts. */
export const countedEvents = {
  clicks: 'click',
  replies: 'reply',
  forms: 'form',
  pages: 'page_view',
  custom: 'custom',
  touches: 'touch',
} as const satisfies Record<string, EventKind>;

/** What `account`, `handoff`, an answer of a `call` step and `event` consist of. */
export const parts = {
  account: { name: 'string', leads: 'double', engaged: 'double', score: 'double' },
  handoff: { status: 'string', reason: 'string', number: 'double' },
  answer: { status: 'double', body: 'dyn' },
  event: { name: 'string', payload: 'map<string, dyn>' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** Nothing a person writes comes near these; they bound what a hostile text can cost. */
const limits = { maxAstNodes: 500, maxDepth: 40, maxListElements: 300, maxCallArguments: 8 };
export const longestCondition = 2000;

const celTypes: Readonly<Record<FieldType, string>> = {
  string: 'string',
  number: 'double',
  boolean: 'bool',
  date: 'string',
};

/** The environment that knows the type of everything that can be asked at a place: for checking what people write. */
export function checkingEnvironment(fields: Fields, scope: ConditionScope): Environment {
  const environment = withLists(withNumbers(withCounts(new Environment({ limits }))))
    // Every fact may be absent, and people ask so with `== null`.
    .registerOperator('double == null', (a, b) => a === b)
    .registerOperator('string == null', (a, b) => a === b)
    .registerOperator('bool == null', (a, b) => a === b)
    .registerType('account', { fields: parts.account })
    .registerOperator('account == null', (a, b) => a === b)
    .registerType('handoff', { fields: parts.handoff })
    .registerOperator('handoff == null', (a, b) => a === b)
    .registerType('answer', { fields: parts.answer })
    .registerType('event', { fields: parts.event });
  for (const name of variablesOf[scope]) declare(environment, name, fields);
  return environment;
}

function declare(environment: Environment, name: string, fields: Fields): void {
  if (name === 'lead') {
    const custom = Object.fromEntries(Object.entries(fields).map(([field, { type }]) => [field, celTypes[type]]));
    const profile = Object.fromEntries(leadProfile.map((fact) => [fact, 'string']));
    environment.registerVariable({ name, schema: { ...profile, tags: 'list<string>', fields: custom } });
    return;
  }
  environment.registerVariable(name, typeOf(name));
}

function typeOf(name: string): string {
  const types: Readonly<Record<string, string>> = {
    source: 'string',
    account: 'account',
    handoff: 'handoff',
    consent: 'list<string>',
    events: 'events',
    here: 'events',
    answers: 'map<string, answer>',
    event: 'event',
  };
  return isScore(name) ? scoreVariables[name].type : (types[name] ?? 'dyn');
}

/**
 * The environments for what was checked already, perhaps by an older version. `judging` knows the types that do not
 * depend on an organisation, and so what yields no truth value; in `running` values say at run time what they are, and
 * may be null.
 */
export interface Runtime {
  readonly judging: Environment;
  readonly running: Environment;
}

/** For conditions on a lead. */
export function leadRuntime(): Runtime {
  const judging = withLists(withNumbers(withCounts(new Environment({ limits }))));
  const running = withNumbers(withCounts(new Environment({ limits }), 'dyn'));
  for (const name of variablesOf.enrollment) {
    const counts = typeOf(name) === 'events';
    judging.registerVariable(name, isScore(name) || counts ? typeOf(name) : 'dyn');
    running.registerVariable(name, counts ? 'events' : 'dyn');
  }
  return { judging, running };
}

/** For conditions under `where`. */
export function eventRuntime(): Runtime {
  const environment = withNumbers(new Environment({ limits })).registerVariable('event', 'dyn');
  return { judging: environment, running: environment };
}

const isScore = (name: string): name is keyof typeof scoreVariables => Object.hasOwn(scoreVariables, name);

function withCounts(environment: Environment, type = 'double'): Environment {
  environment
    .registerType('events', { ctor: EventCounts, fields: {} })
    .registerFunction('events.within(string): events', (counts: EventCounts, time: string) => counts.within(time));
  for (const [name, kind] of Object.entries(countedEvents)) {
    environment
      .registerFunction(`events.${name}(): ${type}`, (counts: EventCounts) => counts.of(kind))
      .registerFunction(`events.${name}(string): ${type}`, (counts: EventCounts, which: string) =>
        counts.of(kind, which),
      );
  }
  return environment;
}

/** What is known to be a number may be looked for among whole ones; values of any type may anyway. */
const withLists = (environment: Environment): Environment =>
  environment.registerOperator('double in list<int>', (a, list) => list.some((b: bigint) => Number(b) === a));

/** CEL keeps whole and broken numbers apart; people do not: `score + 10 == 20` must work. */
function withNumbers(environment: Environment): Environment {
  const operations = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
    '%': (a: number, b: number) => a % b,
  };
  for (const [operator, operate] of Object.entries(operations)) {
    const mixed = (a: unknown, b: unknown) => operate(Number(a), Number(b));
    environment.registerOperator(`double ${operator} int: double`, mixed);
    environment.registerOperator(`int ${operator} double: double`, mixed);
  }
  return environment
    .registerOperator('double % double: double', operations['%'])
    .registerOperator('double == int', (a, b) => a === Number(b));
}
