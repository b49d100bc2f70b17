/** Whether the hosts that a mail names are there: where answers and bounces go, where links lead, who delivers. */
import { isIP } from 'node:net';
import { dnsRecord, type SenderCheck } from '../../domain/sender-check.ts';
import { isInternalAddress } from './address.ts';
import { sameOrganisation } from './dmarc.ts';
import { knownRelay } from './known-relays.ts';
import { addressesOf, type Lookups } from './lookups.ts';
import type { SendingDomain } from './subject.ts';

/** The domain of the From address takes mail: receivers refuse senders that nobody can answer. */
export async function fromCheck(lookups: Lookups, { domain }: SendingDomain): Promise<SenderCheck> {
  const check = await mxCheck(lookups, 'from-mx', domain);
  if (check.state !== 'missing') return check;
  const direct = await addressesOf(lookups, domain);
  if (direct.kind !== 'found') return check;
  return {
    ...check,
    state: 'warning',
    why: 'it has an address only; many receivers want an MX (RFC 5321 §5.1 allows it)',
  };
}

/** Whether the internet can know such a name (RFC 6761 §6). */
export const isPublicName = (name: string): boolean => name.includes('.') && !/\.(?:localhost|invalid)$/.test(name);

/** Bounces and replies find their way back. */
export async function returnPathCheck(lookups: Lookups, { returnPath }: SendingDomain): Promise<SenderCheck> {
  const check = await mxCheck(lookups, 'return-path', returnPath);
  if (check.state !== 'missing') return check;
  if (!isPublicName(returnPath)) {
    const why = 'it is no name of the internet: set TENDRIL_MAIL_DOMAIN to a domain of yours';
    return { ...check, state: 'wrong', found: returnPath, why };
  }
  const record = dnsRecord(returnPath, 'MX', `10 mx.${returnPath}.`);
  const why =
    'bounces, replies and unsubscribe mails come here; name the host that passes them to the inbound listener';
  return { ...check, record, why };
}

async function mxCheck(lookups: Lookups, id: string, domain: string): Promise<SenderCheck> {
  const check = { id, wanted: `an MX record of ${domain}` };
  const answer = await lookups.mx(domain);
  if (answer.kind === 'failed') return { ...check, state: 'unknown', found: null, why: answer.why };
  if (answer.kind === 'none')
    return { ...check, state: 'missing', found: null, why: `nobody can answer a mail from ${domain}` };
  const hosts = answer.values.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  const found = hosts.map((host) => host || '.').join(', ');
  if (hosts.some((host) => host === '' || host === '.')) {
    const why = 'it says that the domain takes no mail (RFC 7505); receivers refuse mail from such a domain';
    return { ...check, state: 'wrong', found, why };
  }
  const failures: string[] = [];
  for (const host of hosts) {
    const addresses = await addressesOf(lookups, host);
    if (addresses.kind === 'found') return { ...check, state: 'ok', found, why: `${host} has an address` };
    if (addresses.kind === 'failed') failures.push(addresses.why);
  }
  const [failure] = failures;
  return failure === undefined
    ? { ...check, state: 'wrong', found, why: 'none of these hosts has an address' }
    : { ...check, state: 'unknown', found, why: failure };
}

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
    if (names.kind === 'none') return { ...check, state: 'missing', why: `${ip} has no name; ${whose}` };
    const back = await Promise.all(names.values.map((name) => addressesOf(lookups, name)));
    const failed = back.find((addresses) => addresses.kind === 'failed');
    const leads = back.some((addresses) => addresses.kind === 'found' && addresses.values.includes(ip));
    if (!leads && failed?.kind === 'failed') return { ...check, state: 'unknown', why: failed.why };
    const told = names.values.join(', ');
    if (!leads) return { ...check, state: 'wrong', found: told, why: `${told} does not lead back to ${ip}; ${whose}` };
    found.push(`${ip} ${told}`);
  }
  return outside.length === 0 ? null : { ...check, state: 'ok', found: found.join('; '), why: 'each name leads back' };
}

/** Links in mails lead somewhere, by https, and look as if they were the sender's. */
export async function trackingCheck(lookups: Lookups, sending: SendingDomain): Promise<SenderCheck> {
  const { publicUrl, domain } = sending;
  const check = { id: 'tracking', found: publicUrl, wanted: `PUBLIC_URL by https, best below ${domain}` };
  if (publicUrl === null)
    return { ...check, state: 'missing', why: 'links in mails would lead nowhere: set PUBLIC_URL' };
  const { protocol, hostname } = new URL(publicUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:')
    return { ...check, state: 'wrong', why: 'one-click unsubscribing needs https (RFC 8058 §3.1), and Gmail wants it' };
  if (isIP(host)) return { ...check, state: 'wrong', why: 'links to a bare address look like phishing' };
  const answer = await addressesOf(lookups, host);
  if (answer.kind === 'failed') return { ...check, state: 'unknown', why: answer.why };
  if (answer.kind === 'none')
    return { ...check, state: 'missing', why: `${host} has no address: links would lead nowhere` };
  if (await sameOrganisation(lookups, host, domain)) return { ...check, state: 'ok', why: `${host} has an address` };
  return {
    ...check,
    state: 'warning',
    why: `${host} is a stranger to readers of a mail from ${domain}, and to filters`,
  };
}
