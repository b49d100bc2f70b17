/**
 * SendGrid: the Event Webhook, signed with ECDSA on P-256 over the timestamp and the body, with up to thousands of events in
 * a request; and the Inbound Parse, a form, which is signed when a security policy says so and has its secret in the URL
 * otherwise.
 */
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../../domain/instant.ts';
import type { SendGridEndpoint } from '../../../domain/provider-endpoint.ts';
import type {
  ProviderEvent,
  WebhookAdapter,
  WebhookHead,
  WebhookReading,
  WebhookRequest,
} from '../../../domain/provider-event.ts';
import { reportOf } from './bounce-verdict.ts';
import { fieldText, formOf } from './form-body.ts';
import { refused, sameSecret, verified } from './proof.ts';
import * as read from './reading.ts';
import { rebuiltMail } from './rebuilt-mail.ts';
import { sendGridCategories, sendGridOptOut } from './sendgrid-categories.ts';

const signatureHeader = 'x-twilio-email-event-webhook-signature';
const timestampHeader = 'x-twilio-email-event-webhook-timestamp';

const unproven = 'neither signed nor with the key of the URL';
const wrongSignature = 'the signature is wrong';

export function sendGridWebhooks({ publicKey, inboundKey, inbound }: SendGridEndpoint): WebhookAdapter {
  const key = publicKey === null ? null : publicKeyOf(publicKey);
  const isSigned = ({ headers, body }: WebhookRequest): boolean => {
    const [signature, timestamp] = [headers.get(signatureHeader), headers.get(timestampHeader)];
    if (!key || !signature || !timestamp || !/^[A-Za-z0-9+/]+=*$/.test(signature)) return false;
    const signed = Buffer.concat([Buffer.from(timestamp, 'latin1'), body]);
    return verifySignature('sha256', signed, key, Buffer.from(signature, 'base64'));
  };
  const hasKey = ({ query }: WebhookHead): boolean => {
    const given = query.get('key');
    return inboundKey !== null && given !== undefined && sameSecret(given, inboundKey.reveal());
  };
  return {
    provider: 'sendgrid',
    // The mail with its attachments is 30 MB at most.
    mostBytes: inbound ? 40 * 1024 * 1024 : 1024 * 1024,
    refusal(head) {
      const looksSigned = key !== null && head.headers.has(signatureHeader) && head.headers.has(timestampHeader);
      if (isForm(head)) return hasKey(head) || (inbound && looksSigned) ? null : unproven;
      return looksSigned ? null : wrongSignature;
    },
    async verify(request) {
      // Signed or not, a mail is none of an endpoint that takes events only, and a key in a URL proves no events.
      if (isForm(request)) {
        return hasKey(request) || (inbound && isSigned(request)) ? verified : refused(unproven);
      }
      return isSigned(request) ? verified : refused(wrongSignature);
    },
    parse: (request, now) => (isForm(request) ? inboundOf(request, now) : eventsOf(request.body, now)),
  };
}

const isForm = ({ headers }: WebhookHead): boolean => /^multipart\/form-data/i.test(headers.get('content-type') ?? '');

/** @throws when the text is no public key; the configuration has checked it */
const publicKeyOf = (base64: string) =>
  createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });

const item = z.object({
  event: z.string().min(1).max(100),
  email: read.address,
  timestamp: read.id,
  sg_event_id: read.id,
  sg_message_id: read.id,
  'smtp-id': read.id,
  [read.metadataName]: read.id,
  reason: read.words,
  response: read.words,
  status: read.id,
  type: read.id,
  bounce_classification: read.id,
  url: read.webAddress,
  useragent: read.words,
  ip: read.id,
  sg_machine_open: z.boolean().nullish().catch(null),
});
type Item = z.output<typeof item>;

function eventsOf(body: Uint8Array, now: Instant): WebhookReading {
  const items = read.jsonOf(body);
  if (!Array.isArray(items)) return { kind: 'malformed', why: 'not a JSON array' };
  if (items.length > read.mostItems) return { kind: 'malformed', why: `more than ${read.mostItems} events` };
  const events = items.map((value: unknown) => {
    const result = item.safeParse(value);
    return result.success ? eventOf(result.data, value, now) : read.unreadable('sendgrid', value, now);
  });
  return { kind: 'events', events };
}

function eventOf(told: Item, value: unknown, now: Instant): ProviderEvent {
  const header = told['smtp-id'];
  const base = {
    name: `sendgrid:${told.event}`,
    key: read.keyOf('sendgrid', told.sg_event_id ?? read.digest(JSON.stringify(value))),
    occurredAt: read.momentOf(told.timestamp, now),
    // The part before the first dot is what the API answered, and the X-Message-Id.
    providerMessageId: told.sg_message_id?.split('.', 1)[0] ?? null,
    messageIdHeader: header,
    messageId: read.ownMessageId(told[read.metadataName] ?? null, header),
    recipient: told.email,
  };
  const { useragent: userAgent, ip, url } = told;
  switch (told.event) {
    case 'bounce':
    case 'blocked':
      return read.eventOf({ ...base, kind: 'bounce', report: verdictOf(told, categoryOf(told)) });
    case 'dropped':
      return dropped(told, base);
    case 'deferred':
      return read.eventOf({ ...base, kind: 'deferral', report: verdictOf(told, 'deferred', true) });
    case 'delivered':
      return read.eventOf({ ...base, kind: 'delivery', report: plainReport(told, 'delivered') });
    case 'spamreport':
      return read.eventOf({ ...base, kind: 'complaint', report: plainReport(told, 'complaint') });
    case 'unsubscribe':
    case 'group_unsubscribe':
      return read.eventOf({ ...base, kind: 'unsubscribe' });
    case 'open':
      return read.eventOf({ ...base, kind: 'open', userAgent, ip, byMachine: told.sg_machine_open === true });
    case 'click':
      return read.eventOf({ ...base, kind: 'click', userAgent, ip, url });
    default:
      return read.eventOf({ ...base, kind: 'other' });
  }
}

type Base = Pick<ProviderEvent, 'name' | 'key' | 'occurredAt' | 'recipient'>;

function dropped(told: Item, base: Base): ProviderEvent {
  if (told.reason === sendGridOptOut) return read.eventOf({ ...base, kind: 'unsubscribe' });
  const report = verdictOf(told, told.reason ?? 'dropped');
  return read.eventOf({ ...base, kind: report.class === 'complaint' ? 'complaint' : 'bounce', report });
}

const categoryOf = ({ bounce_classification: category, type, event }: Item): string =>
  category !== null && category !== 'Unclassified' ? category : (type ?? event);

function verdictOf(told: Item, category: string, tryingOn = false) {
  const { email: address, status, reason, response } = told;
  const said = { categories: sendGridCategories, address, status, diagnostic: reason ?? response };
  return reportOf({ ...said, rule: `sendgrid:${category.slice(0, 100)}`, ...(tryingOn ? { tryingOn } : {}) });
}

const plainReport = ({ email: address, event, response }: Item, verdict: 'delivered' | 'complaint') => ({
  address,
  class: verdict,
  hard: false,
  status: '',
  rule: `sendgrid:${event}`,
  diagnostic: response?.slice(0, 1000) ?? '',
});

const envelope = read.part({ to: read.listOf(z.string()) });

/** `email` is the whole mail, when the setting posts the raw one. */
function inboundOf({ headers, body }: WebhookRequest, now: Instant): WebhookReading {
  const form = formOf(body, headers.get('content-type') ?? '');
  if (form === null) return { kind: 'malformed', why: 'the form cannot be read' };
  const whole = form.get('email');
  const head = fieldText(form, 'headers');
  if (!whole && head === null) return { kind: 'malformed', why: 'the form holds no mail' };
  const parts = { headers: fieldsOf(head ?? ''), text: fieldText(form, 'text'), html: fieldText(form, 'html') };
  const raw = whole ?? rebuiltMail(parts);
  const told = { key: read.keyOf('sendgrid', 'inbound', read.digest(raw)), name: 'sendgrid:inbound', occurredAt: now };
  const envelopeTo = envelope.parse(read.jsonOf(fieldText(form, 'envelope') ?? '')).to;
  return { kind: 'events', events: [read.eventOf({ ...told, kind: 'inbound', raw, envelopeTo })] };
}

/** The fields of a header, unfolded (RFC 5322 §2.2.3). */
const fieldsOf = (head: string) =>
  head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, name, value = ''] = /^([^:\s]+):[ \t]*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value }];
    });
