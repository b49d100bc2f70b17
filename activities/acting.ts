/** Does what a step does, once per visit. That something is refused holds up no lead: it is logged, and the steps go on. */
import type { Answer, Question } from '../domain/enrollment.ts';
import { type Inquiry, visitOf } from './inquiry.ts';
import { noticeAnswer } from './notifying.ts';

export async function actAnswer(inquiry: Inquiry, question: Question & { kind: 'act' }): Promise<Answer> {
  const { act, stepId, visit } = question;
  if (act.kind === 'notify') return noticeAnswer(inquiry, { act, stepId, visit });
  const { deps, enrollmentId } = inquiry;
  const { refused } = await deps.store.enrollments.act(visitOf(inquiry, stepId, visit), act, inquiry.now());
  inquiry.changed();
  if (refused !== null) deps.log.info({ enrollmentId, stepId, act: act.kind, refused }, 'a step could not do its work');
  return { kind: 'done' };
}
