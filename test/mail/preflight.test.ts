/**
 * The preflight of sending domains over zones from tables, most of them broken in one way; SPF and DMARC are held against an
 * independent implementation. Long, because every fault is a row with its zone.
 */
import { generateKeyPairSync } from 'node:crypto';
import { dmarc, spf } from 'mailauth';
import { describe, expect, it, test } from 'vitest';
import { dnsRecord } from '../../domain/sender-check.ts';
import { dmarcWalk } from '../../mail/preflight/dmarc.ts';
import { createLookups } from '../../mail/preflight/lookups.ts';
import { checkDkimKey, preflight } from '../../mail/preflight/preflight.ts';
import { checkHost } from '../../mail/preflight/spf.ts';
import type { SendingDomain } from '../../mail/preflight/subject.ts';
import { mxOf, type RecordType, type Zone, zoneAnswer, zoneResolver } from '../support/zone.ts';
import {
  acme,
  check,
  dkimAt,
  down,
  good,
  opens,
  other,
  own,
  publicKeyOf,
  trouble,
  txt,
  withMx,
} from './acme-domain.ts';

const short = publicKeyOf(1024);

describe('a preflight', () => {
  it('finds nothing wrong with a domain that is set up as receivers want', async () => {
    const checks = await preflight(zoneResolver(good), acme, opens);
    const ids = ['from-mx', 'spf', 'return-path-spf', 'dkim', 'dmarc', 'alignment', 'return-path', 'ptr', 'tracking'];
    expect(checks.map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'ok']));
  });

  it('takes DNS that does not answer for unknown, never for good', async () => {
    const silent = Object.fromEntries(Object.keys(good).map((name) => [name, down]));
    const checks = await preflight(zoneResolver({ ...silent, '_dmarc.reply.acme.example': down }), acme, opens);
    expect(checks.map(({ state }) => state)).toEqual(checks.map(() => 'unknown'));
  });

  const manyIncludes = Array.from({ length: 11 }, (_, n) => `include:s${n}.example`).join(' ');
  const senders = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`s${n}.example`, txt('v=spf1 -all')]));

  test.each<[string, Zone, readonly string[]]>([
    ['no SPF at the return path', { 'reply.acme.example': withMx() }, ['return-path-spf missing']],
    ['no SPF at From', { 'acme.example': withMx('hello') }, ['spf warning']],
    ['two SPF records', { 'reply.acme.example': withMx('v=spf1 mx -all', 'v=spf1 -all') }, ['return-path-spf wrong']],
    [
      'a mechanism that is none',
      { 'reply.acme.example': withMx('v=spf1 ipv4:203.0.113.7 -all') },
      ['return-path-spf wrong'],
    ],
    ['a relay that SPF leaves out', { 'reply.acme.example': withMx('v=spf1 mx -all') }, ['return-path-spf wrong']],
    ['a relay that SPF of From leaves out', { 'acme.example': withMx('v=spf1 mx -all') }, ['spf warning']],
    [
      'an include without a record',
      { 'reply.acme.example': withMx('v=spf1 include:gone.example ~all') },
      ['return-path-spf wrong'],
    ],
    [
      'more than ten look-ups before the relay',
      { ...senders, 'reply.acme.example': withMx(`v=spf1 ${manyIncludes} a:out.acme.example -all`) },
      ['return-path-spf wrong'],
    ],
    [
      'more than ten look-ups after the relay',
      { ...senders, 'reply.acme.example': withMx(`v=spf1 a:out.acme.example ${manyIncludes} -all`) },
      ['return-path-spf warning'],
    ],
    ['an SPF for everybody', { 'reply.acme.example': withMx('v=spf1 +all') }, ['return-path-spf warning']],
    [
      'SPF that nobody answers for',
      { 's.example': down, 'reply.acme.example': withMx('v=spf1 include:s.example -all') },
      ['return-path-spf unknown'],
    ],
    ['no DKIM record', { [dkimAt]: {} }, ['dkim missing']],
    ['the DKIM record of another key', { [dkimAt]: txt(`v=DKIM1; k=rsa; p=${other}`) }, ['dkim wrong']],
    ['a revoked DKIM key', { [dkimAt]: txt('v=DKIM1; k=rsa; p=') }, ['dkim wrong']],
    ['a DKIM record that was cut off', { [dkimAt]: txt(`v=DKIM1; k=rsa; p=${own.slice(0, 255)}`) }, ['dkim wrong']],
    ['a DKIM record for another kind of key', { [dkimAt]: txt(`v=DKIM1; k=ed25519; p=${own}`) }, ['dkim wrong']],
    ['two DKIM records', { [dkimAt]: txt(`v=DKIM1; p=${own}`, `v=DKIM1; p=${own}`) }, ['dkim wrong']],
    ['DKIM in testing', { [dkimAt]: txt(`v=DKIM1; t=y; p=${own}`) }, ['dkim warning']],
    ['DKIM for sha1 only', { [dkimAt]: txt(`v=DKIM1; h=sha1; p=${own}`) }, ['dkim wrong']],
    ['no DMARC', { '_dmarc.acme.example': {} }, ['dmarc missing']],
    ['two DMARC records', { '_dmarc.acme.example': txt('v=DMARC1; p=none', 'v=DMARC1; p=reject') }, ['dmarc wrong']],
    ['DMARC without a policy or reports', { '_dmarc.acme.example': txt('v=DMARC1; p=maybe') }, ['dmarc wrong']],
    ['DMARC without reports', { '_dmarc.acme.example': txt('v=DMARC1; p=none') }, ['dmarc warning']],
    [
      'strict alignment',
      { '_dmarc.acme.example': txt('v=DMARC1; p=none; aspf=s; rua=mailto:d@acme.example') },
      ['alignment warning'],
    ],
    ['no MX at From', { 'acme.example': txt('v=spf1 ip4:203.0.113.7 -all') }, ['from-mx missing']],
    [
      'an address instead of an MX',
      { 'acme.example': { ...txt('v=spf1 ip4:203.0.113.7 -all'), A: ['203.0.113.1'] } },
      ['from-mx warning'],
    ],
    [
      'a domain that takes no mail',
      { 'acme.example': { ...txt('v=spf1 ip4:203.0.113.7 -all'), MX: ['0 .'] } },
      ['from-mx wrong'],
    ],
    ['an MX without an address', { 'mx.acme.example': {} }, ['from-mx wrong', 'return-path wrong']],
    [
      'no way back for bounces',
      { 'reply.acme.example': txt('v=spf1 a:out.acme.example -all') },
      ['return-path missing'],
    ],
    ['an address without a name', { '7.113.0.203.in-addr.arpa': {} }, ['ptr missing']],
    ['a name that leads elsewhere', { '7.113.0.203.in-addr.arpa': { PTR: ['go.acme.example'] } }, ['ptr wrong']],
    ['links that lead nowhere', { 'go.acme.example': {} }, ['tracking missing']],
  ])('sees %s', async (_, broken, expected) => {
    expect(await trouble({ ...good, ...broken })).toEqual(expected);
  });

  test.each<[string, Zone, readonly string[]]>([
    ['an MX inside', { 'mx.acme.example': { A: ['10.0.0.1'] } }, ['from-mx wrong', 'return-path wrong']],
    ['an MX on this machine', { 'mx.acme.example': { AAAA: ['::1'] } }, ['from-mx wrong', 'return-path wrong']],
    ['links that lead inside', { 'go.acme.example': { A: ['203.0.113.8', '192.168.1.2'] } }, ['tracking wrong']],
    ['links that lead inside by IPv6', { 'go.acme.example': { AAAA: ['fd00::2'] } }, ['tracking wrong']],
  ])('sees %s, which nobody outside reaches', async (_, inside, expected) => {
    expect(await trouble({ ...good, ...inside })).toEqual(expected);
    const relays = [{ kind: 'smtp', name: 'default', host: '127.0.0.1', dkim: 'tendril' }] as const;
    const here = await trouble({ ...good, ...inside }, { relays });
    // Of a relay on this machine nobody outside gets anything.
    expect(here.filter((told) => told.endsWith(' wrong'))).toEqual([]);
  });

  test.each<[string, Partial<SendingDomain>, readonly string[]]>([
    ['no key', { keys: [] }, ['dkim missing']],
    [
      'a key whose record is not out yet',
      { keys: [{ selector: 't202611b', state: 'next', publicKey: own }] },
      ['dkim missing'],
    ],
    [
      'a key to come beside the one that signs',
      { keys: [...acme.keys, { selector: 't202611b', state: 'next', publicKey: other }] },
      ['dkim-next warning'],
    ],
    ['links by http', { publicUrl: 'http://go.acme.example' }, ['tracking wrong']],
    ['links to strangers', { publicUrl: 'https://mx.other.example' }, ['tracking missing']],
    ['no links', { publicUrl: null }, ['tracking missing']],
    [
      'a relay inside',
      { relays: [{ kind: 'smtp', name: 'default', host: '10.0.0.5', dkim: 'tendril' }] },
      ['spf warning', 'return-path-spf warning'],
    ],
    [
      'a relay that nobody knows',
      { relays: [{ kind: 'smtp', name: 'default', host: 'gone.example', dkim: 'tendril' }] },
      ['spf wrong', 'return-path-spf wrong'],
    ],
    [
      'a provider that SPF does not name',
      { relays: [{ kind: 'smtp', name: 'default', host: 'smtp.sendgrid.net', dkim: 'tendril' }] },
      ['spf warning', 'return-path-spf wrong'],
    ],
    [
      'a provider that signs',
      { relays: [{ kind: 'postmark', name: 'post' }], keys: [] },
      ['spf warning', 'dkim warning'],
    ],
    ['the default return path', { returnPath: 'inbound.localhost' }, ['alignment warning', 'return-path wrong']],
  ])('sees %s in the set-up', async (_, sending, expected) => {
    expect(await trouble(good, sending)).toEqual(expected);
  });

  it('sees that a provider is not reached behind "all"', async () => {
    const relays = [{ kind: 'smtp', name: 'default', host: 'smtp.sendgrid.net', dkim: 'tendril' }] as const;
    const late = { 'reply.acme.example': withMx('v=spf1 ~all include:sendgrid.net') };
    const { state, record } = await check('return-path-spf', late, { relays });
    expect([state, record?.value]).toEqual(['wrong', 'v=spf1 include:sendgrid.net ~all']);
  });

  it('only warns of SPF by which no receiver judges, whatever is the matter with it', async () => {
    const relays = [{ kind: 'postmark', name: 'post' }] as const;
    for (const texts of [[], ['v=spf1 mx -all', 'v=spf1 -all'], ['v=spf1 ipv4:192.0.2.1 -all'], ['v=spf1 mx -all']]) {
      const { state, record } = await check('spf', { 'acme.example': withMx(...texts) }, { relays });
      expect([texts, state, record?.value]).toEqual([texts, 'warning', expect.stringContaining('spf.mtasv.net')]);
    }
  });

  it('passes a provider that a record of a record includes', async () => {
    const zone = {
      'reply.acme.example': withMx('v=spf1 include:all.acme.example -all'),
      'all.acme.example': txt('v=spf1 include:sendgrid.net -all'),
    };
    const relays = [{ kind: 'smtp', name: 'default', host: 'smtp.sendgrid.net', dkim: 'tendril' }] as const;
    expect(await check('return-path-spf', zone, { relays })).toMatchObject({ state: 'ok' });
  });

  it('tells a domain that takes no mail from one whose host is gone', async () => {
    const { found, why } = await check('from-mx', { 'acme.example': { MX: ['0 .'] } });
    expect([found, why]).toEqual(['.', expect.stringContaining('RFC 7505')]);
  });

  it('shows what to paste, and keeps what is there', async () => {
    expect((await check('dkim', { [dkimAt]: {} })).record).toEqual(
      dnsRecord(dkimAt, 'TXT', `v=DKIM1; k=rsa; p=${own}`),
    );
    const left = await check('return-path-spf', { 'reply.acme.example': withMx('v=spf1 mx -all') });
    expect(left.record?.zone).toBe('reply.acme.example. IN TXT "v=spf1 mx a:out.acme.example -all"');
    const twice = await check('return-path-spf', {
      'reply.acme.example': withMx('v=spf1 mx -all', 'v=spf1 ip4:192.0.2.1 ~all'),
    });
    expect(twice.record?.value).toBe('v=spf1 mx ip4:192.0.2.1 a:out.acme.example ~all');
    const dmarcNow = await check('dmarc', { '_dmarc.acme.example': txt('v=DMARC1; p=none;') });
    expect(dmarcNow.record?.value).toBe('v=DMARC1; p=none; rua=mailto:dmarc-reports@acme.example');
  });
});

test('a long record is shown as strings of at most 255 octets', () => {
  const { value, zone } = dnsRecord('a.example', 'TXT', 'x'.repeat(511));
  expect(value).toHaveLength(511);
  expect(zone.match(/"x+"/g)?.map((part) => part.length - 2)).toEqual([255, 255, 1]);
});

test('a key of 1024 bits is weak, and a bare RSAPublicKey is a key as well', async () => {
  const at = { 'k._domainkey.acme.example': txt(`v=DKIM1; p=${short}`) };
  const weak = await checkDkimKey(zoneResolver(at), 'acme.example', { selector: 'k', state: 'next', publicKey: short });
  expect(weak.state).toBe('warning');
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const bare = {
    'k._domainkey.acme.example': txt(`p=${pair.export({ type: 'pkcs1', format: 'der' }).toString('base64')}`),
  };
  const publicKey = pair.export({ type: 'spki', format: 'der' }).toString('base64');
  expect(
    (await checkDkimKey(zoneResolver(bare), 'acme.example', { selector: 'k', state: 'next', publicKey })).state,
  ).toBe('ok');
});

/** The zone for mailauth, which asks like `dns.promises.resolve`. */
const asResolve =
  (zone: Zone) =>
  async (name: string, type: string): Promise<never> => {
    const values = zoneAnswer(zone, name, type as RecordType);
    return (type === 'TXT' ? values.map((text) => [text]) : type === 'MX' ? values.map(mxOf) : values) as never;
  };

describe('SPF is judged as an independent implementation does', () => {
  const zone: Zone = {
    'many.example': txt(`v=spf1 ${Array.from({ length: 11 }, () => 'include:no.example').join(' ')} +all`),
    'no.example': txt('v=spf1 -all'),
    'net.example': txt('v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all'),
    'host.example': { ...txt('v=spf1 a mx/28 -all'), A: ['198.51.100.1'], MX: ['5 mx.host.example.'] },
    'mx.host.example': { A: ['192.0.2.17'], AAAA: ['2001:db8::17'] },
    'moved.example': txt('v=spf1 redirect=net.example'),
    'lost.example': txt('v=spf1 redirect=gone.example'),
    'sub.macro.example': txt('v=spf1 exists:%{ir}.%{v}.%{d2}.list.example ?all'),
    '1.2.0.192.in-addr.macro.example.list.example': { A: ['127.0.0.2'] },
    'loop.example': txt('v=spf1 include:loop.example -all'),
    'typo.example': txt('v=spf1 a: -all'),
    'void.example': txt('v=spf1 a:x1.example a:x2.example a:x3.example +all'),
    'soft.example': txt('v=spf1 include:net.example include:sub.macro.example ?ip4:192.0.2.99 -all'),
    'upper.example': txt('V=SPF1 IP4:192.0.2.1 -ALL'),
    'wide.example': { ...txt('v=spf1 a/33 +all'), A: ['192.0.2.1'] },
    'almost.example': txt('v=spf10 +all'),
    'twice.example': txt('v=spf1 +all', 'v=spf1 -all'),
  };
  const ips = ['192.0.2.1', '192.0.2.17', '198.51.100.1', '2001:db8::1', '2001:db9::1'];
  test.each(Object.keys(zone).filter((name) => zone[name]?.TXT))('%s', async (domain) => {
    const lookups = createLookups(zoneResolver(zone));
    for (const ip of ips) {
      const theirs = await spf({ sender: `bounces@${domain}`, ip, helo: 'out.example', resolver: asResolve(zone) });
      const ours = await checkHost(lookups, ip, domain);
      expect([ip, ours.result]).toEqual([ip, theirs.status.result]);
    }
  });
});

test('SPF of a record that nobody answers for is an error that passes (RFC 7208 §5.2)', async () => {
  const zone = { 'acme.example': txt('v=spf1 include:s.example +all'), 's.example': down };
  expect((await checkHost(createLookups(zoneResolver(zone)), '192.0.2.1', 'acme.example')).result).toBe('temperror');
});

describe('DMARC', () => {
  const policy = txt('v=DMARC1; p=reject; sp=none');
  const walk = (zone: Zone, domain: string) => dmarcWalk(createLookups(zoneResolver(zone)), domain);

  test('of a subdomain is that of its organisation, as an independent implementation finds it', async () => {
    const zone: Zone = { '_dmarc.acme.com': policy };
    const { policy: ours, organisation } = await walk(zone, 'news.acme.com');
    expect([ours?.domain, organisation]).toEqual(['acme.com', 'acme.com']);
    const theirs = await dmarc({
      headerFrom: 'a@news.acme.com',
      spfDomains: ['reply.acme.com'],
      resolver: asResolve(zone),
    });
    expect(theirs).toMatchObject({
      domain: 'acme.com',
      policy: 'none',
      alignment: { spf: { result: 'reply.acme.com' } },
    });
  });

  test.each<[string, Zone, string, string, string | null]>([
    [
      'the highest record is the organisation',
      { '_dmarc.a.b.example': policy, '_dmarc.b.example': policy },
      'x.a.b.example',
      'b.example',
      'b.example',
    ],
    [
      'psd=n ends the walk',
      { '_dmarc.a.b.example': txt('v=DMARC1; psd=n'), '_dmarc.b.example': policy },
      'x.a.b.example',
      'a.b.example',
      'a.b.example',
    ],
    [
      'below psd=y lies the organisation',
      { '_dmarc.example': txt('v=DMARC1; p=reject; psd=y') },
      'x.b.example',
      'b.example',
      'example',
    ],
    [
      'two records count as none',
      { '_dmarc.b.example': txt('v=DMARC1; p=none', 'v=DMARC1; p=none') },
      'b.example',
      'b.example',
      null,
    ],
    [
      'long names are cut to seven labels',
      { '_dmarc.b2.c.d.e.f.g.b.example': policy },
      'a.b2.c.d.e.f.g.b.example',
      'a.b2.c.d.e.f.g.b.example',
      null,
    ],
  ])('%s', async (_, zone, domain, organisation, at) => {
    const found = await walk(zone, domain);
    expect([found.organisation, found.policy?.domain ?? null]).toEqual([organisation, at]);
  });
});
