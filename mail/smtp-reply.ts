/**
 * What the reply of a mail server means: which class of refusal it is, by the first rule of the table in
 * `smtp-reply-rules.ts` that fits. Used for live replies and for the replies quoted in bounces.
 * It knows nothing of connections; what "no reply" means is decided in `smtp-failure.ts`.
 */
import type { DeliveryClass } from '../domain/delivery-class.ts';
import { type ReplyRule, replyRules } from './smtp-reply-rules.ts';

export interface SmtpReply {
  readonly code: number | null;
  /** Enhanced status code (RFC 3463), such as `5.1.1`. */
  readonly enhanced: string | null;
  readonly text: string;
  /** What it answers: connecting and log-in, the sender (MAIL), or the recipient and the mail itself (RCPT, DATA). */
  readonly about: 'connection' | 'sender' | 'mail';
}

export interface Judgement {
  readonly class: DeliveryClass;
  /** The name of the rule that decided. */
  readonly rule: string;
}

/**
 * What a reply means. A refusal is for good only when neither of its codes says that it passes: some servers write a
 * 4yz code before 5.x.x and the other way round, and trying again costs less than a lead.
 */
export function judge(reply: SmtpReply): Judgement {
  const facts = { ...reply, text: unfolded(reply.text), passing: isPassing(reply) };
  const rule = replyRules.find((candidate) => matches(candidate, facts));
  // The table ends with a rule for each of what remains.
  return { class: rule?.class ?? 'unclear', rule: rule?.name ?? 'no rule' };
}

const isPassing = ({ code, enhanced }: SmtpReply): boolean =>
  (code !== null && code < 500) || (enhanced?.startsWith('4') ?? false);

/** Codes that say no more than "refused" (RFC 3463 §3: x.y.0 is "other"): what the text says counts then. */
const vagueStatus = /^[45]\.[01235]\.0$/;

function matches(rule: ReplyRule, reply: SmtpReply & { readonly passing: boolean }): boolean {
  const { code, enhanced, text, passing } = reply;
  if (rule.about !== undefined && !isAbout(rule.about, reply.about)) return false;
  if (rule.passing !== undefined && rule.passing !== passing) return false;
  if (rule.code && (code === null || !rule.code.includes(code))) return false;
  if (rule.enhanced && !rule.enhanced.test(enhanced ?? '')) return false;
  if (rule.vague && enhanced !== null && !vagueStatus.test(enhanced)) return false;
  return !rule.text || rule.text.test(text);
}

/** The sender is a part of us. */
const isAbout = (wanted: 'mail' | 'sender' | 'us', about: SmtpReply['about']): boolean =>
  wanted === 'us' ? about !== 'mail' : wanted === about;

/** One line of a reply of several: each repeats the codes (RFC 5321 §4.2.1), often in the middle of a sentence. */
const unfolded = (text: string): string =>
  text.replace(/(\s)[245]\d{2}[- ](?:[245]\.\d{1,3}\.\d{1,3}[ -])?/g, '$1').replace(/\s+/g, ' ');

/**
 * Reads the codes of a reply such as `550 5.1.1 No such user`, also where qmail and others write them:
 * `550 sorry, no mailbox here by that name. (#5.1.1)`.
 */
export function readReply(response: string): Pick<SmtpReply, 'code' | 'enhanced' | 'text'> {
  const text = response.slice(0, 2000);
  const [, code, beside] = /^\s*([2-5]\d{2})(?=[ -]|$)(?:[ -]+([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(text) ?? [];
  const enhanced = beside ?? /[(#]([45]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];
  return { code: code ? Number(code) : null, enhanced: enhanced ?? null, text };
}
