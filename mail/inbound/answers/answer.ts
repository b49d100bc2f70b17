/**
 * Reads a mail that answers one of ours, or looks like it: who or what wrote it, what is new in it, what it asks for. It is
 * told by the mail alone and by when it came, so a stored mail can be read again. Reports are recognised before. Runs in a thread
 * of its own (`../mail-readers.ts`), but for the classifier.
 */
import type { Email } from 'postal-mime';
import type { AnswerReading, ReadingContext } from '../../../domain/inbound-reading.ts';
import { type Referral, referralIn } from '../../../domain/referral.ts';
import { type ReplyClassifier, settledIntent } from '../../../domain/reply-classifier.ts';
import { replyIntent } from '../../../domain/reply-intent.ts';
import { replyLanguage } from '../../../domain/reply-language.ts';
import { header } from '../header.ts';
import { answerKind } from './kind.ts';
import { type Body, longestPart, newText } from './new-text.ts';
import { returnDate } from './return-date.ts';

export interface AnswerRead {
  readonly answer: AnswerReading;
  /** Whom it names, whatever it asks for. */
  readonly named: Referral | null;
}

/** By the rules alone. @param cut takes the new text out of a body */
export function readAnswer(
  mail: Email,
  { receivedAt }: ReadingContext,
  cut: (body: Body) => string = newText,
): AnswerRead {
  const text = cut({ text: (mail.text ?? '').slice(0, longestPart), html: (mail.html ?? '').slice(0, longestPart) });
  const subject = (mail.subject ?? '').slice(0, 1_000);
  const back = returnDate(`${text}\n${subject}`, receivedAt, monthFirst(mail));
  const { kind, sign, resembles } = answerKind(mail, text, back?.isTold ?? false);
  const named = kind === 'human' || kind === 'left-company' ? referralIn(text, knownAddresses(mail, text)) : null;
  const found = kind === 'human' ? replyIntent({ text, subject, namesOther: named !== null }) : null;
  const answer: AnswerReading = {
    class: kind,
    sign,
    ...(resembles && { resembles }),
    subject,
    from: addressIn(mail.from).slice(0, 320),
    text,
    intent: found?.intent ?? null,
    intentRule: found?.rule ?? null,
    returnsOn: kind === 'out-of-office' ? (back?.on ?? null) : null,
    referral: kind === 'left-company' || found?.intent === 'referral' ? named : null,
  };
  return { answer, named };
}

/** What a human wrote, as the classifier takes it: asked about all but a wish to be left alone. */
export async function classifiedAnswer(
  { answer, named }: AnswerRead,
  classifier: ReplyClassifier | null,
): Promise<AnswerReading> {
  const { text, subject, intent, intentRule } = answer;
  if (classifier === null || answer.class !== 'human' || intent === 'unsubscribe' || text === '') return answer;
  const byRules = intent !== null && intentRule !== null ? { intent, rule: intentRule } : null;
  const found = settledIntent(byRules, await classifier.classify({ text, subject, language: replyLanguage(text) }));
  return {
    ...answer,
    intent: found?.intent ?? null,
    intentRule: found?.rule ?? null,
    referral: found?.intent === 'referral' ? named : null,
  };
}

/** Addresses of who wrote and of whom it was sent to, and all that stand in what it quotes. */
function knownAddresses(mail: Email, text: string): readonly string[] {
  const fields = ['from', 'sender', 'reply-to', 'to', 'delivered-to', 'x-original-to', 'return-path'];
  const written = fields.map((name) => header(mail, name)).join(' ');
  const whole = `${written} ${(mail.text ?? '').slice(0, longestPart)}`;
  const counted = (source: string) => source.match(/[^\s<>()[\]:;,"]{1,64}@[^\s<>()[\]:;,"]{1,255}/g) ?? [];
  const fresh = new Set(counted(text));
  const inFields = new Set(counted(written));
  return [...new Set(counted(whole))].filter((one) => inFields.has(one) || !fresh.has(one)).slice(0, 200);
}

const addressIn = (from: Email['from']): string => (from && 'address' in from ? (from.address ?? '') : '');

/** Whether 8/7 means August: in the United States, by the language or the clock that the mail names. */
function monthFirst(mail: Email): boolean {
  if (/\ben-us\b/i.test(`${header(mail, 'content-language')} ${header(mail, 'accept-language')}`)) return true;
  return /\s-(?:0[4-9]|10)00\b/.test(header(mail, 'date'));
}
