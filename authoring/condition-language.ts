/**
 * The language of conditions: CEL over the facts of a lead. Here are its variables, their types, and the environments
 * that check and run it. Deciding what an absent value means is the business of `conditions.ts`.
 */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { leadProfile } from '../domain/lead.ts';
import { stages } from '../domain/lifecycle.ts';
import type { FieldType, Organisation } from '../domain/workspace.ts';

export type Fields = Organisation['fields'];

/** What stands beside `lead`; those with a list of values can only be one of them. */
export const scoreVariables = {
  score: { type: 'double', values: null },
  grade: { type: 'string', values: ['A', 'B', 'C', 'D'] },
  stage: { type: 'string', values: stages },
  temperature: { type: 'string', values: ['cold', 'warm', 'hot'] },
} as const satisfies Record<string, { type: string; values: readonly string[] | null }>;

/** Nothing a person writes comes near these; they bound what a hostile text can cost. */
const limits = { maxAstNodes: 500, maxDepth: 40, maxListElements: 300, maxCallArguments: 8 };
export const longestCondition = 2000;

const celTypes: Readonly<Record<FieldType, string>> = {
  string: 'string',
  number: 'double',
  boolean: 'bool',
  date: 'string',
};

/** The environment that knows the type of every field: for checking what people write. */
export function checkingEnvironment(fields: Fields): Environment {
  const custom = Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, celTypes[type]]));
  const lead = { ...Object.fromEntries(leadProfile.map((name) => [name, 'string'])), fields: custom };
  const environment = withNumbers(new Environment({ limits }))
    .registerVariable({ name: 'lead', schema: lead })
    // Every fact may be absent, and people ask so with `== null`.
    .registerOperator('double == null', (a, b) => a === b)
    .registerOperator('string == null', (a, b) => a === b)
    .registerOperator('bool == null', (a, b) => a === b)
    .registerOperator('double in list<int>', (a, list) => list.some((b: bigint) => Number(b) === a));
  return withScore(environment);
}

/** The environment that runs what was checked: values say at run time what they are, and may be null. */
export function runningEnvironment(): Environment {
  return withScore(withNumbers(new Environment({ limits })).registerVariable('lead', 'map'));
}

function withScore(environment: Environment): Environment {
  for (const [name, { type }] of Object.entries(scoreVariables)) environment.registerVariable(name, type);
  return environment;
}

/** CEL keeps whole and broken numbers apart; people do not: `score + 10 == 20` must work. */
function withNumbers(environment: Environment): Environment {
  const operations = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
  };
  for (const [operator, operate] of Object.entries(operations)) {
    const mixed = (a: unknown, b: unknown) => operate(Number(a), Number(b));
    environment.registerOperator(`double ${operator} int: double`, mixed);
    environment.registerOperator(`int ${operator} double: double`, mixed);
  }
  return environment.registerOperator('double == int', (a, b) => a === Number(b));
}

/** The nodes directly below a node. */
export function children(node: ASTNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const element of value) collect(element);
    else if (isNode(value)) found.push(value);
  };
  collect(node.args);
  return found;
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

/** The dotted path that a node spells (`lead.fields.employees`, also written `lead.fields["employees"]`), or null. */
export function pathOf(node: ASTNode): readonly string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.' && node.op !== '[]') return null;
  const [left, right] = node.args;
  const name = typeof right === 'string' ? right : textOf(right);
  const base = pathOf(left);
  return base && name !== null ? [...base, name] : null;
}

/** The text of a text literal, or null. */
export const textOf = (node: ASTNode): string | null =>
  node.op === 'value' && typeof node.args === 'string' ? node.args : null;
