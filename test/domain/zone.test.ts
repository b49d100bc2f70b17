/** On whose clock a lead lives. */
import { describe, expect, it } from 'vitest';
import { isZone } from '../../domain/time.ts';
import { zoneOf, zoneOfCountry } from '../../domain/zone.ts';

const nothing = { lead: null, country: null, sequence: null, organisation: null };

describe('the zone of a lead', () => {
  it('is its own, else that of its country, of the sequence, of the organisation, else UTC', () => {
    const all = { lead: 'Asia/Tokyo', country: 'at', sequence: 'Europe/Berlin', organisation: 'America/New_York' };
    expect(zoneOf(all)).toEqual({ zone: 'Asia/Tokyo', by: 'lead' });
    expect(zoneOf({ ...all, lead: null })).toEqual({ zone: 'Europe/Vienna', by: 'country' });
    expect(zoneOf({ ...all, lead: null, country: null })).toEqual({ zone: 'Europe/Berlin', by: 'sequence' });
    expect(zoneOf({ ...nothing, organisation: all.organisation })).toEqual({
      zone: 'America/New_York',
      by: 'organisation',
    });
    expect(zoneOf(nothing)).toEqual({ zone: 'UTC', by: 'utc' });
  });

  it('is not what cannot be read', () => {
    const unreadable = { lead: 'Berlin', country: 'Germany', sequence: '+02:00', organisation: 'Mars/Olympus' };
    expect(zoneOf(unreadable)).toEqual({ zone: 'UTC', by: 'utc' });
    expect(zoneOf({ ...unreadable, country: 'XX', sequence: 'Europe/Paris' })).toEqual({
      zone: 'Europe/Paris',
      by: 'sequence',
    });
  });
});

describe('the zone of a country', () => {
  it('is the only one, or the one where most people live', () => {
    const countries = ['AT', 'de', 'US', 'BR', 'AU', 'RU', 'ES', 'JP', 'CL', 'NZ', 'XK', 'XX', 'D', ''];
    expect(countries.map((country) => `${country} ${zoneOfCountry(country)}`).join('\n')).toMatchInlineSnapshot(`
      "AT Europe/Vienna
      de Europe/Berlin
      US America/New_York
      BR America/Sao_Paulo
      AU Australia/Sydney
      RU Europe/Moscow
      ES Europe/Madrid
      JP Asia/Tokyo
      CL America/Santiago
      NZ Pacific/Auckland
      XK Europe/Belgrade
      XX null
      D null
       null"
    `);
  });

  it('is known for every country there is', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const codes = letters.flatMap((a) => letters.map((b) => a + b));
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    // Islands and ice without people, groups of countries, and codes kept for parts of countries.
    const noCountry = 'AC AQ BV CP CQ DG EA EU EZ HM IC QO TA UN XA XB ZZ'.split(' ');
    const countries = codes.filter((code) => names.of(code) !== undefined && !noCountry.includes(code));
    expect(countries.length).toBeGreaterThan(240);
    expect(countries.filter((code) => !isZone(zoneOfCountry(code) ?? ''))).toEqual([]);
  });
});
