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
});
