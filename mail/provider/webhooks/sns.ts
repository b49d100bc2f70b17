/**
 * Messages of Amazon SNS over HTTP(S) and their signatures, versions 1 (SHA-1) and 2 (SHA-256), as AWS documents them. Who
 * has an AWS account can have SNS sign anything under a topic of their own, so a signature counts for configured topics
 * only. Old messages are taken: SNS delivers again for days.
 */

import { verify as verifySignature, type X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isUrl } from '../../../domain/web-address.ts';
import { jsonOf } from './reading.ts';

/** As sent: a cleaned text would no longer be the one that was signed. */
const message = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().max(200),
  TopicArn: z.string().max(500),
  Message: z.string(),
  Timestamp: z.string().max(100),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().max(2_000),
  SigningCertURL: z.string().max(1_000),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().max(4_000).nullish(),
  Token: z.string().nullish(),
});
export type SnsMessage = z.output<typeof message>;

export function snsMessageOf(body: Uint8Array): SnsMessage | null {
  const read = message.safeParse(jsonOf(body));
  return read.success ? read.data : null;
}

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** What is signed: name and value of each field that is there, each on a line, in the order of their names. */
const signedText = (sns: SnsMessage): string =>
  signedFields[sns.Type]
    .filter((name) => typeof sns[name] === 'string')
    .map((name) => `${name}\n${sns[name]}\n`)
    .join('');

export function isSignedBy(sns: SnsMessage, certificate: X509Certificate): boolean {
  if (!/^[A-Za-z0-9+/]+=*$/.test(sns.Signature) || certificate.publicKey.asymmetricKeyType !== 'rsa') return false;
  const algorithm = sns.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  const signature = Buffer.from(sns.Signature, 'base64');
  return verifySignature(algorithm, Buffer.from(signedText(sns), 'utf8'), certificate.publicKey, signature);
}

export const isSnsHost = (host: string): boolean => /^sns\.[a-z0-9-]{3,40}\.amazonaws\.com(?:\.cn)?$/.test(host);

/**
 * An address of SNS itself; null for any other. Nothing of it may be chosen freely: a path or a query of another kind could
 * make SNS hand out what a stranger has put there.
 */
function snsUrl(text: string): URL | null {
  if (!isUrl(text)) return null;
  const url = new URL(text);
  const own = isSnsHost(url.hostname);
  const plain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  // What a parser reads must be what was written: no blanks, backslashes or `:443`.
  return own && plain && url.hash === '' && url.href === text ? url : null;
}

/** Where the certificate of a message lies; null when that cannot be the address of one. */
export function certificateUrl({ SigningCertURL }: SnsMessage): URL | null {
  const url = snsUrl(SigningCertURL);
  return url && url.search === '' && /^\/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$/.test(url.pathname)
    ? url
    : null;
}

/** What has to be fetched to confirm a subscription; null when it asks for anything else. */
export function subscribeUrl({ SubscribeURL, TopicArn }: SnsMessage): URL | null {
  const url = snsUrl(SubscribeURL ?? '');
  const asks = url?.searchParams.get('Action') === 'ConfirmSubscription';
  return url && asks && url.pathname === '/' && url.searchParams.get('TopicArn') === TopicArn ? url : null;
}
