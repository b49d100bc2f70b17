/**
 * The endpoints that are told of changes, from the file that TENDRIL_HOOKS names. Secrets stand in it, in a variable of the
 * environment or in a file of their own, and never get into an error.
 */
import { dirname } from 'node:path';
import { z } from 'zod';
import { announcedTypes, type OutgoingEndpoint } from '../domain/outgoing-webhook.ts';
import { secret } from '../domain/secret.ts';
import { type Config, isWebhookSecret } from './config.ts';
import { secretShape } from './relay-shapes.ts';
import { type Environment, lookUp, openToOthers, shapedFile } from './settings-file.ts';

export interface OutgoingEndpoints {
  readonly endpoints: readonly OutgoingEndpoint[];
  /** For the log. */
  readonly warnings: readonly string[];
}

const endpointName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be up to 63 lower-case letters, digits and -');

const url = z.url({ protocol: /^https?$/, error: 'must be an https address' }).refine((text) => {
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}, 'must have neither a password nor a fragment: receivers know us by the signature');

const endpointShape = z
  .strictObject({
    url,
    secret: z.union([secretShape, z.array(secretShape).min(1).max(5)]),
    types: z.array(z.enum(announcedTypes, { error: `must be one of ${announcedTypes.join(', ')}` })).min(1),
    scoreStep: z.number().positive().max(1000).optional(),
    allowInsecure: z.boolean().default(false),
    disabled: z.boolean().default(false),
  })
  // Whether it is one of the inside is looked at when a connection is made.
  .refine(({ url: text, allowInsecure }) => text.startsWith('https:') || allowInsecure, {
    path: ['url'],
    error: 'must be https; http is for addresses of the inside, with allowInsecure: true',
  });

const fileShape = z.strictObject({
  hooks: z
    .record(endpointName, endpointShape)
    .refine((endpoints) => Object.keys(endpoints).length <= 50, 'at most 50 endpoints'),
});

/**
 * Reads the endpoints; `env` is where secrets are looked up that the file only names. Null leaves them out, for those who
 * send nothing. None without a file.
 * @throws CONFIG_INVALID naming file, line and column
 */
export function readOutgoingEndpoints(
  { hooksFile: file }: Pick<Config, 'hooksFile'>,
  env: Environment | null,
): OutgoingEndpoints {
  if (file === null) return { endpoints: [], warnings: [] };
  const { data, complaintAt } = shapedFile(file, fileShape);
  let direct = false;
  const endpoints = Object.entries(data.hooks).map(([endpoint, entry]): OutgoingEndpoint => {
    const { secret: given, types, scoreStep = null, ...rest } = entry;
    const secrets = (env === null ? [] : [given].flat()).map((source) => {
      direct ||= typeof source === 'string';
      const path = ['hooks', endpoint, 'secret'];
      const text = lookUp(source, dirname(file), env ?? {}, (what) => complaintAt(path, what));
      if (!isWebhookSecret(text)) throw complaintAt(path, 'must be whsec_ and the base64 of 24 to 64 bytes');
      return secret(text);
    });
    return { endpoint, ...rest, types: [...new Set(types)], scoreStep, secrets };
  });
  return { endpoints, warnings: direct ? openToOthers(file) : [] };
}
