/** An SNS of our own: it signs as AWS documents it, with a key and a certificate made for it. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createWebhookEndpoints } from '../../../../mail/provider/webhooks/adapters.ts';
import { selfSigned } from '../../../support/tls-server.ts';
import { now, webhookRequest } from './webhook-request.ts';

export const topic = 'arn:aws:sns:eu-central-1:123456789012:tendril-events';
export const certificateAt = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b2c3d4e5f.pem';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** PEM of a certificate for our key. */
export const certificateFor = (name: string, validUntil?: string): string =>
  selfSigned([name], validUntil, publicKey).certificate;

type Fields = Readonly<Record<string, string>>;

/** The fields of a notification, signed; `change` is made before, `tampered` after the signature. */
export function snsRequest(message: unknown, change: Fields = {}, tampered: Fields = {}) {
  const fields: Record<string, string> = {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: topic,
    Message: typeof message === 'string' ? message : JSON.stringify(message),
    Timestamp: '2026-11-20T09:00:00.000Z',
    SignatureVersion: '2',
    SigningCertURL: certificateAt,
    UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
    ...change,
  };
  // As AWS has it: these names in this order, those that are there; spelled out here by hand.
  const names =
    fields.Type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (name in fields ? [`${name}\n${fields[name]}\n`] : [])).join('');
  const algorithm = fields.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const Signature = sign(algorithm, Buffer.from(text), privateKey).toString('base64');
  const headers = { 'content-type': 'text/plain; charset=UTF-8' };
  return webhookRequest({ ...fields, Signature, ...tampered }, { headers });
}

/** The adapter for our topic, and which addresses it has fetched; `files` are what AWS has. */
export function sesAdapter(files: Fields = { [certificateAt]: certificateFor('sns.amazonaws.com') }) {
  const fetched: string[] = [];
  const [endpoint] = createWebhookEndpoints(
    [{ provider: 'ses', name: 'ses', inbound: true, topics: [topic] }],
    async (url) => {
      fetched.push(url);
      const file = files[url];
      if (file === undefined) throw new Error('HTTP 404');
      return file;
    },
  );
  if (!endpoint) throw new Error('no endpoint');
  return { adapter: endpoint.adapter, fetched };
}

export const inAMinute = new Date(Date.parse(now) + 60_001).toISOString();
