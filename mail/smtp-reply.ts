/**
 * What an SMTP reply means for a mail: try again, give up, or give up because the mailbox does not exist. A table of
 * rules with the first match counting, used for live replies and for the replies quoted in bounces.
 * It knows nothing of connections; what "no reply" means is decided where the body leaves.
 */

/** `hard`: the mailbox does not exist. `refused`: this mail is not wanted. `deferred`: not the lead's fault, or passing. */
export type ReplyVerdict = 'deferred' | 'refused' | 'hard';

export interface SmtpReply {
  readonly code: number | null;
  /** Enhanced status code (RFC 3463), such as `5.1.1`. */
  readonly enhanced: string | null;
  readonly text: string;
  /** Whether the reply is about the recipient or the mail (RCPT, DATA), not about us (connecting, log-in, sender). */
  readonly aboutMail: boolean;
}

interface Rule {
  readonly name: string;
  readonly verdict: ReplyVerdict;
  readonly aboutMail?: boolean;
  readonly code?: readonly number[];
  readonly enhanced?: RegExp;
  /** The rule holds only without a telling enhanced code (none, or x.0.0). */
  readonly vague?: boolean;
  readonly text?: RegExp;
}

const unknownMailbox =
  /\b(?:user|recipient|mailbox|account|address)\b.{0,40}\b(?:unknown|not found|does(?: not|n't) exist|no longer (?:exists|available|valid)|disabled|inactive)\b|\b(?:no such|unknown|invalid) (?:user|recipient|mailbox|address|account|local part)\b|\bno mailbox (?:here )?by that name\b/i;

/** In order; RFC 3463 for the enhanced codes, RFC 5321 §4.2.3 for the basic ones. */
const rules: readonly Rule[] = [
  { name: 'passing by its enhanced code', verdict: 'deferred', enhanced: /^4\./ },
  { name: 'too large', verdict: 'refused', enhanced: /^5\.(?:3\.4|2\.3)$/ },
  {
    name: 'too large, in words',
    verdict: 'refused',
    code: [552],
    text: /\b(?:message|mail)\b.{0,30}\b(?:size|large|big)\b/i,
  },
  { name: 'about us, not about the mail', verdict: 'deferred', aboutMail: false },
  { name: 'log-in needed or failed', verdict: 'deferred', code: [530, 534, 535, 538] },
  { name: 'mailbox full', verdict: 'deferred', enhanced: /^5\.2\.2$/ },
  {
    name: 'mailbox full, in words',
    verdict: 'deferred',
    text: /\b(?:mailbox|quota|storage)\b.{0,40}\b(?:full|exceeded|over)\b|\bover ?quota\b/i,
  },
  { name: 'mailbox full by basic code', verdict: 'deferred', code: [552], vague: true },
  { name: 'policy or block', verdict: 'deferred', enhanced: /^5\.7\./ },
  { name: 'no such mailbox', verdict: 'hard', enhanced: /^5\.(?:1\.1|1\.3|1\.6|1\.10|2\.1)$/ },
  { name: 'loop or broken routing on the way', verdict: 'deferred', enhanced: /^5\.4\.6$/ },
  {
    name: 'policy or block, in words',
    verdict: 'deferred',
    vague: true,
    text: /\b(?:spam|blocked|black ?list(?:ed)?|block ?list(?:ed)?|dnsbl|reputation|policy|poor|unsolicited|dmarc|spf|dkim)\b/i,
  },
  { name: 'no such mailbox, in words', verdict: 'hard', vague: true, text: unknownMailbox },
];

/** What a reply means. Anything unknown with a 5yz code is `refused`: final for this mail, no verdict on the address. */
export function replyVerdict(reply: SmtpReply): ReplyVerdict {
  if (reply.code !== null && reply.code < 500) return 'deferred';
  return rules.find((rule) => matches(rule, reply))?.verdict ?? 'refused';
}

function matches(rule: Rule, { code, enhanced, text, aboutMail }: SmtpReply): boolean {
  if (rule.aboutMail !== undefined && rule.aboutMail !== aboutMail) return false;
  if (rule.code && (code === null || !rule.code.includes(code))) return false;
  if (rule.enhanced && !rule.enhanced.test(enhanced ?? '')) return false;
  if (rule.vague && enhanced !== null && !/^5\.0\.0$/.test(enhanced)) return false;
  return !rule.text || rule.text.test(text);
}

/** Reads the codes at the start of a reply line such as `550 5.1.1 No such user`. */
export function readReply(response: string): Pick<SmtpReply, 'code' | 'enhanced' | 'text'> {
  const text = response.slice(0, 2000);
  const [, code, enhanced] = /^\s*([2-5]\d{2})(?:[ -]+([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(text) ?? [];
  return { code: code ? Number(code) : null, enhanced: enhanced ?? null, text };
}
