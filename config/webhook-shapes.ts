/** What files of settings say of an endpoint that is sent webhooks: its address, and what they are signed with. */
import { z } from 'zod';
import { type Secret, secret } from '../domain/secret.ts';
import { isWebhookSecret } from './config.ts';
import { type SecretSource, secretShape } from './relay-shapes.ts';
import type { Complaint } from './settings-file.ts';

export const webhookUrl = z.url({ protocol: /^https?$/, error: 'must be an https address' }).refine((text) => {
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}, 'must have neither a password nor a fragment: receivers know us by the signature');

/** One, or while it is being changed several, newest first. */
export const webhookSecrets = z.union([secretShape, z.array(secretShape).min(1).max(5)], {
  error: 'must be a text, { env: NAME }, { file: PATH } or a list of up to five of them',
});

/** Whether the address is one of the inside is looked at when a connection is made. */
export const isSafely = ({ url, allowInsecure }: { readonly url: string; readonly allowInsecure: boolean }): boolean =>
  url.startsWith('https:') || allowInsecure;

export const notSafely = {
  path: ['url'],
  error: 'must be https; http is for addresses of the inside, with allowInsecure: true',
};

/** The secrets themselves; `find` looks one up. @throws what `complain` makes */
export const webhookSecretsOf = (
  given: z.output<typeof webhookSecrets>,
  find: (source: SecretSource) => string,
  complain: Complaint,
): readonly Secret[] =>
  [given].flat().map((source) => {
    const text = find(source);
    if (!isWebhookSecret(text)) throw complain('must be whsec_ and the base64 of 24 to 64 bytes');
    return secret(text);
  });
