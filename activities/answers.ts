/** Which answer belongs to which question of the sequence machine. */
import type { Answer, Question } from '../domain/enrollment.ts';
import { assertNever } from '../domain/errors.ts';
import { actAnswer } from './acting.ts';
import { callAnswer } from './calling.ts';
import { assignedAnswer, decidedAnswer } from './choosing.ts';
import type { Inquiry } from './inquiry.ts';
import { sendAnswer } from './sending.ts';
import { armedAnswer, expiredAnswer, resolvedAnswer } from './waiting.ts';

/** @throws what the store throws when the database is away; the conversation is then held again. */
export async function answer(inquiry: Inquiry, question: Question): Promise<Answer> {
  switch (question.kind) {
    case 'send':
      return sendAnswer(inquiry, question);
    case 'resolve':
      return resolvedAnswer(inquiry, question);
    case 'decide':
      return decidedAnswer(inquiry, question);
    case 'split':
      return assignedAnswer(inquiry, question);
    case 'arm':
      return armedAnswer(inquiry, question);
    case 'expire':
      return expiredAnswer(inquiry, question);
    case 'act':
      return actAnswer(inquiry, question);
    case 'call':
      return callAnswer(inquiry, question);
    case 'close':
      await inquiry.deps.store.enrollments.close(
        inquiry.enrollmentId,
        question.outcome,
        question.reason,
        inquiry.now(),
      );
      return { kind: 'closed' };
    default:
      return assertNever(question);
  }
}
