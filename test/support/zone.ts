/** DNS from a table: a resolver for the preflight, and the same zone for whoever asks with `resolve(name, type)`. */
import type { DnsResolver } from '../../mail/preflight/lookups.ts';

/** The records of one name; `fails`: whatever is asked of it, nobody answers. */
export interface ZoneEntry {
  readonly TXT?: readonly string[];
  /** `10 mx.acme.example`, and `0 .` for none. */
  readonly MX?: readonly string[];
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly PTR?: readonly string[];
  /** The name that has the records; servers tell it as well, the resolver only follows it. */
  readonly CNAME?: string;
  readonly fails?: true;
  /** A DNS server says nothing at all about this name. */
  readonly silent?: true;
}
export type Zone = Readonly<Record<string, ZoneEntry>>;
export type RecordType = Exclude<keyof ZoneEntry, 'fails' | 'silent' | 'CNAME'>;

const failure = (code: string, name: string): Error => Object.assign(new Error(`${code} ${name}`), { code });

/** What the zone says, as text. @throws with the code that `node:dns` gives */
export function zoneAnswer(zone: Zone, name: string, type: RecordType): readonly string[] {
  const entry = zone[name.toLowerCase()];
  if (entry?.fails) throw failure('ESERVFAIL', name);
  if (!entry) throw failure('ENOTFOUND', name);
  if (entry.CNAME !== undefined) return zoneAnswer(zone, entry.CNAME, type);
  const values = entry[type];
  if (!values) throw failure('ENODATA', name);
  return values;
}

export const mxOf = (text: string): { exchange: string; priority: number } => {
  const [priority = '', exchange = ''] = text.split(' ');
  return { exchange: exchange.replace(/\.$/, ''), priority: Number(priority) };
};

/** `1.2.0.192.in-addr.arpa`; of IPv6 the zone names addresses as they are. */
const reverseName = (address: string): string =>
  address.includes(':') ? address : `${address.split('.').reverse().join('.')}.in-addr.arpa`;

export function zoneResolver(zone: Zone): DnsResolver {
  const ask = async (name: string, type: RecordType) => [...zoneAnswer(zone, name, type)];
  return {
    // In two strings, as long records come.
    resolveTxt: async (name) => (await ask(name, 'TXT')).map((text) => [text.slice(0, 9), text.slice(9)]),
    resolveMx: async (name) => (await ask(name, 'MX')).map(mxOf),
    resolve4: (name) => ask(name, 'A'),
    resolve6: (name) => ask(name, 'AAAA'),
    reverse: (address) => ask(reverseName(address), 'PTR'),
  };
}
