/**
 * Days, numbers, prices and plurals in the words of a language. The language and the zone are always given: what a
 * process happens to be set to must not decide what a mail says. Formatters are kept, since making one costs more than
 * filling a mail.
 */
import { type DateStyle, dateStyles, type PluralForm } from './language.ts';

/** As many as a few languages in every zone need; a sender that knows more begins anew. */
const kept = 1000;

/** Keeps what `make` gives, by its key. */
function keeper<T>(): (key: string, make: () => T) => T {
  const cache = new Map<string, T>();
  return (key, make) => {
    const found = cache.get(key);
    if (found !== undefined) return found;
    if (cache.size >= kept) cache.clear();
    const made = make();
    cache.set(key, made);
    return made;
  };
}

const dateFormats = keeper<Intl.DateTimeFormat>();
const numberFormats = keeper<Intl.NumberFormat>();
const pluralRules = keeper<Intl.PluralRules>();

/**
 * A day in words. `2027-03-31` is a day of the calendar, the same for everybody; an instant such as
 * `2027-03-31T22:30:00Z` is shown as the day that it has in the zone.
 * @returns null for what is neither
 */
export function dateText(value: string, style: DateStyle, language: string, zone: string): string | null {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  if (!isDay && !/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(value)) return null;
  const date = new Date(isDay ? `${value}T00:00:00Z` : value);
  // JavaScript takes 30 February for 2 March.
  if (Number.isNaN(date.getTime()) || (isDay && date.toISOString().slice(0, 10) !== value)) return null;
  const timeZone = isDay ? 'UTC' : zone;
  const format = dateFormats(
    `${language} ${timeZone} ${style}`,
    () => new Intl.DateTimeFormat(language, { ...dateStyles[style], timeZone }),
  );
  return format.format(date);
}

/** A number with the marks of the language: `1,200.5` or `1.200,5`; at most three decimals. */
export const numberText = (value: number, language: string): string =>
  numberFormats(language, () => new Intl.NumberFormat(language)).format(value);

/** A price; whole amounts without decimals. @param currency ISO 4217 */
export function moneyText(value: number, currency: string, language: string): string {
  const whole = Number.isInteger(value);
  const format = numberFormats(
    `${language} ${currency} ${whole}`,
    () =>
      new Intl.NumberFormat(language, { style: 'currency', currency, ...(whole ? { maximumFractionDigits: 0 } : {}) }),
  );
  return format.format(value);
}

const rulesOf = (language: string): Intl.PluralRules => pluralRules(language, () => new Intl.PluralRules(language));

/** Which form of a plural a number takes in a language. */
export const pluralForm = (value: number, language: string): PluralForm => rulesOf(language).select(value);

/** The forms that a language has. */
export const formsOf = (language: string): readonly PluralForm[] =>
  rulesOf(language).resolvedOptions().pluralCategories as readonly PluralForm[];

/**
 * The forms that a text in a language cannot do without: those of the numbers that leads have, and `other`, which is
 * for all the rest. French has a form of its own for whole millions; `other` does for it.
 */
export function neededForms(language: string): readonly PluralForm[] {
  const needed = new Set<PluralForm>(['other']);
  for (let value = 0; value <= 200; value += 1) needed.add(pluralForm(value, language));
  return formsOf(language).filter((form) => needed.has(form));
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** ISO 4217, upper case. */
export const isCurrency = (code: string): boolean => currencies.has(code);
export const currencyCodes = (): Iterable<string> => currencies;
