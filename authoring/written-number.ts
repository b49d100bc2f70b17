/**
 * Numbers as people type them, whatever their country writes between thousands and before decimals. One mark before exactly three
 * digits may be either, and nobody would see an error by a thousand: such a number is not read.
 */

const groups = (mark: string) => new RegExp(`^[+-]?[1-9]\\d{0,2}(?:${mark}\\d{3})+`);
const byPoints = groups('\\.');
const byCommas = groups(',');
/** What parts thousands and never decimals: spaces of all kinds, apostrophes. */
const byOthers = /^[+-]?[1-9]\d{0,2}(?:([ \u00a0\u202f'\u2019])\d{3})(?:\1\d{3})*(?=[.,]|$)/;
const plain = /^[+-]?\d+(?:\.\d+)?$/;

/** The number as programs write it, `1500.25`; null when it is none, or when it is not sure which. */
export function plainNumber(written: string): string | null {
  const text = written.trim();
  const grouped = byOthers.exec(text)?.[0];
  if (grouped !== undefined) {
    return checked(grouped.replaceAll(/[ \u00a0\u202f'\u2019]/g, '') + text.slice(grouped.length).replace(',', '.'));
  }
  const points = text.split('.').length - 1;
  const commas = text.split(',').length - 1;
  if (points > 0 && commas > 0) return ofBoth(text);
  const [count, by] = points > 0 ? [points, byPoints] : [commas, byCommas];
  const isGroups = by.exec(text)?.[0].length === text.length;
  if (count > 1) return isGroups ? checked(text.replaceAll(/[.,]/g, '')) : null;
  return count === 1 && isGroups ? null : checked(text.replace(',', '.'));
}

/** `1.250,50` or `1,250.50`: the mark that comes last parts the decimals. */
function ofBoth(text: string): string | null {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const whole = text.slice(0, last);
  const by = text[last] === ',' ? byPoints : byCommas;
  return by.exec(whole)?.[0].length === whole.length
    ? checked(`${whole.replaceAll(/[.,]/g, '')}.${text.slice(last + 1)}`)
    : null;
}

const checked = (text: string): string | null => (plain.test(text) ? text : null);
