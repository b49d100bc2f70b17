/** The endpoints of webhooks as a worker reaches them: each with its own secrets, and what of the inside it may be. */
import { createHash } from 'node:crypto';
import type { OutgoingWebhooks, WebhookTarget } from '../activities/ports.ts';
import type { OutgoingEndpoint } from '../domain/outgoing-webhook.ts';
import { createWebhooks } from './webhook.ts';

/** How long a receiver may take. */
const answerWithinMs = 20_000;

export function createOutgoingWebhooks(
  endpoints: readonly OutgoingEndpoint[],
  timeoutMs: number = answerWithinMs,
): OutgoingWebhooks {
  const targets = new Map(
    endpoints.filter(({ disabled }) => !disabled).map((one) => [one.endpoint, targetOf(one, timeoutMs)]),
  );
  return { of: (endpoint) => targets.get(endpoint) ?? null };
}

function targetOf({ url, secrets, allowInsecure }: OutgoingEndpoint, timeoutMs: number): WebhookTarget {
  const client = createWebhooks({
    secrets: secrets.map((one) => one.reveal()),
    allowHttp: allowInsecure,
    allowPrivate: allowInsecure,
    httpInsideOnly: true,
    permits: { http: 'allowInsecure allows http inside', inside: 'allowInsecure allows it' },
    timeoutMs,
  });
  return {
    urlHash: createHash('sha256').update(url).digest('hex'),
    send: (id, body) => client.send({ id, url, method: 'POST', body }),
  };
}
