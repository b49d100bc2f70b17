/** What an installation says about its HubSpot account. */
import { TendrilError } from '../../domain/errors.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Zone } from '../../domain/time.ts';
import type { DealStage } from '../port.ts';

/**
 * Who we are to HubSpot. A private app has one token that lasts; an app installed by OAuth has short-lived ones, made
 * with its refresh token (developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/overview).
 */
export type HubspotAccess =
  | { readonly kind: 'private_app'; readonly token: Secret }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: Secret;
      readonly refreshToken: Secret;
      /** Called with a refresh token that took the place of the one of the settings: keep it where that came from. */
      readonly keep?: (refreshToken: Secret) => Promise<void>;
    };

export interface HubspotSettings {
  readonly access: HubspotAccess;
  /** `https://api.hubapi.com`, except in tests and behind a proxy. */
  readonly baseUrl: string;
  /** Properties of contacts and deals that hold our ids. Both must have unique values (`hasUniqueValue`). */
  readonly leadIdProperty: string;
  readonly handoffIdProperty: string;
  /**
   * The internal ids of the pipeline and of its stages, not their labels. Two of ours may be one of theirs: the first is
   * told then.
   */
  readonly pipeline: string;
  readonly stages: Readonly<Record<DealStage, string>>;
  /** The deal property for the product; null: products are not told. */
  readonly productProperty: string | null;
  /** The account's own currency: an amount in it is told without its code, which many accounts have no property for. */
  readonly currency: string;
  /** Properties whose changes are told by `pull`, beside stage, amount and owner. */
  readonly watched: { readonly contact: readonly string[]; readonly deal: readonly string[] };
  /** The account's time zone, in which its daily limit ends at midnight; null: not known. */
  readonly zone: Zone | null;
  readonly limits: HubspotLimits;
}

export interface HubspotLimits {
  /** From the first byte of a request to the last of its answer. */
  readonly answerMs: number;
  readonly answerBytes: number;
  /** Pauses that HubSpot asks for are waited out within one request until they add up to this; then the call fails. */
  readonly patienceMs: number;
  /** Changes are read up to so long ago: what is newer may not have come to the search yet. */
  readonly indexingMs: number;
  /** So much of the time read before is read again, for what came to the search later still, and clocks that differ. */
  readonly overlapMs: number;
}

/** What most installations need not say. */
export const hubspotDefaults = {
  baseUrl: 'https://api.hubapi.com',
  leadIdProperty: 'tendril_lead_id',
  handoffIdProperty: 'tendril_handoff_id',
  productProperty: null,
  watched: { contact: [], deal: [] },
  zone: null,
  limits: {
    answerMs: 30_000,
    answerBytes: 8 * 1024 * 1024,
    patienceMs: 20_000,
    indexingMs: 30_000,
    overlapMs: 5 * 60_000,
  },
} as const satisfies Partial<HubspotSettings>;

/** Properties that the adapter writes without a mapping. */
export const reservedProperties = (
  settings: Pick<HubspotSettings, 'leadIdProperty' | 'handoffIdProperty' | 'productProperty'>,
): readonly string[] => [
  'email',
  'hubspot_owner_id',
  'hs_object_id',
  'dealname',
  'dealstage',
  'pipeline',
  'amount',
  'deal_currency_code',
  'closedate',
  'closed_lost_reason',
  settings.leadIdProperty,
  settings.handoffIdProperty,
  ...(settings.productProperty === null ? [] : [settings.productProperty]),
];

/**
 * The base of all addresses. A token is sent there, so it must be https, or this very machine.
 * @throws CONFIG_INVALID
 */
export function baseOf({ baseUrl }: HubspotSettings): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  const isHere = url !== null && /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (isHere && url.protocol === 'http:'))) {
    throw new TendrilError('CONFIG_INVALID', 'the address of the HubSpot API is not an https address');
  }
  if (url.username !== '' || url.password !== '') {
    throw new TendrilError('CONFIG_INVALID', 'the address of the HubSpot API must not hold a password');
  }
  return url;
}

/** The address of a path of the API, below the base whatever path that has. */
export const addressOf = (base: URL, path: string): URL => new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);
