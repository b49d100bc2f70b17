/** The text of a `wait` step, read and written. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../../domain/errors.ts';
import { parseWaitRule, waitRuleInWords } from '../../domain/wait-text.ts';
import { anyWaitRule } from '../support/any-calendar.ts';

/** What is said about a text that cannot be read. */
function complaint(text: string): string {
  try {
    return `read as ${JSON.stringify(parseWaitRule(text))}`;
  } catch (error) {
    return `${errorCode(error)} ${(error as Error).message}`;
  }
}

describe('the text of a wait', () => {
  it.each([
    ['3 days', { kind: 'duration', duration: 'P3D', at: null }],
    ['  3  Days   AT 9:00 ', { kind: 'duration', duration: 'P3D', at: '09:00' }],
    ['2 hours at 09:00', { kind: 'duration', duration: 'PT2H', at: '09:00' }],
    ['1 month', { kind: 'duration', duration: 'P1M', at: null }],
    ['5 business days', { kind: 'businessDays', days: 5, at: null }],
    ['1 business day at 23:59', { kind: 'businessDays', days: 1, at: '23:59' }],
    ['until 2026-12-24', { kind: 'date', date: '2026-12-24', at: null }],
    ['until 2028-02-29 at 09:00', { kind: 'date', date: '2028-02-29', at: '09:00' }],
    ['until tuesday at 09:00', { kind: 'weekday', days: ['tue'], at: '09:00' }],
    ['until thu or Tuesday at 09:00', { kind: 'weekday', days: ['tue', 'thu'], at: '09:00' }],
    ['until monday, tuesday, or friday', { kind: 'weekday', days: ['mon', 'tue', 'fri'], at: null }],
    ['until lead.fields.renewal', { kind: 'field', field: 'renewal', offset: null, at: null }],
    [
      '30 days before lead.fields.renewal at 09:00',
      { kind: 'field', field: 'renewal', offset: { direction: 'before', duration: 'P30D' }, at: '09:00' },
    ],
    [
      '1 month after lead.fields.signedUp_2',
      { kind: 'field', field: 'signedUp_2', offset: { direction: 'after', duration: 'P1M' }, at: null },
    ],
  ])('%j is read', (text, rule) => {
    expect(parseWaitRule(text)).toEqual(rule);
  });

  it('is refused with what was meant', () => {
    const texts = [
      '3 dyas at 09:00',
      '5 busines days',
      'untill tuesday',
      'until tusday or thursday at 09:00',
      'thursday at 09:00',
      'until lead.renewal',
      '30 days befor lead.fields.renewal',
      '3 days 09:00',
      '2026-12-24',
    ];
    expect(texts.map(complaint).join('\n')).toMatchInlineSnapshot(`
      "DURATION_INVALID "3 dyas" is no duration: its unit must be seconds, minutes, hours, days, weeks or months; did you mean "3 days at 09:00"?
      DURATION_INVALID "5 busines days" is not a duration such as "3 days" or "2 hours"; did you mean "5 business days"?
      WAIT_INVALID "untill tuesday" is not a wait such as "3 days at 09:00", "5 business days", "until tuesday at 09:00" or "30 days before lead.fields.renewal"; did you mean "until tuesday"?
      WAIT_INVALID "tusday" is not a day of the week such as "monday" or "mon"; did you mean "until tuesday or thursday at 09:00"?
      WAIT_INVALID "thursday at 09:00" is not a wait such as "3 days at 09:00", "5 business days", "until tuesday at 09:00" or "30 days before lead.fields.renewal"; did you mean "until thursday at 09:00"?
      WAIT_INVALID "lead.renewal" is not a date field of the lead such as "lead.fields.renewal"; did you mean "until lead.fields.renewal"?
      DURATION_INVALID "30 days befor lead.fields.renewal" is not a duration such as "3 days" or "2 hours"; did you mean "30 days before lead.fields.renewal"?
      DURATION_INVALID "3 days 09:00" is not a duration such as "3 days" or "2 hours"; did you mean "3 days at 09:00"?
      DURATION_INVALID "2026-12-24" is not a duration such as "3 days" or "2 hours"; did you mean "until 2026-12-24"?"
    `);
  });

  it('is refused with the reason where nothing better can be guessed', () => {
    const texts = [
      '',
      'a while',
      '3',
      '0 days',
      '0 business days',
      '9999 business days',
      '3 days at 25:00',
      '3 days at',
      'until',
      'until at 09:00',
      'until 2026-02-29',
      'until 9999-12-31',
      'until lead.email',
      '2 hours before lead.fields.renewal',
      '3 business days before lead.fields.renewal',
      '30 days before',
      `${'until '.repeat(300)}`,
    ];
    expect(texts.map((text) => complaint(text).replace(/(until ){9,}/, 'until … ')).join('\n')).toMatchInlineSnapshot(`
      "WAIT_INVALID "" is not a wait such as "3 days at 09:00", "5 business days", "until tuesday at 09:00" or "30 days before lead.fields.renewal"
      WAIT_INVALID "a while" is not a wait such as "3 days at 09:00", "5 business days", "until tuesday at 09:00" or "30 days before lead.fields.renewal"
      DURATION_INVALID "3" is not a duration such as "3 days" or "2 hours"
      DURATION_INVALID "0 days" is not positive: the least is "1 day"
      WAIT_INVALID "0 business days" is out of range: from 1 to 2600
      WAIT_INVALID "9999 business days" is out of range: from 1 to 2600
      WAIT_INVALID "25:00" is not a time of day such as "09:00"
      WAIT_INVALID "3 days at" names no time of day such as "at 09:00"
      WAIT_INVALID "until" names no date, weekday or field, such as "until tuesday at 09:00"
      WAIT_INVALID "until" names no date, weekday or field, such as "until tuesday at 09:00"
      WAIT_INVALID "2026-02-29" is not a date such as "2026-12-24" (2199-12-31 at the latest)
      WAIT_INVALID "9999-12-31" is not a date such as "2026-12-24" (2199-12-31 at the latest)
      WAIT_INVALID "lead.email" is not a date field of the lead such as "lead.fields.renewal"; did you mean "until lead.fields.email"?
      WAIT_INVALID "2 hours before": a date field has no time of day, use days, weeks or months
      WAIT_INVALID "3 business days before" cannot be counted from a field: use days, weeks or months
      DURATION_INVALID "30 days before" is not a duration such as "3 days" or "2 hours"
      WAIT_INVALID a wait is at most 200 characters long"
    `);
  });

  test.prop([anyWaitRule])('its words are read as the same rule', (rule) => {
    expect(parseWaitRule(waitRuleInWords(rule))).toEqual(rule);
  });

  test.prop([fc.string({ unit: 'grapheme', maxLength: 60 })])('any other text is refused with a code', (text) => {
    const said = complaint(text);
    expect(said).toMatch(/^(read as|DURATION_INVALID|WAIT_INVALID) /);
  });
});
