/**
 * The CRM that sales works in, from the file that TENDRIL_CRM names. Secrets stand in it, in a variable of the environment or in
 * a file of their own, and never get into an error.
 */
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Secret, secret } from '../domain/secret.ts';
import { isZone } from '../domain/time.ts';
import type { Config } from './config.ts';
import { type SecretSource, secretShape } from './relay-shapes.ts';
import { type Environment, lookUp, openToOthers, shapedFile } from './settings-file.ts';

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

export interface CrmSettings {
  /** Null: no file names a CRM. */
  readonly hubspot: HubspotAccount | null;
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

const fileShape = z.strictObject({ hubspot });

/** @throws CONFIG_INVALID naming file, line and column */
export function readCrm({ crmFile: file }: Pick<Config, 'crmFile'>, env: Environment): CrmSettings {
  if (file === null) return { hubspot: null, warnings: [] };
  const { data, complaintAt } = shapedFile(file, fileShape);
  let direct = false;
  const secretAt = (source: SecretSource, ...path: readonly string[]): Secret => {
    direct ||= typeof source === 'string';
    return secret(lookUp(source, dirname(file), env, (what) => complaintAt(['hubspot', ...path], what)));
  };
  const { token, oauth, ...rest } = data.hubspot;
  const access: HubspotAccount['access'] = oauth
    ? {
        kind: 'oauth',
        clientId: oauth.clientId,
        clientSecret: secretAt(oauth.clientSecret, 'oauth', 'clientSecret'),
        refreshToken: secretAt(oauth.refreshToken, 'oauth', 'refreshToken'),
      }
    : { kind: 'private_app', token: secretAt(token ?? '', 'token') };
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    hubspot: { ...(given as typeof rest), access } as HubspotAccount,
    warnings: direct ? openToOthers(file) : [],
  };
}
