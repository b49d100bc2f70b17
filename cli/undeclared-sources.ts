/**
 * Sources that an import names and the workspace does not declare. What a source asks for is written into a lead when it is made,
 * so a slip of the pen would let a bought list be mailed like any other. Where no source is declared, nothing is wrong with any.
 */
import { TendrilError } from '../domain/errors.ts';
import { isUndeclared, type Sources } from '../domain/source.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';

export interface Undeclared {
  /** Rows that name such a source. */
  readonly rows: number;
  /** The most frequent of them, with the declared one that was perhaps meant. */
  readonly sources: readonly { readonly source: string; readonly rows: number; readonly nearest: string | null }[];
}

export const noneUndeclared: Undeclared = { rows: 0, sources: [] };

const shownSources = 5;
/** Names that are counted apart: a column that holds something else must not fill the memory. */
const mostCounted = 1_000;

/** @throws SOURCE_UNKNOWN when others are declared and it is not */
export function checkSource(sources: Sources, name: string | null): void {
  if (name === null || !isUndeclared(sources, name)) return;
  const near = didYouMean(nearest(name, Object.keys(sources)));
  const message = `No source ${JSON.stringify(name.slice(0, 80))} is declared${near === '' ? '.' : near}`;
  throw new TendrilError('SOURCE_UNKNOWN', `${message} To take it without a rule for its leads: --new-source`);
}

/** Counts the sources that rows name. */
export function createUndeclared(sources: Sources) {
  const counted = new Map<string, number>();
  const known = new Map<string, boolean>();
  let rows = 0;
  const isUnknown = (name: string): boolean => {
    const told = known.get(name);
    if (told !== undefined) return told;
    const unknown = isUndeclared(sources, name);
    if (known.size < mostCounted) known.set(name, unknown);
    return unknown;
  };
  return {
    add(name: string | null | undefined): void {
      if (typeof name !== 'string' || !isUnknown(name)) return;
      rows += 1;
      const before = counted.get(name);
      if (before !== undefined || counted.size < mostCounted) counted.set(name, (before ?? 0) + 1);
    },
    told: (): Undeclared => ({
      rows,
      sources: [...counted]
        .sort(([, a], [, b]) => b - a)
        .slice(0, shownSources)
        .map(([source, count]) => ({ source, rows: count, nearest: nearest(source, Object.keys(sources)) })),
    }),
  };
}

/** For people; no line when all is declared. */
export function undeclaredLines({
  undeclared: { rows, sources },
  dryRun,
}: {
  readonly undeclared: Undeclared;
  readonly dryRun: boolean;
}): readonly string[] {
  if (rows === 0) return [];
  const names = sources.map(({ source, rows: count, nearest: near }) => {
    const name = `${JSON.stringify(source.slice(0, 80))} ${count.toLocaleString('en')}`;
    return near === null ? name : `${name} (did you mean "${near}"?)`;
  });
  const told = names.join(', ');
  const number = `${rows.toLocaleString('en')} ${rows === 1 ? 'row names' : 'rows name'}`;
  const held = dryRun ? 'nothing would hold' : 'nothing holds';
  return [`${number} a source that sources.yaml does not declare, so ${held} their leads back: ${told}`];
}
