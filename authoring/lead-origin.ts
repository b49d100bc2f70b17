/**
 * How a lead came in, as forms, programs and files tell it: checked, bounded, and with addresses of pages cut before their
 * query, because what stands in queries is often about the person.
 */

import type { Campaign, OriginDetail } from '../domain/origin.ts';
import { isUrl } from '../domain/web-address.ts';
import { fieldInvalid, readText } from './lead-values.ts';

/** What may be told; texts that are blank count as not given. */
export interface ToldOrigin {
  readonly form?: string | null | undefined;
  readonly campaign?: { readonly [K in keyof Campaign]?: string | null | undefined } | null | undefined;
  readonly referrer?: string | null | undefined;
  readonly landingPage?: string | null | undefined;
  readonly clickId?: { readonly kind: string; readonly value: string } | null | undefined;
  readonly partner?: string | null | undefined;
  readonly reference?: string | null | undefined;
}

const longestPage = 500;

/** The names of a click's parameter that advertisers use are letters, digits and underscores. */
const clickKind = /^[a-z][a-z0-9_]{1,31}$/;

const campaignMarks = [
  'source',
  'medium',
  'campaign',
  'term',
  'content',
] as const satisfies readonly (keyof Campaign)[];

/** @throws FIELD_INVALID */
export function readOrigin(told: ToldOrigin): OriginDetail {
  const { form, campaign, referrer, landingPage, clickId, partner, reference } = told;
  const marks = campaignMarks.map((mark) => [mark, readText(`origin.campaign.${mark}`, campaign?.[mark])] as const);
  return onlyGiven({
    form: readText('origin.form', form),
    campaign: someOf(onlyGiven(Object.fromEntries(marks))),
    referrer: readPage('origin.referrer', referrer),
    landingPage: readPage('origin.landingPage', landingPage),
    clickId: clickId ? readClickId(clickId) : null,
    partner: readText('origin.partner', partner),
    reference: readText('origin.reference', reference),
  });
}

/** The address of a page up to its path: `https://example.com/guide?email=…` is `https://example.com/guide`. */
function readPage(name: string, value: unknown): string | null {
  const text = readText(name, value, 2_000);
  if (text === null) return null;
  const url = isUrl(text) ? new URL(text) : null;
  if (url === null || url.hostname === '') {
    throw fieldInvalid(name, 'is not the address of a page, such as "https://example.com/guide"');
  }
  return `${url.protocol}//${url.host}${url.pathname}`.slice(0, longestPage);
}

function readClickId({ kind, value }: { readonly kind: string; readonly value: string }) {
  const read = readText('origin.clickId.value', value, 500);
  if (!clickKind.test(kind))
    throw fieldInvalid('origin.clickId.kind', 'is not the name of a parameter, such as "gclid"');
  return read === null ? null : { kind, value: read };
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], null> };

function onlyGiven<T extends Readonly<Record<string, unknown>>>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Given<T>;
}

const someOf = <T extends object>(value: T): T | null => (Object.keys(value).length === 0 ? null : value);

/**
 * The columns of a file that tell the origin of its leads, by their folded names. A custom field of the same name comes first:
 * these names are none that a field can have.
 */
export const originColumns: Readonly<Record<string, string>> = {
  utmsource: 'origin:utm_source',
  utmmedium: 'origin:utm_medium',
  utmcampaign: 'origin:utm_campaign',
  utmterm: 'origin:utm_term',
  utmcontent: 'origin:utm_content',
  gclid: 'origin:gclid',
  fbclid: 'origin:fbclid',
  msclkid: 'origin:msclkid',
  referrer: 'origin:referrer',
  referer: 'origin:referrer',
  landingpage: 'origin:landing_page',
  partner: 'origin:partner',
};

const clickKinds = ['gclid', 'fbclid', 'msclkid'] as const;

/** What the columns of one row tell. @throws FIELD_INVALID */
export function originInRow(row: Readonly<Record<string, string | undefined>>): OriginDetail {
  const cell = (name: string) => row[`origin:${name}`];
  const kind = clickKinds.find((name) => (cell(name) ?? '').trim() !== '');
  return readOrigin({
    campaign: Object.fromEntries(campaignMarks.map((mark) => [mark, cell(`utm_${mark}`)])),
    referrer: cell('referrer'),
    landingPage: cell('landing_page'),
    clickId: kind === undefined ? null : { kind, value: cell(kind) ?? '' },
    partner: cell('partner'),
  });
}

/** Whether a column tells the origin and is no fact of the lead. */
export const isOriginColumn = (name: string): boolean => name.startsWith('origin:');
