/** Reading the tree of a parsed condition: what lies below a node, and the names that a node spells. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { type Duration, parseDuration } from '../domain/time.ts';

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

/** A node and all below it, outermost first. */
export function* nodesOf(node: ASTNode): Generator<ASTNode> {
  yield node;
  for (const child of children(node)) yield* nodesOf(child);
}

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

/** The value of a literal, or null: CEL keeps whole numbers as `bigint`. */
export function literalOf(node: ASTNode): string | number | boolean | null {
  const value: unknown = node.op === 'value' ? node.args : null;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** A call on `events` or `here`. */
export interface CountCall {
  readonly of: 'events' | 'here';
  readonly name: string;
  readonly args: readonly ASTNode[];
  /** The time until now in which is counted, as it is written; null: ever. */
  readonly within: ASTNode | null;
}

/** Such as `events.clicks("pricing")` or `events.within("30 days").clicks()`; null when the node is no such call. */
export function countOf(node: ASTNode): CountCall | null {
  if (node.op !== 'rcall') return null;
  const [name, receiver, args] = node.args;
  const of = receiver.op === 'id' ? receiver.args : null;
  if (of === 'events' || of === 'here') return { of, name, args, within: null };
  const [window, owner, times] = receiver.op === 'rcall' ? receiver.args : [];
  if (window !== 'within' || owner?.op !== 'id' || times?.length !== 1) return null;
  if (owner.args !== 'events' && owner.args !== 'here') return null;
  return { of: owner.args, name, args, within: times[0] ?? null };
}

/** The time that a node spells in quotes, or null when it spells none. */
export function windowOf(node: ASTNode): Duration | null {
  const text = textOf(node);
  try {
    return text === null ? null : parseDuration(text);
  } catch {
    return null;
  }
}

/** Where a character of a condition stands, counted from 1. */
export function placeOf(expression: string, index: number): { readonly line: number; readonly col: number } {
  const before = expression.slice(0, index);
  return { line: before.split('\n').length, col: index - (before.lastIndexOf('\n') + 1) + 1 };
}
