/**
 * The recipients that the text of a report names, and what it says about each. Goes by how such texts are laid out, not by
 * who writes them: an address that begins a line, a label before it, the transcript of a session, or at least a sentence
 * about a delivery.
 */
import { addressesIn, addressPattern } from './address.ts';

export interface ToldRecipient {
  readonly address: string;
  /** What is said about it, where it stands. */
  readonly about: string;
}

export interface Told {
  readonly recipients: readonly ToldRecipient[];
  /** What stands before the first of them. */
  readonly intro: string;
}

interface Mention {
  readonly address: string;
  readonly line: number;
  /** What its line says of it. */
  readonly rest: string;
  /** A line of a transcript: what refused it stands before. */
  readonly after: boolean;
}

/** "<ann@lead.test>:", "ann@lead.test [User unknown]", "  * ann@lead.test", "ann@lead.test on Thu, 29 Apr …". */
const beginsLine = new RegExp(
  `^[ \\t]*(?:(?:[*•·-]|>>>)[ \\t]+|\\d{1,3}[.)][ \\t]+)?["'<([]{0,3}(?:mailto:)?(${addressPattern})["'>)\\]]{0,3}(.*)$`,
  'u',
);
const restOfMention =
  /^\s*(?:$|[:;([{=]|\.{2,}|-{1,3}(?:\s|$)|on \w{3},|\(?[45]\d\d\b|[<([]|invalid|error|unknown|failed|not |does|is |has |was |could|cannot|mailbox|user|\s{2,}|->)/i;
/** "Recipient: <ann@lead.test>", "RCPT TO: ann@lead.test". */
const labelled = new RegExp(
  `^[ \\t]*(?:>>> ?)?(?:final |failed |intended |original )?(?:recipients?(?: address)?|rcpt(?: to)?|address(?:ee)?|e-?mail(?: address)?|destination|empf[aä]nger|destinataire|destinatario)(?:\\(s\\))?[ \\t]*[:=][ \\t]*["'<([]{0,3}(${addressPattern})["'>)\\]]{0,3}(.*)$`,
  'iu',
);
/** "550 5.1.1 <ann@lead.test>... User unknown". */
const transcribed = new RegExp(
  `^[ \\t]*[45]\\d\\d[ -](?:[45]\\.\\d{1,3}\\.\\d{1,3}[ \\t]+)?<?(${addressPattern})>?(?:\\.\\.\\.|:)(.*)$`,
  'u',
);
/** "Unable to deliver message to <ann@lead.test>", "Delivery failed 20 attempts: ann@lead.test". */
const inSentence = new RegExp(
  `\\b(?:to|for|recipients?(?:\\(s\\))?|address(?:es)?(?:\\(es\\))?|errors?|size|attempts?|failed|user|mailbox|account|in|because)\\b[^\\n@<]{0,60}?[:\\s<"'([](${addressPattern})`,
  'iu',
);

/** "Unknown host: ann@lead.test". */
const endsLine = new RegExp(
  `^(?![ \\t]*(?:from|sender|reply-to|return-path|cc|message-id)\\b)[^\\n@:]{1,80}:[ \\t]*<?(${addressPattern})>?[ \\t]*$`,
  'iu',
);

export function toldRecipients(text: string): Told {
  const lines = text
    .split('\n')
    .slice(0, 2000)
    .map((line) => line.slice(0, 2000));
  const strict = lines.flatMap((line, at) => strictMention(line, at));
  const mentions = strict.length > 0 ? strict : lines.flatMap((line, at) => looseMention(line, at));
  const first = mentions[0];
  if (!first) return { recipients: [], intro: text };
  const told = new Map<string, string>();
  mentions.slice(0, 200).forEach((mention, place) => {
    const { address } = mention;
    if (told.size >= 100 && !told.has(address)) return;
    const said = [told.get(address), aboutMention(lines, mentions, place)].filter(Boolean).join('\n');
    told.set(address, said.slice(0, 4000));
  });
  const intro = lines.slice(0, first.line).join('\n');
  return { recipients: [...told].map(([address, about]) => ({ address, about })), intro };
}

function strictMention(line: string, at: number): Mention[] {
  const [, begun, rest = ''] = beginsLine.exec(line) ?? [];
  if (begun && restOfMention.test(rest)) return [{ address: begun, line: at, rest, after: false }];
  const [, named, more = ''] = labelled.exec(line) ?? [];
  // What it answers is a sign itself.
  if (named) return [{ address: named, line: at, rest: /rcpt/i.test(line) ? line : more, after: false }];
  const [, quoted] = transcribed.exec(line) ?? [];
  return quoted ? [{ address: quoted, line: at, rest: line, after: true }] : [];
}

function looseMention(line: string, at: number): Mention[] {
  const [, address] = inSentence.exec(line) ?? endsLine.exec(line) ?? [];
  return address ? [{ address: address.replace(/[.-]+$/, ''), line: at, rest: line, after: false }] : [];
}

/** From the mention to the next one of somebody else. A list of addresses shares what stands below it. */
function aboutMention(lines: readonly string[], mentions: readonly Mention[], place: number): string {
  const mention = mentions[place];
  if (!mention) return '';
  const next = mentions.findIndex((each, at) => at > place && each.address !== mention.address);
  const end = mentions[next]?.line ?? lines.length;
  const below = lines.slice(mention.line + 1, end).join('\n');
  const about = `${mention.rest}\n${below}`.trim();
  if (mention.after) {
    const before = lines.slice((mentions[place - 1]?.line ?? -1) + 1, mention.line);
    const said = before.filter((line, at) => /^\s*(?:<<<|>>>|[45]\d\d )/.test(line) || at === before.length - 1);
    return [...said, mention.rest, below].join('\n');
  }
  if (about !== '' || next < 0) return about;
  return aboutMention(lines, mentions, next);
}

/** Any address that the text holds, for want of better. */
export const anyAddress = (text: string): readonly string[] => addressesIn(text);
