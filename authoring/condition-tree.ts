/** Reading the tree of a parsed condition: what lies below a node, and the names that a node spells. */
import type { ASTNode } from '@marcbachmann/cel-js';

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

/** A call on `events` or `here`, such as `events.clicks("pricing")`; null when the node is none. */
export function countOf(node: ASTNode): {
  readonly of: 'events' | 'here';
  readonly name: string;
  readonly args: readonly ASTNode[];
} | null {
  if (node.op !== 'rcall') return null;
  const [name, receiver, args] = node.args;
  const of = receiver.op === 'id' ? receiver.args : null;
  return of === 'events' || of === 'here' ? { of, name, args } : null;
}

/** Where a character of a condition stands, counted from 1. */
export function placeOf(expression: string, index: number): { readonly line: number; readonly col: number } {
  const before = expression.slice(0, index);
  return { line: before.split('\n').length, col: index - (before.lastIndexOf('\n') + 1) + 1 };
}
