/**
 * E-mail addresses: one mailbox, checked once at the edge, in a form that can be compared.
 * Follows RFC 5321 §4.1.2 for the shape (no quoted local parts, no address literals) and §4.5.3.1 for the limits.
 */
import { TendrilError } from './errors.ts';

const atom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Checks one address and returns it with the domain as A-labels in lower case (`Ann@Exämple.COM` → `Ann@xn--exmple-cua.com`).
 * @throws ADDRESS_MULTIPLE when the text holds several addresses, ADDRESS_INVALID when it is none.
 */
export function parseAddress(text: string): string {
  const trimmed = text.trim();
  const quoted = JSON.stringify(trimmed.slice(0, 80));
  if (/[,;]/.test(trimmed) || (trimmed.match(/@/g)?.length ?? 0) > 1) {
    throw new TendrilError('ADDRESS_MULTIPLE', `${quoted} holds more than one address`, {
      text: trimmed.slice(0, 320),
    });
  }
  const invalid = (why: string) =>
    new TendrilError('ADDRESS_INVALID', `${quoted} is not an e-mail address: ${why}`, { text: trimmed.slice(0, 320) });
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  if (at < 1) throw invalid('there is no name before an @');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is for non-ASCII
  if (/[^\x00-\x7f]/.test(local))
    throw invalid('the part before the @ has non-ASCII letters, which most relays refuse (SMTPUTF8)');
  if (!atom.test(local) || local.length > 64) throw invalid('the part before the @ is not valid');
  const domain = asciiDomain(trimmed.slice(at + 1));
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((part) => label.test(part)) || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw invalid('the domain is not valid');
  }
  if (local.length + domain.length > 253) throw invalid('it is too long');
  return `${local}@${domain}`;
}

/** The form in which addresses are compared: matching ignores case; dots and +tags stay. */
export const canonicalAddress = (address: string): string => parseAddress(address).toLowerCase();

/** The host name as A-labels; empty when it cannot be a host name. */
function asciiDomain(domain: string): string {
  if (!domain || /[\s/\\?#:@[\]%]/.test(domain)) return '';
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return '';
  }
}
