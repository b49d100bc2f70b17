/**
 * E-mail addresses: one mailbox, checked once at the edge, in a form that can be compared.
 * Follows RFC 5321 §4.1.2 for the shape (no quoted local parts, no address literals) and §4.5.3.1 for the limits.
 *
 * A local part is ASCII. One that is not (RFC 6531) reaches its mailbox only if every server on the way offers SMTPUTF8,
 * which the engine cannot know of any but the first, and there is no ASCII form of it that would name the same mailbox.
 * So it is refused where it comes in, with words that say so, rather than per mail by whichever relay it meets. Domains
 * in other scripts are welcome: their A-labels (RFC 5890 §2.3.2.1) are the same domain to every server.
 */
import { hasCode, TendrilError } from './errors.ts';

const atom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
/** What most addresses are already: nothing would change. A-labels are looked at more closely. */
const plain =
  /^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Checks one address and returns it with the domain as A-labels in lower case (`Ann@Exämple.COM` → `Ann@xn--exmple-cua.com`).
 * @throws ADDRESS_MULTIPLE when the text holds several addresses, ADDRESS_INVALID when it is none.
 */
export function parseAddress(text: string): string {
  return text.length <= 200 && plain.test(text) ? text : parseAnyAddress(text.trim());
}

function parseAnyAddress(text: string): string {
  if (/[,;]/.test(text) || (text.match(/@/g)?.length ?? 0) > 1) {
    throw new TendrilError('ADDRESS_MULTIPLE', `${quoted(text)} holds more than one address`, {
      text: text.slice(0, 320),
    });
  }
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1) throw invalid(text, 'there is no name before an @');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is for non-ASCII
  if (/[^\x00-\x7f]/.test(local))
    throw invalid(text, 'the part before the @ has non-ASCII letters, which most relays refuse (SMTPUTF8)');
  if (!atom.test(local) || local.length > 64) throw invalid(text, 'the part before the @ is not valid');
  const domain = asciiDomain(text.slice(at + 1));
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((part) => label.test(part)) || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw invalid(text, 'the domain is not valid');
  }
  if (local.length + domain.length > 253) throw invalid(text, 'it is too long');
  return `${local}@${domain}`;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));
const invalid = (text: string, why: string): TendrilError =>
  new TendrilError('ADDRESS_INVALID', `${quoted(text)} is not an e-mail address: ${why}`, { text: text.slice(0, 320) });

/** The form in which addresses are compared: matching ignores case; dots and +tags stay. */
export const canonicalAddress = (address: string): string => parseAddress(address).toLowerCase();

/** The same; null for what a stranger wrote that is no address. */
export function canonicalOrNull(address: string): string | null {
  try {
    return canonicalAddress(address);
  } catch (error) {
    if (hasCode(error, 'ADDRESS_INVALID') || hasCode(error, 'ADDRESS_MULTIPLE')) return null;
    throw error;
  }
}

/** The host name as A-labels; empty when it cannot be a host name. */
function asciiDomain(domain: string): string {
  if (!domain || /[\s/\\?#:@[\]%]/.test(domain)) return '';
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return '';
  }
}
