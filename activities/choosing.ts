/** Answers where a lead goes on: by a condition that is true, or by the arm of a split. */
import type { Answer, Question } from '../domain/enrollment.ts';
import type { Inquiry } from './inquiry.ts';

/**
 * The first condition that is true, as it was found first: steps behind the branch may change what it asks.
 * @throws CONDITION_INVALID when a published condition does not parse any more
 */
export async function decidedAnswer(
  inquiry: Inquiry,
  { stepId, visit, conditions: wanted }: Question & { kind: 'decide' },
): Promise<Answer> {
  const { conditions, store } = inquiry.deps;
  const needs = conditions.needs(wanted);
  const [{ facts }, around] = await Promise.all([
    inquiry.lead(),
    needs.length === 0 ? {} : store.enrollments.surroundings(inquiry.enrollmentId, needs, inquiry.now()),
  ]);
  const found = wanted.findIndex((condition) => conditions.evaluate(condition, facts, around));
  const place = { enrollmentId: inquiry.enrollmentId, stepId, visit };
  const index = await store.enrollments.decide(place, found < 0 ? null : found, inquiry.now());
  return { kind: 'decided', index };
}

export async function assignedAnswer(
  { deps, enrollmentId, now }: Inquiry,
  { stepId, visit, arms, winner }: Question & { kind: 'split' },
): Promise<Answer> {
  const arm = await deps.store.enrollments.assign({ enrollmentId, stepId, visit }, { arms, winner }, now());
  return { kind: 'assigned', arm };
}
