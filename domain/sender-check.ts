/**
 * What a look at the set-up of a sending domain found: one check for each thing that receivers want, and the record to
 * publish where one is missing. Stored with the activation of the domain. Pure.
 */

/** `missing`: there is none. `wrong`: there is one, and it does harm. `unknown`: DNS gave no answer, which proves nothing. */
export const checkStates = ['ok', 'warning', 'missing', 'wrong', 'unknown'] as const;
export type CheckState = (typeof checkStates)[number];

/** A record to publish. Words in capitals within its value stand for what only the operator knows; `note` names them. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'TXT' | 'MX' | 'A' | 'CNAME' | 'PTR';
  /** As one string, for the web forms of DNS providers. */
  readonly value: string;
  /** As a line of a zone file (RFC 1035 §5.1): strings of at most 255 octets, in quotes. */
  readonly zone: string;
  /** What to fill in, what to take away, or who else has to do something; absent when pasting is all. */
  readonly note?: string;
}

export interface SenderCheck {
  /** Stable, e.g. `dkim` or `spf`. */
  readonly id: string;
  readonly state: CheckState;
  /** What DNS says; null when it says nothing. */
  readonly found: string | null;
  /** What it should say, for people. */
  readonly wanted: string;
  readonly record?: DnsRecord;
  /** Why it is judged so, and what it is good for. */
  readonly why: string;
}

/** The checks that keep a domain from being activated. Warnings do until a person accepts them. */
export const hindrances = (checks: readonly SenderCheck[], acceptWarnings: boolean): readonly SenderCheck[] =>
  checks.filter(({ state }) => state !== 'ok' && !(state === 'warning' && acceptWarnings));

/** What is the matter with a domain, all in all: the gravest state of its checks. */
export const gravest = (checks: readonly SenderCheck[]): CheckState =>
  (['wrong', 'missing', 'unknown', 'warning'] as const).find((state) =>
    checks.some((check) => check.state === state),
  ) ?? 'ok';

export function dnsRecord(name: string, type: DnsRecord['type'], value: string, note?: string): DnsRecord {
  const data = type === 'TXT' ? characterStrings(value) : value;
  const record = { name, type, value, zone: `${name}. IN ${type} ${data}` };
  return note === undefined ? record : { ...record, note };
}

/** Character-strings hold 255 octets at most (RFC 1035 §3.3). What we publish is ASCII. */
const characterString = /.{1,255}/gs;

function characterStrings(value: string): string {
  const parts = value.match(characterString) ?? [''];
  return parts.map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

/** Where the public key of a selector is published (RFC 6376 §3.6.2.1). */
export const dkimName = (domain: string, selector: string): string => `${selector}._domainkey.${domain}`;

/** The record of a key (RFC 6376 §3.6.1). `publicKey`: base64 of its SubjectPublicKeyInfo. */
export const dkimRecord = (domain: string, selector: string, publicKey: string): DnsRecord =>
  dnsRecord(dkimName(domain, selector), 'TXT', `v=DKIM1; k=rsa; p=${publicKey}`);

/** The domain of an address that has been checked, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
