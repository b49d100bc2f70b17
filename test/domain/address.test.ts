import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, parseAddress } from '../../domain/address.ts';
import { errorCode } from '../../domain/errors.ts';

const codeOf = (text: string): string => {
  try {
    return parseAddress(text);
  } catch (error) {
    return errorCode(error);
  }
};

describe('an address', () => {
  it.each([
    ['ann@acme.example', 'ann@acme.example'],
    [' Ann.Lee+news@Acme.EXAMPLE ', 'Ann.Lee+news@acme.example'],
    ["o'neill@acme.example", "o'neill@acme.example"],
    ['ann@exämple.com', 'ann@xn--exmple-cua.com'],
    ['ann@mail.bücher.example', 'ann@mail.xn--bcher-kva.example'],
  ])('%s is one mailbox', (text, expected) => {
    expect(codeOf(text)).toBe(expected);
  });

  it.each([
    '',
    'ann',
    '@x.example',
    'ann@',
    'a@b',
    'a@-x.com',
    'a@x-.com',
    'a@x..com',
    '.a@x.com',
    'a.@x.com',
    'a..b@x.com',
    'a b@x.com',
    'a@x.com\r\nDATA',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
    'a@x.com/evil',
    'a@xn--a.com',
    'a@x.com:25',
    `${'a'.repeat(65)}@x.com`,
    'josé@x.com',
    '"a b"@x.com',
    'Ann <ann@x.com>',
  ])('%j is refused', (text) => {
    expect(codeOf(text)).toBe('ADDRESS_INVALID');
  });

  it.each([
    'a@b.example, d@e.example',
    'a@b.example;d@e.example',
    'a@b.example d@e.example',
    'a@b@c.example',
    'a@x.com\r\nRCPT TO:<z@z.example>',
  ])('%j is several addresses', (text) => {
    expect(codeOf(text)).toBe('ADDRESS_MULTIPLE');
  });

  it('is compared without regard to case, but keeps dots and tags', () => {
    expect(canonicalAddress('Ann@Y.test')).toBe(canonicalAddress('ann@y.TEST'));
    expect(canonicalAddress('a.nn+x@y.test')).not.toBe(canonicalAddress('ann@y.test'));
  });

  const part = fc.oneof(
    fc.constantFrom('a', 'Ann', 'ü', '-', 'xn--', 'xn--exmple-cua', '1', '_', '', 'x'.repeat(63), 'x'.repeat(64)),
    fc.string({ maxLength: 5 }),
  );
  const parts = fc.array(part, { minLength: 1, maxLength: 4 }).map((list) => list.join('.'));
  test.prop([parts, parts, fc.constantFrom('com', 'test', '0x1', '1', 'ü')])(
    'is read alike with and without blanks around it',
    (local, domain, top) => {
      const text = `${local}@${domain}.${top}`;
      expect(codeOf(text)).toBe(codeOf(` ${text} `));
    },
  );
});
