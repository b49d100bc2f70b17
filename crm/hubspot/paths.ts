/**
 * The addresses of HubSpot's API, in one place. The object APIs are of version 3 and associations of version 4. Both have
 * successors named by dates with the same bodies (`/crm/objects/2026-03/…`); support of version 4 ends on 30 March 2027
 * and of version 3 in September 2027 (developers.hubspot.com/changelog/legacy-apis-and-legacy-apps-whats-going-unsupported-and-when).
 * The OAuth endpoints are of version 3 already: version 1 ends on 16 February 2027
 * (developers.hubspot.com/changelog/v1-oauth-api-deprecation).
 * An `…` below stands for developers.hubspot.com/docs/api-reference/latest.
 */
export type ObjectType = 'contacts' | 'deals';

export const paths = {
  /** …/crm/objects/contacts/guide and …/crm/objects/deals/guide: `batch/read`, `batch/update`, `batch/upsert`. */
  batch: (type: ObjectType, what: 'read' | 'update' | 'upsert') => `/crm/v3/objects/${type}/batch/${what}`,
  /** …/crm/search-the-crm */
  search: (type: ObjectType) => `/crm/v3/objects/${type}/search`,
  /** …/crm/associations/associate-records/guide, "Associate records without a label". */
  connect: '/crm/v4/associations/deals/contacts/batch/associate/default',
  /** …/crm/owners/guide */
  owners: '/crm/v3/owners',
  /** …/crm/properties/guide */
  property: (type: ObjectType, name: string) => `/crm/v3/properties/${type}/${encodeURIComponent(name)}`,
  /** …/auth-oauth-v3/guide: the client's id and secret and the token stand in the body, as a form. */
  token: '/oauth/v3/token',
  introspection: '/oauth/v3/token/introspect',
  /** Who a private app's token is; the endpoint of HubSpot's own tools (`@hubspot/mcp-server`). */
  privateApp: '/oauth/v2/private-apps/get/access-token-info',
} as const;

/** "Object API batch endpoints are limited to 100 inputs per request" (…/crm/using-object-apis, "Limits"). */
export const batchLimit = 100;
