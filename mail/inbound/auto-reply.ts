/**
 * Whether a machine answered: out of office, ticket systems, responders. Such an answer is not interest, so it never
 * stops a sequence nor counts as a reply. Headers decide; a subject alone proves nothing (RFC 3834 §3.1.5).
 */
import type { Email } from 'postal-mime';
import { header } from './matching.ts';

const absentSubject =
  /^\s*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|automatische antwort|abwesen|réponse automatique|absence|absent|respuesta automática|fuera de la oficina|risposta automatica|out of (?:the )?office|ooo\b|vacation|i am away)/i;
const absentText =
  /\b(?:out of (?:the )?office|on (?:annual |parental |maternity |sick )?leave|on vacation|on holiday|limited access to (?:my )?e-?mail|nicht im (?:büro|hause)|abwesend|im urlaub|en congés?|absente? du bureau|fuera de la oficina|fuori ufficio)\b/i;

/** The sign by which a machine gave itself away; null for a human. */
export function autoReplySign(mail: Email): string | null {
  const submitted =
    header(mail, 'auto-submitted')
      .replace(/\([^)]*\)/g, '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  // RFC 3834 §5: any value but "no"; parameters and comments do not count.
  if (submitted && submitted !== 'no') return `Auto-Submitted: ${submitted.slice(0, 60)}`;
  for (const name of ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress', 'x-fc-machinegenerated']) {
    const value = header(mail, name).trim().toLowerCase();
    if (value && value !== 'no' && value !== 'false' && value !== 'none') return name;
  }
  for (const name of ['precedence', 'x-precedence']) {
    const value = header(mail, name).trim().toLowerCase();
    if (/^(?:auto[_-]?reply|bulk|junk|list)$/.test(value)) return `${name}: ${value}`;
  }
  if (/auto-?respond/i.test(header(mail, 'x-mailer'))) return 'x-mailer';
  if (/^\s*<\s*>\s*$/.test(header(mail, 'return-path'))) return 'null return path';
  const weak = absentSubject.test(mail.subject ?? '');
  return weak && absentText.test((mail.text ?? mail.html ?? '').slice(0, 4096))
    ? 'subject and text of an absence'
    : null;
}
