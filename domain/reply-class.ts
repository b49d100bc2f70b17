/**
 * What a human wrote back, sorted into the few classes that sequences wait for. The wordings are those of the intents
 * (`reply-rules.ts`); an intent that is finer than a class belongs to one of them.
 */
import type { ReplyClass } from './events.ts';
import type { ReplyIntent } from './inbound-reading.ts';
import { replyIntent } from './reply-intent.ts';

/**
 * Who asks to be called is interested. Who is the wrong person, or names another, has said nothing of what the company
 * wants: `not_interested` would end a sequence over it, so a person reads it as `other`.
 */
const classes: Readonly<Record<ReplyIntent, ReplyClass>> = {
  unsubscribe: 'not_interested',
  not_interested: 'not_interested',
  later: 'later',
  wrong_person: 'other',
  referral: 'other',
  call_me: 'interested',
  interested: 'interested',
  question: 'question',
};

/** The class of an intent; `other` when none was found. */
export const classOfIntent = (intent: ReplyIntent | null): ReplyClass => (intent === null ? 'other' : classes[intent]);

/** The class of a reply, by the words of its text; what was quoted of the mail before does not count. */
export const replyClass = (text: string): ReplyClass => classOfIntent(replyIntent({ text })?.intent ?? null);
