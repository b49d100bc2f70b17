/**
 * What an incoming mail is, from the mail alone: a report on mails of ours, an answer of a person or a machine, or
 * something else. Pure and bounded: no mail, however it is made, costs more than moments.
 */
import PostalMime, { type Email } from 'postal-mime';
import { assertNever } from '../../domain/errors.ts';
import type { AnswerReading, InboundReading, ReadingContext } from '../../domain/inbound-reading.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import type { ReplyClassifier } from '../../domain/reply-classifier.ts';
import { readAnswer } from './answers/answer.ts';
import { hasPart } from './reports/mail-parts.ts';
import { readReport, reportType } from './reports/report.ts';

/** What is larger is read up to here; the listener takes no more (RFC 1870). */
const maxBytes = 10 * 1024 * 1024;
/** The parser pays for each line: a mail of nothing but line ends would take minutes. Reports and texts come first. */
const maxLines = 20_000;
const maxBody = 128 * 1024;
const limits = { maxNestingDepth: 100, maxHeadersSize: 1024 * 1024, forceRfc822Attachments: true } as const;

/**
 * Never throws: a mail that cannot be read is something else.
 * @param classifier asked about what humans write
 */
export async function readMail(
  raw: Uint8Array,
  context: ReadingContext,
  classifier: ReplyClassifier | null = null,
): Promise<InboundReading> {
  try {
    // Copied: the parser keeps the buffer it is given. Returned mails stay whole: their text is not the sender's.
    const mail = await PostalMime.parse(new Uint8Array(raw.subarray(0, readableLength(raw))), limits);
    return await readParsed(mail, bodyOf(raw), context, classifier);
  } catch (error) {
    return { kind: 'other', reason: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Up to where a mail is read. */
function readableLength(raw: Uint8Array): number {
  const end = Math.min(raw.length, maxBytes);
  let at = -1;
  for (let lines = 0; lines < maxLines; lines += 1) {
    at = raw.indexOf(10, at + 1);
    if (at < 0 || at >= end) return end;
  }
  return at + 1;
}

/** When a mail says that it was written, for one of which nothing else is known; null when it does not say so. */
export function writtenAt(raw: Uint8Array): Instant | null {
  const header = new TextDecoder('latin1').decode(raw.subarray(0, maxBody)).split(/\r?\n\r?\n/)[0] ?? '';
  const at = Date.parse(/^date:[ \t]*([^\r\n]{1,100})/im.exec(header)?.[1]?.replace(/\([^()]*\)/g, '') ?? '');
  return at >= 0 && at < 8_640_000_000_000_000 / 2 ? instantFromMs(at) : null;
}

/** The first 128 KB below the header, whatever they hold. */
function bodyOf(raw: Uint8Array): string {
  const start = new TextDecoder().decode(raw.subarray(0, maxBody));
  const end = /\r?\n\r?\n/.exec(start);
  return end ? start.slice(end.index + end[0].length) : '';
}

async function readParsed(
  mail: Email,
  body: string,
  context: ReadingContext,
  classifier: ReplyClassifier | null,
): Promise<InboundReading> {
  const report = readReport(mail, body);
  if (report) return report;
  if (
    reportType(mail) === 'disposition-notification' ||
    hasPart(mail, /^message\/(?:global-)?disposition-notification$/)
  ) {
    return { kind: 'other', reason: 'it is a read receipt' };
  }
  return answered(await readAnswer(mail, context, classifier));
}

function answered(answer: AnswerReading): InboundReading {
  switch (answer.class) {
    case 'human':
      return { kind: 'reply', answer };
    case 'calendar':
      return { kind: 'other', reason: 'it is an answer of a calendar' };
    case 'notice':
      return { kind: 'other', reason: `it is a notice of a mail system: ${answer.sign}` };
    case 'out-of-office':
    case 'left-company':
    case 'auto-reply':
    case 'challenge':
      return { kind: 'auto-reply', answer };
    default:
      return assertNever(answer.class);
  }
}
