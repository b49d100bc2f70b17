/** What counts as a web address: in a template, in what a lead makes of it, and in what we redirect to. */

/**
 * The address in ASCII, as it may stand in a header: http or https, with a host, without a user name (which would hide the
 * host), without blanks, control characters and backslashes. Null for anything else.
 * @example webAddress('https://exämple.de/ä') // 'https://xn--exmple-cua.de/%C3%A4'
 */
export function webAddress(text: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x20\x7f-\x9f\u2028\u2029\\]/.test(text) || !/^https?:\/\/[^/]/i.test(text) || !isUrl(text)) return null;
  const { protocol, username, password, hostname, href } = new URL(text);
  const isWeb = (protocol === 'https:' || protocol === 'http:') && !username && !password && hostname !== '';
  return isWeb ? href : null;
}

/**
 * Whether a text is a URL. `URL.canParse` is not asked: in Node 20 it says no to every text with a letter of Latin-1
 * (`https://exämple.de`) once it has been called often enough to be optimised.
 */
export function isUrl(text: string): boolean {
  try {
    return new URL(text) !== null;
  } catch {
    return false;
  }
}
