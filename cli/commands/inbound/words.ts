/** How one incoming mail is told in lines. */
import type { InboundItemView } from '../../../db/store.ts';
import type { RecipientReport } from '../../../domain/inbound-reading.ts';
import { linesOf } from '../../conversation.ts';
import { momentHere, wordsHere } from '../../local-time.ts';
import type { Screen } from '../../terminal/screen.ts';
import { printable } from '../../terminal/width.ts';

/** What became of it, in one line. */
export const itemLine = ({ id, kind, status, note }: InboundItemView): string =>
  printable(`${id}  ${kind}, ${status}: ${wordsHere(note)}`);

/** `call me`: what the writer of a reply is after. */
export const intentWords = (intent: string): string => intent.replaceAll('_', ' ');

/** Whom it is about; where nobody knows, leads with the address of its sender. In words. */
export interface ItemAbout {
  readonly lead: string | null;
  readonly perhaps: readonly string[];
}

/** All that is known of it, in aligned lines, and then its words. */
export function itemLines(screen: Screen, item: InboundItemView, about: ItemAbout): readonly string[] {
  const { reading, handledAt, handledBy, envelopeTo, text } = item;
  const answer = reading.kind === 'reply' || reading.kind === 'auto-reply' ? reading.answer : null;
  const reports = reading.kind === 'bounce' || reading.kind === 'complaint' ? reading.recipients : [];
  const pairs: readonly (readonly [string, string | null])[] = [
    ['item', item.id],
    ['kind', answer === null ? item.kind : `${item.kind} (${answer.class}: ${answer.sign})`],
    ['status', item.status],
    ['why', wordsHere(item.note)],
    ['way', item.way],
    ['came', momentHere(item.receivedAt)],
    ['from', item.fromAddress],
    ['subject', item.subject],
    ['return', item.envelopeFrom],
    ['sent to', envelopeTo.length === 0 ? null : envelopeTo.join(', ')],
    ['about', about.lead && `${about.lead}, lead ${item.leadId}, by ${item.matchedBy ?? 'nothing'}`],
    ...about.perhaps.map((lead, i): readonly [string, string] => [i === 0 ? 'perhaps' : '', lead]),
    ['mail', item.messageId],
    ['wants', item.intent && intentWords(item.intent)],
    ['back on', answer?.returnsOn ?? null],
    ['names', answer?.referral?.address ?? null],
    ...reports.map((report, i) => [i === 0 ? 'reports' : '', reportWords(report)] as const),
    ['size', `${item.size} bytes${item.kept ? '' : ', not kept any more'}`],
    ['handled', handledAt === null ? null : `${momentHere(handledAt)}${handledBy === null ? '' : ` by ${handledBy}`}`],
  ];
  const lines = pairs.flatMap(([label, value]) =>
    value === null || value === '' ? [] : [`${label.padEnd(8)}  ${printable(value)}`],
  );
  return text ? [...lines, '', ...linesOf(text).map((line) => screen.paint('bold', line))] : lines;
}

const reportWords = ({ address, class: found, status, rule, diagnostic }: RecipientReport): string =>
  [address ?? '(not told)', found, status, `(${rule})`, diagnostic].filter(Boolean).join(' ');
