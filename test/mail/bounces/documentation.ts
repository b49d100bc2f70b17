/** The tables of docs/bounces.md, made from the data that they tell of. */
import type { BounceActs } from '../../../domain/bounce-acts.ts';
import type { ReasonMapping } from './reasons.ts';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const code = (text: string): string => `\`${text}\``;

export const bounceTables = {
  classes: (acts: Readonly<Record<string, BounceActs>>): string =>
    [
      line(['class', 'what it means', 'event', 'what follows']),
      line(['---', '---', '---', '---']),
      ...Object.entries(acts).map(([name, each]) =>
        line([code(name), each.about, each.event ? code(each.event) : 'none', each.acts]),
      ),
    ].join('\n'),
  reasons: (mappings: readonly ReasonMapping[]): string =>
    [
      line(['reason of the reference', 'our class', 'also right, and why']),
      line(['---', '---', '---']),
      ...mappings.map((each) =>
        line([
          code(each.reason),
          code(each.class),
          (each.also ?? []).map((other) => `${code(other.class)}: ${other.why}`).join('; '),
        ]),
      ),
    ].join('\n'),
};
