/**
 * What a mail calls the list that it belongs to, for those who sort and count mails: List-Id and Feedback-ID. Authors'
 * names come in, names that may stand in a header go out; the same names always make the same ids.
 */

/** RFC 2919 §3: at most so many characters. */
const longestListId = 255;

/**
 * A List-Id like a host name from one that holds authors' names (`Früh dran.acme.lists.mail.acme.test` →
 * `fruh-dran.acme.lists.mail.acme.test`). Long names are cut; the domain at its end stays.
 */
export function listIdOf(id: string): string {
  const labels = id.split('.').map((label) => slug(label.toLowerCase(), /[^a-z0-9]+/g, 63));
  const named = labels.filter((label) => label !== '');
  while (named.join('.').length > longestListId) named.shift();
  return named.join('.');
}

/**
 * Gmail's Feedback-ID: four fields, the last one the sender, 5 to 15 characters that never change. Here that is the
 * domain of bounces and replies, which all mails of an installation share.
 */
export function feedbackIdOf(
  { campaign, kind }: { readonly campaign: string; readonly kind: string },
  organisation: string,
  mailDomain: string,
): string {
  const field = (text: string, length: number) => slug(text, /[^\w-]+/g, length) || 'unnamed';
  const sender = slug(mailDomain.toLowerCase(), /[^a-z0-9]+/g, 15);
  return [field(campaign, 64), field(kind, 32), field(organisation, 32), sender.padEnd(5, '-')].join(':');
}

/** Most names are ids already. */
const plain = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;

/** Letters without their marks, everything else that is not to be as one hyphen. */
const slug = (text: string, unwanted: RegExp, length: number): string =>
  text.length <= length && plain.test(text)
    ? text
    : text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .replace(unwanted, '-')
        .replace(/^-+/, '')
        .slice(0, length)
        .replace(/-+$/, '');
