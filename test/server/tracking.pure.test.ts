import { describe, expect, test } from 'vitest';
import { networkOf, rangeBits } from '../../config/networks.ts';
import { webAddress } from '../../domain/web-address.ts';
import { masked, maskedError } from '../../server/masking.ts';
import { createCallers } from '../../server/tracking/callers.ts';
import { createClickWindow } from '../../server/tracking/click-window.ts';

const at = (seconds: number) => Date.UTC(2026, 10, 21, 9, 0, 0) + seconds * 1_000;

describe('clicks within ten seconds', () => {
  test('are one, also over the edge of the clock’s own tens', () => {
    const clicks = createClickWindow();
    const keys = [9.9, 10.1, 19.8].map((seconds) => clicks.keyFor('m', 0, at(seconds)));
    expect(new Set(keys).size).toBe(1);
    expect(clicks.keyFor('m', 0, at(19.95))).not.toBe(keys[0]);
  });

  test('on another link or mail are others', () => {
    const clicks = createClickWindow();
    const keys = [clicks.keyFor('m', 0, at(1)), clicks.keyFor('m', 1, at(1)), clicks.keyFor('n', 0, at(1))];
    expect(new Set(keys).size).toBe(3);
  });

  test('seen by two processes have the same key', () => {
    expect(createClickWindow().keyFor('m', 0, at(3))).toBe(createClickWindow().keyFor('m', 0, at(6)));
  });

  test('still have a key each when many others were remembered since', () => {
    const clicks = createClickWindow(10_000, 2);
    const first = clicks.keyFor('a', 0, at(1));
    clicks.keyFor('b', 0, at(1));
    clicks.keyFor('c', 0, at(1));
    expect(clicks.keyFor('a', 0, at(2))).toBe(first);
  });

  test('after a clock that jumped back are not lost', () => {
    const clicks = createClickWindow();
    const later = clicks.keyFor('m', 0, at(60));
    expect(clicks.keyFor('m', 0, at(5))).not.toBe(later);
  });
});

test.each([
  ['https://acme.example/a?b=c#d', 'https://acme.example/a?b=c#d'],
  ['HTTP://Acme.example', 'http://acme.example/'],
  ['https://exämple.de/ä', 'https://xn--exmple-cua.de/%C3%A4'],
  ['javascript:alert(1)', null],
  ['//evil.example', null],
  ['/relative', null],
  ['https:\\\\evil.example', null],
  ['https://a.example/\r\nX-Evil: 1', null],
  ['ftp://a.example', null],
  ['https://', null],
  ['https://acme.example@evil.example/', null],
  ['https://a.example/\u0000', null],
  ['https://a.example/\u0085', null],
  ['https:/\\evil.example', null],
  ['', null],
])('the destination %j becomes %j', (url, address) => {
  expect(webAddress(url)).toBe(address);
});

test('an address with an umlaut is one however many were looked at before', () => {
  const refused = Array.from({ length: 20_000 }, () => webAddress('https://exämple.de/ä')).filter(
    (one) => one === null,
  );
  expect(refused).toEqual([]);
});

test('the log keeps neither addresses nor tokens, not even of causes', () => {
  expect(masked('mail to <ann+x@customer.example>, link /h/abcdefgh234567abcdefgh')).toBe(
    'mail to <[address]>, link /h/[token]',
  );
  const error = new Error('for ann@customer.example', { cause: new Error('to bob@customer.example') });
  const text = JSON.stringify(maskedError(error));
  expect(text).not.toMatch(/ann@|bob@/);
  expect(text).toContain('cause');
});

test('the log keeps neither the token nor the destination of a link', () => {
  expect(masked('GET /c/abcdefgh234567abcdefgh/aHR0cHM6Ly9hLmV4YW1wbGUvP2U9YW5u?x')).toBe('GET /c/[token]?x');
});

describe('the network of a caller', () => {
  const kinds = new Map([[rangeBits('192.0.2.0/24'), 'scanner']] as const);
  const callers = createCallers({
    networkOf,
    networkHash: (network) => network,
    kindOf: (address) => kinds.get(networkOf(address)) ?? null,
    isTrusted: (address) => address.startsWith('10.'),
  });
  const from = (peer: string, headers: Record<string, string> = {}) => callers(peer, (name) => headers[name]).network;

  test.each([
    ['192.0.2.7', '192.0.2.250'],
    ['::ffff:192.0.2.7', '192.0.2.9'],
    ['2001:db8:1::1', '2001:db8:1:ffff::'],
    ['2001:db8:1::192.0.2.1', '2001:0db8:0001::'],
  ])('of %s is that of %s', (one, other) => {
    expect(from(one)).not.toBeNull();
    expect(from(one)).toBe(from(other));
  });

  test.each([
    ['192.0.2.7', '192.0.3.7'],
    ['2001:db8:1::1', '2001:db8:2::1'],
    ['::1', '0.0.0.1'],
  ])('of %s is not that of %s', (one, other) => {
    expect(from(one)).not.toBe(from(other));
  });

  test('is known by its kind', () => {
    expect(callers('192.0.2.99', () => undefined).networkKind).toBe('scanner');
    expect(callers('192.0.3.99', () => undefined).networkKind).toBeNull();
  });

  test('behind trusted proxies is that of the last address that none of them has', () => {
    const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9, 10.0.0.2' };
    expect(from('10.0.0.1', forwarded)).toBe(from('203.0.113.9'));
    expect(from('10.0.0.1', { forwarded: 'for=198.51.100.1, for="[2001:db8::9]:4711";proto=https' })).toBe(
      from('2001:db8::9'),
    );
    expect(from('10.0.0.1', { forwarded: 'for=unknown' })).toBeNull();
  });

  test('is not what a caller says that is no trusted proxy', () => {
    expect(from('203.0.113.9', { 'x-forwarded-for': '198.51.100.1' })).toBe(from('203.0.113.9'));
  });

  test('is not known of a text that is no address', () => {
    for (const text of ['', 'x', '1.2.3', '::g', '1.2.3.4.5', '_hidden']) expect(networkOf(text)).toBeNull();
    for (const text of ['192.0.2.0/33', '::/129', '192.0.2.0/', '/8', 'a/8']) expect(rangeBits(text)).toBeNull();
  });
});
