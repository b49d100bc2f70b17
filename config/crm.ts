/**
 * The CRM that sales works in, from the file that TENDRIL_CRM names. Secrets stand in it, in a variable of the environment or in
 * a file of their own, and never get into an error.
 */
import { dirname } from 'node:path';
import { z } from 'zod';
import type { TendrilError } from '../domain/errors.ts';
import { type Secret, secret } from '../domain/secret.ts';
import { isZone } from '../domain/time.ts';
import type { Config } from './config.ts';
import { type SecretSource, secretShape } from './relay-shapes.ts';
import { type Environment, lookUp, openToOthers, shapedFile } from './settings-file.ts';
import { isSafely, notSafely, webhookSecrets, webhookSecretsOf, webhookUrl } from './webhook-shapes.ts';

/** A HubSpot account; what is not said is as its adapter has it. */
export interface HubspotAccount {
  readonly access:
    | { readonly kind: 'private_app'; readonly token: Secret }
    | {
        readonly kind: 'oauth';
        readonly clientId: string;
        readonly clientSecret: Secret;
        readonly refreshToken: Secret;
      };
  readonly pipeline: string;
  readonly stages: Readonly<Record<'offered' | 'accepted' | 'contacted' | 'meeting' | 'won' | 'lost', string>>;
  readonly currency: string;
  readonly baseUrl?: string;
  readonly leadIdProperty?: string;
  readonly handoffIdProperty?: string;
  readonly productProperty?: string;
  readonly zone?: string;
}

/** A CRM of one's own, which is told by webhooks and tells by webhooks. */
export interface WebhookCrm {
  readonly url: string;
  /** Each `whsec_…`, newest first: every message is signed with all of them. */
  readonly secrets: readonly Secret[];
  /** Each `whsec_…`: what the CRM tells is signed with one of them. */
  readonly incomingSecrets: readonly Secret[];
  /** It may be at an address of the inside, and by http there. */
  readonly allowInsecure: boolean;
}

/** Which value of a lead is which field of the CRM, who tells whom, and whose value stands; as `crm/mapping.ts` has it. */
export interface CrmField {
  readonly ours: string;
  readonly theirs: string;
  readonly direction: (typeof directions)[number];
  readonly wins: (typeof winners)[number];
}

export interface CrmSettings {
  /** At most one of the two is there; neither when no file names a CRM. */
  readonly hubspot: HubspotAccount | null;
  readonly webhook: WebhookCrm | null;
  readonly fields: readonly CrmField[];
  /** A complaint of the mapping with the index, with its place in the file: whether it can be used is known by the workspace. */
  fieldComplaint(index: number, what: string): TendrilError;
  /** For the log. */
  readonly warnings: readonly string[];
}

const word = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be printable ASCII without spaces');

const hubspot = z
  .strictObject({
    token: secretShape.optional(),
    oauth: z.strictObject({ clientId: word, clientSecret: secretShape, refreshToken: secretShape }).optional(),
    pipeline: word,
    stages: z.strictObject({
      ...{ offered: word, accepted: word, contacted: word, meeting: word, won: word, lost: word },
    }),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be a code such as EUR (ISO 4217)'),
    // Whether it is https, or this machine, is looked at by the adapter.
    baseUrl: z.url().optional(),
    leadIdProperty: word.optional(),
    handoffIdProperty: word.optional(),
    productProperty: word.optional(),
    zone: z.string().refine(isZone, 'must be a zone such as Europe/Berlin').optional(),
  })
  .refine(({ token, oauth }) => (token === undefined) !== (oauth === undefined), {
    path: ['token'],
    error: 'must be there, or "oauth", and not both',
  });

const webhook = z
  .strictObject({
    url: webhookUrl,
    secret: webhookSecrets,
    incomingSecret: webhookSecrets.optional(),
    allowInsecure: z.boolean().default(false),
  })
  .refine(isSafely, notSafely);

const directions = ['both', 'out', 'in'] as const;
const winners = ['ours', 'theirs', 'newest', 'empty'] as const;
const usualWinner = { both: 'newest', out: 'ours', in: 'theirs' } as const;

const field = z
  .strictObject({
    ours: word,
    // Some CRMs have spaces in the names of their fields.
    theirs: z.string().regex(/^[^\p{C}]{1,200}$/u, 'must be up to 200 characters'),
    direction: z.enum(directions, { error: `must be one of ${directions.join(', ')}` }).default('both'),
    wins: z.enum(winners, { error: `must be one of ${winners.join(', ')}` }).optional(),
  })
  .transform(({ wins, ...rest }): CrmField => ({ ...rest, wins: wins ?? usualWinner[rest.direction] }));

const fileShape = z
  .strictObject({
    hubspot: hubspot.optional(),
    webhook: webhook.optional(),
    fields: z.array(field).max(200).default([]),
  })
  .refine(({ hubspot, webhook }) => (hubspot === undefined) !== (webhook === undefined), {
    error: 'must have either "hubspot" or "webhook"',
  });
type File = z.output<typeof fileShape>;

/** @throws CONFIG_INVALID naming file, line and column */
export function readCrm({ crmFile: file }: Pick<Config, 'crmFile'>, env: Environment): CrmSettings {
  if (file === null) return none;
  const { data, complaintAt } = shapedFile(file, fileShape);
  let direct = false;
  const find: Find = (source, ...path) => {
    direct ||= typeof source === 'string';
    return lookUp(source, dirname(file), env, (what) => complaintAt(path, what));
  };
  const found = {
    hubspot: data.hubspot ? hubspotOf(data.hubspot, find) : null,
    webhook: data.webhook ? webhookOf(data.webhook, find, complaintAt) : null,
  };
  return {
    ...found,
    fields: data.fields,
    fieldComplaint: (index, what) => complaintAt(['fields', index], what),
    warnings: direct ? openToOthers(file) : [],
  };
}

const none: CrmSettings = {
  ...{ hubspot: null, webhook: null, fields: [], warnings: [] },
  fieldComplaint(index) {
    throw new RangeError(`There is no field ${index}`);
  },
};

/** The text of a secret, which stands at a path of the file. */
type Find = (source: SecretSource, ...path: readonly string[]) => string;

function hubspotOf({ token, oauth, ...rest }: NonNullable<File['hubspot']>, find: Find): HubspotAccount {
  const secretAt = (source: SecretSource, ...path: readonly string[]): Secret =>
    secret(find(source, 'hubspot', ...path));
  const access: HubspotAccount['access'] = oauth
    ? {
        kind: 'oauth',
        clientId: oauth.clientId,
        clientSecret: secretAt(oauth.clientSecret, 'oauth', 'clientSecret'),
        refreshToken: secretAt(oauth.refreshToken, 'oauth', 'refreshToken'),
      }
    : { kind: 'private_app', token: secretAt(token ?? '', 'token') };
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...(given as typeof rest), access } as HubspotAccount;
}

function webhookOf(
  { secret: given, incomingSecret = given, url, allowInsecure }: NonNullable<File['webhook']>,
  find: Find,
  complaintAt: (path: readonly string[], what: string) => TendrilError,
): WebhookCrm {
  const secretsAt = (sources: typeof given, key: string): readonly Secret[] => {
    const path = ['webhook', key];
    return webhookSecretsOf(
      sources,
      (source) => find(source, ...path),
      (what) => complaintAt(path, what),
    );
  };
  const secrets = secretsAt(given, 'secret');
  const incomingSecrets = incomingSecret === given ? secrets : secretsAt(incomingSecret, 'incomingSecret');
  return { url, allowInsecure, secrets, incomingSecrets };
}
