/**
 * `scoring.yaml`: the model that turns what a lead is and does into a grade and points.
 */
import type { Fields } from '../domain/fields.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Findings, SourceText } from './findings.ts';
import { checkShape } from './located-shape.ts';
import { readYaml } from './located-yaml.ts';
import { checkFastTrack, checkOrder, checkRecency, checkRules } from './scoring-checks.ts';
import { checkEventNames } from './scoring-names.ts';
import { scoringShape, type WrittenScoring } from './scoring-shape.ts';

/** What else the workspace declares. What is null stays unchecked. */
export interface ScoringContext {
  readonly fields: Fields | null;
  /** The custom events; null: any name is taken. */
  readonly events: readonly string[] | null;
}

/** The scoring model, or null with findings. */
export function readScoring(
  source: SourceText,
  { fields, events }: ScoringContext,
  findings: Findings,
): ScoringModel | null {
  const yaml = readYaml(source, findings);
  const written = yaml && checkShape<WrittenScoring>(scoringShape(fields), yaml.value, yaml, [], findings);
  if (!written) return null;
  checkOrder(written, yaml, findings);
  checkRules(written, yaml, findings);
  checkRecency(written, yaml, findings);
  checkFastTrack(written, yaml, findings);
  checkEventNames(written, events, yaml, findings);
  return modelOf(written);
}

/** What is not written is left out, so that a model that does not change keeps its hash. */
function modelOf(written: WrittenScoring): ScoringModel {
  const { model, fit, engagement, halfLife, temperature, prospectAt, mql, keepOnReturn } = written;
  const { recency, external, account } = written;
  const { minNurture, fastTrack, ...threshold } = mql;
  return {
    name: model,
    halfLife,
    groups: engagement.groups,
    rules: engagement.rules.map(({ class: replied, link, name: event, ...rule }) => ({
      ...rule,
      link: link ?? null,
      name: replied ?? event ?? null,
    })),
    fit: fit.rules,
    grades: fit.grades,
    temperature,
    prospectAt,
    mql: {
      ...threshold,
      ...(minNurture && { minNurture: { mails: minNurture.mails ?? 0, time: minNurture.time ?? null } }),
      ...(fastTrack && {
        fastTrack: fastTrack.map(({ on, name: event, class: replied, minGrade }) => ({
          ...{ on, name: replied ?? event ?? null, minGrade: minGrade ?? null },
        })),
      }),
    },
    keepOnReturn,
    ...(recency && { recency }),
    ...(external && { external }),
    ...(account && { account: { best: account.best, cap: account.cap ?? null } }),
  };
}
