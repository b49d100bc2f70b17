import { randomBytes, randomUUID } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { makeKeys } from '../../config/keys.ts';
import { makeToken, readToken, tokenPurposes } from '../../domain/tokens.ts';

const key = (): string => randomBytes(32).toString('hex');
const old = `1:${key()}`;
const { signer } = makeKeys(old, key());

describe('a token', () => {
  test.prop([fc.uuid(), fc.integer({ min: 0, max: 65_535 }), fc.constantFrom(...tokenPurposes)])(
    'gives back what it was made from',
    (id, index, purpose) => {
      const content = { purpose, id, index };
      expect(readToken(signer, purpose, makeToken(signer, content))).toEqual(content);
    },
  );

  it('survives a relay that folds the case', () => {
    const id = randomUUID();
    const token = makeToken(signer, { purpose: 'reply', id, index: 0 });
    expect(readToken(signer, 'reply', token.toUpperCase())?.id).toBe(id);
  });

  it('fits a local part with its prefix (64 octets)', () => {
    const token = makeToken(signer, { purpose: 'bounce', id: randomUUID(), index: 65_535 });
    expect(`b+${token}`.length).toBeLessThanOrEqual(64);
    expect(token).toMatch(/^[a-z2-7]+$/);
  });

  it('is void for another purpose', () => {
    const token = makeToken(signer, { purpose: 'open', id: randomUUID(), index: 0 });
    expect(readToken(signer, 'unsubscribe', token)).toBeNull();
  });

  it('is void when any one letter is changed', () => {
    const token = makeToken(signer, { purpose: 'click', id: randomUUID(), index: 3 });
    for (let i = 0; i < token.length; i += 1) {
      const other = token[i] === 'a' ? 'b' : 'a';
      expect(readToken(signer, 'click', token.slice(0, i) + other + token.slice(i + 1)), `letter ${i}`).toBeNull();
    }
  });

  it('is void when it is cut, lengthened or foreign', () => {
    const token = makeToken(signer, { purpose: 'click', id: randomUUID(), index: 0 });
    const foreign = makeKeys(`1:${key()}`, key()).signer;
    for (const text of ['', token.slice(0, -1), `${token}a`, 'x'.repeat(10_000), '../../etc/passwd', 'ä']) {
      expect(readToken(signer, 'click', text)).toBeNull();
    }
    expect(readToken(foreign, 'click', token)).toBeNull();
  });

  it('stays valid after the key was rotated, and is void once its key is removed', () => {
    const token = makeToken(signer, { purpose: 'unsubscribe', id: randomUUID(), index: 0 });
    const fresh = `2:${key()}`;
    expect(readToken(makeKeys(`${fresh},${old}`, key()).signer, 'unsubscribe', token)).not.toBeNull();
    expect(readToken(makeKeys(fresh, key()).signer, 'unsubscribe', token)).toBeNull();
  });

  it.each([
    '',
    'x',
    '0194c2f0-7b1e-7abc-8def-0123456789ab0',
    '0194c2f0-7b1e-7abc-8def-0123456789ag',
    '`194c2f0-7b1e-7abc-8def-0123456789ab',
    'é'.repeat(32),
  ])('is not made for %j, which is no UUID', (id) => {
    expect(() => makeToken(signer, { purpose: 'open', id, index: 0 })).toThrow(RangeError);
  });

  test.prop([fc.webUrl(), fc.webUrl()])('that is bound to a text is void without it and with another', (one, other) => {
    const content = { purpose: 'link', id: randomUUID(), index: 2 } as const;
    const token = makeToken(signer, content, one);
    expect(readToken(signer, 'link', token, one)).toEqual(content);
    expect(readToken(signer, 'link', token)).toBeNull();
    expect(readToken(signer, 'trap', token, one)).toBeNull();
    fc.pre(one !== other);
    expect(readToken(signer, 'link', token, other)).toBeNull();
  });

  it('that is bound to nothing is void with a text', () => {
    const token = makeToken(signer, { purpose: 'click', id: randomUUID(), index: 2 });
    expect(readToken(signer, 'click', token, '')).not.toBeNull();
    expect(readToken(signer, 'click', token, 'https://evil.example')).toBeNull();
  });
});
