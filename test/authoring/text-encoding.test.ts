/** Files as programs of many countries write them: what their bytes are taken for, and that nothing is guessed in silence. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainCell, safeCell } from '../../authoring/csv-cells.ts';
import { createDecoder, createInspector, encodingNamed } from '../../authoring/text-encoding.ts';

function look(bytes: Uint8Array, asked: string | null = null, size = 3) {
  const inspector = createInspector();
  for (let at = 0; at < bytes.length; at += size) inspector.push(bytes.subarray(at, at + size));
  return inspector.end(asked);
}

function decoded(bytes: Uint8Array, encoding: string): string {
  const decoder = createDecoder(encoding);
  return [...bytes].map((byte) => decoder.push(Uint8Array.of(byte))).join('') + decoder.end();
}

const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
const text = 'email;name\nann@example.com;Müller €\n';

describe('an encoding', () => {
  test.each([
    ['UTF-8', Buffer.from(text), 'utf-8', 'valid'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8', 'mark'],
    ['"Unicode text" of Excel', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le', 'mark'],
    ['UTF-16, the other way round', utf16be(text), 'utf-16be', 'mark'],
    ['Windows-1252', Buffer.from(text.replace('€', '\x80'), 'latin1'), 'windows-1252', 'guessed'],
  ])('%s is known by its bytes, and read as it was written', (_, bytes, encoding, known) => {
    const found = look(bytes);
    expect(found).toMatchObject({ encoding, known, bytes: bytes.length, refusal: null });
    expect(decoded(bytes, found.encoding).replace('\ufeff', '')).toBe(text);
  });

  test('that is guessed is shown by the first line that it matters for', () => {
    const bytes = Buffer.from('email;name\nann@example.com;Lee\nbob@example.com;M\xfcller\n', 'latin1');
    expect(look(bytes, null, 1_000).example).toEqual({ line: 3, text: 'bob@example.com;Müller' });
  });

  test('is UTF-8 although some of its letters are damaged, so that the others do not become two', () => {
    const bytes = Buffer.concat([Buffer.from('é'.repeat(20)), Buffer.from([0xe9, 0x0a])]);
    expect(look(bytes)).toMatchObject({ encoding: 'utf-8', known: 'damaged' });
  });

  test.each([
    ['windows-1250', [0xe8, 0x80], 'č€'],
    ['windows-1251', [0xc0, 0xff], 'Ая'],
    ['iso-8859-2', [0xb1], 'ą'],
    ['iso-8859-15', [0xa4], '€'],
    ['MacRoman', [0x8a, 0xdb], 'ä€'],
    ['ANSI', [0x80, 0x99], '€™'],
  ])('%s is read when it is asked for', (name, bytes, expected) => {
    expect(decoded(Uint8Array.from(bytes), encodingNamed(name))).toBe(expected);
  });

  test('that nobody knows is refused with those that there are', () => {
    expect(() => encodingNamed('klingon')).toThrow(/no encoding "klingon"; there are utf-8, /);
  });
});

test.each([
  ['a workbook', Buffer.from('PK\x03\x04 and more'), /workbook of Excel/],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /\.xls/],
  ['UTF-16 that does not say so', Buffer.from(text.repeat(20), 'utf16le'), /--encoding utf-16le/],
])('%s is no text, and the refusal says what to do', (_, bytes, refusal) => {
  expect(look(bytes).refusal).toMatch(refusal);
});

describe('a cell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+45 33', "'+45 33"],
    ['-', "'-"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ["'=x", "''=x"],
    ['-12.5', '-12.5'],
    ['+4533123456', '+4533123456'],
    ["O'Neill", "O'Neill"],
    ['Oslo;=cmd|1', "Oslo;'=cmd|1"],
    ['two lines\n@SUM(A1),+A1', "two lines\n'@SUM(A1),'+A1"],
    ['1,-2;+3', '1,-2;+3'],
  ])('%s is written as %s', (plain, safe) => {
    expect(safeCell(plain)).toBe(safe);
  });

  test('that is written comes back as it was, and nothing of it begins like a formula, whatever mark separates', () => {
    const marks = ['=', '+', '-', '@', "'", '"', '\t', ';', ',', '\n', '1', '.', 'a'];
    const any = fc.string({ unit: fc.constantFrom(...marks), maxLength: 8 });
    fc.assert(
      fc.property(any, fc.boolean(), (cell, numbers) => {
        fc.pre(!/^="[^"]*"$/.test(cell) || safeCell(cell) !== cell);
        const written = safeCell(cell, numbers);
        expect(plainCell(written)).toBe(cell);
        expect(/^[\t\r]|(?:^|[;,\t\r\n])(?:[=@]|[+-](?!\d+(?:\.\d+)?(?:$|[;,\t\r\n])))/.test(written)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
