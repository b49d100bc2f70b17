import { describe, expect, test } from 'vitest';
import { masked, maskedError } from '../../server/masking.ts';
import { createClickWindow } from '../../server/tracking/click-window.ts';
import { httpAddress } from '../../server/tracking/destinations.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 9, 0, 0) + seconds * 1_000).toISOString();

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
  ['', null],
])('the destination %j becomes %j', (url, address) => {
  expect(httpAddress(url)).toBe(address);
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
