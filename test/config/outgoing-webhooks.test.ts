/** Endpoints that are told of changes, from a file: what they become, what is refused and where, and that no secret gets out. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/config.ts';
import { readOutgoingEndpoints } from '../../config/outgoing-webhooks.ts';
import { hasCode } from '../../domain/errors.ts';
import { subscriptionsOf } from '../../domain/outgoing-webhook.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-hooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'hooks.yaml');
const [newer, older] = [7, 8].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [string, string];

function read(text: string, env: Record<string, string> | null = {}, mode = 0o600) {
  writeFileSync(file, text);
  chmodSync(file, mode);
  const all = { TENDRIL_HOME: folder, TENDRIL_HOOKS: file };
  return readOutgoingEndpoints(readConfig(all), env);
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

const example = `
hooks:
  crm:
    url: https://crm.example.com/in
    secret: [{ env: NEWER }, { file: older }]
    types: [lead.score_changed, lead.stage_changed, lead.score_changed]
    scoreStep: 5
  local:
    url: http://localhost:8080/in
    secret: ${older}
    types: [handoff.opened]
    allowInsecure: true
    disabled: true
`;

describe('the endpoints of webhooks', () => {
  it('are those of the file, with secrets from anywhere, and none without it', () => {
    writeFileSync(join(folder, 'older'), `${older}\n`);
    const { endpoints, warnings } = read(example, { NEWER: newer }, 0o644);
    const types = ['lead.score_changed', 'lead.stage_changed'];
    expect(endpoints[0]).toMatchObject({ endpoint: 'crm', url: 'https://crm.example.com/in', types, scoreStep: 5 });
    expect(endpoints.map(({ secrets }) => secrets.map((one) => one.reveal()))).toEqual([[newer, older], [older]]);
    expect(inspect(endpoints, { depth: 9 }) + JSON.stringify(endpoints)).not.toContain('whsec_');
    expect(warnings).toEqual([expect.stringContaining('chmod 600')]);
    expect(subscriptionsOf(endpoints)).toEqual([{ endpoint: 'crm', types, scoreStep: 5 }]);
    expect(readOutgoingEndpoints({ hooksFile: null }, {})).toEqual({ endpoints: [], warnings: [] });
  });

  it('are read without their secrets by who sends nothing', () => {
    expect(read(example, null).endpoints.map(({ secrets }) => secrets)).toEqual([[], []]);
  });

  const one = (change: string) =>
    `hooks:\n  a: { url: 'https://a.example/', secret: '${newer}', types: [source.alert], ${change} }`;
  it.each([
    [
      'hooks:\n  a: { url: "http://a.example/", secret: x, types: [source.alert] }',
      'FILE:2:13: hooks.a.url: must be https',
    ],
    [
      'hooks:\n  a: { url: "ftp://a.example/", secret: x, types: [source.alert] }',
      'hooks.a.url: must be an https address',
    ],
    [
      'hooks:\n  a: { url: "https://u:hunter2@a.example/", secret: x, types: [source.alert] }',
      'must have neither a password',
    ],
    [
      'hooks:\n  a: { url: "https://a.example/", secret: hunter2, types: [source.alert] }',
      'hooks.a.secret: must be whsec_',
    ],
    ['hooks:\n  a: { url: "https://a.example/", secret: { env: NOWHERE }, types: [source.alert] }', 'has no NOWHERE'],
    [
      'hooks:\n  a: { url: "https://a.example/", secret: x, types: [lead.opened] }',
      'hooks.a.types.0: must be one of lead.created',
    ],
    ['hooks:\n  a: { url: "https://a.example/", secret: x, types: [] }', 'hooks.a.types'],
    [one('scoreStep: 0'), 'hooks.a.scoreStep'],
    [one('more: 1'), 'FILE:2:6: hooks.a: '],
    ['hooks:\n  A: {}', 'hooks.A'],
    ['hook: {}', 'FILE:1:1: '],
  ])('are refused with their place: %j', (text, message) => {
    expect(refusal(text)).toContain(message);
    expect(refusal(text)).not.toContain('hunter2');
  });
});
