import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { portable, readConfig, settings } from '../../config/config.ts';
import { loadKeys } from '../../config/keys.ts';
import { hasCode } from '../../domain/errors.ts';
import { makeToken, readToken } from '../../domain/tokens.ts';

const all = mkdtempSync(join(tmpdir(), 'tendril-config-'));
afterAll(() => rmSync(all, { recursive: true, force: true }));

const home = (): string => mkdtempSync(join(all, 'home-'));

const refusal = (env: Record<string, string>): string => {
  try {
    readConfig({ TENDRIL_HOME: home(), ...env });
    return 'accepted';
  } catch (error) {
    return hasCode(error, 'CONFIG_INVALID') && error instanceof Error ? error.message : 'another error';
  }
};

describe('the settings', () => {
  it('have defaults that run on one machine', () => {
    const config = readConfig({ TENDRIL_HOME: home() });
    expect(config).toMatchObject({ port: 3000, inboundPort: 2525, databaseUrl: null, smtpUrl: null, logLevel: 'info' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('limit what an API key may ask for, unless they say that it may ask for all', () => {
    const limit = (TENDRIL_API_LIMIT?: string) =>
      readConfig({ TENDRIL_HOME: home(), ...(TENDRIL_API_LIMIT ? { TENDRIL_API_LIMIT } : {}) }).apiLimit;
    expect([limit(), limit('600'), limit('0')]).toEqual([60_000, 600, null]);
    expect(refusal({ TENDRIL_API_LIMIT: '-1' })).toContain('TENDRIL_API_LIMIT');
  });

  it('that are unknown or wrong are named', () => {
    expect(refusal({ TENDRIL_HOEM: 'x' })).toContain('TENDRIL_HOEM');
    expect(refusal({ PORT: '70000' })).toContain('PORT');
    expect(refusal({ DATABASE_URL: 'mysql://x' })).toContain('DATABASE_URL');
    expect(refusal({ TEMPORAL_ADDRESS: 'localhost' })).toContain('host:port');
    expect(refusal({ TENDRIL_SUPPRESSION_KEY: 'abc' })).toContain('TENDRIL_SUPPRESSION_KEY');
  });

  it('know the mail domain in lower case, however it is written', () => {
    expect(readConfig({ TENDRIL_HOME: home(), TENDRIL_MAIL_DOMAIN: 'Reply.ACME.example' }).mailDomain).toBe(
      'reply.acme.example',
    );
  });

  it('take signing keys with different numbers of one byte, and refuse others', () => {
    const keys = (...numbers: readonly number[]) => ({
      TENDRIL_SIGNING_KEYS: numbers.map((number) => `${number}:${'ab'.repeat(32)}`).join(','),
    });
    expect(refusal(keys(255, 0))).toBe('accepted');
    expect(refusal(keys(1, 256))).toContain('a key number is 0 to 255');
    expect(refusal(keys(7, 1, 7))).toContain('a key number is given twice');
    const padded = { TENDRIL_SIGNING_KEYS: `7:${'ab'.repeat(32)},07:${'cd'.repeat(32)}` };
    expect(refusal(padded)).toContain('a key number is given twice');
  });

  it('let calls reach https at public addresses only, unless they say otherwise', () => {
    expect(readConfig({ TENDRIL_HOME: home() }).calls).toEqual({ allowHttp: false, allowPrivate: false });
    const open = readConfig({
      TENDRIL_HOME: home(),
      TENDRIL_CALLS_ALLOW_HTTP: 'true',
      TENDRIL_CALLS_ALLOW_PRIVATE: '1',
    });
    expect(open.calls).toEqual({ allowHttp: true, allowPrivate: true });
    expect(readConfig({ TENDRIL_HOME: home(), TENDRIL_CALLS_ALLOW_HTTP: 'no' }).calls.allowHttp).toBe(false);
    expect(refusal({ TENDRIL_CALLS_ALLOW_PRIVATE: 'perhaps' })).toContain('TENDRIL_CALLS_ALLOW_PRIVATE');
  });

  it('take webhook secrets of 24 bytes and more, and refuse others', () => {
    const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
    expect(refusal({ TENDRIL_WEBHOOK_SECRET: `${of(24)},${of(64)}` })).toBe('accepted');
    expect(refusal({ TENDRIL_WEBHOOK_SECRET: of(16) })).toContain('TENDRIL_WEBHOOK_SECRET');
    expect(refusal({ TENDRIL_WEBHOOK_SECRET: of(32).replace('=', '') })).toContain('TENDRIL_WEBHOOK_SECRET');
    expect(refusal({ TENDRIL_WEBHOOK_SECRET: 'secret' })).toContain('TENDRIL_WEBHOOK_SECRET');
  });

  it('of a running engine that cannot be read are reported with the file', () => {
    const folder = home();
    writeFileSync(join(folder, 'run.json'), '{"env": ');
    expect(refusal({ TENDRIL_HOME: folder })).toContain(join(folder, 'run.json'));
  });

  it('of a running engine fill what the environment leaves open', () => {
    const folder = home();
    writeFileSync(
      join(folder, 'run.json'),
      JSON.stringify({ env: { DATABASE_URL: 'postgres://a@b/c', PORT: '4000' } }),
    );
    const config = readConfig({ TENDRIL_HOME: folder, PORT: '5000' });
    expect([config.databaseUrl, config.port]).toEqual(['postgres://a@b/c', 5000]);
    expect([...config.given].sort()).toEqual(['PORT', 'TENDRIL_HOME']);
  });
});

describe('the settings that a running engine leaves for others', () => {
  it('name files so that they are found from any folder, and the DKIM folder is still one that must be there', () => {
    const folder = home();
    const dkim = join(folder, 'keys of all');
    const near = relative(process.cwd(), dkim);
    expect(readConfig({ TENDRIL_HOME: folder, TENDRIL_DKIM_DIR: near }).dkim).toEqual({ folder: dkim, given: true });
    const left = portable('TENDRIL_DKIM_DIR', near);
    expect(left).toBe(dkim);
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ env: { TENDRIL_DKIM_DIR: left } }));
    expect(readConfig({ TENDRIL_HOME: folder }).dkim).toEqual({ folder: dkim, given: true });
    expect(portable('TEMPORAL_TLS_CERT', 'cert.pem')).toBe(join(process.cwd(), 'cert.pem'));
    expect(portable('TEMPORAL_NAMESPACE', 'default')).toBe('default');
  });
});

describe('the keys', () => {
  it('are made once, readable by their owner only, and stay', () => {
    const folder = home();
    const first = loadKeys(readConfig({ TENDRIL_HOME: folder }));
    const second = loadKeys(readConfig({ TENDRIL_HOME: folder }));
    const token = makeToken(first.signer, { purpose: 'open', id: '018f0000-0000-7000-8000-000000000000', index: 0 });
    expect(readToken(second.signer, 'open', token)).not.toBeNull();
    expect(second.addressHash('Ann@Y.test')).toBe(first.addressHash('ann@y.TEST'));
    expect(statSync(join(folder, 'secrets.json')).mode & 0o077).toBe(0);
  });

  it('for webhooks are kept with the others, and can be given newest first', () => {
    const folder = home();
    const [kept = ''] = loadKeys(readConfig({ TENDRIL_HOME: folder })).webhookSecrets;
    expect(kept).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toContain(kept);
    const given = loadKeys(
      readConfig({ TENDRIL_HOME: folder, TENDRIL_WEBHOOK_SECRET: `whsec_${'A'.repeat(32)},${kept}` }),
    );
    expect(given.webhookSecrets).toEqual([`whsec_${'A'.repeat(32)}`, kept]);
    expect(loadKeys(readConfig({ TENDRIL_HOME: home() })).webhookSecrets).not.toEqual([kept]);
  });

  it('for webhooks are added to those of an older version, the same by whichever process comes first', () => {
    const older = { signingKeys: `1:${'ab'.repeat(32)}`, suppressionKey: 'cd'.repeat(32) };
    const secretsOf = () => {
      const folder = home();
      const file = join(folder, 'secrets.json');
      writeFileSync(file, JSON.stringify(older), { mode: 0o600 });
      const { webhookSecrets } = loadKeys(readConfig({ TENDRIL_HOME: folder }));
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...older, webhookSecret: webhookSecrets[0] });
      expect(statSync(file).mode & 0o077).toBe(0);
      expect(loadKeys(readConfig({ TENDRIL_HOME: folder })).webhookSecrets).toEqual(webhookSecrets);
      return webhookSecrets;
    };
    expect(secretsOf()).toEqual(secretsOf());
    const given = { TENDRIL_SIGNING_KEYS: older.signingKeys, TENDRIL_SUPPRESSION_KEY: older.suppressionKey };
    expect(loadKeys(readConfig({ TENDRIL_HOME: home(), ...given })).webhookSecrets).toEqual(secretsOf());
  });

  it('that are damaged are reported, not replaced', () => {
    const folder = home();
    const file = join(folder, 'secrets.json');
    writeFileSync(file, '{');
    expect(() => loadKeys(readConfig({ TENDRIL_HOME: folder }))).toThrow(/damaged/);
    writeFileSync(file, JSON.stringify({ signingKeys: '1:ab', suppressionKey: 'cd', webhookSecret: 'whsec_short' }));
    expect(() => loadKeys(readConfig({ TENDRIL_HOME: folder }))).toThrow(/damaged/);
  });
});

it('the table in docs/operator.md lists every setting with its meaning', async () => {
  const names = Object.keys(settings) as (keyof typeof settings)[];
  const table = [
    '| setting | meaning |',
    '|---|---|',
    ...names.map((name) => `| \`${name}\` | ${settings[name].about} |`),
  ].join('\n');
  const file = join(import.meta.dirname, '../../docs/operator.md');
  const text = readFileSync(file, 'utf8');
  const expected = text.replace(/(<!-- settings:[^>]*-->\n)[\s\S]*(<!-- \/settings -->)/, `$1${table}\n$2`);
  if (process.env.UPDATE_DOCS) writeFileSync(file, expected);
  else expect(text).toBe(expected);
});
