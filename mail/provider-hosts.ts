/**
 * Who receives mail, as data: by the host of a domain's mail exchanger, and for the domains of large free mail services
 * by their name alone. Consumer and company mail of Microsoft are two: they have servers, filters and limits of their own.
 */
import type { KnownProvider } from '../domain/sending-pace.ts';

/** Ends of the names of mail exchangers; the longest that fits counts. */
const exchangers: Readonly<Record<KnownProvider, readonly string[]>> = {
  google: ['google.com', 'googlemail.com', 'psmtp.com'],
  outlook: ['olc.protection.outlook.com', 'hotmail.com'],
  microsoft: ['protection.outlook.com', 'mx.microsoft', 'outlook.com', 'office365.us'],
  yahoo: ['yahoodns.net', 'yahoo.co.jp'],
  apple: ['icloud.com', 'apple.com', 'me.com'],
  gmx: ['gmx.net', 'web.de', 'mail.com', 'gmx.com'],
  zoho: ['zoho.com', 'zoho.eu', 'zoho.in', 'zoho.com.au', 'zohomail.com'],
  proofpoint: ['pphosted.com', 'ppe-hosted.com', 'gpphosted.com', 'ppops.net'],
  mimecast: ['mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com'],
  barracuda: ['barracudanetworks.com', 'ess.barracudanetworks.com', 'cudaops.com'],
  fastmail: ['messagingengine.com'],
  proton: ['protonmail.ch', 'proton.ch'],
  yandex: ['yandex.net', 'yandex.ru'],
  mailru: ['mail.ru'],
  ionos: ['kundenserver.de', '1and1.com', '1and1.co.uk', 'ionos.com', 'ionos.de', 'perfora.net'],
  ovh: ['ovh.net', 'ovh.ca'],
  telekom: ['t-online.de', 'telekom.de'],
  comcast: ['comcast.net'],
  orange: ['orange.fr', 'smtp-in.orange.fr'],
};

const providerByExchanger: ReadonlyMap<string, KnownProvider> = new Map(
  Object.entries(exchangers).flatMap(([provider, hosts]) =>
    hosts.map((host) => [host, provider as KnownProvider] as const),
  ),
);

/** Domains of free mail services: nobody needs to be asked for them. */
const wellKnown: Readonly<Partial<Record<KnownProvider, readonly string[]>>> = {
  google: ['gmail.com', 'googlemail.com'],
  outlook: [
    'outlook.com',
    'hotmail.com',
    'hotmail.co.uk',
    'hotmail.fr',
    'hotmail.de',
    'live.com',
    'msn.com',
    'outlook.de',
  ],
  yahoo: ['yahoo.com', 'yahoo.co.uk', 'yahoo.fr', 'yahoo.de', 'ymail.com', 'rocketmail.com', 'aol.com', 'att.net'],
  apple: ['icloud.com', 'me.com', 'mac.com'],
  gmx: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'gmx.com', 'web.de', 'mail.com'],
  proton: ['proton.me', 'protonmail.com', 'pm.me'],
  fastmail: ['fastmail.com', 'fastmail.fm'],
  yandex: ['yandex.ru', 'yandex.com', 'ya.ru'],
  mailru: ['mail.ru', 'inbox.ru', 'list.ru', 'bk.ru'],
  telekom: ['t-online.de', 'magenta.de'],
  comcast: ['comcast.net', 'xfinity.com'],
  orange: ['orange.fr', 'wanadoo.fr'],
};

const providerByDomain: ReadonlyMap<string, KnownProvider> = new Map(
  Object.entries(wellKnown).flatMap(([provider, domains]) =>
    domains.map((domain) => [domain, provider as KnownProvider] as const),
  ),
);

/** The free mail service of a domain; null when it is none that is known. @param domain in lower case */
export const freeMailProvider = (domain: string): KnownProvider | null => providerByDomain.get(domain) ?? null;

/**
 * Who runs a mail exchanger: a known provider, else the domain that its host lies in. So the customers of a host that is
 * in no table share one allowance, as they share its servers; and a company with a server of its own has its own, so
 * that one which is slow holds up nobody else.
 * @param host in lower case, without a full stop at its end
 */
export function providerOfHost(host: string): string {
  const labels = host.split('.');
  for (let from = 0; from < labels.length; from += 1) {
    const known = providerByExchanger.get(labels.slice(from).join('.'));
    if (known !== undefined) return known;
  }
  return registrableLooking(labels);
}

/** Second labels under which countries give out names: `co.uk`, `com.au`. */
const commonSeconds: ReadonlySet<string> = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'gob',
  'gov',
  'gv',
  'ltd',
  'ne',
  'net',
  'or',
  'org',
]);

/** The part of a name that somebody registered, by its looks: good enough to share an allowance by. */
function registrableLooking(labels: readonly string[]): string {
  const [top = '', second = ''] = labels.toReversed();
  return labels.slice(top.length === 2 && commonSeconds.has(second) ? -3 : -2).join('.');
}
