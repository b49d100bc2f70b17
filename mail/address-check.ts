/**
 * Checks addresses before anything is sent to them: who takes the mail of the domain, by DNS, and whether the domain is one
 * of those that hand out mailboxes for minutes. Never connects to a mail server: to ask one about a mailbox is what
 * harvesters do, and many answer whatever they like.
 */
import {
  type AddressCheck,
  addressParts,
  type DomainFacts,
  isReserved,
  judgeAddress,
  type MailHost,
} from '../domain/registration.ts';
import type { DnsResolver } from './preflight/lookups.ts';

/** A form waits for it. */
const longestMs = 2_500;
/** Domains that are remembered, and for how long: what was not answered is asked again soon. */
const mostRemembered = 10_000;
const rememberedMs = 3_600_000;
const unansweredMs = 30_000;
/** Domains that surely have mail. Where a resolver denies them too (no way out, a captive network), its no says nothing. */
const witnesses = ['gmail.com', 'outlook.com'];

export interface AddressCheckOptions {
  readonly resolver: Pick<DnsResolver, 'resolveMx' | 'resolve4' | 'resolve6'>;
  /** Milliseconds of a clock. */
  now(): number;
  /** Default: two and a half seconds. */
  readonly longestMs?: number;
}

interface Remembered {
  readonly host: Promise<MailHost>;
  until: number;
}

/** Answers are remembered by domain, in the memory of this process. */
export function createAddressCheck({ resolver, now, longestMs: most = longestMs }: AddressCheckOptions): AddressCheck {
  const remembered = new Map<string, Remembered>();
  const isTruthful = async (): Promise<boolean> =>
    (await Promise.all(witnesses.map((witness) => mailHost(resolver, witness, most)))).includes('mx');
  const believed = async (host: MailHost): Promise<MailHost> =>
    host === 'no-domain' && !(await isTruthful()) ? 'unknown' : host;
  const hostOf = (domain: string): Promise<MailHost> => {
    const known = remembered.get(domain);
    if (known && known.until > now()) return known.host;
    const asked: Remembered = {
      host: mailHost(resolver, domain, most).then(async (told) => {
        const host = await believed(told);
        if (host === 'unknown') asked.until = now() + unansweredMs;
        return host;
      }),
      until: now() + rememberedMs,
    };
    remembered.delete(domain);
    remembered.set(domain, asked);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= mostRemembered) break;
      remembered.delete(oldest);
    }
    return asked.host;
  };
  return {
    async check(address) {
      const domain = addressParts(address)?.domain ?? null;
      if (domain === null || isReserved(domain)) return judgeAddress(address, null);
      const [host, disposable] = await Promise.all([hostOf(domain), isDisposable(domain)]);
      return judgeAddress(address, { host, disposable } satisfies DomainFacts);
    },
  };
}

/** Also of what stands below such a domain: `ann@x.mailinator.com`. The list is loaded by whoever needs it first. */
async function isDisposable(domain: string): Promise<boolean> {
  const { disposableEmailBlocklistSet } = await import('disposable-email-domains-js');
  const listed = disposableEmailBlocklistSet();
  const labels = domain.split('.');
  return labels.some((_, i) => i < labels.length - 1 && listed.has(labels.slice(i).join('.')));
}

type Found<T> =
  | { readonly kind: 'found'; readonly values: readonly T[] }
  | { readonly kind: 'none' | 'nobody' | 'failed' };

/** Who takes the mail of a domain (RFC 5321 §5.1), within the time. */
async function mailHost(resolver: AddressCheckOptions['resolver'], domain: string, most: number): Promise<MailHost> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'unknown'>((resolve) => {
    timer = setTimeout(() => resolve('unknown'), most);
    timer.unref();
  });
  try {
    return await Promise.race([askedHost(resolver, domain), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function askedHost(resolver: AddressCheckOptions['resolver'], domain: string): Promise<MailHost> {
  const mx = await answered(() => resolver.resolveMx(domain));
  if (mx.kind === 'failed') return 'unknown';
  if (mx.kind === 'nobody') return 'no-domain';
  if (mx.kind === 'found') {
    const named = mx.values.filter(({ exchange }) => exchange !== '' && exchange !== '.');
    return named.length > 0 ? 'mx' : 'null-mx';
  }
  // Without an MX the host itself is meant.
  const [a, aaaa] = await Promise.all([
    answered(() => resolver.resolve4(domain)),
    answered(() => resolver.resolve6(domain)),
  ]);
  if (a.kind === 'found' || aaaa.kind === 'found') return 'host';
  return a.kind === 'failed' || aaaa.kind === 'failed' ? 'unknown' : 'no-mail-server';
}

/** `nobody`: there is no such name at all; `none`: it has no such record. */
async function answered<T>(ask: () => Promise<readonly T[]>): Promise<Found<T>> {
  try {
    const values = await ask();
    return values.length === 0 ? { kind: 'none' } : { kind: 'found', values };
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOTFOUND':
      case 'EBADNAME':
        return { kind: 'nobody' };
      case 'ENODATA':
        return { kind: 'none' };
      default:
        return { kind: 'failed' };
    }
  }
}
