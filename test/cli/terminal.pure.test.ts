import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from '../../cli/content-hash.ts';
import { linesOf } from '../../cli/conversation.ts';
import { createScreen, type Screen } from '../../cli/terminal/screen.ts';
import { type Column, tableLines } from '../../cli/terminal/table.ts';
import { cutTo, displayWidth, printable, wrapped } from '../../cli/terminal/width.ts';

const esc = '\u001b';

/** A stream that passes for a terminal of 40 columns. */
const terminal = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY, columns: 40 });

function screenOn(options: { readonly isTTY: boolean; readonly noColor?: boolean }): Screen {
  const stream = terminal(options.isTTY);
  return createScreen({ stdout: stream, stderr: stream, json: false, noColor: options.noColor ?? false });
}

describe('the width of text', () => {
  it.each([
    ['plain', 5],
    ['Márta', 5],
    ['Ma\u0301rta', 5],
    ['森健二', 6],
    ['ｱｲｳ', 3],
    ['👩‍👩‍👧 ok', 5],
    ['', 0],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('cuts wide text so that it never exceeds its columns, and shows that something is missing', () => {
    expect(cutTo('森健二さん', 5)).toBe('森健…');
    expect(cutTo('short', 5)).toBe('short');
  });
});

describe('data of strangers', () => {
  it('cannot steer the terminal', () => {
    expect(printable(`Ann${esc}[2J\u202egpj.exe\nBob`)).toBe('Ann [2J gpj.exe Bob');
  });
});

describe('a table', () => {
  interface Person {
    readonly name: string;
    readonly points: number;
  }
  const columns: readonly Column<Person>[] = [
    { title: 'NAME', value: (row) => row.name, flexible: true },
    { title: 'POINTS', value: (row) => row.points, align: 'right' },
  ];
  const people = [
    { name: '森健二', points: 5 },
    { name: 'Márta Kovács', points: 120 },
  ];

  it('lines up columns although some letters are two columns wide', () => {
    expect(tableLines(screenOn({ isTTY: false }), columns, people)).toEqual([
      'NAME          POINTS',
      '森健二             5',
      'Márta Kovács     120',
    ]);
  });

  it('gives way in its flexible column when the terminal is narrow, and nowhere else', () => {
    const long = [{ name: 'x'.repeat(60), points: 7 }];
    const [, row] = tableLines(screenOn({ isTTY: true, noColor: true }), columns, long);
    expect(row).toBe(`${'x'.repeat(31)}…       7`);
  });

  it('moves its last columns beneath the row when not even cut cells would fit, and titles them there', () => {
    const wide: readonly Column<Person>[] = [
      ...columns,
      { title: 'WHERE', value: () => 'x'.repeat(20) },
      { title: 'NOTHING', value: () => null },
      { title: 'ID', value: () => 'y'.repeat(30) },
    ];
    expect(tableLines(screenOn({ isTTY: true, noColor: true }), wide, people)).toEqual([
      'NAME          POINTS',
      '森健二             5',
      `    WHERE ${'x'.repeat(20)}`,
      `    ID ${'y'.repeat(30)}`,
      'Márta Kovács     120',
      `    WHERE ${'x'.repeat(20)}`,
      `    ID ${'y'.repeat(30)}`,
    ]);
  });

  it('lets a long last column go on beneath itself where it says so', () => {
    const story: readonly Column<Person>[] = [
      { title: 'POINTS', value: (row) => row.points },
      { title: 'WHY', value: () => 'because of everything that was said before', wraps: true },
    ];
    expect(tableLines(screenOn({ isTTY: true, noColor: true }), story, people.slice(0, 1))).toEqual([
      'POINTS  WHY',
      '5       because of everything that was',
      '        said before',
    ]);
  });

  it('tells instants within words as people read them', () => {
    const said: readonly Column<Person>[] = [
      { title: 'WHY', value: () => 'no mail before 2026-12-01T09:00:00.000Z: away' },
    ];
    const [, row] = tableLines(screenOn({ isTTY: false }), said, people);
    expect(row).toMatch(/^no mail before 2026-1[12]-\d\d \d\d:00:00 \(.+\): away$/);
  });

  it('cuts nothing when its output is no terminal', () => {
    const long = [{ name: 'x'.repeat(60), points: 7 }];
    expect(tableLines(screenOn({ isTTY: false }), columns, long)[1]).toContain('x'.repeat(60));
  });
});

describe('colours', () => {
  it('are on a terminal only', () => {
    expect(screenOn({ isTTY: true }).paint('red', 'no')).toBe(`${esc}[31mno${esc}[39m`);
    expect(screenOn({ isTTY: false }).paint('red', 'no')).toBe('no');
  });

  it('are off when NO_COLOR is set', () => {
    expect(screenOn({ isTTY: true, noColor: true }).paint('red', 'no')).toBe('no');
  });
});

describe('the hash of content', () => {
  it('does not depend on the order of keys, but on that of lists', () => {
    expect(contentHash({ a: 1, b: [1, 2] })).toBe(contentHash({ b: [1, 2], a: 1 }));
    expect(contentHash({ a: 1, b: [1, 2] })).not.toBe(contentHash({ a: 1, b: [2, 1] }));
  });

  it('is taken of JSON in one form', () => {
    expect(canonicalJson({ b: null, a: { d: undefined, c: 'x' } })).toBe('{"a":{"c":"x"},"b":null}');
  });
});

describe('a text in a conversation', () => {
  it('is broken between words, a word that is too long anywhere, and by what it takes on the screen', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('', 7)).toEqual(['']);
    expect(wrapped('x'.repeat(7), 4)).toEqual(['xxxx', 'xxx']);
    expect(wrapped('漢字 漢字', 4)).toEqual(['漢字', '漢字']);
    expect(linesOf('\n a\r\nb\u202ec \n\n')).toEqual(['a', 'b c']);
  });
});
