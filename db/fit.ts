/**
 * Fit: the points that the rules of the scoring model give for what a lead is, and the grade they make. It is written down with
 * the lead, and found anew when the lead changes or the model does.
 */

import type { Conditions } from '../domain/conditions.ts';
import type { LeadFacts } from '../domain/lead.ts';
import { type Grade, gradeOf, type ScoringModel } from '../domain/scoring.ts';

export interface Fit {
  readonly fitPoints: number;
  readonly grade: Grade;
}

/** @throws CONDITION_INVALID when a rule cannot be evaluated; publishing checks the rules. */
export function fitOf(model: ScoringModel, conditions: Conditions, facts: LeadFacts): Fit {
  const fitting = model.fit.filter((rule) => conditions.evaluate(rule.when, facts));
  const fitPoints = fitting.reduce((sum, rule) => sum + rule.points, 0);
  return { fitPoints, grade: gradeOf(model, fitPoints) };
}

/** The grade that is to come, where another one is written down; null when it is the same. */
export function gradeDue(
  model: ScoringModel | null,
  conditions: Conditions,
  { grade: written }: { readonly grade: Grade },
  facts: LeadFacts,
): Grade | null {
  const grade = model ? fitOf(model, conditions, facts).grade : written;
  return grade === written ? null : grade;
}
