/** Endpoints for webhooks of providers from a file: what they become, what is refused and where, and that no secret gets out. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/config.ts';
import { readWebhookEndpoints } from '../../config/webhook-endpoints.ts';
import { hasCode } from '../../domain/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-webhooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'webhooks.yaml');
function read(text: string, env: Record<string, string> = {}, mode = 0o600) {
  writeFileSync(file, text);
  chmodSync(file, mode);
  const all = { TENDRIL_HOME: folder, TENDRIL_WEBHOOKS: file, ...env };
  return readWebhookEndpoints(readConfig(all), all);
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

const keyOn = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const publicKey = keyOn('prime256v1');

const everyProvider = `
webhooks:
  ses-main:
    provider: ses
    topics: ['arn:aws:sns:eu-central-1:123456789012:tendril']
  pm:
    provider: postmark
    user: tendril
    password: { env: PM_PASSWORD }
    header: { name: X-Tendril, value: { file: pm-secret } }
    inbound: true
  sg:
    provider: sendgrid
    publicKey: ${publicKey}
    inboundKey: { env: SG_KEY }
  mg:
    provider: mailgun
    signingKey: direct-key
    formerSigningKey: { env: MG_OLD }
`;
const env = { PM_PASSWORD: 'pm-password', SG_KEY: 'sg-key', MG_OLD: 'old-key' };

describe('the endpoints for webhooks', () => {
  it('are those of the file, with secrets from the environment, a file or the file itself, and none without it', () => {
    writeFileSync(join(folder, 'pm-secret'), 'pm-header\n');
    const { endpoints, warnings } = read(everyProvider, env);
    const [ses, pm, sg, mg] = endpoints;
    expect(ses).toEqual({
      name: 'ses-main',
      provider: 'ses',
      inbound: true,
      topics: ['arn:aws:sns:eu-central-1:123456789012:tendril'],
    });
    expect(pm).toMatchObject({ name: 'pm', inbound: true, basic: { user: 'tendril' }, header: { name: 'X-Tendril' } });
    expect(pm?.provider === 'postmark' && [pm.basic?.password.reveal(), pm.header?.value.reveal()]).toEqual([
      'pm-password',
      'pm-header',
    ]);
    expect(sg).toMatchObject({ publicKey, inbound: true });
    expect(mg?.provider === 'mailgun' && mg.signingKeys.map((key) => key.reveal())).toEqual(['direct-key', 'old-key']);
    expect(inspect(endpoints, { depth: 9 }) + JSON.stringify(endpoints)).not.toMatch(
      /pm-password|pm-header|sg-key|direct-key/,
    );
    expect(warnings).toEqual([]);
    expect(read(everyProvider, env, 0o644).warnings).toEqual([expect.stringContaining('chmod 600')]);
    expect(readWebhookEndpoints({ webhooksFile: null }, {})).toEqual({ endpoints: [], warnings: [] });
  });

  it.each([
    ['webhooks:\n  a: { provider: smtp }', 'FILE:2:18: webhooks.a.provider: must be an endpoint whose provider is'],
    ['webhooks:\n  a:\n    provider: ses\n    topics: [topic]', 'FILE:4:14: webhooks.a.topics.0: must be the ARN'],
    ['webhooks:\n  a: { provider: ses }', 'FILE:2:6: webhooks.a.topics: '],
    ['webhooks:\n  a: { provider: postmark }', 'FILE:2:6: webhooks.a: needs user and password, or a header'],
    ['webhooks:\n  a: { provider: postmark, user: x }', 'FILE:2:6: webhooks.a: user and password belong together'],
    ['webhooks:\n  a: { provider: sendgrid }', 'FILE:2:6: webhooks.a: needs the publicKey'],
    [
      `webhooks:\n  a: { provider: sendgrid, publicKey: ${keyOn('secp384r1')} }`,
      'webhooks.a.publicKey: must be the verification key',
    ],
    [
      'webhooks:\n  a: { provider: sendgrid, publicKey: hunter2 }',
      'webhooks.a.publicKey: must be the verification key',
    ],
    [
      'webhooks:\n  a: { provider: mailgun, signingKey: { env: NOWHERE } }',
      'FILE:2:39: webhooks.a.signingKey: the environment has no NOWHERE',
    ],
    ['webhooks:\n  A: { provider: mailgun, signingKey: x }', 'FILE:2:6: webhooks.A: '],
    ['webhooks:\n  a: 1\n  a: 2', 'FILE: line 3, column 3 is not valid YAML'],
    ['webhook: {}', 'FILE:1:1: '],
  ])('are refused with their place: %j', (text, message) => {
    expect(refusal(text)).toContain(message);
    expect(refusal(text)).not.toContain('hunter2');
  });
});
