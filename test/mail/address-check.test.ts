/** Addresses checked against a real DNS server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAddressCheck } from '../../mail/address-check.ts';
import { createResolver } from '../../mail/preflight/lookups.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';

let dns: DnsServer;
const witness = { 'gmail.com': { MX: ['5 mx.gmail.com'] } } as const;
const zone = {
  ...witness,
  'acme.com': { MX: ['10 mx.acme.com'] },
  'bare.com': { A: ['192.0.2.1'] },
  'six.com': { AAAA: ['2001:db8::1'] },
  'none.com': { TXT: ['v=spf1 -all'] },
  'null.com': { MX: ['0 .'] },
  'broken.com': { fails: true },
  'gamil.com': { MX: ['10 mx.squatter.com'] },
  'x.mailinator.com': { MX: ['10 mx.mailinator.com'] },
} as const;
beforeAll(async () => {
  dns = await startDnsServer(zone);
});
afterAll(() => dns.close());

let clock = 0;
const checking = (longestMs?: number) =>
  createAddressCheck({
    resolver: createResolver([dns.address]),
    now: () => clock,
    ...(longestMs === undefined ? {} : { longestMs }),
  });

describe('the check of an address', () => {
  test('asks for MX, then for the host itself, and knows a domain that takes no mail', async () => {
    const check = checking();
    const found = await Promise.all(
      ['acme', 'bare', 'six', 'none', 'null', 'gone', 'gamil', 'x.mailinator'].map(async (name) => {
        const { verdict, reasons } = await check.check(`ann@${name}.com`);
        return [name, verdict, ...reasons].join(' ');
      }),
    );
    expect(found).toEqual([
      'acme ok',
      'bare ok',
      'six ok',
      'none refused no-mail-server',
      'null refused null-mx',
      'gone refused no-domain',
      'gamil risky typo',
      'x.mailinator risky disposable',
    ]);
  });

  test('refuses nobody because DNS fails or says nothing in time, and asks again soon', async () => {
    const check = checking();
    expect(await check.check('ann@broken.com')).toMatchObject({ verdict: 'ok', reasons: ['unknown'] });
    dns.publish({ 'broken.com': { MX: ['10 mx.acme.com'] } });
    expect(await check.check('ann@broken.com')).toMatchObject({ reasons: ['unknown'] });
    clock += 60_000;
    expect(await check.check('ann@broken.com')).toMatchObject({ verdict: 'ok', reasons: [] });
    dns.publish(witness);
    expect(await check.check('ben@broken.com')).toMatchObject({ reasons: [] });
    clock += 3_600_001;
    expect(await check.check('ben@broken.com')).toMatchObject({ reasons: ['no-domain'] });
    dns.publish({ 'acme.com': { silent: true } });
    expect(await checking(1).check('ann@acme.com')).toMatchObject({ verdict: 'ok', reasons: ['unknown'] });
    dns.publish(zone);
  });

  test('takes no resolver at its word that denies what surely exists', async () => {
    dns.publish({ 'acme.com': { MX: ['10 mx.acme.com'] } });
    const check = checking();
    expect(await check.check('ann@gone.com')).toMatchObject({ verdict: 'ok', reasons: ['unknown'] });
    expect(await check.check('ann@acme.com')).toMatchObject({ verdict: 'ok', reasons: [] });
    dns.publish({ ...witness });
    clock += 60_000;
    expect(await check.check('ann@gone.com')).toMatchObject({ verdict: 'refused', reasons: ['no-domain'] });
    dns.publish(zone);
  });

  test('asks nobody about what is no address and about names that never have mail', async () => {
    const nobody = () => Promise.reject(new Error('was asked'));
    const check = createAddressCheck({
      resolver: { resolveMx: nobody, resolve4: nobody, resolve6: nobody },
      now: () => 0,
    });
    expect(await check.check('no address')).toMatchObject({ reasons: ['syntax'] });
    expect(await check.check('ann@acme.test')).toMatchObject({ reasons: ['reserved-domain'] });
  });
});
