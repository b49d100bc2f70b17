/** Whether answers and bounces find their way: the MX of the domain of From, and of the return path. */
import { type DnsRecord, dnsRecord, type SenderCheck } from '../../domain/sender-check.ts';
import { isInternalAddress, isPublicName } from './address.ts';
import { addressesOf, type Lookups } from './lookups.ts';
import { isSentOutside, type SendingDomain } from './subject.ts';

/** The domain of the From address takes mail: receivers refuse senders that nobody can answer. */
export async function fromCheck(lookups: Lookups, sending: SendingDomain): Promise<SenderCheck> {
  const { domain } = sending;
  const record = (): Promise<DnsRecord> => fromRecord(lookups, domain);
  const check = await mxCheck(lookups, { id: 'from-mx', domain, outside: isSentOutside(sending), record });
  if (check.state !== 'missing') return check;
  const direct = await addressesOf(lookups, domain);
  if (direct.kind !== 'found') return check;
  return {
    ...check,
    state: 'warning',
    record: dnsRecord(domain, 'MX', `10 ${domain}.`),
    why: 'it has an address only; many receivers want an MX (RFC 5321 §5.1 allows it)',
  };
}

/** Who answers a mail that names no other address writes to people, whose mail server the domains above may share. */
async function fromRecord(lookups: Lookups, domain: string): Promise<DnsRecord> {
  const labels = domain.split('.');
  for (let left = 1; left <= labels.length - 2; left++) {
    const above = labels.slice(left).join('.');
    const answer = await lookups.mx(above);
    const [first] = answer.kind === 'found' ? answer.values.toSorted((a, b) => a.priority - b.priority) : [];
    const host = first?.exchange.replace(/\.$/, '') ?? '';
    if (host !== '')
      return dnsRecord(
        domain,
        'MX',
        `10 ${host}.`,
        `it is the mail server of ${above}; let it take mails for ${domain}`,
      );
  }
  return dnsRecord(domain, 'MX', '10 HOST.', `put the mail server that takes mails for ${domain} in place of HOST`);
}

/** Bounces and replies find their way back. */
export async function returnPathCheck(lookups: Lookups, sending: SendingDomain): Promise<SenderCheck> {
  const { returnPath, domain } = sending;
  const record = async (): Promise<DnsRecord> => returnPathRecord(returnPath);
  const question = { id: 'return-path', domain: returnPath, outside: isSentOutside(sending), record };
  const check = await mxCheck(lookups, question);
  if (check.state !== 'missing') return check;
  if (isPublicName(returnPath)) return { ...check, why: 'bounces, replies and unsubscribe mails come here' };
  return {
    ...check,
    state: 'wrong',
    found: returnPath,
    record: returnPathRecord(`reply.${domain}`, `; then set TENDRIL_MAIL_DOMAIN=reply.${domain}`),
    why: 'it is no name of the internet: set TENDRIL_MAIL_DOMAIN to a domain of yours',
  };
}

const returnPathRecord = (domain: string, more = ''): DnsRecord =>
  dnsRecord(
    domain,
    'MX',
    `10 mx.${domain}.`,
    `name the host that passes port 25 to the inbound listener; mx.${domain} needs an address record first${more}`,
  );

interface MxQuestion {
  readonly id: string;
  readonly domain: string;
  /** Whether others than this machine have to reach its hosts. */
  readonly outside: boolean;
  /** What to publish where there is none. */
  readonly record: () => Promise<DnsRecord>;
}

async function mxCheck(lookups: Lookups, { id, domain, outside, record }: MxQuestion): Promise<SenderCheck> {
  const check = { id, wanted: `an MX record of ${domain}` };
  const answer = await lookups.mx(domain);
  if (answer.kind === 'failed') return { ...check, state: 'unknown', found: null, why: answer.why };
  if (answer.kind === 'none') {
    const why = `nobody can answer a mail from ${domain}`;
    return { ...check, state: 'missing', found: null, record: await record(), why };
  }
  const hosts = answer.values.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  const found = hosts.map((host) => host || '.').join(', ');
  if (hosts.some((host) => host === '' || host === '.')) {
    const why =
      'its MX "." says that the domain takes no mail (RFC 7505), and receivers refuse mail from such a domain: remove it';
    return { ...check, state: 'wrong', found, record: await record(), why };
  }
  return { ...check, found, ...(await hostsCheck(lookups, hosts, outside)) };
}

type Judgement = Pick<SenderCheck, 'state' | 'why' | 'record'>;

/** Whether a mail reaches one of the hosts. */
async function hostsCheck(lookups: Lookups, hosts: readonly string[], outside: boolean): Promise<Judgement> {
  let failure: string | null = null;
  let inside: Judgement | null = null;
  for (const host of hosts) {
    const addresses = await addressesOf(lookups, host);
    if (addresses.kind === 'failed') failure ??= addresses.why;
    if (addresses.kind !== 'found') continue;
    const internal = outside ? addresses.values.find(isInternalAddress) : undefined;
    if (internal === undefined) return inside ?? { state: 'ok', why: `${host} has an address` };
    // Not every sender goes on to the next host, and none does so at once.
    inside ??= {
      state: 'wrong',
      record: addressRecord(host, 'the MX'),
      why: `${host} has the internal address ${internal}, which nobody outside reaches; ${splitDns}`,
    };
  }
  if (failure !== null) return { state: 'unknown', why: failure };
  const [first = ''] = hosts;
  return (
    inside ?? { state: 'wrong', record: addressRecord(first, 'the MX'), why: 'none of these hosts has an address' }
  );
}

/** Many networks answer their own machines otherwise than the world. */
export const splitDns = 'if only this network is told so, name a public DNS server in TENDRIL_DNS';

/** The record of a host whose address only the operator knows. */
export const addressRecord = (host: string, what: string): DnsRecord =>
  dnsRecord(host, 'A', 'ADDRESS', `put the public IPv4 address of ${what} in place of ADDRESS`);
