/** Who asks in the made-up set: agents as they are seen in the wild, networks with what an operator's list knows of them. */
import type { NetworkKind } from '../../domain/engagement/hit.ts';
import type { Chance } from './chance.ts';

export interface Network {
  readonly network: string;
  readonly networkKind: NetworkKind | null;
}

export interface Caller extends Network {
  readonly userAgent: string;
}

const desktop = (chance: Chance): string => {
  const version = chance.whole(118, 143);
  return chance.one([
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36 Edg/${version}.0.0.0`,
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    `Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`,
  ]);
};

const phone = (chance: Chance): string =>
  chance.one([
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${chance.whole(118, 143)}.0.0.0 Mobile Safari/537.36`,
    'Mozilla/5.0 (Linux; Android 15; SM-S921B Build/AP3A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36',
  ]);

export const mailProgram = (chance: Chance): string =>
  chance.one([
    'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
    'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.3.0',
  ]);

export const gmailProxy: Caller = {
  userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  network: 'google-images',
  networkKind: 'proxy',
};

export const yahooProxy: Caller = {
  userAgent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  network: 'yahoo-images',
  networkKind: 'proxy',
};

export const appleProxy = (chance: Chance): Caller => ({
  userAgent: 'Mozilla/5.0',
  network: `apple-relay-${chance.whole(1, 40)}`,
  networkKind: chance.happens(0.7) ? 'proxy' : null,
});

export const chatPreview = (chance: Chance): Caller => ({
  userAgent: chance.one([
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
    'WhatsApp/2.23.20.0',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'TelegramBot (like TwitterBot)',
  ]),
  network: `chat-${chance.whole(1, 20)}`,
  networkKind: chance.happens(0.5) ? 'datacentre' : null,
});

/** A person's device. A few work over a VPN that ends at a hoster. */
export function person(chance: Chance, onPhone = chance.happens(0.42)): Caller {
  const kind = chance.weighted({ plain: 93, relay: 5, vpn: 2 });
  return {
    userAgent: onPhone ? phone(chance) : desktop(chance),
    network: `${kind}-${chance.whole(1, 1e9)}`,
    networkKind: kind === 'relay' ? 'proxy' : kind === 'vpn' ? 'datacentre' : null,
  };
}

/** The line of a company; some lead all their traffic through a hoster's. */
export const officeNetwork = (chance: Chance): Network => ({
  network: `office-${chance.whole(1, 1e9)}`,
  networkKind: chance.happens(0.1) ? 'datacentre' : null,
});

const productAgents = [
  'Mozilla/5.0 (compatible; Barracuda Link Protection)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Proofpoint URL Defense',
  'Mimecast-URL-Protect/2.1',
  'CiscoSecureEmail/15.5',
  'TMES URL Scanner',
  'Mozilla/5.0 (compatible; Sophos URL Checker)',
];

const scriptAgents = [
  'curl/8.9.1',
  'python-requests/2.32.3',
  'Go-http-client/1.1',
  'Java/17.0.9',
  'Apache-HttpClient/4.5.14 (Java/11.0.22)',
  'okhttp/4.12.0',
];

const headlessAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36';

export type Disguise = 'product' | 'script' | 'headless' | 'none' | 'bare' | 'browser';

/** A scanner's machine; a few that pose as browsers pose as phones. The operator's lists know only some networks. */
export function machine(chance: Chance, disguise: Disguise): Caller {
  const listed = chance.weighted({ scanner: 20, datacentre: 40, unlisted: 40 });
  return {
    userAgent: agentOf(chance, disguise),
    network: `machine-${chance.whole(1, 1e9)}`,
    networkKind: listed === 'unlisted' ? null : listed,
  };
}

function agentOf(chance: Chance, disguise: Disguise): string {
  switch (disguise) {
    case 'product':
      return chance.one(productAgents);
    case 'script':
      return chance.one(scriptAgents);
    case 'headless':
      return headlessAgent;
    case 'none':
      return '';
    case 'bare':
      return 'Mozilla/5.0';
    case 'browser':
      return chance.happens(0.05) ? phone(chance) : desktop(chance);
  }
}
