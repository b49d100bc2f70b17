/**
 * What a program says of itself in `User-Agent`, sorted by a table. Programs lie: a scanner may call itself Chrome, so only
 * what nobody claims without reason (a security product, a script) says much. Apart from browsers, the first row that fits
 * decides.
 */

/**
 * `product`: a security product by its name. `script`: a library or a command line tool. `headless`: a browser that a program
 * drives. `robot`: any other program that calls itself one. `preview`: fetches a card for a chat or a network. `image-proxy`:
 * a mail provider loads images for its users. `bare`: `Mozilla/5.0` and nothing else, as Apple's mail privacy sends. `mail`: a
 * mail program. `phone`, `browser`: what they are. `none`: no name at all. `unknown`: a name that no row fits.
 */
export type AgentClass =
  | 'product'
  | 'script'
  | 'headless'
  | 'robot'
  | 'preview'
  | 'image-proxy'
  | 'bare'
  | 'mail'
  | 'phone'
  | 'browser'
  | 'none'
  | 'unknown';

export interface AgentRow {
  readonly name: string;
  readonly class: AgentClass;
  readonly pattern: RegExp;
}

const row = (name: string, agentClass: AgentClass, pattern: RegExp): AgentRow => ({
  name,
  class: agentClass,
  pattern,
});

/** Looked at from the top. No pattern can run on: they are words, and what is read has at most 200 characters. */
export const agentTable: readonly AgentRow[] = [
  row('no agent', 'none', /^\s*$/),
  row('Gmail', 'image-proxy', /googleimageproxy|ggpht\.com/i),
  row('Yahoo', 'image-proxy', /yahoomailproxy/i),
  row('Mozilla/5.0 alone', 'bare', /^mozilla\/5\.0$/i),
  row('Barracuda', 'product', /barracuda|cudasvc/i),
  row('Proofpoint', 'product', /proofpoint|urldefense/i),
  row('Mimecast', 'product', /mimecast/i),
  row('Microsoft Defender', 'product', /safelinks|msdefender|microsoft ?defender|smartscreen/i),
  row('Cisco', 'product', /\bcisco|ironport|talos/i),
  row('Trend Micro', 'product', /\btmes\b|trend ?micro/i),
  row('Symantec', 'product', /symantec|messagelabs|\bbroadcom\b|bluecoat/i),
  row('Forcepoint', 'product', /forcepoint|websense/i),
  row('Fortinet', 'product', /forti(?:mail|net|guard|sandbox)/i),
  row('Sophos', 'product', /sophos/i),
  row(
    'Zscaler, Kaspersky and others',
    'product',
    /zscaler|mcafee|trellix|fireeye|kaspersky|bitdefender|\beset\b|f-secure|withsecure/i,
  ),
  row(
    'Check Point, Vade and others',
    'product',
    /check ?point|avanan|\bvade|hornetsecurity|spamassassin|rspamd|clamav|virustotal|urlscan/i,
  ),
  row('Palo Alto', 'product', /paloalto|panscan|expanse/i),
  row(
    'whatever calls itself a link check',
    'product',
    /link-?(?:scan|check|protect)|url-?scan|anti-?virus|malware|phish|securit(?:y|ies)(?:scan|bot)|threat/i,
  ),
  row(
    'chats and networks',
    'preview',
    /slackbot|slack-imgproxy|skypeuripreview|microsoft-?teams.*preview|whatsapp|telegrambot|discordbot|facebookexternalhit|facebot|twitterbot|linkedinbot|pinterestbot|redditbot|mattermost|embedly|iframely|bingpreview|google-pagerenderer|\bpreview\b/i,
  ),
  row(
    'browsers without a screen',
    'headless',
    /headless|phantomjs|puppeteer|playwright|selenium|cypress|lighthouse|electron-fetch/i,
  ),
  row('curl and Wget', 'script', /\bcurl\b|libcurl|\bwget\b|httpie|lwp|libwww|winhttp|powershell/i),
  row(
    'libraries',
    'script',
    /^node\b|python|aiohttp|httpx|\bgo-http-client|\bjava\/|okhttp|apache-httpclient|apache-cxf|node-fetch|axios|undici|\bgot\b|\bruby\b|\bperl\b|\bphp\b|guzzle|reqwest|faraday|restsharp|\.net clr http|colly|scrapy|postman/i,
  ),
  row(
    'whatever calls itself a robot',
    'robot',
    /(?<!cu)bots?\b|crawl|spider|slurp|fetch\b|fetcher\b|scanner|monitor|validator|archiver|existence discovery|protocol discovery|\+https?:\/\//i,
  ),
  row(
    'mail program',
    'mail',
    /thunderbird|microsoft ?outlook|microsoft office|ms-?office|applemail|mail\/\d|airmail|lotus-notes|\bevolution\b|\bkmail\b|sparkdesktop/i,
  ),
  row('phone', 'phone', /^mozilla\/5\.0 \((?:iphone|ipad|ipod|[^)]*android)[^)]*\) .*(?:applewebkit|gecko)/i),
  row('browser', 'browser', /^mozilla\/5\.0 \([^)]{4,}\) .*(?:applewebkit|gecko)/i),
];

/** Most requests come from few programs, and the table is long. */
const known = new Map<string, AgentClass>();
const mostKnown = 1_000;

/** What a program says it is: the class of the row that fits first. */
export function agentClass(userAgent: string): AgentClass {
  const before = known.get(userAgent);
  if (before) return before;
  const found = agentTable.find(({ pattern }) => pattern.test(userAgent.slice(0, 200)))?.class ?? 'unknown';
  if (known.size >= mostKnown) known.clear();
  known.set(userAgent, found);
  return found;
}
