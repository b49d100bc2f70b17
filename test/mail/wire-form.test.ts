/** What is sent after DATA, read back by the rules of RFC 5321 §4.5.2. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { wireForm } from '../../mail/wire-form.ts';

/** As a server reads it: up to the first line that is a dot alone, without the first dot of the others. */
function received(wire: string): string {
  const lines = wire.split('\r\n');
  const end = lines.indexOf('.');
  expect(lines.slice(end)).toEqual(['.', '']);
  return lines
    .slice(0, end)
    .map((line) => `${line.replace(/^\./, '')}\r\n`)
    .join('');
}

const lines = fc.array(
  fc.array(fc.constantFrom('.', '..', 'a', ' ', '=', '\xe9'), { maxLength: 4 }).map((parts) => parts.join('')),
  { minLength: 1, maxLength: 8 },
);

describe('a message after DATA', () => {
  test.prop([lines])('arrives as it was, wherever its dots are', (written) => {
    const message = `${written.join('\r\n')}\r\n`;
    expect(received(wireForm(Buffer.from(message, 'latin1')).toString('latin1'))).toBe(message);
  });

  it.each(['a\n.\r\n', 'a\r.\r\n', '\na\r\n', 'a\n\nb\r\n', 'a\r\r\n', 'a', 'a\r', 'a\n', ''])(
    'is refused when a line ends otherwise than with CRLF: %j',
    (message) => {
      expect(() => wireForm(Buffer.from(message))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    },
  );
});
