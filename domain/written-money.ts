/**
 * An amount of money as people write it into a line: `12.500 EUR`, `€ 12,500.00`, `12 500 €`, `4'800 CHF`, `12k EUR`. Pure.
 * No currency of two decimals has amounts with three, so `12.500 EUR` can only be twelve thousand five hundred; in one that has
 * three (`12.500 KWD`) it is read only where the language says what parts decimals. `$` is the sign of many currencies.
 */
import { type PlainLine, writtenBetween } from './plain-line.ts';

/** Every `$` that says whose it is, and signs of one currency only. In plain form. */
const signs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ '€': 'EUR', '£': 'GBP', us$: 'USD', $us: 'USD', a$: 'AUD', au$: 'AUD', c$: 'CAD', ca$: 'CAD', nz$: 'NZD' },
    ...{ r$: 'BRL', mx$: 'MXN', zl: 'PLN', kc: 'CZK', euro: 'EUR', euros: 'EUR', pounds: 'GBP', pfund: 'GBP' },
    ...{ franken: 'CHF', reais: 'BRL' },
  }),
);
/** Those of several currencies. */
const unclearSigns = ['$', '¥', 'kr', 'dollar', 'dollars', 'dolares', 'pesos', 'kronen', 'francs', 'pound'];
/** Codes that are no words, so that nobody has to write them in capitals. */
const smallCodes = 'eur usd gbp chf sek nok dkk pln czk huf brl mxn cad aud nzd jpy'.split(' ');
/** ISO 4217: three decimals. */
const ofThreeDecimals = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** With groups of three, or without; `12k`, and the line that stands for no cents: `12.500,-`. */
const numbers =
  /(?<![\p{N}.,]|\p{L}-?)(?:\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)(?: ?k(?!\p{L}))?(?:[.,]-{1,2})?(?!\d)/gu;
const sign = [...signs.keys(), ...unclearSigns]
  .toSorted((a, b) => b.length - a.length)
  .map((text) => text.replace(/\$/g, '\\$'))
  .join('|');
const unitBefore = new RegExp(`(?<![\\p{L}\\p{N}$])(${sign}|[a-z]{3}) ?$`, 'u');
const unitAfter = new RegExp(`^ ?(${sign}|[a-z]{3})(?![\\p{L}\\p{N}$])`, 'u');
const signAlone = /[€£$¥]/u;

export type MoneyFound =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'money';
      /** Decimal text such as `12500.50`. */
      readonly amount: string;
      /** ISO 4217. */
      readonly currency: string;
      readonly from: number;
      readonly to: number;
    }
  /** Of which currency, or how much, is not sure; or there are two. */
  | { readonly kind: 'unclear'; readonly said: string };

interface Sum {
  /** Null: how much it is, or of which currency, is not sure. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly from: number;
  readonly to: number;
}

/** What a line says of money from a place on. */
export function moneyIn(line: PlainLine, from: number, decimals: 'comma' | null): MoneyFound {
  const sums = [...line.plain.slice(from).matchAll(numbers)].flatMap(
    (match) => sumAt(line, from, from + match.index, match[0], decimals) ?? [],
  );
  const [one, two] = sums;
  if (one === undefined) {
    const alone = line.plain.slice(from).search(signAlone);
    if (alone < 0) return { kind: 'none' };
    return { kind: 'unclear', said: writtenBetween(line, from + alone, from + alone + 12) };
  }
  const { amount, currency } = one;
  return two !== undefined || amount === null || currency === null
    ? { kind: 'unclear', said: writtenBetween(line, one.from, (two ?? one).to) }
    : { kind: 'money', amount, currency, from: one.from, to: one.to };
}

/** Null for a number that no currency stands beside. */
function sumAt(line: PlainLine, start: number, place: number, text: string, decimals: 'comma' | null): Sum | null {
  const { plain } = line;
  const end = place + text.length;
  const before = unitBefore.exec(plain.slice(Math.max(start, place - 10), place));
  const after = unitAfter.exec(plain.slice(end, end + 10));
  const [from, to] = [before ? place - before[0].length : place, after ? end + after[0].length : end];
  const ahead = before?.[1] === undefined ? undefined : currencyOf(before[1], writtenBetween(line, from, place));
  const behind = after?.[1] === undefined ? undefined : currencyOf(after[1], writtenBetween(line, end, to));
  const currency = behind === undefined ? ahead : behind;
  if (currency === undefined) return null;
  // "Plan 3 500 EUR" may be plan 3.
  const isLoose = /\d \d/.test(text) && ahead === undefined && /[\p{L}\p{N}] $/u.test(plain.slice(start, place));
  const isSure = currency !== null && !isLoose && (ahead === undefined || behind === undefined || ahead === behind);
  return {
    amount: isSure ? amountOf(text, currency, decimals) : null,
    currency,
    from: ahead === undefined ? place : from,
    to: behind === undefined ? end : to,
  };
}

/** Null: it may be several; undefined: it is a word of another kind. */
function currencyOf(text: string, written: string): string | null | undefined {
  const known = signs.get(text);
  if (known !== undefined) return known;
  if (unclearSigns.includes(text)) return null;
  const code = text.toUpperCase();
  if (written !== code && !smallCodes.includes(text)) return undefined;
  return Intl.supportedValuesOf('currency').includes(code) ? code : undefined;
}

/** Null when it is not sure how much it is, or it has no whole cents. */
function amountOf(digits: string, currency: string, decimals: 'comma' | null): string | null {
  const text = digits.replace(/[.,]-+$/, '').replaceAll(/[ ']/g, '');
  if (text.endsWith('k')) return thousands(text.slice(0, -1));
  const mark = /[.,](?=[^.,]*$)/.exec(text)?.[0];
  if (mark === undefined) return checked(text);
  const [whole, fraction = ''] = [text.slice(0, text.lastIndexOf(mark)), text.slice(text.lastIndexOf(mark) + 1)];
  const others = whole.replace(/\d/g, '');
  const isGrouped = /^[1-9]\d{0,2}(?:[.,]\d{3})*$/.test(whole);
  // One kind of mark, several times: groups. Both kinds: the last parts the decimals.
  if (others !== '' && (!isGrouped || new Set(others).size > 1)) return null;
  if (others.startsWith(mark)) return fraction.length === 3 ? checked(whole.replaceAll(/[.,]/g, '') + fraction) : null;
  if (others === '' && fraction.length === 3) return ofThree(whole, fraction, mark, currency, decimals);
  return checked(`${whole.replaceAll(/[.,]/g, '')}.${fraction}`);
}

/** One mark with three digits behind it. */
function ofThree(whole: string, fraction: string, mark: string, currency: string, decimals: 'comma' | null) {
  const isGrouped = /^[1-9]\d{0,2}$/.test(whole);
  if (!isGrouped) return null;
  if (!ofThreeDecimals.has(currency)) return checked(whole + fraction);
  return decimals === 'comma' && mark === '.' ? checked(whole + fraction) : null;
}

const thousands = (text: string): string | null =>
  /^\d{1,6}(?:[.,]\d{1,2})?$/.test(text) ? checked(String(Math.round(Number(text.replace(',', '.')) * 1000))) : null;
const checked = (text: string): string | null => (/^\d{1,12}(?:\.\d{1,2})?$/.test(text) ? text : null);
