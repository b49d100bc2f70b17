/** What people ask of addresses, leads and sources that may not be real, with a real DNS server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let dns: DnsServer;
let tendril: StoredInstallation;
beforeAll(async () => {
  const mail = (host: string) => ({ MX: [`10 mx.${host}`] });
  dns = await startDnsServer({
    'gmail.com': mail('gmail.com'),
    'one.com': mail('one.com'),
    'slow.com': { fails: true },
  });
  tendril = await createStoredInstallation({ TENDRIL_DNS: dns.address });
  await publishSmall(tendril.store);
});
afterAll(async () => {
  await tendril.close();
  await dns.close();
});

const add = async (email: string, source: string) => {
  const origin = { way: 'file', detail: {} } as const;
  return (await tendril.store.leads.save({ email, source }, now(), 'test', origin)).lead;
};

describe('tendril addresses check', () => {
  it('says what is wrong with each, and what was perhaps meant', async () => {
    const { code, stdout } = await tendril.tendril('addresses', 'check', 'ann@one.com', 'ann@gamil.com');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ann@one\.com\s+ok\b/);
    expect(stdout).toMatch(/ann@gamil\.com\s+refused\s+no-domain, (?:disposable, )?typo\s+ann@gmail\.com/);
  });
});

describe('tendril leads', () => {
  it('check looks at leads of a source that nobody has looked at, and leaves what DNS said nothing of for the next time', async () => {
    for (const name of ['ann@one.com', 'ben@one.com', 'cy@gone.com', 'dee@slow.com']) await add(name, 'fair');
    await add('eve@gone.com', 'other');
    expect(await tendril.json('leads', 'check', '--source', 'fair', '--pace', '200')).toEqual({
      ...{ checked: 2, suspicious: 1, unknown: 1 },
    });
    expect(await tendril.json('leads', 'check', '--pace', '200')).toEqual({ checked: 0, suspicious: 1, unknown: 1 });
    expect((await tendril.tendril('leads', 'show', 'cy@gone.com')).stdout).toMatch(/suspicious \(no-domain\)/);
  });

  it('fake takes a lead out of everything, and needs a reason', async () => {
    await add('fred@one.com', 'fair');
    expect((await tendril.tendril('leads', 'fake', 'fred@one.com')).code).toBe(2);
    expect((await tendril.tendril('leads', 'fake', 'fred@one.com', '--reason', 'a pizzeria')).stdout).toContain('fake');
    expect(await tendril.json('leads', 'show', 'fred@one.com')).toMatchObject({
      lead: { stage: 'disqualified' },
      registration: { state: 'fake', reasons: ['person'] },
    });
  });
});

describe('tendril sources check', () => {
  it('opens the alert of a source that has turned bad, which tasks, status and the source itself tell of', async () => {
    for (let i = 0; i < 5; i += 1) {
      const { id } = await add(`x${i}@one.com`, 'list');
      await tendril.store.registrations.fake(id, 'made up', 'test', now());
    }
    const { stdout, stderr } = await tendril.tendril('sources', 'check');
    expect(stdout).toMatch(/list\s+0\s+5\s.*5 of 5 are fakes/);
    expect(stderr).toContain('list has turned bad: 5 of 5 are fakes');
    expect((await tendril.tendril('sources', 'check')).stderr).toBe('');
    expect((await tendril.tendril('tasks', 'list')).stdout).toContain('The source list has turned bad');
    expect((await tendril.tendril('status')).stdout).toMatch(/bad source\s+list \(score 0\): 5 of 5 are fakes/);
    expect((await tendril.tendril('sources', 'show', 'list')).stdout).toMatch(
      /authenticity: 0 of 100, bad since .+ \(5 of 5/,
    );
  });
});
