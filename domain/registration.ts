/**
 * Whether an address can be the one of a real person: by how it is written, by what is known of its domain, and by what DNS
 * says of it. Pure: who asks DNS and knows the throw-away domains hands in what they found. A question that DNS did not
 * answer says nothing against anybody.
 */
import { canonicalOrNull } from './address.ts';
import { mistypedEndings, privateMailDomains, providers, reservedEndings, roleNames } from './mail-domains.ts';
import { editDistance } from './suggestion.ts';

/** How far it is known that a lead is real. */
export const registrations = ['unchecked', 'checked', 'confirmed', 'suspicious', 'fake'] as const;
export type Registration = (typeof registrations)[number];

/**
 * Why an address is doubted. `free-mail` says only that it is a private mailbox, `unknown` that DNS did not answer: neither
 * speaks against it.
 */
export const addressReasons = [
  'syntax',
  'reserved-domain',
  'no-domain',
  'null-mx',
  'no-mail-server',
  'disposable',
  'typo',
  'role',
  'free-mail',
  'unknown',
] as const;
export type AddressReason = (typeof addressReasons)[number];

/** What it says of the address: no mail can reach it, it is doubted, or nothing is said at all. */
const weights: Readonly<Record<AddressReason, 'refused' | 'risky' | 'ok'>> = {
  syntax: 'refused',
  'reserved-domain': 'refused',
  'no-domain': 'refused',
  'null-mx': 'refused',
  'no-mail-server': 'refused',
  disposable: 'risky',
  typo: 'risky',
  role: 'risky',
  'free-mail': 'ok',
  unknown: 'ok',
};

export interface AddressVerdict {
  /** `refused`: no mail can reach it. `risky`: it may be another one, nobody's, or everybody's. */
  readonly verdict: 'ok' | 'risky' | 'refused';
  readonly reasons: readonly AddressReason[];
  /** The whole address as it was perhaps meant. */
  readonly suggestion: string | null;
}

/** Looks at addresses; implemented in mail/ over DNS. Never throws, and answers in a few seconds at most. */
export interface AddressCheck {
  check(address: string): Promise<AddressVerdict>;
}

/**
 * Who takes the mail of a domain: servers of its own (`mx`), or its host itself, as where no MX is published (RFC 5321 §5.1).
 * `null-mx`: it says that it takes none (RFC 7505). `unknown`: DNS did not answer.
 */
export type MailHost = 'mx' | 'host' | 'null-mx' | 'no-mail-server' | 'no-domain' | 'unknown';

/** What others know of the domain of an address. */
export interface DomainFacts {
  readonly host: MailHost;
  /** One of those that give a mailbox to anybody for minutes. */
  readonly disposable: boolean;
}

/** The two parts of an address, in the form in which addresses are compared; null when it is none. */
export function addressParts(text: string): { readonly local: string; readonly domain: string } | null {
  const address = canonicalOrNull(text);
  if (address === null) return null;
  const at = address.lastIndexOf('@');
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** What is no address: `ann@gmail`, `ann@gmail,com` and `ann@gmailcom` still show what was meant. */
function invalid(text: string): AddressVerdict {
  const [, local = '', written = ''] = /^([^@]+)@([a-z0-9.,;-]{3,80})$/i.exec(text.trim()) ?? [];
  const dotted = written.toLowerCase().replaceAll(/[.,;]+/g, '.');
  const tries = [dotted, `${dotted}.com`, dotted.replace(/com$/, '.com')];
  const meant = tries.find((domain) => privateMailDomains.has(domain));
  const isAddress = meant !== undefined && addressParts(`${local}@${meant}`) !== null;
  return isAddress
    ? { verdict: 'refused', reasons: ['syntax', 'typo'], suggestion: `${local}@${meant}` }
    : { verdict: 'refused', reasons: ['syntax'], suggestion: null };
}

/** Whether DNS need not be asked: no such name has mail (RFC 2606 §2, RFC 6761 §6). */
export const isReserved = (domain: string): boolean =>
  reservedEndings.some((ending) => domain === ending || domain.endsWith(`.${ending}`));

/**
 * What an address is worth by what is known.
 * @param facts of its domain; null when nobody was asked
 * @example judgeAddress('ann@gmial.com', { host: 'no-domain', disposable: false }) // refused: no-domain, typo; ann@gmail.com
 */
export function judgeAddress(text: string, facts: DomainFacts | null): AddressVerdict {
  const parts = addressParts(text);
  if (parts === null) return invalid(text);
  const { local, domain } = parts;
  const reserved = isReserved(domain);
  const meant = reserved ? null : meantDomain(domain, facts?.host ?? 'unknown');
  const found: Readonly<Record<AddressReason, boolean>> = {
    syntax: false,
    'reserved-domain': reserved,
    'no-domain': !reserved && facts?.host === 'no-domain',
    'null-mx': !reserved && facts?.host === 'null-mx',
    'no-mail-server': !reserved && facts?.host === 'no-mail-server',
    disposable: !privateMailDomains.has(domain) && (facts?.disposable ?? false),
    typo: meant !== null,
    role: isRole(local),
    'free-mail': privateMailDomains.has(domain),
    unknown: !reserved && (facts === null || facts.host === 'unknown'),
  };
  const reasons = addressReasons.filter((reason) => found[reason]);
  return { verdict: verdictOf(reasons), reasons, suggestion: meant === null ? null : `${local}@${meant}` };
}

const verdictOf = (reasons: readonly AddressReason[]): AddressVerdict['verdict'] => {
  const said = reasons.map((reason) => weights[reason]);
  if (said.includes('refused')) return 'refused';
  return said.includes('risky') ? 'risky' : 'ok';
};

/** Whether the mailbox belongs to a task: `info`, `no-reply`, `sales+web`. */
const isRole = (local: string): boolean => roleNames.has((local.split('+')[0] ?? '').replaceAll(/[._-]/g, ''));

/**
 * The domain that was perhaps meant; null when nothing else is. A domain of the table is what was meant; of another one that
 * has mail servers, only what is one slip away from where most people are is thought of.
 */
function meantDomain(domain: string, host: MailHost): string | null {
  if (privateMailDomains.has(domain)) return null;
  const hasMail = host === 'mx' || host === 'host';
  const ended = withRealEnding(domain);
  const [name, ending] = split(ended ?? domain);
  if (privateMailDomains.has(`${name}.${ending}`)) return `${name}.${ending}`;
  const near = nearestProvider(name, ending, hasMail);
  return near ?? (hasMail ? null : ended);
}

/** What stands before the first dot, and after it. */
const split = (domain: string): readonly [name: string, ending: string] => {
  const dot = domain.indexOf('.');
  return [domain.slice(0, dot), domain.slice(dot + 1)];
};

/** `acme.con` → `acme.com`; null when the ending is none of those that do not exist. */
function withRealEnding(domain: string): string | null {
  const dot = domain.lastIndexOf('.');
  const ending = domain.slice(dot + 1);
  return Object.hasOwn(mistypedEndings, ending) ? `${domain.slice(0, dot)}.${mistypedEndings[ending]}` : null;
}

/** Where most people are: of two that are as near, one of these was meant, and nobody else has a name so near to theirs. */
const mostUsed = ['gmail', 'hotmail', 'outlook', 'yahoo', 'icloud', 'googlemail', 'protonmail'] as const;
const mostUsedFirst: readonly string[] = [...new Set([...mostUsed, ...Object.keys(providers)])];

/** Names shorter than this are near to too many others to be meant; and one slip is all that is forgiven below the other. */
const shortestMeant = 5;
const shortestOfTwoSlips = 7;

/** The provider whose name is nearest, under the ending that was typed, or the only one there is. */
function nearestProvider(name: string, ending: string, hasMail: boolean): string | null {
  const most = hasMail || name.length < shortestOfTwoSlips ? 1 : 2;
  let best: string | null = null;
  let least = most + 1;
  for (const known of hasMail ? mostUsed : mostUsedFirst) {
    const endings = providers[known] ?? [];
    const wanted = endings.includes(ending) ? ending : known === name || endings.length === 1 ? endings[0] : undefined;
    if (wanted === undefined || known.length < shortestMeant || Math.abs(known.length - name.length) >= least) continue;
    const distance = editDistance(name, known) + (wanted === ending || known === name ? 0 : 1);
    if (distance < least) [best, least] = [`${known}.${wanted}`, distance];
  }
  return best;
}

/** What a check makes of a lead; what a person or a confirmation has said before stays. */
export function registrationAfter(before: Registration, { verdict, reasons }: AddressVerdict): Registration {
  if (before === 'confirmed' || before === 'fake') return before;
  if (verdict !== 'ok') return 'suspicious';
  return reasons.includes('unknown') ? before : 'checked';
}

/** The reasons that are kept with a lead: those that say something about it. */
export const keptReasons = (reasons: readonly AddressReason[]): readonly AddressReason[] =>
  reasons.filter((reason) => reason !== 'unknown');
