/**
 * Reads what a mail reports of mails of ours: a delivery report (RFC 3464), a complaint (RFC 5965), or the text that a
 * mail server wrote for people. Pure; whether the report is about us, and what follows, is decided elsewhere.
 */
import type { Email } from 'postal-mime';
import type { InboundReport, RecipientReport, ReturnedMail } from '../../../domain/inbound-reading.ts';
import { type StatusGroup, statusGroups, statusPart } from './delivery-status.ts';
import { readFeedback } from './feedback-report.ts';
import { judgeRefusal } from './judgement.ts';
import { hasPart, headerValues, humanText } from './mail-parts.ts';
import { readNotification } from './notification.ts';
import { isPlainReport, isStillTried, plainRecipients } from './plain-report.ts';
import { returnedMail, returnedRecipients, splitReturned } from './returned-mail.ts';
import { type Told, type ToldRecipient, toldRecipients } from './told-recipients.ts';

/** RFC 6522 §3: what a multipart/report reports; null when the mail says nothing of the kind. */
export const reportType = (mail: Email): string | null =>
  /report-type\s*=\s*"?([\w-]{1,60})/i.exec(headerValues(mail, 'content-type')[0] ?? '')?.[1]?.toLowerCase() ?? null;

/**
 * Null when the mail reports nothing.
 * @param body the body as it came: read when its parts cannot be told apart, since many a report is broken.
 */
export function readReport(mail: Email, body = ''): InboundReport | null {
  const isEmpty = mail.attachments.length === 0 && !mail.text?.trim() && !mail.html?.trim();
  const human = isEmpty ? body.slice(0, 65_536).replace(/\r\n?/g, '\n') : humanText(mail);
  const notification = readNotification(human);
  if (notification) return notification;
  const { said: above, returned: below } = splitReturned(human);
  const said = above.split(/^[ \t>]*(?:Reporting-MTA|Final-Recipient)[ \t]*:/im)[0] ?? '';
  const returned = returnedMail(mail, below);
  const type = reportType(mail);
  const isStatus = type === 'delivery-status' || hasPart(mail, statusPart);
  const feedback = isStatus ? null : readFeedback(mail, type, returned);
  if (feedback) return { kind: 'complaint', ...feedback, returned };
  if (type === 'disposition-notification') return null;
  const told = toldRecipients(said);
  const groups = statusGroups(mail, human, told.recipients.length === 0);
  if (groups.length > 0 && (isStatus || looksSent(mail, human))) {
    return { kind: 'bounce', recipients: statusRecipients(mail, groups, told, said, returned), returned };
  }
  if (!isStatus && !isPlainReport(mail, said)) return null;
  const recipients = plainRecipients(mail, told, said, returnedRecipients(returned));
  const tried = isStillTried(mail.subject ?? '', said);
  const reports = recipients.map((each) => plainRecipient(each, tried, told.intro));
  return reports.length > 0 || isStatus ? { kind: 'bounce', recipients: reports, returned } : null;
}

/** A person who asks about a bounce may quote one; whoever forwards it whole passes it on. */
const looksSent = (mail: Email, human: string): boolean =>
  isPlainReport(mail, human) || /^[ >\t]*Reporting-MTA[ \t]*:/im.test(human);

function statusRecipients(
  mail: Email,
  groups: readonly StatusGroup[],
  told: Told,
  said: string,
  returned: ReturnedMail,
): readonly RecipientReport[] {
  return groups.map((group) => {
    const alone = groups.length === 1;
    const fallback = alone ? plainRecipients(mail, told, said, returnedRecipients(returned))[0]?.address : undefined;
    const address = group.address ?? fallback ?? null;
    const about = told.recipients.find((each) => each.address.toLowerCase() === address?.toLowerCase())?.about;
    return statusRecipient({ ...group, address }, about ?? (alone ? said : ''), told.intro);
  });
}

const arrived = new Set(['delivered', 'relayed', 'expanded', 'deliverable']);

function statusRecipient(group: StatusGroup, about: string, intro: string): RecipientReport {
  const { action, status } = group;
  const named = { address: group.address, ...(group.original !== null && { original: group.original }) };
  const diagnostic = group.diagnostic.replace(/^\s*[\w-]{1,40}\s*;\s*/, '');
  const short = diagnostic.slice(0, 1000);
  const code = /[245]\.\d{1,3}\.\d{1,3}/.exec(status)?.[0] ?? '';
  if (arrived.has(action)) {
    return { ...named, class: 'delivered', hard: false, status: code, rule: `action: ${action}`, diagnostic: short };
  }
  const program = /^\s*x-unix\s*;/i.test(group.diagnostic) ? 'x-unix ' : '';
  const text = program + quotedReply(diagnostic) || about;
  const comment = /\(([^()]{3,200})\)/.exec(status)?.[1] ?? '';
  const said = { text, status, around: `${comment}\n${diagnostic}\n${about}`, field: diagnostic !== '' };
  const verdict = judgeRefusal(said, lastWords(intro));
  if (action === 'delayed') return stillTried(named, verdict, short);
  return { ...named, ...verdict, diagnostic: short || quotedReply(about).slice(0, 1000) };
}

function plainRecipient({ address, about }: ToldRecipient, tried: boolean, intro: string): RecipientReport {
  const text = quotedReply(about);
  const verdict = judgeRefusal({ text, status: '', around: about }, lastWords(intro));
  const diagnostic = text.replace(/\s+/g, ' ').slice(0, 1000);
  if (tried) return stillTried({ address }, verdict, diagnostic);
  return { address, ...verdict, diagnostic };
}

/** RFC 3464 §2.3.3: a mail that is only late changes nothing, whatever keeps it. */
const stillTried = (
  named: Pick<RecipientReport, 'address' | 'original'>,
  { status, rule }: { readonly status: string; readonly rule: string },
  diagnostic: string,
): RecipientReport => ({
  ...named,
  class: 'deferred',
  hard: false,
  status,
  rule: `still being tried: ${rule}`,
  diagnostic,
});

/** From the reply that a text quotes; the whole text when it quotes none. */
function quotedReply(text: string): string {
  const at =
    /(?:^|[\s:'"(])[45][0-7]\d(?:[ \-:\n]{1,20}#?'?[45]\.\d|[ \-:\n]{1,20}[^\s\d])/.exec(text) ??
    /(?:^|\s)[45]\.\d{1,3}\.\d{1,3} /.exec(text);
  return (at ? text.slice(at.index) : text).trim();
}

/** What is said for all recipients stands right before the first, and is sure of itself. */
function lastWords(intro: string): string {
  const words = intro.trim().slice(-300);
  return /\b(?:may|might|or|if)\b/i.test(words) ? '' : words;
}
