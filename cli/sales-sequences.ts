/** The sequences that sales.yaml names: each must be there, and take leads of the stage in which they come to it. */
import { Findings, type SourceText } from '../authoring/findings.ts';
import { type Path, readYaml } from '../authoring/located-yaml.ts';
import type { Finding } from '../domain/errors.ts';
import type { Stage } from '../domain/lifecycle.ts';
import type { Program } from '../domain/program.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { SalesPolicy } from '../domain/workspace.ts';

interface Named {
  readonly sequence: string;
  readonly path: Path;
  /** Who comes to it, at which stage. */
  readonly who: string;
  readonly stage: Stage;
}

/** @param programs those of the folder. @param names of all sequences, of the folder and published before. */
export function checkSalesSequences(
  sales: SalesPolicy,
  source: SourceText,
  programs: readonly Program[],
  names: readonly string[],
): readonly Finding[] {
  const findings = new Findings();
  const yaml = readYaml(source, findings);
  if (!yaml) return findings.sorted;
  for (const { sequence, path, who, stage } of sequencesOf(sales)) {
    const program = programs.find((one) => one.sequence === sequence);
    if (!names.includes(sequence)) {
      const near = didYouMean(nearest(sequence, names));
      const message = `${who} go to the sequence "${sequence}", which is neither in sequences/ nor published${near}`;
      findings.add('SEQUENCE_UNKNOWN', message, yaml.at(path));
    } else if (program && !program.settings.stages.includes(stage)) {
      const message = `${who} cannot enter "${sequence}": its "stages" do not have "${stage}"`;
      findings.add('AUTHORING_SHAPE', message, yaml.at(path));
    }
  }
  return findings.sorted;
}

function sequencesOf({ returns, desk }: SalesPolicy): readonly Named[] {
  const back = (sequence: string | null | undefined, who: string, ...path: readonly string[]): readonly Named[] =>
    sequence == null ? [] : [{ sequence, who, path: ['returns', ...path], stage: 'recycled' }];
  const { sequence, longTerm, reasons = {} } = returns;
  const onboarding = desk?.onboarding ?? null;
  return [
    ...back(sequence, 'returned leads', 'sequence'),
    ...Object.entries(reasons).flatMap(([reason, rule]) =>
      back(rule.sequence, `leads that come back as "${reason}"`, 'reasons', reason, 'sequence'),
    ),
    ...back(longTerm, 'leads that come back too often', 'longTerm'),
    ...(onboarding === null
      ? []
      : [{ sequence: onboarding, who: 'customers', path: ['onboarding'], stage: 'customer' as const }]),
  ];
}
