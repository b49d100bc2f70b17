/** How a visitor came to a form: what the address of the page says, cleaned, so that nothing else is kept of a visit. */

import type { OriginDetail } from '../../domain/origin.ts';
import { isUrl } from '../../domain/web-address.ts';

const clickIds = ['gclid', 'gbraid', 'wbraid', 'fbclid', 'msclkid', 'li_fat_id', 'ttclid'] as const;
const longestValue = 200;
const longestAddress = 500;

/** Control characters, and marks that turn the direction of writing. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const value = (text: string | undefined): string | undefined =>
  text?.replace(unprintable, '').trim().slice(0, longestValue) || undefined;

/** A page without its query, which may hold anything; undefined for what is no address of the web. */
export function pageAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 4_000 || !isUrl(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return `${url.origin}${url.pathname}`.slice(0, longestAddress);
}

/**
 * @param query of the form's own address; a snippet hands on what it found on the page
 * @param referer of the request, for a form that is opened by itself
 */
export function cameBy(
  query: Readonly<Record<string, string>>,
  referer: string | undefined,
  ours: string,
): OriginDetail {
  const campaign = present({
    source: value(query.utm_source),
    medium: value(query.utm_medium),
    campaign: value(query.utm_campaign),
    term: value(query.utm_term),
    content: value(query.utm_content),
  });
  const kind = clickIds.find((name) => value(query[name]) !== undefined);
  const clickId = kind && { kind, value: value(query[kind]) ?? '' };
  const from = pageAddress(query.referrer) ?? pageAddress(referer);
  const referrer = from?.startsWith(`${new URL(ours).origin}/f/`) ? undefined : from;
  return present({
    campaign: Object.keys(campaign).length > 0 ? campaign : undefined,
    referrer,
    landingPage: pageAddress(query.page),
    clickId: clickId || undefined,
  });
}

const present = <T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
