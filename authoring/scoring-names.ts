/**
 * Names of custom events in a scoring model: a rule for one that is not declared would never count, and nobody would see it.
 * Names of forms are free, because a site posts what is filled in on forms of its own.
 */
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import type { WrittenScoring } from './scoring-shape.ts';

/** @param events that organisation.yaml declares; null: any name is taken */
export function checkEventNames(
  { engagement, mql: { fastTrack = [] } }: WrittenScoring,
  events: readonly string[] | null,
  yaml: LocatedYaml,
  findings: Findings,
): void {
  if (events === null) return;
  const check = ({ on, name }: Pick<WrittenScoring['engagement']['rules'][number], 'on' | 'name'>, path: Path) => {
    if (on !== 'custom' || name === undefined || events.includes(name)) return;
    const message = `no event "${name}" is declared${didYouMean(nearest(name, events))}`;
    findings.add('EVENT_UNKNOWN', message, yaml.at([...path, 'name']));
  };
  for (const [i, rule] of engagement.rules.entries()) check(rule, ['engagement', 'rules', i]);
  for (const [i, entry] of fastTrack.entries()) check(entry, ['mql', 'fastTrack', i]);
}
