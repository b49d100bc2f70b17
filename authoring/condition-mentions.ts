/**
 * The names in a condition that only other authored files can prove right: custom events, links of mails, and the `call`
 * steps whose answers it asks for. For the checks of a whole sequence.
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
  /** Links whose clicks are counted: in the mails of this enrollment (`here`), or in all mails to the lead. */
  readonly links: readonly (Mention & { readonly of: 'events' | 'here' })[];
  /** Ids of `call` steps. */
  readonly answers: readonly Mention[];
} {
  const nodes = condition.length > longestCondition ? [] : nodesIn(condition);
  const counted = (wanted: string) =>
    nodes.flatMap((node) => {
      const count = countOf(node);
      const literal = count?.name === wanted ? count.args[0] : undefined;
      const name = literal ? textOf(literal) : null;
      return count && literal && name !== null ? [{ of: count.of, name, index: literal.start, end: literal.end }] : [];
    });
  const answers = nodes.flatMap((node) => {
    const path = pathOf(node);
    return path?.[0] === 'answers' && path.length === 2
      ? [{ name: path[1] ?? '', index: node.start, end: node.end }]
      : [];
  });
  return { customEvents: counted('custom'), links: counted('clicks'), answers };
}

const plain = new Environment({ unlistedVariablesAreDyn: true });

function nodesIn(condition: string): readonly ASTNode[] {
  try {
    return [...nodesOf(plain.parse(condition).ast)];
  } catch {
    return [];
  }
}
