import { describe, expect, test } from 'vitest';
import {
  type ConsentEntry,
  type ConsentPolicy,
  consentVerdict,
  noConsentPolicy,
  purposesInForce,
} from '../../domain/consent.ts';

const now = '2026-11-21T09:00:00.000Z';
const day = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString();
const entry = (given: Partial<ConsentEntry> = {}): ConsentEntry => ({
  purpose: 'marketing',
  basis: 'express',
  at: day(-10),
  expiresAt: null,
  withdrawnAt: null,
  ...given,
});
const policy: ConsentPolicy = {
  countries: { DE: 'express', CA: 'any', US: 'none' },
  otherwise: 'any',
  unknown: 'express',
};
const verdict = (country: string | null, entries: readonly ConsentEntry[], held = policy, purpose = 'marketing') => {
  const said = consentVerdict(held, country, purpose, entries, now);
  return said.kind === 'given' ? 'given' : said.why;
};

describe('which consent a country wants', () => {
  const implied = entry({ basis: 'implied', expiresAt: day(1) });
  test.each([
    ['DE', [], 'leads in DE must have given express consent to marketing, and this one has not'],
    ['DE', [implied], 'leads in DE must have given express consent to marketing, and this one has not'],
    ['DE', [implied, entry()], 'given'],
    ['de', [entry()], 'given'],
    ['CA', [], 'leads in CA must have given consent to marketing, and this one has not'],
    ['CA', [implied], 'given'],
    ['CA', [entry({ basis: 'legitimate_interest' })], 'given'],
    ['US', [], 'given'],
    ['FR', [], 'leads in FR must have given consent to marketing, and this one has not'],
    ['FR', [implied], 'given'],
    [null, [implied], 'leads of unknown country must have given express consent to marketing, and this one has not'],
    [null, [entry()], 'given'],
    ['constructor', [], 'leads in CONSTRUCTOR must have given consent to marketing, and this one has not'],
  ])('%s with %j: %s', (country, entries, expected) => {
    expect(verdict(country, entries)).toBe(expected);
  });

  test('is asked of the purpose of the mail, and of nothing else', () => {
    expect(verdict('DE', [entry({ purpose: 'newsletter' })])).toContain('express consent to marketing');
    expect(verdict('DE', [entry({ purpose: 'newsletter' })], policy, 'newsletter')).toBe('given');
  });
});

describe('when a consent counts', () => {
  test('it does from its date until it runs out', () => {
    expect(verdict('CA', [entry({ at: now })])).toBe('given');
    expect(verdict('CA', [entry({ at: day(1) })])).not.toBe('given');
    expect(verdict('CA', [entry({ expiresAt: now })])).not.toBe('given');
    expect(verdict('CA', [entry({ expiresAt: day(-1) }), entry({ at: day(-5) })])).toBe('given');
  });
});

describe('an objection', () => {
  const objection = 'the lead withdrew its consent to marketing';
  test('holds whatever the country wants, and where nothing is asked for', () => {
    const withdrawn = [entry({ withdrawnAt: day(-1) })];
    expect(verdict('US', withdrawn)).toBe(objection);
    expect(verdict('DE', withdrawn)).toBe(objection);
    expect(verdict(null, withdrawn, noConsentPolicy)).toBe(objection);
    expect(verdict('US', withdrawn, policy, 'newsletter')).toBe('given');
  });

  test('ends with a later consent, and what was agreed to before it counts no more', () => {
    const withdrawn = entry({ at: day(-9), withdrawnAt: day(-5) });
    expect(verdict('DE', [withdrawn, entry({ at: day(-4) })])).toBe('given');
    expect(verdict('DE', [entry({ at: day(-8) }), withdrawn])).toBe(objection);
    expect(verdict('DE', [entry(), withdrawn, entry({ at: day(-4), basis: 'implied' })])).toContain('express consent');
  });

  test('counts from its time, and an earlier one does not come back when a consent runs out', () => {
    expect(verdict('DE', [entry({ withdrawnAt: day(1) })])).toBe('given');
    const runOut = entry({ at: day(-4), expiresAt: day(-1), basis: 'implied' });
    expect(verdict('US', [entry({ withdrawnAt: day(-5) }), runOut])).toBe('given');
  });
});

test('the purposes in force are those with a consent that counts', () => {
  const entries = [
    entry({ purpose: 'newsletter', basis: 'implied' }),
    entry(),
    entry({ purpose: 'profiling', withdrawnAt: day(-1) }),
    entry({ purpose: 'tracking', expiresAt: day(-1) }),
  ];
  expect(purposesInForce(entries, now)).toEqual(['marketing', 'newsletter']);
  expect(purposesInForce(entries, day(-11))).toEqual([]);
});
