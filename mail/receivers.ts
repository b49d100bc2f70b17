/**
 * Which provider receives the mail of an address: by the mail exchanger of its domain (RFC 5321 §5.1), because the mail
 * of most companies lies with a few large ones. What was found is kept for a while, and a domain is looked up once at a
 * time. Nothing here ever holds a mail up for long or fails: what cannot be found out is `unknown`, and where no resolver
 * answers (offline) nobody waits for one.
 */
import { type Provider, unknownProvider } from '../domain/sending-pace.ts';
import { freeMailProvider, providerOfHost } from './provider-hosts.ts';

/** What looks up mail exchangers; `Resolver` of `node:dns/promises` fits. */
export interface MailExchangers {
  resolveMx(domain: string): Promise<readonly { readonly exchange: string; readonly priority: number }[]>;
}

export interface Receivers {
  /** Never rejects. @param address a valid address */
  providerOf(address: string): Promise<Provider>;
}

export interface ReceiversOptions {
  readonly resolver: MailExchangers;
  /** Domains that are remembered; default 20,000. */
  readonly cache?: number;
  /** How long a look-up may take, in milliseconds; default 2,000. */
  readonly withinMs?: number;
  /** Milliseconds on a clock that only goes forward; default `performance.now`. */
  readonly clock?: () => number;
}

const minuteMs = 60_000;
/** How long an answer holds: exchangers of companies move about once in years. */
const foundMs = 6 * 60 * minuteMs;
/** A domain that has none, or whose servers failed, is asked again soon. */
const missingMs = 10 * minuteMs;

/** After so many failures in a row nobody is asked for a while: there is no resolver here. */
const failuresToStop = 3;
const stoppedMs = 5 * minuteMs;

/** There is no such name or record, or the servers of that very domain are broken: somebody has answered. */
const answers: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND', 'ESERVFAIL', 'EREFUSED', 'EBADNAME', 'EFORMERR']);

/** Names that are never given out (RFC 2606, RFC 6761): no resolver may be bothered with them. */
const reserved = /(^|\.)(example|test|invalid|localhost|local|onion)$/;

interface Known {
  readonly provider: Promise<Provider>;
  untilMs: number;
}

/**
 * @example createReceivers({ resolver: new Resolver({ timeout: 2000, tries: 1 }) })
 */
export function createReceivers(options: ReceiversOptions): Receivers {
  const { resolver, cache = 20_000, withinMs = 2000, clock = () => performance.now() } = options;
  const known = new Map<string, Known>();
  const line = { failures: 0, stoppedUntilMs: 0 };

  async function lookUp(domain: string): Promise<{ readonly provider: Provider; readonly holdsMs: number }> {
    try {
      const provider = providerBy(await limited(resolver.resolveMx(domain), withinMs), domain);
      line.failures = 0;
      return { provider, holdsMs: provider === unknownProvider ? missingMs : foundMs };
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (typeof code === 'string' && answers.has(code)) {
        line.failures = 0;
        // With addresses only, the domain takes its mail itself (RFC 5321 §5.1).
        return { provider: code === 'ENODATA' ? providerOfHost(domain) : unknownProvider, holdsMs: missingMs };
      }
      line.failures += 1;
      if (line.failures >= failuresToStop) line.stoppedUntilMs = clock() + stoppedMs;
      return { provider: unknownProvider, holdsMs: missingMs };
    }
  }

  function ask(domain: string): Promise<Provider> {
    const entry: Known = {
      provider: lookUp(domain).then(({ provider, holdsMs }) => {
        entry.untilMs = clock() + holdsMs;
        return provider;
      }),
      untilMs: Number.POSITIVE_INFINITY,
    };
    known.set(domain, entry);
    const oldest = known.size > cache ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return entry.provider;
  }

  return {
    async providerOf(address) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
      if (reserved.test(domain)) return unknownProvider;
      const free = freeMailProvider(domain);
      if (free !== null) return free;
      const entry = known.get(domain);
      if (entry !== undefined) known.delete(domain);
      if (entry !== undefined && entry.untilMs > clock()) {
        // A map keeps the order of insertion: taken out and put in again, it is the newest.
        known.set(domain, entry);
        return entry.provider;
      }
      if (line.failures < failuresToStop) return ask(domain);
      if (clock() < line.stoppedUntilMs) return unknownProvider;
      // One is asked to find out whether somebody answers again, and nobody waits for it.
      line.stoppedUntilMs = clock() + stoppedMs;
      void ask(domain);
      return unknownProvider;
    },
  };
}

/** The one that is asked first; `unknown` for a domain that says it takes no mail (RFC 7505). */
function providerBy(found: Awaited<ReturnType<MailExchangers['resolveMx']>>, domain: string): Provider {
  const [first] = found.toSorted((a, b) => a.priority - b.priority || (a.exchange < b.exchange ? -1 : 1));
  if (first === undefined) return providerOfHost(domain);
  const host = first.exchange.toLowerCase().replace(/\.$/, '');
  return host === '' ? unknownProvider : providerOfHost(host);
}

/** @throws ETIMEOUT when it takes longer */
async function limited<T>(work: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEOUT' })), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
