/**
 * The endpoints that sending providers report to, from the file that TENDRIL_WEBHOOKS names. Secrets stand in it, in a
 * variable of the environment or in a file of their own, and never get into an error.
 */
import { createPublicKey } from 'node:crypto';
import { dirname } from 'node:path';
import { z } from 'zod';
import { assertNever } from '../domain/errors.ts';
import type { ProviderEndpoint } from '../domain/provider-endpoint.ts';
import { type Secret, secret } from '../domain/secret.ts';
import type { Config } from './config.ts';
import { type SecretSource, secretShape } from './relay-shapes.ts';
import { type Environment, lookUp, openToOthers, shapedFile } from './settings-file.ts';

export interface WebhookEndpoints {
  readonly endpoints: readonly ProviderEndpoint[];
  /** For the log. */
  readonly warnings: readonly string[];
}

const inbound = z.boolean().default(false);

const sesShape = z.strictObject({
  provider: z.literal('ses'),
  topics: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws(?:-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/,
          'must be the ARN of a topic of SNS',
        ),
    )
    .min(1)
    .max(50),
});

const postmarkShape = z
  .strictObject({
    provider: z.literal('postmark'),
    user: z
      .string()
      .regex(/^[^:\s]{1,200}$/, 'must be a name without colons and blanks')
      .optional(),
    password: secretShape.optional(),
    header: z
      .strictObject({
        name: z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be letters, digits and -'),
        value: secretShape,
      })
      .optional(),
    inbound,
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: 'user and password belong together',
  })
  .refine(({ user, header }) => user !== undefined || header !== undefined, {
    error: 'needs user and password, or a header: Postmark signs nothing',
  });

const sendGridShape = z
  .strictObject({
    provider: z.literal('sendgrid'),
    publicKey: z
      .string()
      .refine(isP256Key, 'must be the verification key of the Event Webhook: base64 of a public key on P-256')
      .optional(),
    inboundKey: secretShape.optional(),
    inbound,
  })
  .refine(({ publicKey, inboundKey }) => publicKey !== undefined || inboundKey !== undefined, {
    error: 'needs the publicKey of signed events, or an inboundKey for the URL of mails',
  });

const mailgunShape = z.strictObject({
  provider: z.literal('mailgun'),
  signingKey: secretShape,
  /** While the key is being changed. */
  formerSigningKey: secretShape.optional(),
  inbound,
});

const endpointShape = z.discriminatedUnion('provider', [sesShape, postmarkShape, sendGridShape, mailgunShape], {
  error: 'must be an endpoint whose provider is ses, postmark, sendgrid or mailgun',
});
type Entry = z.output<typeof endpointShape>;

const endpointName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be up to 63 lower-case letters, digits and -');

const fileShape = z.strictObject({
  webhooks: z
    .record(endpointName, endpointShape)
    .refine((endpoints) => Object.keys(endpoints).length <= 50, 'at most 50 endpoints'),
});

function isP256Key(base64: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

/**
 * Reads the endpoints; `env` is where secrets are looked up that the file only names. None without a file.
 * @throws CONFIG_INVALID naming file, line and column
 */
export function readWebhookEndpoints(
  { webhooksFile: file }: Pick<Config, 'webhooksFile'>,
  env: Environment,
): WebhookEndpoints {
  if (file === null) return { endpoints: [], warnings: [] };
  const { data, complaintAt } = shapedFile(file, fileShape);
  let direct = false;
  const endpoints = Object.entries(data.webhooks).map(([name, entry]) =>
    endpointOf(name, entry, (source, ...path) => {
      direct ||= typeof source === 'string';
      return secret(lookUp(source, dirname(file), env, (what) => complaintAt(['webhooks', name, ...path], what)));
    }),
  );
  return { endpoints, warnings: direct ? openToOthers(file) : [] };
}

/** @throws what `find` throws */
function endpointOf(
  name: string,
  entry: Entry,
  find: (source: SecretSource, ...path: readonly string[]) => Secret,
): ProviderEndpoint {
  switch (entry.provider) {
    case 'ses':
      return { name, inbound: true, provider: 'ses', topics: entry.topics };
    case 'postmark': {
      const { user, password, header } = entry;
      const basic = user && password ? { user, password: find(password, 'password') } : null;
      const own = header ? { name: header.name, value: find(header.value, 'header', 'value') } : null;
      return { name, inbound: entry.inbound, provider: 'postmark', basic, header: own };
    }
    case 'sendgrid': {
      const inboundKey = entry.inboundKey === undefined ? null : find(entry.inboundKey, 'inboundKey');
      const takesMail = entry.inbound || inboundKey !== null;
      return { name, inbound: takesMail, provider: 'sendgrid', publicKey: entry.publicKey ?? null, inboundKey };
    }
    case 'mailgun': {
      const former = entry.formerSigningKey;
      const signingKeys = [
        find(entry.signingKey, 'signingKey'),
        ...(former === undefined ? [] : [find(former, 'formerSigningKey')]),
      ];
      return { name, inbound: entry.inbound, provider: 'mailgun', signingKeys };
    }
    default:
      return assertNever(entry);
  }
}
