/** Answers where a lead goes on: by a condition that is true, or by the arm of a split. */
import type { Answer, Question } from '../domain/enrollment.ts';
import { type Inquiry, visitOf } from './inquiry.ts';

/**
 * The first condition that is true, as it was found first: steps behind the branch may change what it asks.
 * @throws CONDITION_INVALID when a published condition does not parse any more
 */
export async function decidedAnswer(
  inquiry: Inquiry,
  { stepId, visit, conditions: wanted }: Question & { kind: 'decide' },
): Promise<Answer> {
  const { conditions, store } = inquiry.deps;
  const { renamed } = inquiry.version.program;
  const needs = conditions.needs(wanted);
  const [{ facts }, around] = await Promise.all([
    inquiry.lead(),
    needs.length === 0 ? {} : store.enrollments.surroundings(inquiry.enrollmentId, needs, inquiry.now(), renamed),
  ]);
  const found = wanted.findIndex((condition) => conditions.evaluate(condition, facts, around));
  const index = await store.enrollments.decide(
    visitOf(inquiry, stepId, visit),
    found < 0 ? null : found,
    inquiry.now(),
  );
  return { kind: 'decided', index };
}

export async function assignedAnswer(
  inquiry: Inquiry,
  { stepId, visit, arms, winner }: Question & { kind: 'split' },
): Promise<Answer> {
  const { store } = inquiry.deps;
  const arm = await store.enrollments.assign(visitOf(inquiry, stepId, visit), { arms, winner }, inquiry.now());
  return { kind: 'assigned', arm };
}
