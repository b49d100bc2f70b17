/** Whether an address can be the one of a real person, by what is known of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privateMailDomains } from '../../domain/mail-domains.ts';
import { type DomainFacts, judgeAddress, type MailHost, registrationAfter } from '../../domain/registration.ts';

const hosts: readonly MailHost[] = ['mx', 'host', 'null-mx', 'no-mail-server', 'no-domain', 'unknown'];
const facts = (host: MailHost, disposable = false): DomainFacts => ({ host, disposable });
const known = [...privateMailDomains];

describe('an address', () => {
  test.each([
    ['ann@gmial.com', 'no-domain', 'refused', ['no-domain', 'typo'], 'ann@gmail.com'],
    // Somebody sits on most of them, and takes what was not meant for it.
    ['ann@gmial.com', 'mx', 'risky', ['typo'], 'ann@gmail.com'],
    ['Ann@Hotmial.com', 'no-domain', 'refused', ['no-domain', 'typo'], 'ann@hotmail.com'],
    ['ann@yaho.com', 'mx', 'risky', ['typo'], 'ann@yahoo.com'],
    ['ann@gmail.con', 'no-domain', 'refused', ['no-domain', 'typo'], 'ann@gmail.com'],
    ['ann@acme.con', 'no-domain', 'refused', ['no-domain', 'typo'], 'ann@acme.com'],
    ['ann@gmail.co', 'mx', 'risky', ['typo'], 'ann@gmail.com'],
    ['ann@t-onlin.de', 'no-domain', 'refused', ['no-domain', 'typo'], 'ann@t-online.de'],
    ['ann@gmail', 'unknown', 'refused', ['syntax', 'typo'], 'ann@gmail.com'],
    ['ann@gmail,com', 'unknown', 'refused', ['syntax', 'typo'], 'ann@gmail.com'],
    ['ann@web.dde', 'no-domain', 'refused', ['no-domain', 'typo'], 'ann@web.de'],
    // Each is a domain of its own, however near.
    ['ann@outlook.de', 'mx', 'ok', ['free-mail'], null],
    ['ann@ymail.com', 'mx', 'ok', ['free-mail'], null],
    ['ann@main.com', 'mx', 'ok', [], null],
    ['ann@tierra.es', 'mx', 'ok', [], null],
    ['ann@vodafone.pt', 'mx', 'ok', [], null],
    ['no-reply+x@acme.com', 'mx', 'risky', ['role'], null],
    ['Kunden.Service@acme.com', 'mx', 'risky', ['role'], null],
    ['ann@acme.test', 'unknown', 'refused', ['reserved-domain'], null],
    ['ann@mail.example.org', 'mx', 'refused', ['reserved-domain'], null],
    ['ann@acme.com', 'null-mx', 'refused', ['null-mx'], null],
    ['ann@acme.com', 'no-mail-server', 'refused', ['no-mail-server'], null],
    ['ann@acme.com', 'unknown', 'ok', ['unknown'], null],
    ['ann smith@acme.com', 'mx', 'refused', ['syntax'], null],
    ['<script>@acme.com', 'mx', 'refused', ['syntax'], null],
  ] as const)('%s whose domain is %s is %s', (address, host, verdict, reasons, suggestion) => {
    expect(judgeAddress(address, facts(host))).toEqual({ verdict, reasons, suggestion });
  });

  test('of a throw-away domain is doubted, and one that nobody was asked about is not', () => {
    expect(judgeAddress('ann@x.com', facts('mx', true))).toMatchObject({ verdict: 'risky', reasons: ['disposable'] });
    expect(judgeAddress('ann@acme.com', null)).toMatchObject({ verdict: 'ok', reasons: ['unknown'] });
  });

  test('at a domain where people have their mailboxes is never called a typo, whatever DNS says', () => {
    expect(known.length).toBeGreaterThan(400);
    for (const domain of known) {
      for (const host of hosts) expect(judgeAddress(`ann@${domain}`, facts(host)).suggestion, domain).toBeNull();
    }
  });

  test('is suggested only where people have their mailboxes or an ending was mistyped, and the suggestion is final', () => {
    const slip = fc.tuple(fc.constantFrom(...known), fc.nat(30), fc.constantFrom('drop', 'swap', 'double'));
    fc.assert(
      fc.property(slip, fc.constantFrom(...hosts), ([domain, at, how], host) => {
        const i = at % (domain.length - 1);
        const [a, b] = [domain[i] ?? '', domain[i + 1] ?? ''];
        const typed =
          domain.slice(0, i) + (how === 'drop' ? b : how === 'swap' ? b + a : a + a + b) + domain.slice(i + 2);
        const { suggestion, reasons } = judgeAddress(`ann@${typed}`, facts(host));
        expect(reasons.includes('typo')).toBe(suggestion !== null);
        if (suggestion === null) return;
        expect(suggestion).not.toBe(`ann@${typed}`);
        expect(judgeAddress(suggestion, facts('mx')).suggestion).toBeNull();
      }),
    );
  });

  test('is judged whatever is typed, in no time', () => {
    const nasty = ['@', '@@', `${'a'.repeat(60_000)}@`, `a@${'.'.repeat(50_000)}`, `a@${'x.'.repeat(20_000)}com`];
    const before = performance.now();
    for (const text of nasty) expect(judgeAddress(text, facts('mx')).verdict).toBe('refused');
    expect(performance.now() - before).toBeLessThan(500);
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => judgeAddress(text, null).reasons.length >= 0));
  });
});

describe('a check of a lead', () => {
  test('never outweighs what a person or a confirmation has said, and says nothing where DNS said nothing', () => {
    const [good, bad] = [judgeAddress('ann@acme.com', facts('mx')), judgeAddress('ann@gmial.com', facts('mx'))];
    const unknown = judgeAddress('ann@acme.com', facts('unknown'));
    expect(registrationAfter('unchecked', good)).toBe('checked');
    expect(registrationAfter('checked', bad)).toBe('suspicious');
    expect(registrationAfter('unchecked', unknown)).toBe('unchecked');
    for (const said of ['confirmed', 'fake'] as const)
      for (const verdict of [good, bad, unknown]) expect(registrationAfter(said, verdict)).toBe(said);
  });
});
