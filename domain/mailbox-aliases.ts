/**
 * Which spellings of an address reach one mailbox, by what its provider documents of itself. Pure. Used to find leads that
 * are one person; never to change where a mail goes. A domain that is not in the table has no such rule that is known: a
 * company may run any server behind its own.
 */
import { canonicalAddress } from './address.ts';

interface MailboxRule {
  readonly domains: readonly string[];
  /** The domain under which its mailboxes are compared; null: each for itself. */
  readonly as: string | null;
  /** Dots of the local part mean nothing. */
  readonly dots: boolean;
  /** Where the provider says so. All of them take what follows a `+` (RFC 5233 calls it a detail) as a tag. */
  readonly source: string;
}

const rules: readonly MailboxRule[] = [
  {
    domains: ['gmail.com', 'googlemail.com'],
    as: 'gmail.com',
    dots: true,
    source: 'support.google.com/mail/answer/7436150 and /10313',
  },
  {
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com'],
    as: null,
    dots: false,
    source: 'learn.microsoft.com: plus addressing in Exchange Online, which Outlook.com runs on',
  },
  { domains: ['icloud.com', 'me.com', 'mac.com'], as: null, dots: false, source: 'support.apple.com: iCloud Mail' },
  { domains: ['fastmail.com', 'fastmail.fm'], as: null, dots: false, source: 'fastmail.help: plus addressing' },
  {
    // Dots, hyphens and underscores are said to mean nothing as well, but not by the provider.
    domains: ['proton.me', 'protonmail.com', 'pm.me'],
    as: null,
    dots: false,
    source: 'proton.me/support/addresses-and-aliases',
  },
];

const ruleOf: ReadonlyMap<string, MailboxRule> = new Map(
  rules.flatMap((rule) => rule.domains.map((domain) => [domain, rule] as const)),
);

/**
 * The form in which mailboxes are compared: `J.Doe+news@googlemail.com` → `jdoe@gmail.com`. Where no rule is known it is the
 * canonical address.
 * @throws ADDRESS_INVALID, ADDRESS_MULTIPLE
 */
export function mailboxOf(address: string): string {
  const canonical = canonicalAddress(address);
  const at = canonical.lastIndexOf('@');
  const rule = ruleOf.get(canonical.slice(at + 1));
  if (!rule) return canonical;
  const untagged = canonical.slice(0, at).replace(/\+.*$/, '');
  const local = rule.dots ? untagged.replaceAll('.', '') : untagged;
  return local === '' ? canonical : `${local}@${rule.as ?? canonical.slice(at + 1)}`;
}

/** Whether its provider takes other spellings for the same mailbox. */
export const hasSpellings = (canonical: string): boolean => ruleOf.has(canonical.slice(canonical.lastIndexOf('@') + 1));
