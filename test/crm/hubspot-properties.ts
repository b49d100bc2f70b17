/** The properties of an account of the HubSpot that tests talk to, and what values they take. */

export interface Property {
  readonly name: string;
  readonly type: 'string' | 'number' | 'date' | 'datetime' | 'bool' | 'enumeration';
  readonly unique?: true;
  readonly readOnly?: true;
  readonly options?: readonly string[];
}

const standard: Readonly<Record<'contacts' | 'deals', readonly Property[]>> = {
  contacts: [
    { name: 'email', type: 'string' },
    { name: 'hs_additional_emails', type: 'string' },
    { name: 'firstname', type: 'string' },
    { name: 'lastname', type: 'string' },
    { name: 'company', type: 'string' },
    { name: 'hubspot_owner_id', type: 'enumeration' },
    { name: 'hs_object_id', type: 'number', readOnly: true },
    { name: 'createdate', type: 'datetime', readOnly: true },
    { name: 'lastmodifieddate', type: 'datetime', readOnly: true },
    { name: 'team_size', type: 'number' },
    { name: 'renewal', type: 'date' },
    { name: 'opted_in', type: 'bool' },
    { name: 'sector', type: 'enumeration', options: ['office', 'hotel', 'school'] },
    { name: 'interests', type: 'enumeration', options: ['heat', 'light', 'air'] },
    { name: 'tendril_lead_id', type: 'string', unique: true },
  ],
  deals: [
    { name: 'dealname', type: 'string' },
    { name: 'pipeline', type: 'enumeration', options: ['default'] },
    {
      name: 'dealstage',
      type: 'enumeration',
      options: ['appointmentscheduled', 'qualifiedtobuy', '1001', '1002', '1003', 'closedwon', 'closedlost'],
    },
    { name: 'amount', type: 'number' },
    { name: 'deal_currency_code', type: 'enumeration', options: ['EUR', 'SEK'] },
    { name: 'closedate', type: 'datetime' },
    { name: 'closed_lost_reason', type: 'string' },
    { name: 'hubspot_owner_id', type: 'enumeration' },
    { name: 'product_line', type: 'string' },
    { name: 'hs_object_id', type: 'number', readOnly: true },
    { name: 'createdate', type: 'datetime', readOnly: true },
    { name: 'hs_lastmodifieddate', type: 'datetime', readOnly: true },
    { name: 'hs_is_closed', type: 'bool', readOnly: true },
    { name: 'hs_is_closed_won', type: 'bool', readOnly: true },
    { name: 'tendril_handoff_id', type: 'string', unique: true },
  ],
};

/** By name, to be changed by a test. */
export const standardProperties = (type: 'contacts' | 'deals'): Map<string, Property> =>
  new Map(standard[type].map((property) => [property.name, property]));

/** What is wrong with a value, as HubSpot names it; null when it fits. An empty text fits everywhere. */
export function valueProblem(
  { name, type, readOnly, options }: Property,
  value: string,
): readonly [string, string] | null {
  if (readOnly) return ['READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set`];
  if (value === '') return null;
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/.test(value)) {
    return ['INVALID_EMAIL', `Email address ${value} is invalid`];
  }
  if (type === 'number' && !/^-?\d+(\.\d+)?$/.test(value))
    return ['INVALID_INTEGER', `${value} was not a valid number`];
  if (type === 'bool' && value !== 'true' && value !== 'false') return ['INVALID_BOOLEAN', `${value} is not a boolean`];
  if (type === 'date' && !isMidnight(value)) return ['INVALID_DATE', `${value} is not midnight in UTC`];
  if (type === 'datetime' && Number.isNaN(/^\d+$/.test(value) ? Number(value) : Date.parse(value))) {
    return ['INVALID_DATE', `${value} is not a time`];
  }
  const wrong = options === undefined ? undefined : value.split(';').find((option) => !options.includes(option));
  return wrong === undefined ? null : ['INVALID_OPTION', `${wrong} was not one of the allowed options`];
}

const isMidnight = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) || (/^-?\d+$/.test(value) && Number(value) % 86_400_000 === 0);

/** Days are stored as days, and numbers as numbers. */
export function storedValue({ type }: Property, value: string): string {
  if (type === 'date' && /^-?\d+$/.test(value)) return new Date(Number(value)).toISOString().slice(0, 10);
  return type === 'datetime' && /^\d+$/.test(value) ? new Date(Number(value)).toISOString() : value;
}
