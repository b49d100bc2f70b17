import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DkimKeyView } from '../../config/dkim-keys.ts';
import { activationActor, type PauseView, type SenderDomainView } from '../../db/store.ts';
import type { DnsRecord, SenderCheck } from '../../domain/sender-check.ts';
import type { Handshake } from '../../mail/preflight/https-handshake.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { testWorkspace } from '../support/workspace.ts';
import type { Zone } from '../support/zone.ts';
import { errorOf, lines, runHere } from './command-line.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

const domain = 'mail.acme.example';
const zone: Zone = {
  [domain]: { TXT: ['v=spf1 a:out.acme.example -all'], MX: ['10 mx.acme.example'] },
  'reply.acme.example': { TXT: ['v=spf1 a:out.acme.example -all'], MX: ['10 mx.acme.example'] },
  'mx.acme.example': { A: ['203.0.113.9'] },
  'out.acme.example': { A: ['203.0.113.7'] },
  '7.113.0.203.in-addr.arpa': { PTR: ['out.acme.example'] },
  'go.acme.example': { A: ['203.0.113.8'] },
  '_dmarc.acme.example': { TXT: ['v=DMARC1; p=none; rua=mailto:dmarc@acme.example'] },
};

let dns: DnsServer;
let links: Handshake = { kind: 'trusted' };
let tendril: StoredInstallation;
beforeAll(async () => {
  dns = await startDnsServer(zone);
  const settings = {
    SMTP_URL: 'smtp://out.acme.example:587',
    PUBLIC_URL: 'https://go.acme.example',
    TENDRIL_MAIL_DOMAIN: 'Reply.acme.example',
    TENDRIL_DNS: dns.address,
  };
  tendril = await createStoredInstallation(settings, { tryHttps: async () => links });
  const { organisation } = testWorkspace;
  const senders = { nils: { name: 'Nils', address: 'nils@news.acme.example', relay: 'bulk' } };
  await tendril.store.publications.publishWorkspace(
    { ...testWorkspace, organisation: { ...organisation, senders } },
    now(),
  );
});
afterAll(() => Promise.all([tendril.close(), dns.close()]));

const statesOf = (checks: readonly SenderCheck[]): readonly string[] =>
  checks.filter(({ state }) => state !== 'ok').map(({ id, state }) => `${id} ${state}`);
const refusal = (stderr: string): readonly string[] =>
  statesOf((errorOf(stderr).details as { readonly checks: readonly SenderCheck[] }).checks);
const activated = async (name: string): Promise<SenderDomainView | undefined> =>
  (await tendril.store.senders.list()).find((view) => view.domain === name);

describe('senders', () => {
  let record: DnsRecord | null;

  it('are listed with their relay and whether their domain is activated', async () => {
    const { stdout, code } = await tendril.tendril('senders', 'list', '--json');
    expect(code).toBe(0);
    expect(lines(stdout)).toMatchObject([
      { key: null, address: `mara@${domain}`, relay: 'default', activation: 'needed', selector: null },
      { key: 'nils', domain: 'news.acme.example', relay: 'bulk', activation: 'needed' },
    ]);
    expect((await tendril.tendril('relays', 'list')).stdout).toMatch(/default +smtp +out\.acme\.example:587 +leave/);
  });

  it('are not activated while a record is missing, which is shown ready to paste', async () => {
    const made = await tendril.json<DkimKeyView & { readonly record: DnsRecord }>('senders', 'keys', 'new', domain);
    expect(made).toMatchObject({ state: 'next', selector: expect.stringMatching(/^t\d{6}a$/) });
    record = made.record;
    const asJson = await tendril.tendril('senders', 'activate', domain, '--accept-warnings', '--json');
    expect([asJson.code, asJson.stdout, refusal(asJson.stderr)]).toEqual([4, '', ['dkim missing']]);
    const { stdout, stderr, code } = await tendril.tendril('senders', 'activate', domain);
    expect(code).toBe(4);
    expect(stderr).toContain('SENDER_NOT_READY');
    expect(stdout).toContain(`value  ${made.record.value}\n`);
    expect(stdout).toContain(`zone   ${made.record.zone}`);
    expect(await activated(domain)).toBeUndefined();
    expect((await tendril.tendril('senders', 'keys', 'activate', domain, made.selector)).code).toBe(4);
  });

  it('are shown what others publish, and what only the operator can fill in', async () => {
    const gone = ['go.acme.example', '7.113.0.203.in-addr.arpa'];
    dns.publish(Object.fromEntries(Object.entries(zone).filter(([name]) => !gone.includes(name))));
    const { stdout, code } = await tendril.tendril('senders', 'preflight', domain);
    expect(code).toBe(4);
    expect(stdout).toContain(
      'ptr: have this PTR record set\n  name   7.113.0.203.in-addr.arpa\n  value  out.acme.example.\n' +
        '  zone   7.113.0.203.in-addr.arpa. IN PTR out.acme.example.\n  note   the owner of 203.0.113.7',
    );
    expect(stdout).toContain('tracking: publish this A record\n  name   go.acme.example\n  value  ADDRESS\n');
    dns.publish({ ...zone, [record?.name ?? '']: { fails: true } });
    const unsure = await tendril.tendril('senders', 'keys', 'activate', domain, record?.name.split('.')[0] ?? '');
    expect([unsure.code, unsure.stdout]).toEqual([4, expect.stringContaining(`zone   ${record?.zone}`)]);
  });

  it('are not activated while no browser would open their links', async () => {
    dns.publish({ ...zone, [record?.name ?? '']: { TXT: [record?.value ?? ''] } });
    links = { kind: 'refused', why: 'the certificate is for another name' };
    const refused = await tendril.tendril('senders', 'activate', domain, '--accept-warnings', '--json');
    expect([refused.code, refusal(refused.stderr)]).toEqual([4, ['tracking wrong']]);
    links = { kind: 'silent', why: 'nobody is there' };
    const silent = await tendril.tendril('senders', 'activate', domain, '--json');
    expect([silent.code, refusal(silent.stderr)]).toEqual([4, ['tracking warning']]);
    links = { kind: 'trusted' };
  });

  it('are activated once DNS is right, and their first key signs; the pause of the first mail is lifted', async () => {
    await tendril.store.pauses.pause({ kind: 'domain', domain }, 'not activated', activationActor, now());
    dns.publish({ ...zone, [record?.name ?? '']: { TXT: [record?.value ?? ''] } });
    const preflight = await tendril.json<{ readonly state: string }>('senders', 'preflight', domain);
    expect(preflight).toMatchObject({ domain, relays: ['default'], state: 'ok' });
    expect(await tendril.tendril('senders', 'activate', domain, '--warm-up')).toMatchObject({ code: 0 });
    expect(await activated(domain)).toMatchObject({ activatedBy: 'cli', warmUpSince: expect.any(String) });
    expect((await activated(domain))?.checks.map(({ id }) => id)).toContain('return-path-spf');
    expect(await tendril.store.pauses.list()).toEqual([]);
    const [mara] = lines((await tendril.tendril('senders', 'list', '--json')).stdout);
    expect(mara).toMatchObject({ activation: 'active', selector: expect.stringMatching(/^t\d{6}a$/) });
  });

  it('that a person has paused stay paused when they are activated', async () => {
    expect((await tendril.tendril('senders', 'pause', domain, '--reason', 'listed')).stdout).toContain(
      `Paused ${domain}`,
    );
    expect((await tendril.tendril('status')).stdout).toContain(`sending domain ${domain} since`);
    expect((await tendril.tendril('senders', 'activate', domain)).code).toBe(0);
    const [pause] = await tendril.store.pauses.list();
    expect(pause).toMatchObject({
      scope: { kind: 'domain', domain },
      actor: 'cli',
      reason: 'listed',
    } satisfies Partial<PauseView>);
    expect((await tendril.tendril('senders', 'resume', domain)).stdout).toContain('Resumed');
    expect(await tendril.store.pauses.list()).toEqual([]);
  });

  it('change their key only when the new record is out, and say how long the old one is needed', async () => {
    const next = await tendril.json<DkimKeyView & { readonly record: DnsRecord }>('senders', 'keys', 'new', domain);
    const early = await tendril.tendril('senders', 'keys', 'activate', domain, next.selector, '--json');
    expect([early.code, refusal(early.stderr)]).toEqual([4, ['dkim missing']]);
    dns.publish({ ...zone, [next.record.name]: { TXT: [next.record.value] } });
    const { code, stderr } = await tendril.tendril('senders', 'keys', 'activate', domain, next.selector);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`Leave the record ${record?.name}`)]);
    const table = (await tendril.tendril('senders', 'keys', 'list', domain)).stdout;
    expect(
      table
        .split('\n')
        .slice(1, 3)
        .map((line) => line.split(/ +/)[1]),
    ).toEqual(['active', 'retired']);
    expect((await tendril.tendril('senders', 'keys', 'retire', domain, next.selector)).code).toBe(4);
  });

  it('of a relay that the settings lack, or of nobody, are refused', async () => {
    const lost = await tendril.tendril('senders', 'activate', 'news.acme.example', '--json');
    expect(refusal(lost.stderr)).toEqual(['relay wrong']);
    expect((await tendril.tendril('senders', 'activate', 'acme.example')).code).toBe(3);
    expect((await tendril.tendril('senders', 'pause', 'acme.example')).code).toBe(3);
    expect((await tendril.tendril('senders', 'preflight', 'no domain')).code).toBe(2);
    expect((await tendril.tendril('relays', 'pause', 'bulk')).code).toBe(2);
  });
});

it('a relay is paused and resumed by its name', async () => {
  expect((await tendril.tendril('relays', 'pause', 'default', '--reason', 'moving')).code).toBe(0);
  expect((await tendril.tendril('status')).stdout).toContain('relay default since');
  expect((await tendril.tendril('relays', 'resume', 'default')).stdout).toContain('Resumed relay default.');
});

it('without DNS nothing counts as good: activation takes a reason, which is kept', async () => {
  // Nothing listens there any more.
  const gone = await startDnsServer({});
  await gone.close();
  const offline = { ...tendril.env, TENDRIL_DNS: gone.address };

  const refused = await runHere(['senders', 'activate', domain, '--accept-warnings', '--json'], offline);
  expect(refused.code).toBe(4);
  expect(new Set(refusal(refused.stderr).map((told) => told.split(' ')[1]))).toEqual(new Set(['unknown']));
  const noKeys = join(tendril.env.TENDRIL_HOME ?? '', 'no-keys');
  mkdirSync(noKeys);
  const withoutKeys = { ...offline, TENDRIL_DKIM_DIR: noKeys };
  const unchecked = await runHere(['senders', 'activate', domain, '--unchecked', 'no DNS here'], withoutKeys);
  expect([unchecked.code, unchecked.stderr]).toEqual([0, expect.stringContaining('without a signature')]);
  expect((await activated(domain))?.checks.at(-1)).toMatchObject({ id: 'unchecked', why: 'no DNS here' });
});
