/** What counts as a web address, in a template and in what a lead makes of it. */

/** What a link may begin with besides a web address. */
export const otherLinks = /^(?:mailto:|tel:|#)/i;

/** http or https, with a host and without a user name, which would hide the host. */
export function isWebAddress(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x20\x7f\\]/.test(text) || !/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && !username && !password && hostname !== '';
}
