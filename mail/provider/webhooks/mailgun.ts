/**
 * Mailgun: webhooks as JSON and mails of a route as a form. The signature (HMAC-SHA256) is over a timestamp and a random
 * token and does not cover the body, so a token is good for one body only: who has seen one request cannot make another of
 * it. Mailgun tries again for eight hours, so a signature is good a little longer.
 */
import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { type Instant, msOf } from '../../../domain/instant.ts';
import type { MailgunEndpoint } from '../../../domain/provider-endpoint.ts';
import type { ProviderEvent, WebhookAdapter, WebhookReading, WebhookRequest } from '../../../domain/provider-event.ts';
import { reportOf } from './bounce-verdict.ts';
import { fieldText, formOf } from './form-body.ts';
import { mailgunCategories, mailgunOptOut } from './mailgun-categories.ts';
import { refused, sameSecret, verified } from './proof.ts';
import * as read from './reading.ts';
import { rebuiltMail } from './rebuilt-mail.ts';

const windowMs = 9 * 3_600_000;
/** A clock may be a little ahead of ours. */
const aheadMs = 5 * 60_000;
const mostEventBytes = 1024 * 1024;
/** Of one process; beyond that the oldest are forgotten. */
const mostTokens = 50_000;

export function mailgunWebhooks({ signingKeys, inbound }: MailgunEndpoint): WebhookAdapter {
  const bodyOfToken = new Map<string, string>();
  return {
    provider: 'mailgun',
    mostBytes: inbound ? 40 * 1024 * 1024 : mostEventBytes,
    async verify(request, now) {
      const proof = proofOf(request);
      if (proof === null) return refused('there is no signature');
      const { timestamp, token, signatures } = proof;
      const signed = signingKeys.map((key) =>
        createHmac('sha256', key.reveal())
          .update(timestamp + token)
          .digest('hex'),
      );
      const matches = signed.map((text) => signatures.some((given) => sameSecret(given, text)));
      if (!matches.includes(true)) return refused('the signature is wrong');
      const age = msOf(now) - Number(timestamp) * 1000;
      if (!(age <= windowMs && age >= -aheadMs)) return refused('the signature is too old');
      const hash = createHash('sha256').update(request.body).digest('hex');
      if ((bodyOfToken.get(token) ?? hash) !== hash) return refused('the signature was used for something else');
      const [oldest] = bodyOfToken.keys();
      if (bodyOfToken.size >= mostTokens && oldest !== undefined) bodyOfToken.delete(oldest);
      bodyOfToken.set(token, hash);
      return verified;
    },
    parse: (request, now) => (isForm(request) ? inboundOf(request, now) : eventsOf(request.body, now)),
  };
}

const isForm = ({ headers }: WebhookRequest): boolean =>
  /^(?:multipart\/form-data|application\/x-www-form-urlencoded)/i.test(headers.get('content-type') ?? '');

/** `parent-signature` is that of the main account for events of its subaccounts. */
const proof = z.object({
  timestamp: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,12}$/)),
  token: z.string().min(1).max(200),
  signature: z.string().max(200),
  'parent-signature': z.string().max(200).nullish(),
});

function proofOf(request: WebhookRequest) {
  const told = isForm(request) ? formProof(request) : jsonProof(request);
  const result = proof.safeParse(told);
  if (!result.success) return null;
  const { timestamp, token, signature, 'parent-signature': parent } = result.data;
  return { timestamp, token, signatures: parent ? [signature, parent] : [signature] };
}

/** Only forms bring mails; whatever else is large is not read, since nobody knows yet whom it is from. */
const jsonProof = ({ body }: WebhookRequest): unknown =>
  body.length > mostEventBytes ? null : (read.jsonOf(body) as { signature?: unknown } | null | undefined)?.signature;

function formProof({ body, headers }: WebhookRequest) {
  const form = formOf(body, headers.get('content-type') ?? '');
  const names = ['timestamp', 'token', 'signature'];
  return form && Object.fromEntries(names.map((name) => [name, fieldText(form, name)]));
}

const delivered = read.part({
  code: read.id,
  message: read.words,
  description: read.words,
  'enhanced-code': read.id,
});

const item = z.object({
  event: z.string().min(1).max(100),
  id: read.id,
  timestamp: read.id,
  recipient: read.address,
  severity: read.id,
  reason: read.id,
  url: read.webAddress,
  ip: read.id,
  'delivery-status': delivered,
  reject: read.part({ reason: read.words }),
  'client-info': read.part({ 'user-agent': read.words, bot: read.id }),
  envelope: read.part({ sender: read.address }),
  message: read.part({ headers: read.part({ 'message-id': read.id }) }),
  'user-variables': read.part({ [read.metadataName]: read.id }),
});
type Item = z.output<typeof item>;

function eventsOf(body: Uint8Array, now: Instant): WebhookReading {
  const json = read.jsonOf(body) as { readonly 'event-data'?: unknown } | null | undefined;
  const value = json?.['event-data'];
  if (typeof value !== 'object' || value === null) return { kind: 'malformed', why: 'there is no event-data' };
  const result = item.safeParse(value);
  const event = result.success ? eventOf(result.data, value, now) : read.unreadable('mailgun', value, now);
  return { kind: 'events', events: [event] };
}

function eventOf(told: Item, value: unknown, now: Instant): ProviderEvent {
  const header = told.message.headers['message-id'];
  const { sender } = told.envelope;
  const base = {
    name: `mailgun:${told.event}`,
    key: read.keyOf('mailgun', told.id ?? read.digest(JSON.stringify(value))),
    occurredAt: read.momentOf(told.timestamp, now),
    // Mailgun calls a mail by its Message-ID.
    providerMessageId: read.withoutBrackets(header),
    messageIdHeader: header,
    messageId: read.ownMessageId(told['user-variables'][read.metadataName] ?? null, header),
    tokens: sender === null ? [] : [sender],
    recipient: told.recipient,
  };
  const { 'user-agent': userAgent, bot } = told['client-info'];
  const visit = { userAgent, ip: told.ip, byMachine: (bot ?? '') !== '' };
  switch (told.event) {
    case 'failed':
    case 'rejected':
      return failed(told, base);
    case 'delivered':
      return read.eventOf({ ...base, kind: 'delivery', report: plainReport(told, 'delivered') });
    case 'complained':
      return read.eventOf({ ...base, kind: 'complaint', report: plainReport(told, 'complaint') });
    case 'unsubscribed':
      return read.eventOf({ ...base, kind: 'unsubscribe', userAgent, ip: told.ip });
    case 'opened':
      return read.eventOf({ ...base, ...visit, kind: 'open' });
    case 'clicked':
      return read.eventOf({ ...base, ...visit, kind: 'click', url: told.url });
    default:
      return read.eventOf({ ...base, kind: 'other' });
  }
}

type Base = Pick<ProviderEvent, 'name' | 'key' | 'occurredAt' | 'recipient'>;

function failed(told: Item, base: Base): ProviderEvent {
  const { severity, reason, event, 'delivery-status': status, recipient } = told;
  if (reason === mailgunOptOut) return read.eventOf({ ...base, kind: 'unsubscribe' });
  const tryingOn = event === 'failed' && severity === 'temporary';
  const category = event === 'rejected' ? event : `${severity ?? 'permanent'}/${reason ?? 'generic'}`;
  const report = reportOf({
    categories: mailgunCategories,
    rule: `mailgun:${category.slice(0, 100)}`,
    address: recipient,
    status: status['enhanced-code'],
    diagnostic: replyOf(told),
    ...(tryingOn ? { tryingOn } : {}),
  });
  const kind = tryingOn ? 'deferral' : report.class === 'complaint' ? 'complaint' : 'bounce';
  return read.eventOf({ ...base, kind, report });
}

/** The reply as the receiver gave it: Mailgun tells code and words apart. Codes of its own (605 and such) are no reply. */
function replyOf({ 'delivery-status': { code, message, description }, reject }: Item): string | null {
  const text = message ?? description ?? reject.reason;
  if (text === null || code === null || !/^[2-5]\d{2}$/.test(code) || text.trimStart().startsWith(code)) return text;
  return `${code} ${text}`;
}

const plainReport = (
  { recipient: address, event, 'delivery-status': status }: Item,
  verdict: 'delivered' | 'complaint',
) => ({
  address,
  class: verdict,
  hard: false,
  status: '',
  rule: `mailgun:${event}`,
  diagnostic: status.message?.slice(0, 1000) ?? '',
});

const headerList = read.listOf(z.tuple([z.string(), z.string()]), 500);

/** `body-mime` is the whole mail, which a route forwards to a URL that ends with `/mime`. */
function inboundOf({ headers, body }: WebhookRequest, now: Instant): WebhookReading {
  const form = formOf(body, headers.get('content-type') ?? '');
  if (form === null) return { kind: 'malformed', why: 'the form cannot be read' };
  const whole = form.get('body-mime');
  const head = fieldText(form, 'message-headers');
  if (!whole && head === null) return { kind: 'malformed', why: 'the form holds no mail' };
  const fields = headerList.parse(read.jsonOf(head ?? '')).map(([name, value]) => ({ name, value }));
  const parts = { headers: fields, text: fieldText(form, 'body-plain'), html: fieldText(form, 'body-html') };
  const raw = whole ?? rebuiltMail(parts);
  const told = { key: read.keyOf('mailgun', 'inbound', read.digest(raw)), name: 'mailgun:inbound', occurredAt: now };
  const recipients = (fieldText(form, 'recipient') ?? '').split(',').map((text) => text.trim());
  const envelopeTo = recipients.filter((text) => text !== '').slice(0, 100);
  return { kind: 'events', events: [read.eventOf({ ...told, kind: 'inbound', raw, envelopeTo })] };
}
