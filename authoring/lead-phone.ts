/**
 * A telephone number as people write it, to E.164 (ITU-T): `33 12 34 56` in Denmark is `+4533123456`. Whether a number can
 * exist is looked up in the numbering plans, so a digit too many is found when the lead comes in.
 */
import { type CountryCode, isSupportedCountry, ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { fieldInvalid, readText, shown } from './lead-values.ts';

/** What the library finds wrong, in words. */
const reasons: Readonly<Record<string, string>> = {
  NOT_A_NUMBER: 'is not a telephone number',
  INVALID_COUNTRY: 'does not tell its country: write it such as "+45 33 12 34 56"',
  TOO_SHORT: 'is too short for a telephone number',
  TOO_LONG: 'is too long for a telephone number',
  INVALID_LENGTH: 'has too many or too few digits for a telephone number',
};

/** More than this behind a number is no extension but a second number. */
const longestExtension = 6;

/**
 * The number as it is stored; an extension is left out. Null when it is blank.
 * @param country that national numbers are of, an ISO 3166-1 code; null: only numbers that tell theirs are taken
 * @throws FIELD_INVALID
 */
export function readPhone(name: string, value: unknown, country: string | null): string | null {
  const text = readText(name, value, 60);
  if (text === null) return null;
  const parsed = parse(name, text, country);
  if (parsed.ext !== undefined && parsed.ext.length > longestExtension) {
    throw fieldInvalid(name, `${shown(text)} is more than one telephone number`);
  }
  if (!parsed.isValid()) {
    const where = parsed.country === undefined ? '' : ` in ${parsed.country}`;
    throw fieldInvalid(name, `${shown(text)} is no telephone number that there can be${where}`);
  }
  return parsed.number;
}

/**
 * The country that a national number of this record is of, when the record tells none: that of the lead, if it is known, else
 * `home`. `stored`: the country of the lead with an address; it is asked only when it matters.
 */
export async function phoneHome(
  { email, phone, country }: Readonly<Record<string, unknown>>,
  home: string | null,
  stored: (email: string) => Promise<string | null>,
): Promise<string | null> {
  const blank = country === undefined || (typeof country === 'string' && country.trim() === '');
  const national = typeof phone === 'string' && /^\s*(?:tel:)?(?!\+|00[1-9])\S/i.test(phone);
  return blank && national && typeof email === 'string' ? ((await stored(email)) ?? home) : home;
}

function parse(name: string, text: string, country: string | null) {
  // No national number begins with 00: in most countries it is dialled in place of the plus.
  const written = text.replace(/^tel:/i, '').replace(/^00(?=[1-9])/, '+');
  const defaultCountry = country !== null && isSupportedCountry(country) ? (country as CountryCode) : undefined;
  try {
    return parsePhoneNumberWithError(written, { ...(defaultCountry ? { defaultCountry } : {}), extract: false });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw fieldInvalid(name, `${shown(text)} ${reasons[error.message] ?? 'is not a telephone number'}`);
  }
}
