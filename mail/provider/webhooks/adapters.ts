/** The adapter of each configured endpoint. */
import { assertNever } from '../../../domain/errors.ts';
import type { ProviderEndpoint } from '../../../domain/provider-endpoint.ts';
import type { WebhookAdapter, WebhookEndpoint } from '../../../domain/provider-event.ts';
import { fetchFromAws } from './aws-fetch.ts';
import { mailgunWebhooks } from './mailgun.ts';
import { postmarkWebhooks } from './postmark.ts';
import { sendGridWebhooks } from './sendgrid.ts';
import { sesWebhooks } from './ses.ts';
import { type AwsFetch, createSnsCertificates, type SnsCertificates } from './sns-certificates.ts';

/** `fetchText` gets the certificates of SNS. All endpoints of a process share them. */
export function createWebhookEndpoints(
  endpoints: readonly ProviderEndpoint[],
  fetchText: AwsFetch = fetchFromAws,
): readonly WebhookEndpoint[] {
  const certificates = createSnsCertificates(fetchText);
  return endpoints.map((endpoint) => ({ name: endpoint.name, adapter: adapterOf(endpoint, certificates) }));
}

function adapterOf(endpoint: ProviderEndpoint, certificates: SnsCertificates): WebhookAdapter {
  switch (endpoint.provider) {
    case 'ses':
      return sesWebhooks(endpoint, certificates);
    case 'postmark':
      return postmarkWebhooks(endpoint);
    case 'sendgrid':
      return sendGridWebhooks(endpoint);
    case 'mailgun':
      return mailgunWebhooks(endpoint);
    default:
      return assertNever(endpoint);
  }
}
