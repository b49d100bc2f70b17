/** Whether the addresses that deliver have names, and the names lead back to them. */
import { isIP } from 'node:net';
import { type DnsRecord, dnsRecord, type SenderCheck } from '../../domain/sender-check.ts';
import { isInternalAddress, reverseName } from './address.ts';
import { knownRelay } from './known-relays.ts';
import { addressesOf, type Lookups } from './lookups.ts';
import type { SendingDomain } from './subject.ts';

/**
 * The addresses of relays have names that lead back to them: receivers want that of everybody (RFC 1912 §2.1). Only
 * where we know the address that delivers; a provider sees to it for its own.
 */
export async function ptrCheck(lookups: Lookups, { relays }: SendingDomain): Promise<SenderCheck | null> {
  const hosts = relays.flatMap((relay) => (relay.kind === 'smtp' && !knownRelay(relay) ? [relay.host] : []));
  const checks = await Promise.all(hosts.map((host) => namesOf(lookups, host.replace(/^\[|\]$/g, ''))));
  return (
    checks.find((check) => check !== null && check.state !== 'ok') ?? checks.find((check) => check !== null) ?? null
  );
}

async function namesOf(lookups: Lookups, host: string): Promise<SenderCheck | null> {
  const check = {
    id: 'ptr',
    found: null,
    wanted: `a PTR record of each address of ${host}, whose name leads back to it`,
  };
  const answer = isIP(host) ? ({ kind: 'found', values: [host] } as const) : await addressesOf(lookups, host);
  if (answer.kind === 'failed') return { ...check, state: 'unknown', why: answer.why };
  const outside = answer.kind === 'found' ? answer.values.filter((ip) => !isInternalAddress(ip)) : [];
  const found: string[] = [];
  for (const ip of outside) {
    const names = await lookups.ptr(ip);
    if (names.kind === 'failed') return { ...check, state: 'unknown', why: names.why };
    const whose = 'whoever the address belongs to (its hoster) sets it';
    const record = nameRecord(ip, host);
    if (names.kind === 'none') return { ...check, state: 'missing', record, why: `${ip} has no name; ${whose}` };
    const back = await Promise.all(names.values.map((name) => addressesOf(lookups, name)));
    const failed = back.find((addresses) => addresses.kind === 'failed');
    const leads = back.some((addresses) => addresses.kind === 'found' && addresses.values.includes(ip));
    if (!leads && failed?.kind === 'failed') return { ...check, state: 'unknown', why: failed.why };
    const told = names.values.join(', ');
    if (!leads)
      return { ...check, state: 'wrong', found: told, record, why: `${told} does not lead back to ${ip}; ${whose}` };
    found.push(`${ip} ${told}`);
  }
  return outside.length === 0 ? null : { ...check, state: 'ok', found: found.join('; '), why: 'each name leads back' };
}

/** The name of the relay leads back already. Of a relay that goes by its address no name is known. */
function nameRecord(ip: string, host: string): DnsRecord {
  const hoster = `the owner of ${ip} sets it: look for "reverse DNS" in the panel of its hoster, or ask there`;
  if (isIP(host) === 0) return dnsRecord(reverseName(ip), 'PTR', `${host}.`, hoster);
  const note = `put the name of the relay, which needs an address record of ${ip}, in place of HOST; ${hoster}`;
  return dnsRecord(reverseName(ip), 'PTR', 'HOST.', note);
}
