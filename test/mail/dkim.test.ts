/** Signatures, checked by an independent verifier whose DNS is a table; the keys are made here. */
import { generateKeyPairSync } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { describe, expect, it } from 'vitest';
import { stopRules } from '../../domain/sender-stops.ts';
import { dkimSigned } from '../../mail/dkim.ts';
import { mimeOf } from '../../mail/mime.ts';
import type { DkimKey, OutgoingMail } from '../../mail/ports.ts';
import { bodyOf } from '../../mail/quoted-printable.ts';
import { outgoingMail } from './outgoing-sample.ts';
import { relay } from './sink-and-mailer.ts';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: pem,
});
const key: DkimKey = { domain: 'acme.test', selector: 'tendril-1', privateKey: pair.privateKey };
const dns = {
  'tendril-1._domainkey.acme.test': `v=DKIM1; k=rsa; p=${pair.publicKey.toString('base64')}`,
};

interface Verdict {
  readonly result: string | undefined;
  /** The names in h=, in lower case. */
  readonly signed: readonly string[];
}

async function verify(message: Buffer): Promise<readonly Verdict[]> {
  const { results } = await dkimVerify(message, {
    resolver: async (name: string) => {
      const record = dns[name as keyof typeof dns];
      if (record === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      return [[record]];
    },
  });
  const [, names = ''] = /;\s*h=([^;]+);/.exec(message.toString('latin1')) ?? [];
  return results.map(({ status }) => ({ result: status.result, signed: names.replace(/\s/g, '').split(':') }));
}

const signedSample = (change: Partial<OutgoingMail> = {}) => dkimSigned(mimeOf(outgoingMail(change)), key);
const insertHeader = (message: Buffer, field: string) => Buffer.concat([Buffer.from(`${field}\r\n`), message]);
const valid = [expect.objectContaining({ result: 'pass' })];

describe('a signed mail', () => {
  it('verifies after a relay has taken it, with all headers that receivers ask for in h=', async () => {
    const { sink, mailer } = await relay({}, { dkim: (domain) => (domain === 'acme.test' ? key : null) });
    const text = bodyOf('Grüße\n\n.\n..\n spaces   inside and at the end  \n\n\n');
    expect(await mailer.send(outgoingMail({ text }), async () => {})).toMatchObject({ kind: 'sent' });
    const [mail] = await sink.waitFor(1);
    const [verdict, ...others] = await verify(mail?.raw ?? Buffer.alloc(0));
    expect([verdict?.result, others]).toEqual(['pass', []]);
    expect(verdict?.signed).toEqual(
      expect.arrayContaining(
        'from to subject date message-id reply-to mime-version content-type list-id list-unsubscribe list-unsubscribe-post feedback-id'.split(
          ' ',
        ),
      ),
    );
    const signature = /^DKIM-Signature: (?:.*\r\n[ \t])*.*\r\n/.exec(mail?.raw.toString('latin1') ?? '')?.[0] ?? '';
    expect(signature.split('\r\n').filter((line) => line.length > 78)).toEqual([]);
    expect(signature).toContain('d=acme.test;\r\n s=tendril-1;');
  });

  it('is left to the relay when there is no key for the domain it comes from', async () => {
    const { sink, mailer } = await relay({}, { dkim: (domain) => (domain === 'acme.test' ? key : null) });
    const from = { name: 'Acme', address: 'hello@other.test' };
    expect(await mailer.send(outgoingMail({ from }), async () => {})).toMatchObject({ kind: 'sent' });
    expect(sink.mails[0]?.header('dkim-signature')).toBeUndefined();
  });

  test.prop([fc.array(fc.constantFrom(' ', '  ', '\r\n', 'a', '.', 'é', '=', '\t', 'word'), { maxLength: 60 })], {
    numRuns: 40,
  })('verifies whatever blanks and lines its body and its names have', async (parts) => {
    const written = parts.join('');
    const change = { text: bodyOf(written), html: bodyOf(written), subject: written };
    expect(await verify(await signedSample(change))).toEqual(valid);
  });

  it.each([
    ['blanks at the ends of lines', 'From: a@acme.test\r\nSubject: x\r\n\r\na  \t\r\n b \t c\r\n\r\n \r\n\r\n'],
    ['nothing in its body', 'From: a@acme.test\r\nSubject: x\r\n\r\n'],
    ['a header twice', 'From: a@acme.test\r\nSubject: one\r\nSubject: two\r\n\r\nbody\r\n'],
  ])('verifies when it has %s', async (_what, message) => {
    expect(await verify(await dkimSigned(Buffer.from(message), key))).toEqual(valid);
  });

  it('verifies still when a relay folds headers anew or adds its own', async () => {
    const message = (await signedSample()).toString('latin1');
    const refolded = message
      .replace('Subject: How to start', 'Subject:\tHow \r\n to  start ')
      .replace('List-Unsubscribe: <https', 'list-unsubscribe:  <https');
    expect(refolded).not.toBe(message);
    const relayed = insertHeader(
      Buffer.from(refolded, 'latin1'),
      'Received: from a by b; Sun, 22 Nov 2026 09:00:01 +0000',
    );
    expect(await verify(insertHeader(relayed, 'Feedback-ID: 1:relay:ses'))).toEqual(valid);
  });

  it.each([
    'From: Eve <eve@evil.test>',
    'Subject: other',
    'To: eve@evil.test',
    'Cc: eve@evil.test',
    'Reply-To: eve@evil.test',
    'List-Unsubscribe: <https://evil.test>',
    'Content-Type: text/plain',
  ])('no longer verifies with a second %j', async (field) => {
    const message = await signedSample({ unsubscribe: field.startsWith('List') ? null : outgoingMail().unsubscribe });
    expect(await verify(message)).toEqual(valid);
    expect((await verify(insertHeader(message, field)))[0]?.result).toBe('fail');
  });

  it('no longer verifies with another body', async () => {
    const message = (await signedSample()).toString('latin1');
    const [verdict] = await verify(Buffer.from(message.replace('Hello Ann', 'Hello Eve'), 'latin1'));
    expect(verdict?.result).not.toBe('pass');
  });

  it('is the same bytes every time', async () => {
    const mail = outgoingMail();
    expect(await dkimSigned(mimeOf(mail), key)).toEqual(await dkimSigned(mimeOf(mail), key));
  });
});

describe('a key that cannot sign', () => {
  const small = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: pem,
  });
  const curve = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: pem,
  });

  it.each<[string, DkimKey]>([
    ['is none', { ...key, privateKey: 'secret words' }],
    ['is too short', { ...key, privateKey: small.privateKey }],
    ['is of another kind', { ...key, privateKey: curve.privateKey }],
    ['has a domain that would break out', { ...key, domain: 'acme.test; l=0' }],
  ])('holds the mail back before a connection is made, when it %s', async (_what, wrong) => {
    const { sink, mailer } = await relay({}, { dkim: () => wrong });
    let told = 0;
    const result = await mailer.send(outgoingMail(), async () => {
      told += 1;
    });
    expect(result).toMatchObject({ kind: 'declined', class: 'setup', rule: stopRules.dkimKey.name, code: null });
    expect(JSON.stringify(result)).not.toMatch(/secret words|PRIVATE/);
    expect([told, sink.connectionCount]).toEqual([0, 0]);
  });
});
