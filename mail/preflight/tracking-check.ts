/** Whether links in mails lead somewhere, by https, and look as if they were the sender's. */
import { isIP } from 'node:net';
import { assertNever } from '../../domain/errors.ts';
import { isThisMachine } from '../../domain/relay.ts';
import { dnsRecord, type SenderCheck } from '../../domain/sender-check.ts';
import { isInternalAddress, isPublicName } from './address.ts';
import { sameOrganisation } from './dmarc.ts';
import type { TryHttps } from './https-handshake.ts';
import { addressesOf, type Lookups } from './lookups.ts';
import { addressRecord, splitDns } from './mx-checks.ts';
import { isSentOutside, type SendingDomain } from './subject.ts';

type Judgement = Pick<SenderCheck, 'state' | 'why' | 'record'>;

const server = 'the server that PUBLIC_URL leads to';

export async function trackingCheck(
  lookups: Lookups,
  tryHttps: TryHttps,
  sending: SendingDomain,
): Promise<SenderCheck> {
  const { publicUrl, domain } = sending;
  const check = { id: 'tracking', found: publicUrl, wanted: `PUBLIC_URL by https, best below ${domain}` };
  if (publicUrl === null) {
    const why = `links in mails would lead nowhere: set PUBLIC_URL, e.g. to https://go.${domain}`;
    return { ...check, state: 'missing', record: addressRecord(`go.${domain}`, 'this server'), why };
  }
  const url = new URL(publicUrl);
  return { ...check, ...(unusable(url, domain) ?? (await judged(lookups, tryHttps, sending, url))) };
}

/** What is wrong with the URL itself. */
function unusable({ protocol, hostname, origin }: URL, domain: string): Judgement | null {
  const own = `https://go.${domain}`;
  if (protocol !== 'https:') {
    const why = 'one-click unsubscribing needs https (RFC 8058 §3.1), and Gmail wants it';
    if (!isThisMachine(hostname)) return { state: 'wrong', why };
    const skipped = `${origin} is http on this machine, so no certificate is looked at; set PUBLIC_URL, e.g. to ${own}`;
    return { state: 'wrong', record: addressRecord(`go.${domain}`, 'this server'), why: `${skipped}: ${why}` };
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) {
    const record =
      isIP(host) === 4 && !isInternalAddress(host)
        ? dnsRecord(`go.${domain}`, 'A', host, `then set PUBLIC_URL=${own}`)
        : addressRecord(`go.${domain}`, 'this server');
    return { state: 'wrong', record, why: `links to a bare address look like phishing: set PUBLIC_URL=${own}` };
  }
  if (isPublicName(host)) return null;
  const record = addressRecord(`go.${domain}`, 'this server');
  return { state: 'missing', record, why: `${host} is no name of the internet: set PUBLIC_URL, e.g. to ${own}` };
}

async function judged(lookups: Lookups, tryHttps: TryHttps, sending: SendingDomain, url: URL): Promise<Judgement> {
  const { hostname: host, port } = url;
  const answer = await addressesOf(lookups, host);
  if (answer.kind === 'failed') return { state: 'unknown', why: answer.why };
  const record = addressRecord(host, server);
  if (answer.kind === 'none')
    return { state: 'missing', record, why: `${host} has no address: links would lead nowhere` };
  const internal = isSentOutside(sending) ? answer.values.find(isInternalAddress) : undefined;
  if (internal !== undefined) {
    const why = `${host} has the internal address ${internal}: links would lead readers nowhere; ${splitDns}`;
    return { state: 'wrong', record, why };
  }
  const handshake = await tryHttps(host, port === '' ? 443 : Number(port), answer.values);
  switch (handshake.kind) {
    case 'trusted':
      return relation(lookups, url, sending.domain);
    case 'refused':
      return { state: 'wrong', why: `links to ${host} cannot be opened: ${handshake.why}` };
    case 'silent':
      return {
        state: 'warning',
        why: `nobody answers for ${host}: ${handshake.why}; if a firewall keeps this machine from it, look from outside`,
      };
    default:
      return assertNever(handshake);
  }
}

async function relation(lookups: Lookups, { hostname: host, href }: URL, domain: string): Promise<Judgement> {
  if (await sameOrganisation(lookups, host, domain))
    return { state: 'ok', why: `${host} has an address, and its certificate is trusted` };
  const own = new URL(href);
  own.hostname = `go.${domain}`;
  const note = `then set PUBLIC_URL=${own.href.replace(/\/+$/, '')}, for whose name ${host} needs a certificate as well`;
  return {
    state: 'warning',
    record: dnsRecord(own.hostname, 'CNAME', `${host}.`, note),
    why: `${host} is a stranger to readers of a mail from ${domain}, and to filters`,
  };
}
