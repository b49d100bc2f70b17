/**
 * Amazon SES, API v2: `SendEmail` with our own MIME. SES replaces Message-ID and Date and signs the mail itself, so
 * answers are matched by their token in Reply-To and not by Message-ID. Bounces and complaints come back as mail to the
 * VERP address, when SES may send to its domain. `SendEmail` has no key for idempotency.
 */
import { parseAddress } from '../../domain/address.ts';
import type { SesRelay } from '../../domain/relay.ts';
import { mimeOf } from '../mime.ts';
import type { OutgoingMail, SendResult } from '../ports.ts';
import { firstText, jsonFields } from './json-answer.ts';
import type { Answer, Provider } from './provider-mailer.ts';
import { sesRules } from './ses-errors.ts';
import { signedHeaders } from './signature-v4.ts';
import { verdictOf } from './verdict.ts';

const path = '/v2/email/outbound-emails';

/** `now` is what signatures are dated with. */
export function sesProvider(relay: SesRelay, now: () => Date = () => new Date()): Provider {
  const url = new URL(path, relay.endpoint);
  const { accessKeyId, region } = relay;
  const credentials = {
    accessKeyId,
    secretAccessKey: relay.secretAccessKey.reveal(),
    sessionToken: relay.sessionToken?.reveal() ?? null,
  };
  return {
    requestOf(mail) {
      const body = Buffer.from(JSON.stringify(requestBody(mail, relay.configurationSet)));
      const headers = { 'content-type': 'application/json' };
      return {
        url,
        body,
        headers: () =>
          signedHeaders({ method: 'POST', url, headers, body }, credentials, { region, service: 'ses', at: now() }),
      };
    },
    resultOf,
  };
}

function requestBody(mail: OutgoingMail, configurationSet: string | null) {
  return {
    // The MIME is made first: it checks that every address is exactly one.
    Content: { Raw: { Data: mimeOf(mail).toString('base64') } },
    FromEmailAddress: mail.from.address,
    Destination: { ToAddresses: [parseAddress(mail.envelope.to)] },
    FeedbackForwardingEmailAddress: parseAddress(mail.envelope.from),
    EmailTags: [{ Name: 'tendril-message', Value: mail.messageId }],
    ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
  };
}

function resultOf({ status, headers, body }: Answer): SendResult {
  const fields = jsonFields(body);
  if (status >= 200 && status < 300) {
    const id = firstText(fields, 'MessageId');
    if (id !== null) return { kind: 'sent', response: `HTTP ${status} ${id}` };
    return { kind: 'unknown', response: `HTTP ${status} without a MessageId` };
  }
  return verdictOf(sesRules, {
    status,
    code: errorName(headers['x-amzn-errortype'] ?? firstText(fields, '__type', 'code', 'Code')),
    text: firstText(fields, 'message', 'Message') ?? '',
  });
}

/** `com.amazonaws.ses#Name:http://…` in its longest form. */
function errorName(text: string | readonly string[] | null): string | null {
  const [, name = null] = /^(?:[^:]*#)?([A-Za-z]+)/.exec(String(text ?? '')) ?? [];
  return name;
}
