/**
 * What kind of answer a mail is: first by its form and its header fields; its words tell what a machine means by it. Words
 * alone make nobody a machine, unless subject and text say the same.
 */
import type { Email } from 'postal-mime';
import type { AnswerKind, ResponderKind } from '../../../domain/inbound-reading.ts';
import { plainWords } from '../../../domain/reply-words.ts';
import { header } from '../header.ts';
import { absentSubject, awayWords } from './absence-words.ts';
import { machineSign } from './machine-sign.ts';
import {
  acknowledgementWords,
  challengeSenders,
  challengeWords,
  leftWords,
  noticeSubject,
  noticeWords,
} from './machine-words.ts';

export interface KindFound {
  readonly kind: AnswerKind;
  readonly sign: string;
  /** Of a human: what subject or text alone would be the words of. */
  readonly resembles?: ResponderKind;
}

const longestNotice = 8_000;

/**
 * @param text what was newly written
 * @param tellsReturn whether the text names a day on which somebody is back
 */
export function answerKind(mail: Email, text: string, tellsReturn: boolean): KindFound {
  const meeting = calendarMethod(mail);
  if (meeting) return { kind: 'calendar', sign: `calendar: ${meeting}` };
  const subject = plainWords((mail.subject ?? '').slice(0, 500)).trim();
  const words = plainWords(text.slice(0, longestNotice)).replace(/\s+/g, ' ');
  const says = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(words));
  const system = /mailer-daemon|postmaster@/i.test(header(mail, 'from'));
  const sign = machineSign(mail);
  const isNotice = says(noticeWords) || noticeSubject.test(subject);
  if (header(mail, 'content-type').toLowerCase().includes('disposition-notification')) {
    return { kind: 'notice', sign: 'a receipt' };
  }
  if (sign === null && !system) return withoutHeaders(mail, subject, says);
  const by = sign ?? 'a mail system';
  if (challengeSenders.test(senderOf(mail)) || says(challengeWords)) return { kind: 'challenge', sign: by };
  if (says(leftWords)) return { kind: 'left-company', sign: by };
  if (isNotice || sign === null) return { kind: 'notice', sign: by };
  // "Automatic reply" as a subject is what ticket systems write too; one that names an absence is one.
  const isAbsence =
    says(awayWords) ||
    tellsReturn ||
    (absentSubject.test(subject) &&
      !/^(?:re: )?\[?(?:auto|reponse|respuesta|resposta|risposta|odpowiedz)/.test(subject));
  return { kind: isAbsence ? 'out-of-office' : 'auto-reply', sign: by };
}

/** Nothing in the header says that it is a machine's: subject and text must both do. */
function withoutHeaders(mail: Email, subject: string, says: (patterns: readonly RegExp[]) => boolean): KindFound {
  if (noticeSubject.test(subject) && says(noticeWords)) return { kind: 'notice', sign: 'subject and text of a notice' };
  const challenged =
    challengeSenders.test(`${senderOf(mail)} ${subject}`) || challengeWords.some((pattern) => pattern.test(subject));
  if (challenged && says(challengeWords)) return { kind: 'challenge', sign: 'subject and text of a challenge' };
  if (absentSubject.test(subject) && says(awayWords)) {
    return { kind: 'out-of-office', sign: 'subject and text of an absence' };
  }
  if (absentSubject.test(subject) && says(leftWords)) {
    return { kind: 'left-company', sign: 'subject and text of an absence' };
  }
  const resembles = resembled(subject, challenged, says);
  return { kind: 'human', sign: 'no sign of a machine', ...(resembles && { resembles }) };
}

/** One of subject and text is enough: people use these words as well. */
function resembled(
  subject: string,
  challenged: boolean,
  says: (patterns: readonly RegExp[]) => boolean,
): ResponderKind | null {
  if (challenged || says(challengeWords)) return 'challenge';
  if (says(leftWords)) return 'left-company';
  if (absentSubject.test(subject) || says(awayWords)) return 'out-of-office';
  return noticeSubject.test(subject) || says(noticeWords) || says(acknowledgementWords) ? 'auto-reply' : null;
}

const senderOf = (mail: Email): string =>
  ['from', 'sender', 'x-mailer', 'x-delivery-agent', 'x-boxbe-hop', 'x-antispam-uol']
    .map((name) => header(mail, name))
    .join(' ')
    .slice(0, 2_000);

/** RFC 6047 §2.4: of a part that is an invitation or an answer to one; null for a calendar that is only attached. */
function calendarMethod(mail: Email): string | null {
  const calendars = mail.attachments.filter(({ mimeType }) => mimeType === 'text/calendar');
  const told = calendars.find(({ method }) => method)?.method;
  if (told) return told.toUpperCase().slice(0, 20);
  // Some programs leave it out of the type; what somebody has attached by hand is a file.
  const shown = calendars.filter(({ disposition }) => disposition !== 'attachment');
  return (
    shown.map(({ content }) => /^METHOD:([A-Z]{3,20})\s*$/im.exec(textOf(content))?.[1]?.toUpperCase()).find(Boolean) ??
    null
  );
}

/** RFC 5545 §3.7.2: METHOD stands among the first lines. */
const longestCalendarHead = 16_384;

const textOf = (content: string | ArrayBuffer | Uint8Array): string =>
  typeof content === 'string'
    ? content.slice(0, longestCalendarHead)
    : new TextDecoder('latin1').decode(content.slice(0, longestCalendarHead));
