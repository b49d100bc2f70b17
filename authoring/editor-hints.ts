/**
 * What an editor is told about the texts of authored files that have a form of their own: durations, waits, conditions,
 * zones. Parts of a JSON Schema; what they refuse is wrong, but whether a text is right is decided by its reader.
 */

/** `patternErrorMessage` is what editors (VS Code, yaml-language-server) say instead of showing the pattern. */
export interface Hint {
  readonly type: 'string';
  /** What such a value is called, in editors and in the reference. */
  readonly title?: string;
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly examples?: readonly string[];
}

/** The words in any case: a JSON Schema has no flag for that. */
const anyCase = (words: readonly string[]): string =>
  `(${words.map((word) => [...word].map((letter) => (/[a-z]/.test(letter) ? `[${letter}${letter.toUpperCase()}]` : letter)).join('')).join('|')})`;

const amount = `0*[1-9]\\d*\\s*${anyCase(['second', 'minute', 'hour', 'day', 'week', 'month'])}[sS]?`;

export const durationHint: Hint = {
  type: 'string',
  title: 'duration',
  pattern: `^\\s*${amount}\\s*$`,
  patternErrorMessage: 'A whole number and a unit from seconds to months, such as "3 days".',
  examples: ['3 days', '2 hours', '1 month'],
};

export const waitHint: Hint = {
  type: 'string',
  title: 'wait',
  pattern: `^\\s*(${anyCase(['until'])}\\s+\\S|${amount}|\\d+\\s+${anyCase(['business'])}\\s)`,
  patternErrorMessage:
    'Write it as one of: 3 days, 3 days at 09:00, 5 business days, until 2026-12-24, until tuesday at 09:00, 30 days before lead.fields.NAME.',
  examples: ['3 days', '5 business days at 09:00', 'until tuesday at 09:00', '30 days before lead.fields.renewal'],
};

export const conditionHint: Hint = {
  type: 'string',
  title: 'condition',
  pattern: '\\S',
  maxLength: 2000,
  examples: ['score >= 20 && lead.country == "DE"', 'here.clicks("pricing") >= 2', '"vip" in lead.tags'],
};

export const zoneHint: Hint = {
  type: 'string',
  title: 'time zone',
  pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$',
  patternErrorMessage: 'The name of a time zone, such as "Europe/Berlin".',
  examples: ['Europe/Berlin', 'America/New_York'],
};

export const webAddressHint: Hint = {
  type: 'string',
  title: 'web address',
  pattern: '^\\s*[hH][tT][tT][pP][sS]?:',
  patternErrorMessage: 'An address such as "https://hooks.example.com/lead".',
};

const time = '\\d{1,2}:\\d{2}';

export const hoursHint: Hint = {
  type: 'string',
  title: 'times of day',
  pattern: `^\\s*${time}\\s*[-–]\\s*${time}\\s*$`,
  patternErrorMessage: 'A time from and to, such as "08:00-18:00".',
  examples: ['08:00-18:00'],
};

export const capHint: Hint = {
  type: 'string',
  title: 'cap',
  pattern: `^\\s*0*[1-9]\\d*\\s+${anyCase(['per'])}\\s+\\S`,
  patternErrorMessage: 'So many per time, such as "1 per day" or "3 per 7 days".',
  examples: ['1 per day', '3 per 7 days'],
};

export const countryHint: Hint = {
  type: 'string',
  title: 'country',
  pattern: '^(lead|none|\\s*[A-Za-z]{2}\\s*)$',
  patternErrorMessage: '"lead", "none", or the code of a country, such as "DE".',
  examples: ['lead', 'none', 'DE'],
};

export const dateHint: Hint = {
  type: 'string',
  title: 'date',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  patternErrorMessage: 'A date such as "2026-12-24".',
  examples: ['2026-12-24'],
};

const day = anyCase([
  'weekdays',
  'every day',
  'mon(day)?',
  'tue(sday)?',
  'wed(nesday)?',
  'thu(rsday)?',
  'fri(day)?',
  'sat(urday)?',
  'sun(day)?',
]);

export const daysHint: Hint = {
  type: 'string',
  title: 'days of the week',
  pattern: `^\\s*${day}((\\s*,\\s*(${anyCase(['and'])}\\s+)?|\\s+${anyCase(['and'])}\\s+)${day})*\\s*$`,
  patternErrorMessage: '"weekdays", "every day", or days such as "monday" or "mon".',
  examples: ['weekdays', 'every day', 'tuesday and thursday'],
};

/** A text of such a form, or a list of them. */
export const oneOrManyHint = ({ examples, title, ...item }: Hint) => ({
  ...item,
  ...(title ? { title: `${title}, or a list of them` } : {}),
  type: ['string', 'array'],
  items: item,
  minItems: 1,
  ...(examples ? { examples } : {}),
});
