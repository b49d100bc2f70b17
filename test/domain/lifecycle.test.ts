import { describe, expect, it } from 'vitest';
import { hasCode } from '../../domain/errors.ts';
import { climbs, stagePath, stages } from '../../domain/lifecycle.ts';

const path = (...move: Parameters<typeof stagePath>): string => {
  try {
    return stagePath(...move).join(' → ') || '(stays)';
  } catch (error) {
    return hasCode(error, 'STAGE_ILLEGAL') ? 'illegal' : 'other error';
  }
};

describe('a stage move', () => {
  it('passes through the stages it skips', () => {
    expect(path('name', 'mql')).toBe('engaged → prospect → mql');
    expect(path('mql', 'sql')).toBe('sql');
  });

  it('goes from sales back to nurturing, and up again from there', () => {
    expect(path('mql', 'recycled')).toBe('recycled');
    expect(path('sql', 'recycled')).toBe('recycled');
    expect(path('recycled', 'mql')).toBe('mql');
  });

  it('never leads down the ladder', () => {
    expect(path('sql', 'mql')).toBe('illegal');
    expect(path('customer', 'name')).toBe('illegal');
    expect(path('name', 'recycled')).toBe('illegal');
    expect(path('disqualified', 'mql')).toBe('illegal');
  });

  it('to the same stage is no move', () => {
    for (const stage of stages) expect(path(stage, stage)).toBe('(stays)');
  });
});

describe('promotion by behaviour', () => {
  it('only climbs', () => {
    expect(climbs('name', 'engaged')).toBe(true);
    expect(climbs('prospect', 'engaged')).toBe(false);
    expect(climbs('sql', 'mql')).toBe(false);
    expect(climbs('recycled', 'mql')).toBe(true);
    expect(climbs('disqualified', 'engaged')).toBe(false);
  });
});
