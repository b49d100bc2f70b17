/** Notifications of Amazon SES that SNS sends on as mails: one JSON object in the text. */
import type { InboundReport, RecipientReport, ReturnedMail } from '../../../domain/inbound-reading.ts';
import { feedbackOf } from './feedback-report.ts';
import { judgeRefusal } from './judgement.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectIn = (value: Json, name: string): Json => (isObject(value[name]) ? value[name] : {});
const textIn = (value: Json, name: string): string => (typeof value[name] === 'string' ? value[name] : '');
const listIn = (value: Json, name: string): readonly unknown[] =>
  Array.isArray(value[name]) ? value[name].slice(0, 100) : [];

/** Null when the text is no such notification. */
export function readNotification(text: string): InboundReport | null {
  const start = /^\s*\{(?=[\s\S]{0,2000}"(?:notificationType|eventType)")/.exec(text.slice(0, 4000));
  if (!start) return null;
  const notification = parsed(text);
  if (!notification) return null;
  const mail = objectIn(notification, 'mail');
  const id = textIn(mail, 'messageId');
  const returned: ReturnedMail = { messageIds: id ? [id] : [], header: '' };
  switch (textIn(notification, 'notificationType') || textIn(notification, 'eventType')) {
    case 'Bounce':
      return { kind: 'bounce', recipients: bounced(objectIn(notification, 'bounce')), returned };
    case 'Delivery':
      return { kind: 'bounce', recipients: delivered(objectIn(notification, 'delivery')), returned };
    case 'Complaint': {
      const complaint = objectIn(notification, 'complaint');
      const named = listIn(complaint, 'complainedRecipients').flatMap((each) =>
        isObject(each) ? textIn(each, 'emailAddress') || [] : [],
      );
      return {
        kind: 'complaint',
        ...feedbackOf(textIn(complaint, 'complaintFeedbackType') || 'abuse', named, returned),
        returned,
      };
    }
    default:
      return null;
  }
}

/** Sendmail breaks long lines with "!" (RFC 821 limits them); what follows the object is a footer. */
function parsed(text: string): Json | null {
  const whole = text.slice(0, 262_144).replace(/!\n[ \t]/g, '');
  const end = /\n\s*--\s*\n/.exec(whole)?.index ?? whole.lastIndexOf('}') + 1;
  for (const candidate of [whole.slice(0, end), whole.slice(0, end).replace(/\n/g, '')]) {
    try {
      const value: unknown = JSON.parse(candidate);
      return isObject(value) ? value : null;
    } catch {
      // The other form may do.
    }
  }
  return null;
}

const bounced = (bounce: Json): readonly RecipientReport[] =>
  listIn(bounce, 'bouncedRecipients')
    .filter(isObject)
    .map((each) => {
      const diagnostic = textIn(each, 'diagnosticCode').replace(/^\s*smtp\s*;\s*/i, '');
      const verdict = judgeRefusal({ text: diagnostic, status: textIn(each, 'status'), around: '' }, '');
      return { address: textIn(each, 'emailAddress') || null, ...verdict, diagnostic: diagnostic.slice(0, 1000) };
    });

const delivered = (delivery: Json): readonly RecipientReport[] =>
  listIn(delivery, 'recipients').flatMap((each) =>
    typeof each === 'string'
      ? [
          {
            address: each,
            class: 'delivered' as const,
            hard: false,
            status: /\b2\.\d\.\d\b/.exec(textIn(delivery, 'smtpResponse'))?.[0] ?? '',
            rule: 'delivered',
            diagnostic: textIn(delivery, 'smtpResponse').slice(0, 1000),
          },
        ]
      : [],
  );
