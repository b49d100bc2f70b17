/**
 * What was written to a lead and by it, as a conversation: who, when on the lead's clock, and the words, wrapped. All of it
 * comes from strangers, so nothing in it may steer a terminal.
 */
import type { InboundItemView, LetterView, MessageView, ThreadEntry } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import { localTime, type Zone } from '../domain/time.ts';
import type { Paint, Screen } from './terminal/screen.ts';
import { printable, wrapped } from './terminal/width.ts';

/** Longer lines are hard to read. */
const widest = 88;
const indent = '    ';

const colours: Readonly<Record<ThreadEntry['kind'], Paint>> = { mail: 'cyan', letter: 'green', received: 'yellow' };

/** The lines of a conversation, oldest first, an empty one between two entries. */
export function threadLines(screen: Screen, entries: readonly ThreadEntry[], zone: Zone): readonly string[] {
  const width = Math.min(screen.columns ?? widest, widest) - indent.length;
  return entries.flatMap((entry, i) => [
    ...(i === 0 ? [] : ['']),
    screen.paint(colours[entry.kind], printable(`${localTime(entry.at, zone)}  ${headOf(entry)}`)),
    ...bodyOf(entry).flatMap((line) => wrapped(line, width).map((part) => (part === '' ? '' : indent + part))),
  ]);
}

function headOf(entry: ThreadEntry): string {
  switch (entry.kind) {
    case 'mail':
      return `to ${entry.message.recipient}: ${mailWords(entry.message)}`;
    case 'letter':
      return `${entry.letter.actor} to ${entry.letter.recipient} (${fateOf(entry.letter)})`;
    case 'received':
      return `from ${entry.item.fromAddress || 'somebody'}${kindWords(entry.item)}`;
    default:
      return assertNever(entry);
  }
}

const mailWords = ({ subject, template, state }: MessageView): string =>
  [`"${subject ?? ''}"`, template && `template ${template}`, state === 'SENT' ? null : state]
    .filter(Boolean)
    .join(', ');

const fateOf = ({ message }: LetterView): string => (message === null ? 'is being sent' : message.state.toLowerCase());

function kindWords({ kind, intent, id }: InboundItemView): string {
  const words = [kind === 'reply' ? null : kind, intent?.replaceAll('_', ' ') ?? null].filter((word) => word !== null);
  return `${words.length === 0 ? '' : ` (${words.join(', ')})`}  ${id}`;
}

/** What we sent by a template is not kept; what people wrote is. */
function bodyOf(entry: ThreadEntry): readonly string[] {
  switch (entry.kind) {
    case 'mail':
      return [];
    case 'letter':
      return linesOf(entry.letter.text);
    case 'received':
      return linesOf(entry.item.text ?? '');
    default:
      return assertNever(entry);
  }
}

/** The lines of a text, safe to print. */
export const linesOf = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\r\n|\r|\n/)
    .map((line) => printable(line).trimEnd());
