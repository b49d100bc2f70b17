/** Forms as bytes: what strangers send before anybody knows who they are. */
import { describe, expect, it } from 'vitest';
import { formOf } from '../../../../mail/provider/webhooks/form-body.ts';

const form = (body: string, type: string) => {
  const read = formOf(Buffer.from(body, 'latin1'), type);
  return read && [...read].map(([name, value]) => [name, value.toString('latin1')]);
};
const pairs = 'application/x-www-form-urlencoded; charset=utf-8';
const parts = 'multipart/form-data; charset=utf-8; boundary="b b"';

describe('a form', () => {
  it('of pairs is read escape by escape, and what is no escape stays as it is', () => {
    expect(form('a=1+2%2B%e4%FF&b%20c=%&d=%4&e=%zz%41&a=again&f&=x', pairs)).toEqual([
      ['a', '1 2+\xe4\xff'],
      ['b c', '%'],
      ['d', '%4'],
      ['e', '%zzA'],
      ['f', ''],
      ['', 'x'],
    ]);
  });

  it('of parts is read from boundary to boundary, whatever stands before, between and after', () => {
    const field = (name: string, value: string) =>
      `\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n--b b`;
    const body = `preamble\r\n--b b  ${field('name="a"', '\r\n--b\r\n\xff')}${field('filename="x"; name="file"', '')}${field('filename="only"', 'y')}--\r\nend`;
    expect(form(body, parts)).toEqual([
      ['a', '\r\n--b\r\n\xff'],
      ['file', ''],
    ]);
  });

  it('is none with too many fields, a head without an end, or another type', () => {
    expect(form('a=1&'.repeat(600), pairs)).toBeNull();
    expect(form('--b b\r\n\r\n\r\n'.repeat(600), parts)).toBeNull();
    expect(form(`--b b\r\nContent-Disposition: ${'x'.repeat(9000)}; name="a"\r\n\r\nx\r\n--b b--`, parts)).toBeNull();
    expect(form('a=1', 'text/plain')).toBeNull();
    expect(form('', parts)).toBeNull();
  });
});
