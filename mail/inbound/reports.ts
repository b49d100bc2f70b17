/**
 * Machine reports: delivery status (RFC 3464, 6533), abuse feedback (RFC 5965), read receipts (RFC 8098), and bounces
 * that old servers write as plain text.
 */
import type { Email } from 'postal-mime';
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import { deliveryRules } from '../../domain/delivery-rules.ts';
import { judge, readReply } from '../smtp-reply.ts';
import { header } from './matching.ts';

export type ReportKind = 'delivery' | 'abuse' | 'read-receipt';

export interface DeliveryOutcome {
  readonly failed: boolean;
  readonly class: DeliveryClass;
  /** The name of the rule that put it there. */
  readonly rule: string;
  /** The address is dead: its class says so, and nobody was reached by it. */
  readonly hard: boolean;
  readonly status: string;
  readonly diagnostic: string;
}

type Group = ReadonlyMap<string, string>;

/** What kind of report a mail is; null when it is none. */
export function reportKind(mail: Email): ReportKind | null {
  const type = /report-type\s*=\s*"?([\w-]+)/i.exec(header(mail, 'content-type'))?.[1]?.toLowerCase();
  const has = (part: RegExp) => mail.attachments.some(({ mimeType }) => part.test(mimeType));
  if (type === 'delivery-status' || has(/^message\/(?:global-)?delivery-status$/)) return 'delivery';
  if (type === 'feedback-report' || has(/^message\/feedback-report$/)) return 'abuse';
  if (type === 'disposition-notification' || has(/^message\/(?:global-)?disposition-notification$/))
    return 'read-receipt';
  return null;
}

/** What a delivery report says of our one recipient; null when it says nothing that can be read. */
export function deliveryOutcome(mail: Email): DeliveryOutcome | null {
  const recipients = groups(partText(mail, /^message\/(?:global-)?delivery-status$/)).filter(
    (group) => group.has('action') || group.has('status'),
  );
  const failed = recipients.find((group) => action(group) === 'failed');
  const about = failed ?? recipients[0];
  if (!about) return plainBounce(mail);
  const diagnostic = (about.get('diagnostic-code') ?? '').replace(/^\s*[\w-]+\s*;\s*/, '');
  const reply = readReply(diagnostic);
  const written = /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(about.get('status') ?? '')?.[1] ?? null;
  // The diagnostic quotes who refused it; the status is what the reporting server made of that, at worst x.0.0.
  const vague = written !== null && /^\d\.0\.0$/.test(written) && reply.code !== null;
  const enhanced = reply.enhanced ?? (vague ? null : written);
  const status = enhanced ?? written;
  // A mailbox that forwards to several, of which one took the mail, is alive.
  const reached = recipients.some((group) => ['delivered', 'relayed', 'expanded'].includes(action(group)));
  const verdict = judge({ code: reply.code, enhanced, text: diagnostic, about: 'mail' });
  return {
    failed: failed !== undefined,
    ...verdict,
    hard: failed !== undefined && !reached && isDeadBy(verdict.class),
    status: status ?? '',
    diagnostic: diagnostic.slice(0, 1000),
  };
}

/** A bounce without a machine-readable part (qmail, old Exchange): the first reply code in its text counts. */
export function plainBounce(mail: Email): DeliveryOutcome | null {
  const text = (mail.text ?? '').slice(0, 64 * 1024);
  const found =
    /(?:^|[^\d.])([45]\d{2}[ -]+(?:[45]\.\d{1,3}\.\d{1,3}\b)?[^\n]*)/.exec(text)?.[1] ??
    /#?\(?#([45]\.\d{1,3}\.\d{1,3}\)?[^\n]*)/.exec(text)?.[1];
  if (!found) return null;
  const reply = readReply(found);
  const enhanced = reply.enhanced ?? /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(found)?.[1] ?? null;
  const code = reply.code ?? (enhanced ? Number(enhanced[0]) * 100 + 50 : null);
  const verdict = judge({ code, enhanced, text: found, about: 'mail' });
  const diagnostic = found.trim().slice(0, 1000);
  return { failed: true, ...verdict, hard: isDeadBy(verdict.class), status: enhanced ?? '', diagnostic };
}

const isDeadBy = (verdict: DeliveryClass): boolean => deliveryRules[verdict].lead.kind === 'dead';

/** The type of an abuse report, such as `abuse` or `not-spam`. */
export const feedbackType = (mail: Email): string =>
  (groups(partText(mail, /^message\/feedback-report$/))[0]?.get('feedback-type') ?? '').trim().toLowerCase();

/** The text of the parts of a type: reports, or the mail they return. */
export function partText(mail: Email, type: RegExp): string {
  return mail.attachments
    .filter(({ mimeType }) => type.test(mimeType))
    .map(({ content }) => (typeof content === 'string' ? content : new TextDecoder().decode(content)))
    .join('\n\n')
    .slice(0, 256 * 1024);
}

const action = (group: Group): string => /^\s*(\w+)/.exec(group.get('action') ?? '')?.[1]?.toLowerCase() ?? '';

/** Groups of header-like lines, separated by blank lines, continued lines joined. */
function groups(text: string): readonly Group[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map((block) => {
      const lines = block.replace(/\n[ \t]+/g, ' ').split('\n');
      const pairs = lines.flatMap((line): (readonly [string, string])[] => {
        const [, name, value] = /^([\w-]+)[ \t]*:(.*)$/.exec(line) ?? [];
        return name ? [[name.toLowerCase(), (value ?? '').trim()]] : [];
      });
      return new Map(pairs);
    })
    .filter((group) => group.size > 0);
}
