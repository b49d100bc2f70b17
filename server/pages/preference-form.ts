/**
 * What a lead has filled in on the preference page, as a change of what it wants. A pause ends at the beginning of a day of
 * the organisation, so that the same form sent twice is the same wish.
 */
import { mailFrequencies, type PreferenceChange, type Preferences } from '../../db/store.ts';
import { dateIn, type Instant, instantAt, isDate, moveDate, type Zone } from '../../domain/time.ts';
import type { Form } from './form.ts';

/** In days. */
export const pauseLengths = [30, 60, 90] as const;
const longestPause = 'P1Y';

/** The first and the last day on which a pause may end. */
export function pauseDays(now: Instant, zone: Zone): { readonly first: string; readonly last: string } {
  const today = dateIn(now, zone);
  return { first: moveDate(today, 'P1D', 'after'), last: moveDate(today, longestPause, 'after') };
}

/**
 * What the form says of topics and of how often. What it does not say stays as it is.
 * @param declared the topics there are: others are not taken from a form
 */
export function choicesIn(form: Form, declared: readonly string[]): Pick<PreferenceChange, 'topics' | 'frequency'> {
  const ticked = form.texts('topic');
  const shown = form.texts('shown').filter((purpose) => declared.includes(purpose));
  const frequency = mailFrequencies.find((one) => one === form.text('frequency'));
  return {
    ...(shown.length === 0 ? {} : { topics: Object.fromEntries(shown.map((one) => [one, ticked.includes(one)])) }),
    ...(frequency === undefined ? {} : { frequency }),
  };
}

/** The whole of it; null when the day that was chosen is none, or not one of those. */
export function changeIn(form: Form, declared: readonly string[], now: Instant, zone: Zone): PreferenceChange | null {
  const pause = pauseIn(form, now, zone);
  if (pause === 'wrong') return null;
  return { ...choicesIn(form, declared), ...(pause === undefined ? {} : { pausedUntil: pause }) };
}

/** What the page shows again of a form that was not taken. */
export function withChoices(preferences: Preferences, { topics = {}, frequency }: PreferenceChange): Preferences {
  const without = [
    ...preferences.without.filter((topic) => topics[topic] !== true),
    ...Object.keys(topics).filter((topic) => topics[topic] === false),
  ];
  return { ...preferences, without, frequency: frequency ?? preferences.frequency };
}

/** Undefined: as it is. */
function pauseIn(form: Form, now: Instant, zone: Zone): Instant | null | undefined | 'wrong' {
  const choice = form.text('pause');
  const day = form.text('day')?.trim() ?? '';
  const length = pauseLengths.find((days) => String(days) === choice);
  if (length !== undefined) return instantAt(moveDate(dateIn(now, zone), `P${length}D`, 'after'), null, zone);
  if (choice === 'date') {
    const { first, last } = pauseDays(now, zone);
    return isDate(day) && day >= first && day <= last ? instantAt(day, null, zone) : 'wrong';
  }
  return choice === 'none' ? null : undefined;
}
