/**
 * The endpoints that are told of changes, from the file that TENDRIL_HOOKS names. Secrets stand in it, in a variable of the
 * environment or in a file of their own, and never get into an error.
 */
import { dirname } from 'node:path';
import { z } from 'zod';
import { announcedTypes, type OutgoingEndpoint } from '../domain/outgoing-webhook.ts';
import type { Config } from './config.ts';
import type { SecretSource } from './relay-shapes.ts';
import { type Environment, lookUp, openToOthers, shapedFile } from './settings-file.ts';
import { isSafely, notSafely, webhookSecrets, webhookSecretsOf, webhookUrl } from './webhook-shapes.ts';

export interface OutgoingEndpoints {
  readonly endpoints: readonly OutgoingEndpoint[];
  /** For the log. */
  readonly warnings: readonly string[];
}

const endpointName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be up to 63 lower-case letters, digits and -');

const endpointShape = z
  .strictObject({
    url: webhookUrl,
    secret: webhookSecrets,
    types: z.array(z.enum(announcedTypes, { error: `must be one of ${announcedTypes.join(', ')}` })).min(1),
    scoreStep: z.number().positive().max(1000).optional(),
    allowInsecure: z.boolean().default(false),
    disabled: z.boolean().default(false),
  })
  .refine(isSafely, notSafely);

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
    const complain = (what: string) => complaintAt(['hooks', endpoint, 'secret'], what);
    const find = (source: SecretSource): string => {
      direct ||= typeof source === 'string';
      return lookUp(source, dirname(file), env ?? {}, complain);
    };
    const secrets = env === null ? [] : webhookSecretsOf(given, find, complain);
    return { endpoint, ...rest, types: [...new Set(types)], scoreStep, secrets };
  });
  return { endpoints, warnings: direct ? openToOthers(file) : [] };
}
