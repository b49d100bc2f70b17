/** The CRM of the settings: what the file becomes, what is refused and where, and that no secret gets out. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/config.ts';
import { readCrm } from '../../config/crm.ts';
import type { FieldMapping } from '../../crm/mapping.ts';
import { hasCode } from '../../domain/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-crm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'crm.yaml');
const [newer, older, theirs] = [7, 8, 9].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [
  string,
  string,
  string,
];

function read(text: string, env: Record<string, string> = {}, mode = 0o600) {
  writeFileSync(file, text);
  chmodSync(file, mode);
  return readCrm(readConfig({ TENDRIL_HOME: folder, TENDRIL_CRM: file }), env);
}

function refusal(text: string): string {
  try {
    read(text);
    return 'accepted';
  } catch (error) {
    const known = hasCode(error, 'CONFIG_INVALID') && error instanceof Error;
    return known ? error.message.replace(file, 'FILE') : String(error);
  }
}

const hubspot = `
hubspot:
  token: { env: TOKEN }
  pipeline: default
  stages: { offered: a, accepted: b, contacted: c, meeting: d, won: e, lost: f }
  currency: EUR
`;
const webhook = `
webhook:
  url: https://crm.example.com/tendril
  secret: [{ env: NEWER }, ${older}]
`;
const env = { NEWER: newer, THEIRS: theirs, TOKEN: 'pat-1' };
const revealed = (secrets: readonly { reveal(): string }[] = []) => secrets.map((one) => one.reveal());

describe('the CRM of the settings', () => {
  it('is none without a file', () => {
    const found = readCrm({ crmFile: null }, {});
    expect(found).toMatchObject({ hubspot: null, webhook: null, fields: [], warnings: [] });
    expect(() => found.fieldComplaint(0, 'x')).toThrow(RangeError);
  });

  it('is an account of HubSpot, as before', () => {
    const found = read(hubspot, env);
    expect(found).toMatchObject({ webhook: null, fields: [], warnings: [] });
    expect(found.hubspot).toMatchObject({ pipeline: 'default', currency: 'EUR', access: { kind: 'private_app' } });
    expect(inspect(found, { depth: 9 })).not.toContain('pat-1');
  });

  it('or an endpoint, which verifies by the secrets that it signs with', () => {
    const found = read(webhook, env, 0o644);
    expect(found).toMatchObject({ hubspot: null, webhook: { url: 'https://crm.example.com/tendril' } });
    expect(found.webhook?.allowInsecure).toBe(false);
    expect(revealed(found.webhook?.secrets)).toEqual([newer, older]);
    expect(revealed(found.webhook?.incomingSecrets)).toEqual([newer, older]);
    expect(found.warnings).toEqual([expect.stringContaining('chmod 600')]);
    expect(inspect(found, { depth: 9 }) + JSON.stringify(found)).not.toContain('whsec_');
  });

  it('or one with other secrets for the way in, at an address of the inside', () => {
    const text = `
webhook:
  url: http://crm.internal:8080/in
  secret: { env: NEWER }
  incomingSecret: { env: THEIRS }
  allowInsecure: true`;
    const { webhook: found, warnings } = read(text, env, 0o644);
    expect([revealed(found?.secrets), revealed(found?.incomingSecrets)]).toEqual([[newer], [theirs]]);
    expect(found?.allowInsecure).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('may say which value is which field, whoever it is', () => {
    const fields = `
fields:
  - { ours: firstName, theirs: First name }
  - { ours: score, theirs: tendril_score, direction: out }
  - { ours: fields.plan, theirs: plan, direction: in }
  - { ours: company, theirs: company, wins: empty }
`;
    const wanted: readonly FieldMapping[] = [
      { ours: 'firstName', theirs: 'First name', direction: 'both', wins: 'newest' },
      { ours: 'score', theirs: 'tendril_score', direction: 'out', wins: 'ours' },
      { ours: 'fields.plan', theirs: 'plan', direction: 'in', wins: 'theirs' },
      { ours: 'company', theirs: 'company', direction: 'both', wins: 'empty' },
    ];
    for (const crm of [hubspot, webhook]) expect(read(crm + fields, env).fields).toEqual(wanted);
    const complaint = read(webhook + fields, env).fieldComplaint(1, 'is mapped already');
    expect(complaint).toMatchObject({ code: 'CONFIG_INVALID', message: `${file}:8:5: fields.1: is mapped already` });
  });

  const own = (more: string) => `webhook: { url: 'https://a.example/', secret: '${newer}', ${more} }`;
  it.each([
    [`${hubspot}${webhook}`, 'FILE:2:1: the file: must have either "hubspot" or "webhook"'],
    ['fields: []', 'FILE:1:1: the file: must have either "hubspot" or "webhook"'],
    [own("url2: 'x'"), 'FILE:1:10: webhook: '],
    ['webhook:\n  url: ftp://a.example/\n  secret: x', 'FILE:2:8: webhook.url: must be an https address'],
    ['webhook:\n  url: http://a.example/\n  secret: x', 'FILE:2:8: webhook.url: must be https; http is'],
    ['webhook:\n  url: https://u:hunter2@a.example/\n  secret: x', 'FILE:2:8: webhook.url: must have neither'],
    ['webhook:\n  url: https://a.example/\n  secret: hunter2', 'FILE:3:11: webhook.secret: must be whsec_'],
    ['webhook:\n  url: https://a.example/', 'FILE:2:3: webhook.secret: must be'],
    [
      'webhook:\n  url: https://a.example/\n  secret: { env: NOWHERE }',
      'webhook.secret: the environment has no NOWHERE',
    ],
    [own('incomingSecret: hunter2'), 'webhook.incomingSecret: must be whsec_'],
    ['webhook:\n  url: https://a.example/\n  secret: []', 'FILE:3:11: webhook.secret: Too small'],
    [
      `webhook:\n  url: https://a.example/\n  secret: [${'x, '.repeat(6)}]`,
      'FILE:3:11: webhook.secret: must be a text',
    ],
    [`${own('')}\nfields: [{ ours: score }]`, 'FILE:2:10: fields.0.theirs: '],
    [
      `${own('')}\nfields: [{ ours: score, theirs: s, direction: up }]`,
      'FILE:2:47: fields.0.direction: must be one of both, out, in',
    ],
    [
      `${own('')}\nfields: [{ ours: score, theirs: s, wins: me }]`,
      'fields.0.wins: must be one of ours, theirs, newest, empty',
    ],
    [`${own('')}\nfields: [{ ours: score, theirs: "" }]`, 'fields.0.theirs: must be up to 200 characters'],
    [`${own('')}\nfields: [{ ours: score, theirs: s, win: ours }]`, 'fields.0: '],
  ])('is refused where it is wrong: %s', (text, complaint) => {
    expect(refusal(text)).toContain(complaint);
    expect(refusal(text)).not.toContain('hunter2');
  });
});
