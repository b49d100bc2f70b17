/**
 * What is known of one refusal before it is judged: codes, words, and to which command of SMTP the words were the answer.
 * Read from whatever a report quotes; judges nothing.
 */
import { type SmtpCommand, smtpCommands } from './commands.ts';

export interface Facts {
  /** Basic code (RFC 5321 §4.2.3). */
  readonly code: number | null;
  /** Enhanced code (RFC 3463) that counts: the one of the refusing server, unless it is vague and the report's is not. */
  readonly status: string | null;
  /** In one line, addresses replaced, at most 2,000 characters. */
  readonly text: string;
  readonly command: SmtpCommand | null;
  /** Its codes say that it passes: 4yz, 4.x.x. */
  readonly passing: boolean;
  /** The words stood in a field of a report. */
  readonly field: boolean;
}

export interface Said {
  /** What the refusing server said, or what the report says about it. */
  readonly text: string;
  /** The Status field (RFC 3464 §2.3.4); empty without one. */
  readonly status: string;
  /** More of the report about the same recipient: where it was said. */
  readonly around: string;
  readonly field?: boolean;
}

const maxText = 2000;
/** RFC 3463 §3: x.y.0 is "other"; what the text says counts then. */
const vagueStatus = /^[245]\.[0-57]\.0$/;

export const isVague = (status: string | null): boolean => status === null || vagueStatus.test(status);

export function factsOf({ text, status, around, field: isField = false }: Said): Facts {
  const said = text.slice(0, maxText);
  const reply = codesIn(said);
  const field = /(?:^|\s)([245]\.\d{1,3}\.\d{1,3})\b/.exec(status.slice(0, 200))?.[1] ?? null;
  // Some write the basic code there.
  const code = reply.code ?? basicCode(/^\s*([245]\d{2})\b/.exec(status)?.[1]);
  const telling = [reply.status, field].find((each) => !isVague(each)) ?? reply.status ?? field;
  // Neither code may say that it passes, or it is not for good: trying again costs less than a lead.
  const passing = (telling ?? field)?.startsWith('4') ?? (code !== null && code < 500);
  return {
    code,
    status: telling,
    text: oneLine(said),
    command: commandIn(said) ?? commandIn(around.slice(0, maxText)),
    passing,
    field: isField,
  };
}

const basicCode = (digits: string | undefined): number | null => (digits ? Number(digits) : null);

/**
 * The codes in a quoted reply, wherever they stand: `550 5.1.1 No such user`, `said: 550-5.7.26 …`,
 * `5.1.0 - Unknown address error 550-'5.7.1 …'`, `sorry (#5.1.1)`, `550: 5.1.1 …`.
 */
function codesIn(text: string): { readonly code: number | null; readonly status: string | null } {
  const beside = /(?:^|[^\w.\-/=#])([45]\d{2})[ \-:;#('"<]{1,4}([45]\.\d{1,3}\.\d{1,3})\b/.exec(text);
  if (beside?.[1]) return { code: Number(beside[1]), status: beside[2] ?? null };
  const alone = /(?:^|[\s:;"'([])([45][0-7]\d)(?=[ \-:;,]|$)(?! ?(?:bytes|seconds|hours|days|minutes|k|kb|mb)\b)/i.exec(
    text,
  )?.[1];
  const status =
    /[(#[]([45]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ??
    /(?:^|\s)([45]\.\d{1,3}\.\d{1,3})(?=[\s:;,)]|$)/.exec(text)?.[1];
  return { code: basicCode(alone), status: status ?? null };
}

const commandIn = (text: string): SmtpCommand | null =>
  smtpCommands.find(({ signs }) => signs.test(text))?.command ?? null;

/** Replies of several lines repeat the codes, often in the middle of a sentence; an address may hold any word. */
const oneLine = (text: string): string =>
  text
    .slice(0, maxText)
    .replace(/([\s])[245]\d{2}-(?:[245]\.\d{1,3}\.\d{1,3}[ -])?/g, '$1')
    .replace(/[^\s<>()[\]:;,'"@]{1,128}@[^\s<>()[\]:;,'"@]{1,255}/g, 'a@a.a')
    .replace(/\s+/g, ' ')
    .trim();
