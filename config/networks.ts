/**
 * Networks: which of them an operator knows as those of scanners, hosters or proxies, which peers may say on whose behalf
 * they ask, and what an address is called where addresses must not be kept.
 */
import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { type NetworkKind, networkKinds } from '../domain/engagement/hit.ts';
import { TendrilError } from '../domain/errors.ts';

export interface Networks {
  /** What is known of the network of an address; null for nothing, and for what is no address. */
  kindOf(address: string): NetworkKind | null;
  /** Whether it may say on whose behalf it asks. */
  isTrusted(address: string): boolean;
}

/** Of `Config`, which checks ranges by what is here. */
export interface NetworkSettings {
  readonly networksFile: string | null;
  readonly trustedProxies: readonly string[] | null;
}

/** An address as a family and its bits, such as `4` and 32 of them; null for what is none. */
function bitsOf(address: string): string | null {
  // A zone says on which wire a link-local address is; sockets have it, ranges do not.
  const plain = address.replace(/%.*$/, '');
  if (isIPv4(plain)) return `4${binary(plain.split('.').map(Number), 8)}`;
  if (!isIPv6(plain)) return null;
  const words = wordsOf(plain.toLowerCase());
  // RFC 4291 §2.5.5.2: an IPv4 address that a socket of both families shows.
  const mapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  return mapped ? `4${binary(words.slice(6), 16)}` : `6${binary(words, 16)}`;
}

const binary = (numbers: readonly number[], width: number): string =>
  numbers.map((number) => number.toString(2).padStart(width, '0')).join('');

/** The eight words of an IPv6 address that is one. */
function wordsOf(address: string): readonly number[] {
  const [, lead = address, a, b, c, d] = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address) ?? [];
  const tail = a === undefined ? [] : [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)];
  const [head = '', rest] = lead.split('::');
  const parsed = (part: string) => part.split(':').flatMap((word) => (word === '' ? [] : [Number.parseInt(word, 16)]));
  const before = parsed(head);
  const after = [...(rest === undefined ? [] : parsed(rest)), ...tail];
  return [...before, ...new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
}

/** The first bits of all addresses of a range (RFC 4632 §3.1), or of a single address; null when it is neither. */
export function rangeBits(text: string): string | null {
  const [, address = '', width] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const bits = bitsOf(address);
  if (bits === null || width === undefined) return bits;
  const most = bits.length - 1;
  return Number(width) <= most ? bits.slice(0, 1 + Number(width)) : null;
}

/** The /24 or /48 that an address is in, as a text that means nothing else; null for what is no address. */
export function networkOf(address: string): string | null {
  const bits = bitsOf(address);
  return bits === null ? null : bits.slice(0, bits.startsWith('4') ? 25 : 49);
}

/** Finds the narrowest range that an address is in. */
function rangesOf<T>(entries: readonly (readonly [string, T])[]): (address: string) => T | null {
  const known = new Map(entries);
  const widths = [...new Set(entries.map(([bits]) => bits.length))].sort((a, b) => b - a);
  return (address) => {
    const bits = widths.length === 0 ? null : bitsOf(address);
    if (bits === null) return null;
    for (const width of widths) {
      const found = bits.length < width ? undefined : known.get(bits.slice(0, width));
      if (found !== undefined) return found;
    }
    return null;
  };
}

/** @throws CONFIG_INVALID naming the line of the file that is wrong */
export function readNetworks({ networksFile, trustedProxies }: NetworkSettings): Networks {
  const kindOf = rangesOf(networksFile === null ? [] : entriesOf(networksFile));
  const trusted = rangesOf((trustedProxies ?? []).map((range) => [rangeBits(range) ?? '', true] as const));
  return { kindOf, isTrusted: (address) => trusted(address) === true };
}

function entriesOf(file: string): readonly (readonly [string, NetworkKind])[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TendrilError('CONFIG_INVALID', `TENDRIL_NETWORKS: ${file} cannot be read`, { file }, cause);
  }
  return text.split('\n').flatMap((line, index) => {
    const [range = '', name = '', ...more] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (range === '') return [];
    const bits = rangeBits(range);
    const kind = networkKinds.find((one) => one === name);
    if (bits !== null && kind !== undefined && more.length === 0) return [[bits, kind] as const];
    const kinds = networkKinds.join(', ');
    throw new TendrilError(
      'CONFIG_INVALID',
      `${file}:${index + 1}: write a range and one of ${kinds}: 192.0.2.0/24 scanner`,
    );
  });
}
