/** Reports that are written for people only, and whether a mail is one at all. */
import type { Email } from 'postal-mime';
import { isAddress } from './address.ts';
import { hasPart, headerValues } from './mail-parts.ts';
import type { Told, ToldRecipient } from './told-recipients.ts';
import { anyAddress } from './told-recipients.ts';

const systemName =
  /(?:^|[<"\s(])(?:mailer[-_. ]?daemon|post[-_]?master|mail[-_.]?delivery|mdaemon|mail delivery (?:sub)?system|system administrator|interscan notification|mailsweeper|mail administrator|no-?reply@\S+)(?=[@\s">)]|$)|mailer-daemon|mail delivery (?:sub)?system|mail\.delivery\.system/i;
const failureSubject =
  /undeliver(?:able|ed)|non-?deliver|returned mail|mail (?:could not be )?(?:delivery|returned|system error)|deliver(?:y|ies)? (?:status|fail|notif|problem|error|has failed|report|delayed|incomplete)|(?:mail|message) (?:delivery )?(?:fail|not delivered|has failed|could not)|fail(?:ed|ure) (?:notice|delivery|to deliver|notification)|could not (?:be )?deliver|not be delivered|unzustellbar|zustell|non remis|echec|échec|no se (?:ha )?(?:pudo|podido) entregar|mancata consegna|error sending your mail|delayed mail|warning: (?:could not|message)|bounce|loop alert|rejected (?:mail|message)|недоставлен|не доставлено/i;
const failureText =
  /\b(?:could ?n(?:o|['’])t|cannot|can ?not|was ?n(?:o|['’])t|unable to|fail(?:ed|ure)|not) (?:be )?(?:deliver(?:ed|y)?|sent|reached?)\b|\bundeliver(?:able|ed)\b|\bdelivery (?:to the following|has failed|failed|error|attempt)|\bdid not reach\b|\bdelivery errors?\b|\bdelivering your (?:mail|message)\b|\bhad (?:permanent|transient|delivery)\b|\b(?:was|were) (?:rejected|returned)\b|\berror message below\b|\btranscript of session\b|\bdelayed for\b|\bdelivery to\b.{0,40}\bdelayed\b|\bfailure reasons?\b|\breturned message\b/i;
const returnedPart = /^(?:message\/rfc822|text\/rfc822-headers?)$/;

/** Whether a mail without the fields of a report is one: the mail system wrote it, and it says so. */
export function isPlainReport(mail: Email, said: string): boolean {
  if (headerValues(mail, 'x-failed-recipients').length > 0) return true;
  const from = headerValues(mail, 'from').join(' ');
  const subject = (mail.subject ?? '').slice(0, 500);
  const nullPath = headerValues(mail, 'return-path').some((value) => /^\s*<\s*>/.test(value));
  const fromSystem = systemName.test(from);
  const named = failureSubject.test(subject) && !/^\s*(?:re|aw|sv|antw)\s*:/i.test(subject);
  const told = failureText.test(said.slice(0, 4000));
  if (fromSystem) return told || named || /\b[45]\d\d[ -]|#?[45]\.\d\.\d/.test(said.slice(0, 8000));
  if (named) return told || nullPath || hasPart(mail, returnedPart) || /loop alert/i.test(subject);
  return told && nullPath && /\b[45]\d\d[ -]|\b[45]\.\d\.\d/.test(said.slice(0, 8000));
}

/**
 * Of whom such a report speaks: whom its header names, whom its text names, whom the returned mail was for. The sender of
 * the mail that failed, to whom the report is addressed, is meant only when nobody else is.
 */
export function plainRecipients(
  mail: Email,
  told: Told,
  said: string,
  returnedTo: readonly string[],
): readonly ToldRecipient[] {
  const failed = headerValues(mail, 'x-failed-recipients')
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().replace(/^<|>$/g, ''))
    .filter(isAddress);
  if (failed.length > 0) {
    const about = (address: string) =>
      told.recipients.find((each) => same(each.address, address))?.about ?? (failed.length === 1 ? said : '');
    return [...new Set(failed)].slice(0, 100).map((address) => ({ address, about: about(address) }));
  }
  const own = [...headerValues(mail, 'to'), ...headerValues(mail, 'from')].join(' ').toLowerCase();
  const others = told.recipients.filter(({ address }) => !own.includes(address.toLowerCase()));
  const named = others.length > 0 ? others : told.recipients;
  if (named.length > 0) return named;
  const rest = [...returnedTo, ...anyAddress(said).filter((address) => !own.includes(address.toLowerCase()))];
  return rest.slice(0, 1).map((address) => ({ address, about: said }));
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether a report says only that the mail is still being tried. */
export function isStillTried(subject: string, said: string): boolean {
  const text = `${subject.slice(0, 500)}\n${said.slice(0, 6000)}`;
  const tried =
    /\bhas been delayed\b|\bdelay(?:ed)? (?:mail|notification)\b|\(delay\)|\bis delayed\b|\bwarning message only\b|\btemporary failure report\b|\bwill (?:be retried|continue|keep|be attempted)\b|\bstill (?:being|trying|in the queue|undelivered)\b|\bdo(?:es)? not need to re-?send\b|\bnot yet been delivered\b|\bdelivery delayed\b|^warning:/im;
  const ended =
    /\bgiv(?:en|ing) up\b|\bpermanent(?:ly)?\b|\bnot going to try\b|\bwill be deleted\b|\bno further\b|\bdelivery (?:has )?failed\b|\bexpired\b/i;
  return tried.test(text) && !ended.test(text);
}
