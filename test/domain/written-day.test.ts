/** Days on which a lead is to be tried again, as salespeople write them. On Monday, 23 November 2026, unless it is said. */
import { describe, expect, it } from 'vitest';
import { readDecision } from '../../domain/written-decision.ts';
import { short, table } from '../support/decision-lines.ts';

const read = (text: string, today = '2026-11-23') => readDecision(text, { today });

const days = `
  2027-03-01          => 2027-03-01
  15 March            => 2027-03-15
  March 15th          => 2027-03-15
  the 15th of March   => 2027-03-15
  15.3.               => 2027-03-15
  15.03.28            => 2028-03-15
  15. März 2028       => 2028-03-15
  le 1er mars         => 2027-03-01
  15 de marzo de 2028 => 2028-03-15
  15 de março         => 2027-03-15
  3/15                => 2027-03-15
  15/3                => 2027-03-15
  3/3                 => 2027-03-03
  24 November         => 2026-11-24
  22 November         => 2027-11-22
  December            => 2026-12-01
  may                 => 2027-05-01
  March 2028          => 2028-03-01
  Q2                  => 2027-04-01
  Q4 2027             => 2027-10-01
  the 2nd quarter     => 2027-04-01
  next week           => 2026-11-30
  next month          => 2026-12-01
  next quarter        => 2027-01-01
  tomorrow            => 2026-11-24
  friday              => 2026-11-27
  29 February 2028    => 2028-02-29
  3/4                 => ?
  23 November         => ?
  November            => ?
  Q4                  => ?
  monday              => ?
  29.2.               => ?
  31 April            => ?
  2026-11-23          => ?
  2020-01-01          => ?
  2032-01-01          => ?
  end of March        => ?
  March or April      => ?
  15-20 March         => ?
  next year           => ?
  after Easter        => ?
  further notice      => ?
  they hire a CFO     => ?
`;

describe('the day to try again on', () => {
  it.each(table(days))('until %s', (day, date) => {
    const reading = short(read(`return: no budget until ${day}`));
    expect(reading).toBe(`return no_budget ${date === '?' ? `?until ${day}` : date}`);
  });

  it.each(
    table(`
      timing, in 3 months                       => 2027-02-23
      timing, in drei Monaten wieder            => 2027-02-23
      timing in Q2                              => 2027-04-01
      timing, next quarter                      => 2027-01-01
      timing, try again 2027-03-01              => 2027-03-01
      timing, again in a week                   => 2026-11-30
      timing, not before 1 March                => 2027-03-01
      timing, from March                        => 2027-03-01
      no budget in Q2                           => ?in Q2
      kein Budget ab März                       => ?ab März
      no budget, maybe in March                 => ?in March
      no budget until March, better until April => ?until March, better until April
      timing, wait 3 months                     => ?3 months
      timing, in half a year                    => ?in half a year
      no budget, she may need it                => none
      no budget until March, we spoke on 3 May  => 2027-03-01
    `),
  )('return: %s', (line, day) => {
    const reading = read(`return: ${line}`);
    if (reading.kind !== 'return') throw new Error(reading.kind);
    expect(reading.againOn ?? (reading.unclearDay === null ? 'none' : `?${reading.unclearDay}`)).toBe(day);
  });

  it('is reckoned from the day of the mail', () => {
    expect(short(read('return: timing, until March', '2027-02-28'))).toBe('return timing 2027-03-01');
    // In March itself the rest of it may be meant as well as the next one.
    expect(short(read('return: timing, until March', '2027-03-10'))).toBe('return timing ?until March');
    expect(short(read('return: timing, until March', '2027-04-01'))).toBe('return timing 2028-03-01');
    expect(short(read('return: timing, in 3 months', '2026-11-30'))).toBe('return timing 2027-02-28');
    expect(short(read('return: timing, next month', '2026-12-31'))).toBe('return timing 2027-01-01');
    expect(short(read('return: timing, next week', '2026-11-29'))).toBe('return timing 2026-11-30');
  });

  it('is told by the language of the keyword where countries differ', () => {
    expect(short(read('return: no budget until 3/4'))).toBe('return no_budget ?until 3/4');
    expect(short(read('devolver: sin presupuesto hasta 3/4'))).toBe('return no_budget 2027-04-03');
  });
});
