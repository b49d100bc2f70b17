/**
 * The names in a condition that only other authored files can prove right: custom events, and the `call` steps whose
 * answers it asks for. For the checks of a whole sequence.
 */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { longestCondition } from './condition-language.ts';
import { countOf, nodesOf, pathOf, textOf } from './condition-tree.ts';

export interface Mention {
  readonly name: string;
  /** The character of the condition at which it stands. */
  readonly index: number;
  /** Behind the last character of what mentions it. */
  readonly end: number;
}

/** What a condition mentions; nothing when it cannot be read, which is a finding of its own. */
export function mentionsIn(condition: string): {
  readonly customEvents: readonly Mention[];
  /** Ids of `call` steps. */
  readonly answers: readonly Mention[];
} {
  const nodes = condition.length > longestCondition ? [] : nodesIn(condition);
  const customEvents = nodes.flatMap((node) => {
    const count = countOf(node);
    const literal = count?.name === 'custom' ? count.args[0] : undefined;
    const name = literal ? textOf(literal) : null;
    return literal && name !== null ? [{ name, index: literal.start, end: literal.end }] : [];
  });
  const answers = nodes.flatMap((node) => {
    const path = pathOf(node);
    return path?.[0] === 'answers' && path.length === 2
      ? [{ name: path[1] ?? '', index: node.start, end: node.end }]
      : [];
  });
  return { customEvents, answers };
}

const plain = new Environment({ unlistedVariablesAreDyn: true });

function nodesIn(condition: string): readonly ASTNode[] {
  try {
    return [...nodesOf(plain.parse(condition).ast)];
  } catch {
    return [];
  }
}
