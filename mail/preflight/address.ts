/** IP addresses as SPF compares them, and the addresses and names that only the inside of a network knows. */
import { BlockList, isIPv6 } from 'node:net';

export const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Whether an address lies in a network; of different families never. */
export function isWithin(address: string, network: string, prefix: number): boolean {
  if (familyOf(address) !== familyOf(network)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, familyOf(network));
  return list.check(address, familyOf(address));
}

/** Loopback, link-local and private networks (RFC 1122, 3927, 1918, 6598, 4193, 4291). */
const internal = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  internal.addSubnet(network, prefix, familyOf(network));

/** Nobody outside reaches it, and from which address a relay with such a one delivers cannot be told from here. */
export const isInternalAddress = (address: string): boolean => internal.check(address, familyOf(address));

/** Whether the internet can know such a name (RFC 6761 §6). */
export const isPublicName = (name: string): boolean => name.includes('.') && !/\.(?:localhost|invalid)$/.test(name);

/** Where the PTR record of an address stands (RFC 1035 §3.5, RFC 3596 §2.5). */
export const reverseName = (address: string): string =>
  familyOf(address) === 'ipv4'
    ? `${address.split('.').reverse().join('.')}.in-addr.arpa`
    : `${[...hexDigits(address)].reverse().join('.')}.ip6.arpa`;

/** The 32 hexadecimal digits of an IPv6 address, for macros (RFC 7208 §7.3). */
export function hexDigits(address: string): string {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('');
}
