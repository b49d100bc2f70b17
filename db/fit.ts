/**
 * Fit: the points that the rules of the scoring model give for what a lead is, and the grade they make.
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
