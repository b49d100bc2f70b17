/**
 * What a preflight prints to be pasted: for each fault a record that mends it, or one with what only the operator knows.
 * Long, because every fault is a row with its zone.
 */
import { expect, test } from 'vitest';
import { createResolver } from '../../mail/preflight/lookups.ts';
import { checkDkimKey } from '../../mail/preflight/preflight.ts';
import { parseSpf } from '../../mail/preflight/spf-record.ts';
import type { SendingDomain } from '../../mail/preflight/subject.ts';
import { startDnsServer } from '../support/dns-server.ts';
import type { Zone } from '../support/zone.ts';
import { acme, check, dkimAt, down, good, own, txt, withMx } from './acme-domain.ts';

const news = { domain: 'news.acme.example', keys: [] } satisfies Partial<SendingDomain>;
const relayAt = (host: string) => ({ relays: [{ kind: 'smtp', name: 'default', host, dkim: 'tendril' }] }) as const;
const dmarcAt = '_dmarc.acme.example';

test.each<[string, string, Zone, Partial<SendingDomain>, string, string | null]>([
  [
    'an MX of From, whose server is not known',
    'from-mx',
    { 'acme.example': txt('v=spf1 -all') },
    {},
    'acme.example. IN MX 10 HOST.',
    'in place of HOST',
  ],
  [
    'an MX of From, from the domain above',
    'from-mx',
    {},
    news,
    'news.acme.example. IN MX 10 mx.acme.example.',
    'mail server of acme.example',
  ],
  [
    'an MX of From where there is an address',
    'from-mx',
    { 'acme.example': { A: ['203.0.113.1'] } },
    {},
    'acme.example. IN MX 10 acme.example.',
    null,
  ],
  [
    'an MX of From in place of none',
    'from-mx',
    { 'acme.example': { MX: ['0 .'] } },
    {},
    'acme.example. IN MX 10 HOST.',
    'HOST',
  ],
  [
    'the address of an MX',
    'from-mx',
    { 'mx.acme.example': {} },
    {},
    'mx.acme.example. IN A ADDRESS',
    'of the MX in place of ADDRESS',
  ],
  [
    'the way back for bounces',
    'return-path',
    { 'reply.acme.example': {} },
    {},
    'reply.acme.example. IN MX 10 mx.reply.acme.example.',
    'mx.reply.acme.example needs an address',
  ],
  [
    'a return path of the internet',
    'return-path',
    {},
    { returnPath: 'inbound.localhost' },
    'reply.acme.example. IN MX 10 mx.reply.acme.example.',
    'TENDRIL_MAIL_DOMAIN=reply.acme.example',
  ],
  [
    'the address of links',
    'tracking',
    { 'go.acme.example': {} },
    {},
    'go.acme.example. IN A ADDRESS',
    'PUBLIC_URL leads to',
  ],
  ['a name for links', 'tracking', {}, { publicUrl: null }, 'go.acme.example. IN A ADDRESS', 'this server'],
  [
    'a name for links to a bare address',
    'tracking',
    {},
    { publicUrl: 'https://203.0.113.8' },
    'go.acme.example. IN A 203.0.113.8',
    'PUBLIC_URL=https://go.acme.example',
  ],
  [
    'a name of the sender for links to strangers',
    'tracking',
    { 'go.other.example': { A: ['203.0.113.8'] } },
    { publicUrl: 'https://go.other.example:8443' },
    'go.acme.example. IN CNAME go.other.example.',
    'PUBLIC_URL=https://go.acme.example:8443',
  ],
  [
    'the name of an address',
    'ptr',
    { '7.113.0.203.in-addr.arpa': {} },
    {},
    '7.113.0.203.in-addr.arpa. IN PTR out.acme.example.',
    'hoster',
  ],
  [
    'the name of an IPv6 address',
    'ptr',
    { 'out.acme.example': { AAAA: ['2001:db8::7'] } },
    {},
    `7.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa. IN PTR out.acme.example.`,
    'hoster',
  ],
  [
    'another name where it leads elsewhere, for a relay without one',
    'ptr',
    { '7.113.0.203.in-addr.arpa': { PTR: ['go.acme.example'] } },
    relayAt('203.0.113.7'),
    '7.113.0.203.in-addr.arpa. IN PTR HOST.',
    'in place of HOST',
  ],
  [
    'a DKIM key of which nobody says whether it is there',
    'dkim',
    { [dkimAt]: down },
    {},
    `${dkimAt}. IN TXT "${`v=DKIM1; k=rsa; p=${own}`.slice(0, 255)}" "${`v=DKIM1; k=rsa; p=${own}`.slice(255)}"`,
    null,
  ],
  [
    'one of two DMARC records, the mildest',
    'dmarc',
    { [dmarcAt]: txt('v=DMARC1; p=reject; rua=mailto:a@acme.example', 'v=DMARC1; p=none', 'v=DMARC1; p=what') },
    {},
    `${dmarcAt}. IN TXT "v=DMARC1; p=none"`,
    'delete "v=DMARC1; p=reject; rua=mailto:a@acme.example", "v=DMARC1; p=what"',
  ],
  [
    'one of two DMARC records of the organisation',
    'dmarc',
    { [dmarcAt]: txt('v=DMARC1; p=none', 'v=DMARC1; p=none; rua=mailto:a@acme.example') },
    news,
    `${dmarcAt}. IN TXT "v=DMARC1; p=none; rua=mailto:a@acme.example"`,
    'delete "v=DMARC1; p=none"',
  ],
  [
    'one DMARC record for two that say nothing',
    'dmarc',
    { [dmarcAt]: txt('v=DMARC1', 'v=DMARC1; p=what') },
    {},
    `${dmarcAt}. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc-reports@acme.example"`,
    'dmarc-reports@acme.example',
  ],
  [
    'a DMARC record for one that says nothing',
    'dmarc',
    { [dmarcAt]: txt('v=DMARC1; p=what; adkim=s') },
    {},
    `${dmarcAt}. IN TXT "v=DMARC1; p=none; adkim=s; rua=mailto:dmarc-reports@acme.example"`,
    'dmarc-reports@acme.example',
  ],
  [
    'a DMARC record for one that cannot be read',
    'dmarc',
    { [dmarcAt]: txt('v=DMARC1; p=none p=reject; p=none') },
    {},
    `${dmarcAt}. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc-reports@acme.example"`,
    'dmarc-reports@acme.example',
  ],
  [
    'SPF without what is none of its terms',
    'return-path-spf',
    { 'reply.acme.example': withMx('v=spf1 mx ipv4:192.0.2.1 include: -all') },
    {},
    'reply.acme.example. IN TXT "v=spf1 mx a:out.acme.example -all"',
    'without "ipv4:192.0.2.1", "include:"',
  ],
  [
    'SPF whose term stands behind "all"',
    'return-path-spf',
    { 'reply.acme.example': withMx('v=spf1 -all A:out.acme.example exp=why.acme.example') },
    {},
    'reply.acme.example. IN TXT "v=spf1 a:out.acme.example -all exp=why.acme.example"',
    null,
  ],
  [
    'SPF that refuses the relay by name',
    'return-path-spf',
    { 'reply.acme.example': withMx('v=spf1 mx -ip4:203.0.113.0/24 ~all') },
    {},
    'reply.acme.example. IN TXT "v=spf1 mx a:out.acme.example -ip4:203.0.113.0/24 ~all"',
    null,
  ],
  [
    'SPF with the relay before what is in error',
    'return-path-spf',
    { 'reply.acme.example': withMx('v=spf1 include:gone.example ~all') },
    {},
    'reply.acme.example. IN TXT "v=spf1 a:out.acme.example include:gone.example ~all"',
    null,
  ],
])('a preflight prints %s', async (_, id, broken, sending, zone, note) => {
  const { record, state } = await check(id, broken, sending);
  expect([record?.zone, state === 'ok']).toEqual([zone, false]);
  if (note === null) expect(record?.note).toBeUndefined();
  else expect(record?.note).toContain(note);
});

test('what is printed for SPF covers the relay once it is published', async () => {
  const broken = ['v=spf1 -all a:out.acme.example', 'v=spf1 include:gone.example -all', 'v=spf1 a:out.acme.example/99'];
  for (const text of broken) {
    const { record } = await check('return-path-spf', { 'reply.acme.example': withMx(text) });
    expect(parseSpf(record?.value ?? '')).toMatchObject({ kind: 'parsed' });
    const after = await check('return-path-spf', { 'reply.acme.example': withMx(record?.value ?? '') });
    expect([text, after.state]).toEqual([text, 'ok']);
  }
});

test('duplicates that another record makes up for are no reason to say that there is none', async () => {
  const zone = {
    [dmarcAt]: txt('v=DMARC1; p=none', 'v=DMARC1; p=none'),
    '_dmarc.news.acme.example': good[dmarcAt] ?? {},
  };
  expect(await check('dmarc', zone, news)).toMatchObject({ state: 'ok' });
  const { state, found, why } = await check('dmarc', { [dmarcAt]: zone[dmarcAt] }, news);
  expect([state, found]).toEqual(['wrong', 'v=DMARC1; p=none | v=DMARC1; p=none']);
  expect(why).toContain(`2 DMARC records at ${dmarcAt}`);
  // Nor do they make strangers of hosts that belong together.
  expect(await check('tracking', { [dmarcAt]: zone[dmarcAt] }, news)).toMatchObject({ state: 'ok' });
});

test('a DKIM selector may stand behind a CNAME, as providers want it', async () => {
  const there = 's1.acme.dkim.provider.example';
  const dns = await startDnsServer({ [dkimAt]: { CNAME: there }, [there]: txt(`v=DKIM1; k=rsa; p=${own}`) });
  try {
    const key = { selector: 't202611a', state: 'next', publicKey: own } as const;
    expect(await checkDkimKey(createResolver([dns.address]), acme.domain, key)).toMatchObject({ state: 'ok' });
  } finally {
    await dns.close();
  }
});

test('links are tried at the port of PUBLIC_URL and the addresses of its host, once DNS is right', async () => {
  const asked: unknown[] = [];
  const trying =
    (kind: 'refused' | 'silent') =>
    async (...about: readonly unknown[]) => {
      asked.push(about);
      return { kind, why: 'the certificate is for another host' } as const;
    };
  const publicUrl = 'https://go.acme.example:8443/mail';
  const wrong = await check('tracking', {}, { publicUrl }, trying('refused'));
  expect(wrong).toMatchObject({ state: 'wrong', why: expect.stringContaining('certificate is for another host') });
  expect(await check('tracking', {}, {}, trying('silent'))).toMatchObject({ state: 'warning' });
  const at = ['203.0.113.8'];
  expect(asked).toEqual([
    ['go.acme.example', 8443, at],
    ['go.acme.example', 443, at],
  ]);
  await check('tracking', { 'go.acme.example': { A: ['10.0.0.1'] } }, {}, trying('refused'));
  const here = await check('tracking', {}, { publicUrl: 'http://127.0.0.1:3000' }, trying('refused'));
  expect(here.why).toContain('http://127.0.0.1:3000 is http on this machine, so no certificate is looked at');
  expect(asked).toHaveLength(2);
});
