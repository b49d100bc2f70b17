/** Addresses as reports write them: with a type, in brackets, encoded, behind a route, or not at all. */

/** Bounded, and without overlap between its parts: it runs over texts that strangers write. */
export const addressPattern = String.raw`[^\s<>()[\]:;,'"@|]{1,128}@(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62})?\.){1,10}[\p{L}\p{N}-]{2,63}`;

const whole = new RegExp(`^(?:"[^"@\\n]{1,64}"@[\\w.-]{1,255}|${addressPattern})$`, 'u');
const inside = new RegExp(addressPattern, 'gu');

export const isAddress = (text: string): boolean => text.length <= 320 && whole.test(text);

/** Every address in a text, in order, at most 200. */
export function addressesIn(text: string): readonly string[] {
  const found: string[] = [];
  for (const [match] of text.slice(0, 65_536).matchAll(inside)) {
    if (found.length >= 200) break;
    found.push(trimmed(match));
  }
  return found;
}

const trimmed = (address: string): string => address.replace(/^[.=*-]+(?=[^@])|[.-]+$/g, '');

/**
 * The address in a field such as `rfc822; <ann@lead.test> (Ann)` (RFC 3464 §2.3) or `utf-8; j\x{F6}rg@lead.test` (RFC
 * 6533 §3); null when it holds none that can be one.
 */
export function addressOfField(field: string | undefined): string | null {
  if (!field) return null;
  const value = unescaped(field.slice(0, 1000).replace(/^\s*[\w-]{1,40}\s*;/, '')).trim();
  const bare = /^<([^<>]*)>/.exec(value)?.[1] ?? value.replace(/\s*\([^()]*\)\s*$/, '');
  return isAddress(bare) ? bare : null;
}

/** The first address anywhere in a field: that of a program (`|/usr/bin/program ann@lead.test`) or behind a route. */
export const addressInField = (field: string | undefined): string | null => addressesIn(field ?? '')[0] ?? null;

const unescaped = (text: string): string =>
  text.replace(/\\x\{([0-9a-f]{1,6})\}/gi, (written, digits: string) => {
    const point = Number.parseInt(digits, 16);
    return point > 0x20 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
      ? String.fromCodePoint(point)
      : written;
  });
