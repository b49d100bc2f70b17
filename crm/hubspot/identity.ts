/** Who the credentials are: the account, the app, and what it may do. */
import { crmError } from '../failure.ts';
import type { CrmCheck, LackingField } from '../port.ts';
import { type ObjectType, paths } from './paths.ts';
import type { Requests } from './requests.ts';
import type { HubspotSettings } from './settings.ts';
import type { Tokens } from './tokens.ts';

export interface Identity {
  readonly account: string;
  /** Versions of a property that this app wrote carry it as `sourceId`; null: HubSpot did not tell. */
  readonly appId: string | null;
  readonly scopes: readonly string[];
}

/**
 * Asks HubSpot who the token is of: a private app's by the endpoint that HubSpot's own tools use, which answers 404 for
 * an unknown one; OAuth's by introspection (developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide).
 * @throws a CRM failure; unauthorised when the token is none
 */
export async function readIdentity(settings: HubspotSettings, requests: Requests, tokens: Tokens): Promise<Identity> {
  const { access } = settings;
  const token = (await tokens.current()).reveal();
  const { status, fields } =
    access.kind === 'private_app'
      ? await requests.send({ method: 'POST', path: paths.privateApp, json: { tokenKey: token } })
      : await requests.send({
          method: 'POST',
          path: paths.introspection,
          form: { client_id: access.clientId, client_secret: access.clientSecret.reveal(), token },
        });
  const account = textOf(fields.hubId ?? fields.hub_id);
  if (status !== 200 || account === null || fields.active === false) {
    throw crmError({ kind: 'unauthorised', missingScopes: [] }, `HubSpot does not know the token (${status})`);
  }
  const scopes = Array.isArray(fields.scopes) ? fields.scopes.filter((scope) => typeof scope === 'string') : [];
  return { account, appId: textOf(fields.appId ?? fields.app_id), scopes };
}

const textOf = (value: unknown): string | null =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : null;

/** What the adapter does needs these (developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes). */
const neededScopes = [
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.owners.read',
  'crm.schemas.contacts.read',
  'crm.schemas.deals.read',
] as const;

/** @throws a CRM failure */
export async function checkAccount(settings: HubspotSettings, requests: Requests, tokens: Tokens): Promise<CrmCheck> {
  const { account, scopes } = await readIdentity(settings, requests, tokens);
  const missingScopes = neededScopes.filter((scope) => !scopes.includes(scope));
  const lacking: LackingField[] = [];
  const ids = [
    ['contact', 'contacts', settings.leadIdProperty],
    ['deal', 'deals', settings.handoffIdProperty],
  ] as const;
  for (const [of, type, field] of ids) {
    if (missingScopes.includes(`crm.schemas.${type}.read`)) continue;
    const why = await lackOf(requests, type, field);
    if (why !== null) lacking.push({ of, field, why });
  }
  return { account, scopes, missingScopes, lackingFields: lacking };
}

/** `hasUniqueValue` cannot be set later: such a property must be made anew (…/crm/properties/guide, "Create unique identifier properties"). */
async function lackOf(requests: Requests, type: ObjectType, field: string): Promise<LackingField['why'] | null> {
  const { status, fields } = await requests.send({ method: 'GET', path: paths.property(type, field) });
  if (status !== 200 || fields.archived === true) return 'missing';
  return fields.hasUniqueValue === true ? null : 'not_unique';
}
