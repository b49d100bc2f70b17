/**
 * On whose clock a lead lives: its own zone, else that of its country, else that of the sequence, else that of the
 * organisation, else UTC. Says where the zone came from, so that a timeline can.
 */
import { isZone, type Zone } from './time.ts';

export type ZoneSource = 'lead' | 'country' | 'sequence' | 'organisation' | 'utc';

export interface FoundZone {
  readonly zone: Zone;
  readonly by: ZoneSource;
}

/**
 * The zone of a lead. What is not a zone of the IANA database counts as unknown.
 * @example zoneOf({ lead: null, country: 'de', sequence: null, organisation: 'America/New_York' }) // Europe/Berlin, by country
 */
export function zoneOf(known: {
  readonly lead: string | null;
  /** ISO 3166-1 alpha-2, in any case. */
  readonly country: string | null;
  readonly sequence: string | null;
  readonly organisation: string | null;
}): FoundZone {
  const { lead, country, sequence, organisation } = known;
  if (lead !== null && isZone(lead)) return { zone: lead, by: 'lead' };
  const ofCountry = country === null ? null : zoneOfCountry(country);
  if (ofCountry !== null) return { zone: ofCountry, by: 'country' };
  if (sequence !== null && isZone(sequence)) return { zone: sequence, by: 'sequence' };
  if (organisation !== null && isZone(organisation)) return { zone: organisation, by: 'organisation' };
  return { zone: 'UTC', by: 'utc' };
}

/** The zone of a country, the one where most of its people live where it has several; null for an unknown country. */
export function zoneOfCountry(country: string): Zone | null {
  const code = country.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return null;
  const known = zones.get(code);
  if (known !== undefined) return known;
  const found = principalZones[code] ?? firstZone(code);
  const zone = found !== null && isZone(found) ? found : null;
  zones.set(code, zone);
  return zone;
}

/** What was found before: the list of a country costs half a millisecond each time. */
const zones = new Map<string, Zone | null>();

/** By Unicode CLDR; older versions of Node have the list as a property, newer ones as a method. */
function firstZone(code: string): Zone | null {
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & {
    readonly timeZones?: readonly string[];
    getTimeZones?(): readonly string[] | undefined;
  };
  return (locale.getTimeZones?.() ?? locale.timeZones)?.[0] ?? null;
}

/** Countries of several zones, each with the one where most of its people live, and what CLDR does not know. */
const principalZones: Readonly<Record<string, Zone>> = {
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  FM: 'Pacific/Pohnpei',
  GL: 'America/Godthab',
  ID: 'Asia/Jakarta',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Gaza',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kiev',
  UM: 'Pacific/Midway',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
  // Kosovo, by the code that the EU uses.
  XK: 'Europe/Belgrade',
};
