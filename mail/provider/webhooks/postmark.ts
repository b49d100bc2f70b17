/**
 * Postmark. It signs nothing: the webhook's URL carries a log-in (HTTP Basic), a header of its own a secret, or both.
 * One request is one event, or one mail that came in.
 */
import { z } from 'zod';
import type { Instant } from '../../../domain/instant.ts';
import type { PostmarkEndpoint } from '../../../domain/provider-endpoint.ts';
import type { ProviderEvent, WebhookAdapter, WebhookHead } from '../../../domain/provider-event.ts';
import { reportOf } from './bounce-verdict.ts';
import { postmarkCategories, postmarkOptOut, postmarkTransient } from './postmark-categories.ts';
import { basicLogin, refused, sameSecret, verified } from './proof.ts';
import * as read from './reading.ts';
import { rebuiltMail } from './rebuilt-mail.ts';

export function postmarkWebhooks({ basic, header, inbound }: PostmarkEndpoint): WebhookAdapter {
  const refusal = ({ headers }: WebhookHead): string | null => {
    const login = basicLogin(headers.get('authorization')) ?? '';
    if (basic && !sameSecret(login, `${basic.user}:${basic.password.reveal()}`)) return 'the log-in is wrong';
    const value = header ? headers.get(header.name.toLowerCase()) : '';
    if (header && !sameSecret(value ?? '', header.value.reveal())) return 'the secret header is wrong';
    // The configuration has one of them at least; nobody is let in because it has neither.
    return basic || header ? null : 'the endpoint has no secret';
  };
  return {
    provider: 'postmark',
    // A mail of 35 MB, in base64 and beside its parts.
    mostBytes: inbound ? 100 * 1024 * 1024 : 1024 * 1024,
    refusal,
    async verify(request) {
      const why = refusal(request);
      return why === null ? verified : refused(why);
    },
    parse({ body }, now) {
      const json = read.jsonOf(body);
      const told = record.safeParse(json);
      if (!told.success) return { kind: 'malformed', why: 'not a JSON object' };
      return { kind: 'events', events: [eventOf(told.data, json, now)] };
    },
  };
}

const name = z.object({ Name: z.string(), Value: z.string() });

const record = z.object({
  RecordType: read.id,
  MessageID: read.id,
  Recipient: read.address,
  Email: read.address,
  Metadata: read.part({ [read.metadataName]: read.id }),
  ID: read.id,
  TypeCode: read.id,
  Details: read.words,
  Description: read.words,
  DeliveredAt: read.id,
  BouncedAt: read.id,
  ReceivedAt: read.id,
  ChangedAt: read.id,
  SuppressSending: z.boolean().nullish().catch(null),
  SuppressionReason: read.id,
  UserAgent: read.words,
  OriginalLink: read.webAddress,
  Geo: read.part({ IP: read.id }),
  // Of a mail that came in.
  OriginalRecipient: read.address,
  From: read.words,
  To: read.words,
  Subject: read.words,
  Date: read.id,
  Headers: read.listOf(name, 500),
  TextBody: z.string().nullish().catch(null),
  HtmlBody: z.string().nullish().catch(null),
  RawEmail: z.string().nullish().catch(null),
});
type PostmarkRecord = z.output<typeof record>;

function eventOf(told: PostmarkRecord, json: unknown, now: Instant): ProviderEvent {
  const type = told.RecordType ?? (told.OriginalRecipient === null ? 'unknown' : 'Inbound');
  const mailId = told.MessageID ?? read.digest(JSON.stringify(json));
  const base = {
    name: `postmark:${type}`,
    providerMessageId: told.MessageID,
    messageId: read.ownMessageId(told.Metadata[read.metadataName] ?? null, null),
    recipient: told.Recipient ?? told.Email,
  };
  const at = (text: string | null): Instant => read.momentOf(text, now);
  switch (type) {
    case 'Bounce':
      return bounceOf(told, base, at(told.BouncedAt), mailId);
    case 'SpamComplaint': {
      const said = { address: base.recipient, status: '', rule: 'postmark:SpamComplaint', diagnostic: '' };
      return read.eventOf({
        ...base,
        kind: 'complaint',
        key: read.keyOf('postmark', 'complaint', told.ID ?? mailId),
        occurredAt: at(told.BouncedAt),
        report: { ...said, class: 'complaint', hard: false },
      });
    }
    case 'Delivery': {
      const said = { status: '', rule: 'postmark:Delivery', diagnostic: told.Details?.slice(0, 1000) ?? '' };
      return read.eventOf({
        ...base,
        kind: 'delivery',
        key: read.keyOf('postmark', 'delivery', mailId),
        occurredAt: at(told.DeliveredAt),
        report: { ...said, address: base.recipient, class: 'delivered', hard: false },
      });
    }
    case 'Open':
    case 'Click': {
      const kind = type === 'Open' ? 'open' : 'click';
      const { UserAgent: userAgent, OriginalLink: url, ReceivedAt } = told;
      const { IP: ip } = told.Geo;
      const key = read.keyOf('postmark', kind, mailId, read.digest(ReceivedAt, userAgent, ip, url));
      return read.eventOf({ ...base, kind, key, userAgent, ip, url, occurredAt: at(ReceivedAt) });
    }
    case 'SubscriptionChange': {
      const key = read.keyOf('postmark', 'subscription', mailId, read.digest(told.ChangedAt, base.recipient));
      const kind = isOptOut(told) ? 'unsubscribe' : 'other';
      return read.eventOf({ ...base, kind, key, occurredAt: at(told.ChangedAt) });
    }
    case 'Inbound':
      return inboundOf(told, now, mailId);
    default:
      return read.eventOf({ ...base, kind: 'other', key: read.keyOf('postmark', type, mailId), occurredAt: now });
  }
}

/** Bounces and complaints stop a stream for an address as well, and have events of their own. */
const isOptOut = ({ SuppressSending, SuppressionReason }: PostmarkRecord): boolean =>
  SuppressSending === true && SuppressionReason === 'ManualSuppression';

type Base = Pick<ProviderEvent, 'name' | 'providerMessageId' | 'messageId' | 'recipient'>;

function bounceOf(told: PostmarkRecord, base: Base, occurredAt: Instant, mailId: string): ProviderEvent {
  const code = told.TypeCode ?? 'unknown';
  const event = { ...base, occurredAt, key: read.keyOf('postmark', 'bounce', told.ID ?? mailId) };
  if (code === postmarkOptOut) return read.eventOf({ ...event, kind: 'unsubscribe' });
  const tryingOn = code === postmarkTransient;
  const report = reportOf({
    categories: postmarkCategories,
    rule: `postmark:${code}`,
    address: base.recipient,
    status: null,
    diagnostic: told.Details ?? told.Description,
    ...(tryingOn ? { tryingOn } : {}),
  });
  const kind = tryingOn ? 'deferral' : report.class === 'complaint' ? 'complaint' : 'bounce';
  return read.eventOf({ ...event, kind, report });
}

/** `RawEmail` is there when the server's inbound settings include the raw mail. */
function inboundOf(told: PostmarkRecord, now: Instant, mailId: string): ProviderEvent {
  const { RawEmail, OriginalRecipient, Headers, TextBody, HtmlBody } = told;
  const ofFields = [
    { name: 'From', value: told.From ?? '' },
    { name: 'To', value: told.To ?? '' },
    { name: 'Subject', value: told.Subject ?? '' },
    { name: 'Date', value: told.Date ?? '' },
  ];
  const given = new Set(ofFields.map((field) => field.name.toLowerCase()));
  const others = Headers.map(({ Name, Value }) => ({ name: Name, value: Value }));
  const headers = [...ofFields, ...others.filter((field) => !given.has(field.name.toLowerCase()))];
  const parts = { headers, text: TextBody || null, html: HtmlBody || null };
  return read.eventOf({
    kind: 'inbound',
    name: 'postmark:Inbound',
    key: read.keyOf('postmark', 'inbound', mailId),
    occurredAt: now,
    raw: RawEmail ? Buffer.from(RawEmail, 'utf8') : rebuiltMail(parts),
    envelopeTo: OriginalRecipient === null ? [] : [OriginalRecipient],
  });
}
