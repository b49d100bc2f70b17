import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { isEmpty, isSameValue, mappingDirections, mappingWinners } from '../../crm/mapping.ts';
import { resolve, type Sided } from '../../crm/resolution.ts';

const monday = '2026-11-23T09:00:00.000Z';
const tuesday = '2026-11-24T09:00:00.000Z';
const side = (value: Sided['value'], at: Sided['at'] = null): Sided => ({ value, at });

describe('which value stands', () => {
  test.each([
    ['ours', 'theirs', 'rule'],
    ['theirs', 'ours', 'rule'],
  ] as const)('%s wins by the rule, whatever is newer', (wins, write, because) => {
    const [ours, theirs] = [
      side('A', wins === 'ours' ? monday : tuesday),
      side('B', wins === 'ours' ? tuesday : monday),
    ];
    expect(resolve(ours, theirs, { direction: 'both', wins })).toMatchObject({ write, because });
  });

  test('the newest wins, on either side', () => {
    const rule = { direction: 'both', wins: 'newest' } as const;
    expect(resolve(side('A', monday), side('B', tuesday), rule)).toEqual({
      ours: side('B', tuesday),
      theirs: side('B', tuesday),
      write: 'ours',
      because: 'newer',
    });
    expect(resolve(side('A', tuesday), side('B', monday), rule)).toMatchObject({ write: 'theirs', because: 'newer' });
    expect(resolve(side('A'), side('B', monday), rule)).toMatchObject({ write: 'ours', because: 'newer' });
    expect(resolve(side('A', monday), side('B', monday), rule)).toMatchObject({
      write: 'theirs',
      because: 'undecided',
    });
  });

  test('a side that nobody ever filled does not empty the other, whoever wins', () => {
    for (const wins of mappingWinners) {
      expect(resolve(side(null), side('B', monday), { direction: 'both', wins })).toMatchObject({
        write: 'ours',
        because: 'only_value',
      });
      expect(resolve(side('A', monday), side(null), { direction: 'both', wins })).toMatchObject({
        write: 'theirs',
        because: 'only_value',
      });
    }
  });

  test('a side that somebody emptied does, when it wins', () => {
    const emptied = side(null, tuesday);
    expect(resolve(emptied, side('B', monday), { direction: 'both', wins: 'newest' })).toMatchObject({
      theirs: emptied,
      write: 'theirs',
    });
    expect(resolve(emptied, side('B', monday), { direction: 'both', wins: 'ours' })).toMatchObject({
      theirs: emptied,
      write: 'theirs',
    });
    expect(resolve(emptied, side('B', monday), { direction: 'both', wins: 'empty' })).toMatchObject({ write: 'ours' });
  });

  test('filling what is empty replaces nothing', () => {
    const [ours, theirs] = [side('A', monday), side('B', tuesday)];
    expect(resolve(ours, theirs, { direction: 'both', wins: 'empty' })).toEqual({
      ours,
      theirs,
      write: null,
      because: 'kept',
    });
  });

  test('a mapping that goes one way writes that way alone', () => {
    const [ours, theirs] = [side('A', monday), side('B', tuesday)];
    expect(resolve(ours, theirs, { direction: 'out', wins: 'ours' })).toMatchObject({
      theirs: ours,
      write: 'theirs',
      because: 'direction',
    });
    expect(resolve(ours, theirs, { direction: 'in', wins: 'theirs' })).toMatchObject({
      ours: theirs,
      write: 'ours',
      because: 'direction',
    });
    expect(resolve(side(null), theirs, { direction: 'out', wins: 'ours' })).toMatchObject({
      write: null,
      because: 'kept',
    });
  });

  test('lists are the same in any order', () => {
    const rule = { direction: 'both', wins: 'newest' } as const;
    expect(resolve(side(['a', 'b'], monday), side(['b', 'a'], tuesday), rule)).toMatchObject({
      write: null,
      because: 'equal',
    });
    expect(resolve(side(['a', 'b'], monday), side(['a', 'c'], tuesday), rule)).toMatchObject({ write: 'ours' });
    expect(resolve(side(['a'], monday), side(['a', 'b'], tuesday), rule)).toMatchObject({ write: 'ours' });
  });
});

const sided = fc.record({
  value: fc.constantFrom<Sided['value']>(null, '', 'A', 'B', 0, 1, true, [], ['a'], ['a', 'b'], ['b', 'a']),
  at: fc.constantFrom<Sided['at']>(null, monday, tuesday),
});
const rules = fc.record({ direction: fc.constantFrom(...mappingDirections), wins: fc.constantFrom(...mappingWinners) });

describe('for all values and rules', () => {
  property.prop([sided, sided, rules])('resolving again changes nothing', (ours, theirs, rule) => {
    const once = resolve(ours, theirs, rule);
    const twice = resolve(once.ours, once.theirs, rule);
    expect(twice).toMatchObject({ ours: once.ours, theirs: once.theirs, write: null });
  });

  property.prop([sided, sided, rules])('both sides end equal, unless both are kept', (ours, theirs, rule) => {
    const { ours: left, theirs: right, write, because } = resolve(ours, theirs, rule);
    if (because === 'kept') expect([left, right, write]).toEqual([ours, theirs, null]);
    else expect(isSameValue(left.value, right.value)).toBe(true);
    if (because === 'kept' && rule.direction === 'both')
      expect([isEmpty(left.value), isEmpty(right.value)]).toEqual([false, false]);
  });

  property.prop([sided, sided, rules])(
    'only the side that is said is written, and only where the mapping goes',
    (ours, theirs, rule) => {
      const { ours: left, theirs: right, write } = resolve(ours, theirs, rule);
      expect([left === ours, right === theirs]).toEqual([write !== 'ours', write !== 'theirs']);
      if (rule.direction === 'out') expect(write).not.toBe('ours');
      if (rule.direction === 'in') expect(write).not.toBe('theirs');
    },
  );
});
