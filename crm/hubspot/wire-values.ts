/**
 * How HubSpot writes the values of properties: every one is a text.
 *
 * Sources: the properties guide, "Property type and fieldType values" and "Update or clear a property's values"
 * (developers.hubspot.com/docs/api-reference/latest/crm/properties/guide): `bool` is `true` or `false`; `date` is a day
 * `YYYY-MM-DD`, or milliseconds since 1970 at midnight UTC; several options of an `enumeration` are joined by `;`; an
 * empty text clears a property. Older answers give days in milliseconds (…/faq/how-should-timestamps-be-formatted-for-hubspots-apis).
 */
import { assertNever } from '../../domain/errors.ts';
import { instantFromMs } from '../../domain/instant.ts';
import { isDate } from '../../domain/time.ts';
import type { Carried, MappedType, MappedValue, ValueCodec } from '../mapping.ts';

type Value = Exclude<MappedValue, null>;

const fitting = <T>(value: T): Carried<T> => ({ kind: 'fit', value });
const misfit = (why: string): Carried<never> => ({ kind: 'unfit', why });

/** The property holds at most so many characters ("Property type and fieldType values", `string`). */
const longestText = 65_536;

export const hubspotCodec: ValueCodec = { toWire, fromWire };

function toWire(type: MappedType, value: Value): Carried<string> {
  switch (type.kind) {
    case 'text':
      if (typeof value !== 'string') return misfit('is not a text');
      return value.length > longestText ? misfit(`has more than ${longestText} characters`) : fitting(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
        ? fitting(plainDecimal(value))
        : misfit('is not a number');
    case 'boolean':
      return typeof value === 'boolean' ? fitting(String(value)) : misfit('is not true or false');
    case 'date':
      return typeof value === 'string' && isDate(value) ? fitting(value) : misfit('is not a date such as 2026-11-21');
    case 'choice':
      if (!type.values.some((one) => one === value)) return misfit('is none of the values that the field takes');
      return isOption(String(value)) ? fitting(plainText(value)) : misfit('holds a ";", which separates options');
    case 'choices':
      if (!isList(value)) return misfit('is not a list');
      return value.every(isOption)
        ? fitting([...new Set(value)].join(';'))
        : misfit('holds a ";", which separates options');
    default:
      return assertNever(type);
  }
}

function fromWire(type: MappedType, wire: string): Carried<Value> {
  switch (type.kind) {
    case 'text':
      return fitting(wire);
    case 'number':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(wire) && Number.isFinite(Number(wire))
        ? fitting(Number(wire))
        : misfit('is not a number');
    case 'boolean':
      return wire === 'true' || wire === 'false' ? fitting(wire === 'true') : misfit('is not true or false');
    case 'date':
      return dayOf(wire);
    case 'choice': {
      const told = wire.trim().toLowerCase();
      const values = type.values.filter((one) => plainText(one).toLowerCase() === told);
      const value = values.find((one) => plainText(one) === wire.trim()) ?? values[0];
      return value === undefined ? misfit('is none of the values that the field takes') : fitting(value);
    }
    case 'choices':
      return fitting(wire.split(';').filter((option) => option !== ''));
    default:
      return assertNever(type);
  }
}

const isList = (value: Value): value is readonly string[] => Array.isArray(value);
const isOption = (text: string): boolean => text !== '' && !text.includes(';');
const plainText = (value: Value): string => (typeof value === 'number' ? plainDecimal(value) : String(value));

/** Days also come as milliseconds, and as instants where the property holds a time: the day in UTC is meant. */
function dayOf(wire: string): Carried<string> {
  const day = /^-?\d{1,14}$/.test(wire)
    ? instantFromMs(Number(wire)).slice(0, 10)
    : (/^(.{10})T[\d:.]+Z$/.exec(wire)?.[1] ?? wire);
  return isDate(day) ? fitting(day) : misfit('is not a date');
}

/** Without an exponent, which HubSpot's numbers do not have; exactly the digits that JavaScript shows. */
function plainDecimal(value: number): string {
  const [mantissa = '0', exponent] = String(value === 0 ? 0 : value).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0').slice(0, point)}${digits.length > point ? `.${digits.slice(point)}` : ''}`;
}
