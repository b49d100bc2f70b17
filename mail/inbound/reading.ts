/**
 * What an incoming mail is, from the mail alone: a report on mails of ours, an answer of a person or a machine, or
 * something else. Pure and bounded: no mail, however it is made, costs more than moments. Where mails come in it runs in threads
 * (`mail-readers.ts`).
 */
import PostalMime, { type Email } from 'postal-mime';
import { assertNever } from '../../domain/errors.ts';
import type { AnswerReading, InboundReading, ReadingContext } from '../../domain/inbound-reading.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import type { Referral } from '../../domain/referral.ts';
import { readAnswer } from './answers/answer.ts';
import { type Body, newText } from './answers/new-text.ts';
import { type MailTraces, tracesIn } from './names.ts';
import { hasPart } from './reports/mail-parts.ts';
import { readReport, reportType } from './reports/report.ts';

/** What is larger is read up to here; the listener takes no more (RFC 1870). */
const maxBytes = 10 * 1024 * 1024;
/** The parser pays for each line: a mail of nothing but line ends would take minutes. Reports and texts come first. */
const maxLines = 20_000;
const maxBody = 128 * 1024;
const limits = { maxNestingDepth: 100, maxHeadersSize: 1024 * 1024, forceRfc822Attachments: true } as const;

/** What a mail is, and what is needed to go on where there are keys and a classifier. */
export interface MailRead {
  readonly reading: InboundReading;
  /** Whom an answer names, whatever it asks for. */
  readonly named: Referral | null;
  readonly traces: MailTraces;
}

/** What a mail is, by the rules alone. Never throws: a mail that cannot be read is something else. */
export const readMail = async (raw: Uint8Array, context: ReadingContext): Promise<InboundReading> =>
  (await readWhole(raw, context, newText)).reading;

/** All that is in a mail. @param cut takes the new text out of a body */
export async function readWhole(
  raw: Uint8Array,
  context: ReadingContext,
  cut: (body: Body) => string,
): Promise<MailRead> {
  const { reading, named } = await contentOf(raw, context, cut);
  const returned = reading.kind === 'bounce' || reading.kind === 'complaint' ? reading.returned.header : '';
  return { reading, named, traces: tracesIn(raw, returned) };
}

async function contentOf(
  raw: Uint8Array,
  context: ReadingContext,
  cut: (body: Body) => string,
): Promise<Omit<MailRead, 'traces'>> {
  try {
    // Copied: the parser keeps the buffer it is given. Returned mails stay whole: their text is not the sender's.
    const mail = await PostalMime.parse(new Uint8Array(raw.subarray(0, readableLength(raw))), limits);
    return readParsed(mail, bodyOf(raw), context, cut);
  } catch (error) {
    const reason = `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { reading: { kind: 'other', reason, unreadable: true }, named: null };
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

function readParsed(
  mail: Email,
  body: string,
  context: ReadingContext,
  cut: (body: Body) => string,
): Omit<MailRead, 'traces'> {
  const report = readReport(mail, body);
  if (report) return { reading: report, named: null };
  if (
    reportType(mail) === 'disposition-notification' ||
    hasPart(mail, /^message\/(?:global-)?disposition-notification$/)
  ) {
    return { reading: { kind: 'other', reason: 'it is a read receipt' }, named: null };
  }
  const { answer, named } = readAnswer(mail, context, cut);
  return { reading: answered(answer), named };
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
