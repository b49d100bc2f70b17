/**
 * The port for a classifier of answers outside the engine. The rules have read the answer before; what they found stands when
 * the classifier does not answer, is not sure, or would take back a wish to be left alone.
 */
import type { ReplyIntent } from './inbound-reading.ts';
import type { IntentFound } from './reply-intent.ts';

export interface ClassifiedReply {
  readonly intent: ReplyIntent;
  /** 0 to 1. */
  readonly confidence: number;
}

export interface ReplyQuestion {
  readonly text: string;
  readonly subject: string;
  /** ISO 639-1, when it could be told. */
  readonly language: string | null;
}

export interface ReplyClassifier {
  /** Null when it has no answer, for whatever reason. Never rejects. */
  classify(question: ReplyQuestion): Promise<ClassifiedReply | null>;
}

/** What a classifier must be sure of to be heard. */
export const leastConfidence = 0.7;

/** What counts: the rules' finding, unless the classifier knows better. */
export function settledIntent(byRules: IntentFound | null, classified: ClassifiedReply | null): IntentFound | null {
  if (byRules?.intent === 'unsubscribe' || classified === null) return byRules;
  return classified.confidence >= leastConfidence ? { intent: classified.intent, rule: 'classifier' } : byRules;
}
