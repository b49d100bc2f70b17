/**
 * Questions to DNS as the preflight asks them: each name once, and an answer that keeps "there is none" apart from "nobody
 * answered". The second proves nothing and must never count as good.
 */
import { promises as dns } from 'node:dns';

/** Some of the promise functions of `node:dns`. */
export interface DnsResolver {
  resolveTxt(name: string): Promise<string[][]>;
  resolveMx(name: string): Promise<{ exchange: string; priority: number }[]>;
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
  reverse(address: string): Promise<string[]>;
}

export type Answer<T> =
  | { readonly kind: 'found'; readonly values: readonly T[] }
  /** There is no such name, or it has no such record. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string };

export interface Mx {
  /** Empty: the domain takes no mail (RFC 7505). */
  readonly exchange: string;
  readonly priority: number;
}

export interface Lookups {
  /** The strings of each record joined, as SPF, DKIM and DMARC want them. */
  txt(name: string): Promise<Answer<string>>;
  mx(name: string): Promise<Answer<Mx>>;
  a(name: string): Promise<Answer<string>>;
  aaaa(name: string): Promise<Answer<string>>;
  /** The names of an address. */
  ptr(address: string): Promise<Answer<string>>;
}

/** Asks the given servers (`ADDRESS[:PORT]`), or those of the system. */
export function createResolver(servers: readonly string[] | null): DnsResolver {
  const resolver = new dns.Resolver({ timeout: 3000, tries: 2 });
  if (servers !== null) resolver.setServers(servers);
  return resolver;
}

/** Lookups that ask each question once; for one preflight. */
export function createLookups(resolver: DnsResolver): Lookups {
  const asked = new Map<string, Promise<Answer<unknown>>>();
  const once = <T>(type: string, name: string, ask: () => Promise<readonly T[]>): Promise<Answer<T>> => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = asked.get(key) as Promise<Answer<T>> | undefined;
    if (known) return known;
    const answer = answered(`${type} ${name}`, ask);
    asked.set(key, answer);
    return answer;
  };
  return {
    txt: (name) => once('TXT', name, async () => (await resolver.resolveTxt(name)).map((strings) => strings.join(''))),
    mx: (name) => once('MX', name, () => resolver.resolveMx(name)),
    a: (name) => once('A', name, () => resolver.resolve4(name)),
    aaaa: (name) => once('AAAA', name, () => resolver.resolve6(name)),
    ptr: (address) => once('PTR', address, () => resolver.reverse(address)),
  };
}

/** No such name, no such record, and a name that cannot be one. */
const absent = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

async function answered<T>(question: string, ask: () => Promise<readonly T[]>): Promise<Answer<T>> {
  try {
    const values = await ask();
    return values.length === 0 ? { kind: 'none' } : { kind: 'found', values };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return absent.has(code)
      ? { kind: 'none' }
      : { kind: 'failed', why: `DNS did not answer for ${question} (${code})` };
  }
}

/** All addresses of a host. Failed when either question has no answer, because then some may be missing. */
export async function addressesOf(lookups: Lookups, host: string): Promise<Answer<string>> {
  const [a, aaaa] = await Promise.all([lookups.a(host), lookups.aaaa(host)]);
  if (a.kind === 'failed') return a;
  if (aaaa.kind === 'failed') return aaaa;
  const values = [a, aaaa].flatMap((answer) => (answer.kind === 'found' ? answer.values : []));
  return values.length === 0 ? { kind: 'none' } : { kind: 'found', values };
}
