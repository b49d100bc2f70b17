/** Relays from SMTP_URL and from a file: what they become, what is refused, and that no secret gets out. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/config.ts';
import { readRelays } from '../../config/relays.ts';
import { hasCode } from '../../domain/errors.ts';
import { type Relay, relayHost } from '../../domain/relay.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-relays-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function relaysFile(text: string, mode = 0o600): string {
  files += 1;
  const file = join(folder, `relays-${files}.yaml`);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function read(text: string, env: Record<string, string> = {}, mode?: number) {
  const all = { TENDRIL_HOME: folder, TENDRIL_RELAYS: relaysFile(text, mode), ...env };
  return readRelays(readConfig(all), all);
}

function refusal(text: string, env: Record<string, string> = {}): string {
  try {
    read(text, env);
    return 'accepted';
  } catch (error) {
    return hasCode(error, 'CONFIG_INVALID') && error instanceof Error ? error.message : String(error);
  }
}

const one = (entry: string): string => `relays:\n  bulk: ${entry}\n`;
const urlOf = (relay: Relay | undefined): string | undefined =>
  relay?.kind === 'smtp' ? relay.url.reveal() : undefined;

const everyKind = `
relays:
  bulk:
    kind: smtp
    host: smtp.example.com
    auth: { user: acme@example.com, password: { env: BULK_PASSWORD } }
    connections: 8
    messagesPerConnection: 20
    name: mail.acme.example
    dkim: relay
  ses:
    kind: ses
    region: eu-central-1
    accessKeyId: AKIDEXAMPLE
    secretAccessKey: { file: ses-secret }
    configurationSet: nurture
  post:
    kind: postmark
    serverToken: direct-token
    messageStream: broadcast
`;

describe('the relays', () => {
  it('are those of the file and of SMTP_URL, with secrets from the environment, a file or the file itself', () => {
    writeFileSync(join(folder, 'ses-secret'), 'wJalr/EXAMPLE\n');
    const { relays, warnings } = read(everyKind, {
      SMTP_URL: 'smtps://u:p@mx.example.com',
      BULK_PASSWORD: 'p@ss:w/rd',
    });
    expect(relays.map((relay) => [relay.name, relay.kind, relayHost(relay)])).toEqual([
      ['default', 'smtp', 'mx.example.com:465'],
      ['bulk', 'smtp', 'smtp.example.com:587'],
      ['ses', 'ses', 'email.eu-central-1.amazonaws.com'],
      ['post', 'postmark', 'api.postmarkapp.com'],
    ]);
    expect(warnings).toEqual([]);
    const [byUrl, bulk, ses, post] = relays;
    expect(urlOf(byUrl)).toBe('smtps://u:p@mx.example.com');
    expect(urlOf(bulk)).toBe('smtp://acme%40example.com:p%40ss%3Aw%2Frd@smtp.example.com:587?starttls=required');
    expect(bulk).toMatchObject({
      connections: 8,
      messagesPerConnection: 20,
      ehloName: 'mail.acme.example',
      dkim: 'relay',
    });
    expect(ses?.kind === 'ses' && ses.secretAccessKey.reveal()).toBe('wJalr/EXAMPLE');
    expect(ses).toMatchObject({ region: 'eu-central-1', sessionToken: null, configurationSet: 'nurture' });
    expect(post?.kind === 'postmark' && post.serverToken.reveal()).toBe('direct-token');
  });

  it('may be written as JSON, and take the usual port of their security', () => {
    const entry = { kind: 'smtp', host: '2001:db8::1', security: 'none' };
    const { relays } = read(JSON.stringify({ relays: { inside: entry, tls: { ...entry, security: 'tls' } } }));
    expect(relays.map(urlOf)).toEqual(['smtp://[2001:db8::1]:25?starttls=off', 'smtps://[2001:db8::1]:465']);
  });

  it('are read from the example in docs/operator.md', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/operator.md'), 'utf8');
    const [, example = ''] = /## Relays[\s\S]*?```yaml\n([\s\S]*?)```/.exec(docs) ?? [];
    const env = { BULK_PASSWORD: 'p', SES_SESSION_TOKEN: 's', POSTMARK_TOKEN: 't' };
    const text = example.replace('/run/secrets/ses', relaysFile('secret'));
    expect(read(text, env).relays.map(({ name }) => name)).toEqual(['bulk', 'ses', 'postmark']);
  });

  it('are none but SMTP_URL without a file, and none at all without both', () => {
    const config = readConfig({ TENDRIL_HOME: folder, SMTP_URL: 'smtp://127.0.0.1:1025' });
    expect(readRelays(config, {}).relays.map(({ name }) => name)).toEqual(['default']);
    expect(readRelays(readConfig({ TENDRIL_HOME: folder }), {}).relays).toEqual([]);
  });

  it('may have their default in the file, but then SMTP_URL is not set as well', () => {
    const own = `relays:\n  default: { kind: postmark, serverToken: { env: TOKEN } }\n`;
    expect(read(own, { TOKEN: 'x' }).relays.map(({ kind }) => kind)).toEqual(['postmark']);
    expect(refusal(own, { TOKEN: 'x', SMTP_URL: 'smtp://127.0.0.1' })).toMatch(/SMTP_URL.*relays\.default/);
  });
});

describe('a file of relays that is wrong is refused', () => {
  const smtp = 'kind: smtp, host: smtp.example.com';
  it.each([
    ['relays: [', 'is not valid YAML'],
    ['relays:\n  a: &x { kind: postmark, serverToken: t }\n  b: *x\n', 'aliases'],
    ['relay: {}', 'relays: '],
    ['relays:\n  Bulk Mail: { kind: postmark, serverToken: t }', 'relays.Bulk Mail: '],
    [one('{ kind: sendmail }'), 'relays.bulk.kind: must be a relay whose kind is smtp, ses or postmark'],
    [one(`{ ${smtp}, port: 70000 }`), 'relays.bulk.port: '],
    [one(`{ ${smtp}, hosts: x }`), 'relays.bulk: Unrecognized key'],
    [one('{ kind: smtp, host: "a b" }'), 'relays.bulk.host: must be a host name'],
    [one(`{ ${smtp}, connections: 0 }`), 'relays.bulk.connections: '],
    [
      one(`{ ${smtp}, security: none, auth: { user: u, password: p } }`),
      'relays.bulk.security: must be tls or starttls',
    ],
    [
      one(`{ ${smtp}, auth: { user: u, password: { env: GONE } } }`),
      'relays.bulk.auth.password: the environment has no GONE',
    ],
    [one('{ kind: postmark, serverToken: { file: not-there } }'), 'not-there: the file cannot be read (ENOENT)'],
    [one('{ kind: postmark, serverToken: { vault: x } }'), 'relays.bulk.serverToken: must be a text, { env: NAME }'],
    [
      one('{ kind: postmark, serverToken: t, endpoint: "http://api.example.com" }'),
      'relays.bulk.endpoint: must be https',
    ],
    [one('{ kind: postmark, serverToken: t, endpoint: "https://api.example.com/v1" }'), 'scheme, host and port only'],
    [one('{ kind: ses, region: Frankfurt, accessKeyId: AKIDEXAMPLE, secretAccessKey: s }'), 'relays.bulk.region: '],
    [`# ${'x'.repeat(300_000)}`, 'larger than 256 KB'],
  ])('%#: %s', (text, why) => {
    const message = refusal(text);
    expect(message).toContain(why);
    expect(message).toContain(join(folder, 'relays-'));
  });

  it('without a word of what stands in it', () => {
    const said = [
      refusal(`relays:\n  bulk: { kind: postmark, serverToken: hunter2, messageStream: [ }`),
      refusal(`relays:\n  bulk: { kind: postmark, serverToken: *hunter2 }`),
      refusal(`relays:\n  bulk: { kind: postmark, serverToken: !hunter2 x }`),
      refusal(`relays:\n  bulk: { kind: postmark, serverToken: !h!hunter2 x }`),
      refusal(`relays:\n  bulk:\n    kind: postmark\n    serverToken: |hunter2\n`),
      refusal(one('{ kind: postmark, serverToken: "hunter2\\nx" }')),
      refusal(one('{ kind: postmark, serverToken: hunter2, messageStream: 7 }')),
      refusal(one('{ kind: postmark, serverToken: [hunter2] }')),
      refusal(one('{ kind: ses, region: eu-west-1, accessKeyId: "hunter2 hunter2", secretAccessKey: hunter2 }')),
    ];
    expect(said).not.toContain('accepted');
    expect(said.filter((message) => message.includes('hunter2'))).toEqual([]);
  });
});

describe('secrets of relays', () => {
  it('are not printed and not serialised', () => {
    writeFileSync(join(folder, 'ses-secret'), 'wJalr/EXAMPLE\n');
    const { relays } = read(everyKind, { SMTP_URL: 'smtps://u:p-word@mx.example.com', BULK_PASSWORD: 'p@ss' });
    const shown = [
      JSON.stringify(relays),
      inspect(relays, { depth: 9, showHidden: true }),
      relays.map((r) => `${Object.values(r)}`),
    ];
    for (const secret of ['wJalr', 'p-word', 'p@ss', 'p%40ss', 'direct-token'])
      expect(shown.join()).not.toContain(secret);
    expect(JSON.stringify(relays)).toContain('[secret]');
  });

  it('in a file that others may read are warned of, but not references to secrets', () => {
    expect(read(one('{ kind: postmark, serverToken: t }'), {}, 0o644).warnings).toEqual([
      expect.stringContaining('chmod 600'),
    ]);
    expect(read(one('{ kind: postmark, serverToken: { env: T } }'), { T: 't' }, 0o644).warnings).toEqual([]);
  });
});
