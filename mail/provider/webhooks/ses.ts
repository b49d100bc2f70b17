/**
 * Amazon SES by way of SNS: notifications of an identity (`notificationType`) and events of a configuration set
 * (`eventType`), with raw message delivery off, since only the envelope of SNS is signed. Mails that SES receives come with
 * their content when the receipt rule publishes them to SNS.
 */
import { z } from 'zod';
import type { Instant } from '../../../domain/instant.ts';
import type { SesEndpoint } from '../../../domain/provider-endpoint.ts';
import type { ProviderEvent, WebhookAdapter, WebhookReading } from '../../../domain/provider-event.ts';
import { reportOf } from './bounce-verdict.ts';
import { refused, verified } from './proof.ts';
import * as read from './reading.ts';
import { sesCategories, sesOptOut } from './ses-categories.ts';
import { certificateUrl, isSignedBy, type SnsMessage, snsMessageOf, subscribeUrl } from './sns.ts';
import type { SnsCertificates } from './sns-certificates.ts';

/** SNS carries at most 256 KB, which JSON within JSON may double. */
const mostBytes = 1024 * 1024;

export function sesWebhooks({ topics }: SesEndpoint, certificates: SnsCertificates): WebhookAdapter {
  return {
    provider: 'ses',
    mostBytes,
    async verify({ body }, now) {
      const sns = snsMessageOf(body);
      if (sns === null) return refused('not a message of SNS; raw message delivery must be off');
      if (!topics.includes(sns.TopicArn)) return refused('the topic is not one of those configured');
      const url = certificateUrl(sns);
      if (url === null) return refused('SigningCertURL is not an address of SNS');
      const answer = await certificates.certificateAt(url, now);
      if (answer.kind === 'unavailable') return answer;
      if (answer.kind === 'wrong') return refused(answer.why);
      return isSignedBy(sns, answer.certificate) ? verified : refused('the signature is wrong');
    },
    parse({ body }, now) {
      const sns = snsMessageOf(body);
      return sns === null ? { kind: 'malformed', why: 'not a message of SNS' } : readingOf(sns, now);
    },
    confirmation({ body }) {
      const sns = snsMessageOf(body);
      return sns?.Type === 'SubscriptionConfirmation' ? (subscribeUrl(sns)?.href ?? null) : null;
    },
  };
}

const recipient = z.object({
  emailAddress: read.address,
  status: read.id,
  diagnosticCode: read.words,
});
const texts = read.listOf(z.string());
const happened = { timestamp: read.id, feedbackId: read.id };
const visit = read.part({ timestamp: read.id, ipAddress: read.id, userAgent: read.words, link: read.webAddress });

const record = z.object({
  notificationType: read.id,
  eventType: read.id,
  mail: read.part({
    messageId: read.id,
    source: read.address,
    timestamp: read.id,
    destination: texts,
    headers: read.listOf(z.object({ name: z.string(), value: z.string() })),
    commonHeaders: read.part({ messageId: read.id }),
    tags: read.part({ [read.metadataName]: texts }),
  }),
  bounce: read.part({
    ...happened,
    bounceType: read.id,
    bounceSubType: read.id,
    bouncedRecipients: read.listOf(recipient),
  }),
  complaint: read.part({
    ...happened,
    complaintSubType: read.id,
    complaintFeedbackType: read.id,
    complainedRecipients: read.listOf(recipient),
  }),
  delivery: read.part({ timestamp: read.id, recipients: texts, smtpResponse: read.words }),
  deliveryDelay: read.part({ timestamp: read.id, delayType: read.id, delayedRecipients: read.listOf(recipient) }),
  reject: read.part({ reason: read.words }),
  open: visit,
  click: visit,
  subscription: read.part({
    timestamp: read.id,
    newTopicPreferences: read.part({ unsubscribeAll: z.boolean().catch(false) }),
  }),
  receipt: read.part({ recipients: texts, action: read.part({ encoding: read.id }) }),
  content: z.string().nullish().catch(null),
});
type SesRecord = z.output<typeof record>;

function readingOf(sns: SnsMessage, now: Instant): WebhookReading {
  if (sns.Type !== 'Notification') return { kind: 'events', events: [noted(sns, now)] };
  const result = record.safeParse(read.jsonOf(sns.Message));
  // SES says in plain words that it may publish to a topic, when it is set up.
  if (!result.success) return { kind: 'events', events: [read.unreadable('ses', sns.MessageId, now)] };
  return { kind: 'events', events: eventsOf(result.data, sns, now) };
}

const noted = ({ Type, MessageId }: SnsMessage, now: Instant): ProviderEvent =>
  read.eventOf({ key: read.keyOf('ses', MessageId), kind: 'other', name: `ses:${Type}`, occurredAt: now });

/** A recipient has no name in a key, but a place: a bounce that is told twice lists the same ones. */
function eventsOf(told: SesRecord, { MessageId }: SnsMessage, now: Instant): readonly ProviderEvent[] {
  const type = told.eventType ?? told.notificationType ?? 'unknown';
  const { mail } = told;
  const to = mail.destination[0] ?? null;
  const event = (
    kind: ProviderEvent['kind'],
    at: string | null,
    key: readonly string[],
    more: Partial<ProviderEvent> = {},
  ): ProviderEvent =>
    read.eventOf({
      ...ofTheMail(mail),
      kind,
      name: `ses:${type}`,
      occurredAt: read.momentOf(at ?? mail.timestamp, now),
      key: read.keyOf('ses', kind, ...key),
      recipient: to,
      ...more,
    });

  return (readers[type] ?? unknownRecord)(told, event, MessageId);
}

type Maker = (
  kind: ProviderEvent['kind'],
  at: string | null,
  key: readonly string[],
  more?: Partial<ProviderEvent>,
) => ProviderEvent;

type Reader = (told: SesRecord, event: Maker, snsId: string) => readonly ProviderEvent[];

const unknownRecord: Reader = (_told, event, snsId) => [event('other', null, [snsId])];

/** By `eventType` or `notificationType`. */
const readers: Readonly<Record<string, Reader | undefined>> = Object.assign(Object.create(null), {
  Bounce: bounced,
  Complaint: complained,
  Delivery: delivered,
  DeliveryDelay: delayed,
  Reject: rejected,
  Open: ({ open, mail }, event, snsId) => [visited('open', open, mail, event, snsId)],
  Click: ({ click, mail }, event, snsId) => [visited('click', click, mail, event, snsId)],
  Subscription: ({ subscription: { timestamp, newTopicPreferences } }, event, snsId) => [
    event(newTopicPreferences.unsubscribeAll ? 'unsubscribe' : 'other', timestamp, [snsId]),
  ],
  Received: received,
} satisfies Record<string, Reader>);

function delivered({ delivery, mail }: SesRecord, event: Maker, snsId: string): readonly ProviderEvent[] {
  const { timestamp, recipients, smtpResponse } = delivery;
  const base = { class: 'delivered', hard: false, status: '', rule: 'ses:Delivery' } as const;
  const diagnostic = smtpResponse?.slice(0, 1000) ?? '';
  return recipients.map((recipient, place) => {
    const report = { ...base, address: recipient, diagnostic };
    return event('delivery', timestamp, [mail.messageId ?? snsId, String(place)], { recipient, report });
  });
}

function delayed({ deliveryDelay }: SesRecord, event: Maker, snsId: string): readonly ProviderEvent[] {
  const { timestamp, delayType, delayedRecipients } = deliveryDelay;
  const rule = `ses:DeliveryDelay/${delayType ?? 'unknown'}`;
  return delayedRecipients.map((one, place) => {
    const report = reportOf({ ...saidOf(one), categories: sesCategories, rule, tryingOn: true });
    return event('deferral', timestamp, [snsId, String(place)], { recipient: one.emailAddress, report });
  });
}

function rejected({ reject, mail }: SesRecord, event: Maker, snsId: string): readonly ProviderEvent[] {
  const said = { address: mail.destination[0] ?? null, status: null, diagnostic: reject.reason };
  const report = reportOf({ ...said, categories: sesCategories, rule: 'ses:Reject' });
  return [event('bounce', null, ['reject', mail.messageId ?? snsId], { report })];
}

function visited(
  kind: 'open' | 'click',
  { timestamp, ipAddress: ip, userAgent, link: url }: SesRecord['open'],
  mail: SesRecord['mail'],
  event: Maker,
  snsId: string,
): ProviderEvent {
  const key = [mail.messageId ?? snsId, read.digest(timestamp, ip, userAgent, url)];
  return event(kind, timestamp, key, { ip, userAgent, url });
}

function bounced({ bounce }: SesRecord, event: Maker, fallbackKey: string): readonly ProviderEvent[] {
  const { timestamp, feedbackId, bounceType, bounceSubType, bouncedRecipients } = bounce;
  const category = `${bounceType ?? 'Undetermined'}/${bounceSubType ?? 'Undetermined'}`;
  return bouncedRecipients.map((one, place) => {
    const key = [feedbackId ?? fallbackKey, String(place)];
    const about = { recipient: one.emailAddress };
    if (category === sesOptOut) return event('unsubscribe', timestamp, key, about);
    const report = reportOf({ ...saidOf(one), categories: sesCategories, rule: `ses:${category}` });
    return event('bounce', timestamp, key, { ...about, report });
  });
}

/** Receivers that hide who complained make SES name everybody whom the mail went to: with ours that is one. */
function complained({ complaint }: SesRecord, event: Maker, fallbackKey: string): readonly ProviderEvent[] {
  const { timestamp, feedbackId, complaintSubType, complaintFeedbackType, complainedRecipients } = complaint;
  return complainedRecipients.map(({ emailAddress: address }, place) => {
    const rule = `ses:Complaint/${complaintSubType ?? complaintFeedbackType ?? 'unknown'}`;
    const verdict = complaintFeedbackType === 'not-spam' ? 'not-spam' : 'complaint';
    const report = { address, class: verdict, hard: false, status: '', rule, diagnostic: '' } as const;
    return event('complaint', timestamp, [feedbackId ?? fallbackKey, String(place)], { recipient: address, report });
  });
}

function received({ content, receipt, mail }: SesRecord, event: Maker, fallbackKey: string): readonly ProviderEvent[] {
  const key = [mail.messageId ?? fallbackKey];
  // Above the size that SNS takes, and with other actions, the mail lies elsewhere.
  if (!content) return [event('other', null, key)];
  const encoding = receipt.action.encoding?.toUpperCase() === 'BASE64' ? 'base64' : 'utf8';
  return [event('inbound', null, key, { raw: Buffer.from(content, encoding), envelopeTo: receipt.recipients })];
}

const saidOf = ({ emailAddress, status, diagnosticCode }: z.output<typeof recipient>) => ({
  address: emailAddress,
  status,
  diagnostic: diagnosticCode,
});

/** In these a token of ours may stand; the header is told when the identity is set up so, and in events. */
const tokenHeaders = new Set(['reply-to', 'return-path', 'list-unsubscribe', 'message-id']);

function ofTheMail({ messageId, source, headers, commonHeaders, tags }: SesRecord['mail']): Partial<ProviderEvent> {
  const own = headers.filter(({ name }) => tokenHeaders.has(name.toLowerCase()));
  const inHeader = own.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? null;
  return {
    providerMessageId: messageId,
    messageIdHeader: commonHeaders.messageId ?? inHeader,
    messageId:
      read.ownMessageId(tags[read.metadataName]?.[0] ?? null, commonHeaders.messageId) ??
      read.ownMessageId(null, inHeader),
    tokens: [source, ...own.map(({ value }) => value)].flatMap((text) => (text ? [text.slice(0, 2_000)] : [])),
  };
}
