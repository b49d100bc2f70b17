/** Mailboxes from a file: what they become, what is refused and where, and that no secret gets out. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/config.ts';
import { readMailboxes } from '../../config/mailboxes.ts';
import { hasCode } from '../../domain/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-mailboxes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'mailboxes.yaml');

function read(text: string, env: Record<string, string> = {}, mode = 0o600) {
  writeFileSync(file, text);
  chmodSync(file, mode);
  const all = { TENDRIL_HOME: folder, TENDRIL_MAILBOXES: file, ...env };
  return readMailboxes(readConfig(all), all);
}

function refusal(text: string): string {
  try {
    read(text);
    return 'accepted';
  } catch (error) {
    return hasCode(error, 'CONFIG_INVALID') && error instanceof Error ? error.message.replace(file, '') : String(error);
  }
}

const one = (entry: string): string => `mailboxes:\n  replies: ${entry}\n`;

describe('the file of mailboxes', () => {
  it('says of each where it is, how to log in and what becomes of its mails', () => {
    writeFileSync(join(folder, 'ca.pem'), 'the authority');
    writeFileSync(join(folder, 'token'), 'first\nsecond');
    const { mailboxes } = read(
      `mailboxes:
  replies: { host: imap.acme.test, user: replies@acme.test, password: { env: PW } }
  bounces:
    host: 127.0.0.1
    tls: none
    port: 1143
    caFile: ca.pem
    user: bounces
    accessToken: { file: token }
    folder: Bounces/In
    after: { move: Bounces/Done }
`,
      { PW: 'hunter2' },
    );
    expect(mailboxes).toMatchObject([
      { name: 'replies', host: 'imap.acme.test', port: 993, tls: 'implicit', ca: null, folder: 'INBOX', after: 'keep' },
      {
        name: 'bounces',
        port: 1143,
        tls: 'none',
        ca: 'the authority',
        folder: 'Bounces/In',
        after: { move: 'Bounces/Done' },
      },
    ]);
    expect(mailboxes.map(({ login }) => [login.kind, login.secret.reveal()])).toEqual([
      ['password', 'hunter2'],
      ['accessToken', 'first'],
    ]);
    expect(`${inspect(mailboxes)} ${JSON.stringify(mailboxes)}`).not.toMatch(/hunter2|first/);
  });

  it('lets a token in a file of its own change while the engine runs', () => {
    writeFileSync(join(folder, 'token'), 'old');
    const { mailboxes } = read(one('{ host: h.test, user: u, accessToken: { file: token } }'));
    writeFileSync(join(folder, 'token'), 'new');
    expect(mailboxes[0]?.login.secret.reveal()).toBe('new');
  });

  it('that holds a password and that others may read is warned of', () => {
    const text = one('{ host: h.test, user: u, password: hunter2 }');
    expect(read(text, {}, 0o644).warnings).toEqual([expect.stringMatching(/chmod 600/)]);
    expect(read(text).warnings).toEqual([]);
    expect(read(one('{ host: h.test, user: u, password: { env: PW } }'), { PW: 'x' }, 0o644).warnings).toEqual([]);
  });

  it.each([
    [
      '{ host: h.test, user: u }',
      ':2:12: mailboxes.replies.password: there must be either a password or an accessToken',
    ],
    [
      '{ host: h.test, user: u, password: a, accessToken: b }',
      ':2:47: mailboxes.replies.password: there must be either',
    ],
    ['{ host: h.test, user: u, password: a, tls: none }', ':2:55: mailboxes.replies.tls: must be implicit or starttls'],
    [
      '{ host: h.test, user: u, password: a, after: { move: INBOX } }',
      ':2:65: mailboxes.replies.after.move: must be another',
    ],
    [
      '{ host: h.test, user: "u\\r\\nx", password: a }',
      ':2:34: mailboxes.replies.user: must have no control characters',
    ],
    ['{ host: h.test, user: u, password: a, folder: "x\\ny" }', ':2:58: mailboxes.replies.folder: must be the name'],
    [
      '{ host: h.test, user: u, password: { env: NOT_SET } }',
      ':2:47: mailboxes.replies.password: the environment has no',
    ],
    ['{ host: h.test, user: u, password: a, port: 0 }', ':2:56: mailboxes.replies.port:'],
    ['{ host: h.test, user: u, password: a, seen: true }', ':2:12: mailboxes.replies: Unrecognized key'],
  ])('is refused by its place: %s', (entry, message) => {
    expect(refusal(one(entry))).toContain(message);
  });

  it('may be left out', () => {
    expect(readMailboxes({ mailboxesFile: null }, {})).toEqual({ mailboxes: [], warnings: [] });
  });
});

describe('the certificate for incoming mail', () => {
  it('needs both of its files', () => {
    const given = { TENDRIL_HOME: folder, TENDRIL_INBOUND_TLS_CERT: '/c.pem' };
    expect(() => readConfig(given)).toThrow(/belong together/);
    expect(readConfig({ ...given, TENDRIL_INBOUND_TLS_KEY: '/k.pem' }).inboundTls).toEqual({
      cert: '/c.pem',
      key: '/k.pem',
    });
  });
});
