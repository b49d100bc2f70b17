/** What follows an acceptance, and what becomes of leads that come back. */
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Followed, followUp } from '../../domain/follow-up.ts';
import { backReasons } from '../../domain/handoff.ts';
import { type ReturnPolicy, returnRule, trackOf } from '../../domain/return-rules.ts';
import { plainDesk, type Service, workingHoursOf } from '../../domain/sales-desk.ts';
import { instantFromMs, msOf, plusMs } from '../../domain/time.ts';

const service: Service = {
  hot: { accept: 'PT15M', contact: 'PT30M' },
  others: { accept: 'PT4H', contact: 'PT8H' },
  ...{ remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: 'P14D' },
};
const work = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  hours: [{ from: '09:00', to: '17:00' }],
  holidays: { country: null, dates: [] },
} as const;
const hours = workingHoursOf({ ...plainDesk, work }, 'ines', 'UTC', () => false);
/** A Monday. */
const acceptedAt = '2026-11-23T10:00:00.000Z';
const accepted: Followed = {
  since: acceptedAt,
  contactedAt: null,
  plannedAt: null,
  heardAt: acceptedAt,
  temperature: 'warm',
};

describe('a lead that nobody has called', () => {
  it('is chased in working time: reminder, overdue, manager, each once', () => {
    const at = (now: string) => followUp(service, accepted, hours, now);
    expect(at(acceptedAt)).toEqual({
      ...{ due: null, isPlanDue: false, silent: false, next: '2026-11-23T14:00:00.000Z' },
    });
    expect(at('2026-11-23T14:00:00.000Z')).toMatchObject({ due: 'contact-reminder', next: '2026-11-24T10:00:00.000Z' });
    expect(at('2026-11-24T10:00:00.000Z')).toMatchObject({ due: 'contact-overdue', next: '2026-11-24T14:00:00.000Z' });
    expect(at('2026-11-24T14:00:00.000Z')).toMatchObject({ due: 'contact-manager', next: '2026-12-07T10:00:00.000Z' });
    expect(at('2026-12-07T10:00:00.000Z')).toMatchObject({ silent: true });
  });

  it('is reminded as often as the file says, each a mail of its own', () => {
    const often = { ...service, remindAgainAt: [0.75] };
    const at = (now: string) => followUp(often, accepted, hours, now);
    expect(at('2026-11-23T14:00:00.000Z')).toMatchObject({ due: 'contact-reminder', next: '2026-11-23T16:00:00.000Z' });
    expect(at('2026-11-23T14:00:00.000Z').which).toBeUndefined();
    expect(at('2026-11-23T16:00:00.000Z')).toMatchObject({
      ...{ due: 'contact-reminder', which: 1, next: '2026-11-24T10:00:00.000Z' },
    });
    expect(at('2026-11-24T10:00:00.000Z').due).toBe('contact-overdue');
  });

  it('is chased sooner when it is hot, and not when no time is promised', () => {
    expect(followUp(service, { ...accepted, temperature: 'hot' }, hours, acceptedAt).next).toBe(
      '2026-11-23T10:15:00.000Z',
    );
    const others = { accept: 'PT4H', contact: null };
    const quiet = followUp({ ...service, others, silentAfter: null }, accepted, hours, acceptedAt);
    expect(quiet).toMatchObject({ due: null, silent: false });
    expect(msOf(quiet.next) - msOf(acceptedAt)).toBeGreaterThan(300 * 86_400_000);
  });
});

it('who has called is chased no more, and is silent from the last thing that was logged', () => {
  const heardAt = '2026-11-25T10:00:00.000Z';
  const called = { ...accepted, contactedAt: '2026-11-23T11:00:00.000Z', heardAt };
  expect(followUp(service, called, hours, '2026-11-26T10:00:00.000Z')).toEqual({
    ...{ due: null, isPlanDue: false, silent: false, next: '2026-12-09T10:00:00.000Z' },
  });
});

it('who has planned a contact is reminded then, and nothing is expected before', () => {
  const plannedAt = '2027-01-11T15:00:00.000Z';
  const planned = { ...accepted, contactedAt: acceptedAt, plannedAt };
  const at = (now: string) => followUp(service, planned, hours, now);
  // Silence would have ended it on 7 December.
  expect(at('2026-12-08T10:00:00.000Z')).toEqual({ due: null, isPlanDue: false, silent: false, next: plannedAt });
  expect(at(plannedAt)).toEqual({ due: null, isPlanDue: true, silent: false, next: '2027-01-25T15:00:00.000Z' });
  expect(at('2027-01-25T15:00:00.000Z')).toMatchObject({ silent: true });
  // The first contact is chased all the same.
  expect(followUp(service, { ...planned, contactedAt: null }, hours, acceptedAt).next).toBe('2026-11-23T14:00:00.000Z');
});

it('who has called after the day that was planned is silent from the call on, not from that day', () => {
  const [plannedAt, heardAt] = ['2026-11-25T10:00:00.000Z', '2026-12-01T10:00:00.000Z'];
  const called = { ...accepted, contactedAt: heardAt, plannedAt, heardAt };
  const at = (now: string) => followUp(service, called, hours, now);
  expect(at('2026-12-14T10:00:00.000Z')).toMatchObject({ silent: false, next: '2026-12-15T10:00:00.000Z' });
  expect(at('2026-12-15T10:00:00.000Z')).toMatchObject({ silent: true });
});

it('who has logged something but no contact is chased from the acceptance on all the same', () => {
  const noted = { ...accepted, heardAt: '2026-11-23T13:00:00.000Z' };
  const at = (now: string) => followUp(service, noted, hours, now);
  expect(at('2026-11-23T13:00:00.000Z')).toMatchObject({ due: null, next: '2026-11-23T14:00:00.000Z' });
  expect(at('2026-11-23T14:00:00.000Z')).toMatchObject({ due: 'contact-reminder', next: '2026-11-24T10:00:00.000Z' });
});

prop.prop([fc.integer({ min: 0, max: 40 * 24 * 60 }), fc.boolean(), fc.integer({ min: 0, max: 60 * 24 * 60 })])(
  'the next look is later than now, until it is silent, and finds something',
  (after, called, later) => {
    const heardAt = called ? plusMs(acceptedAt, after * 60_000) : acceptedAt;
    const now = plusMs(heardAt, later * 60_000);
    const followed = { ...accepted, contactedAt: called ? heardAt : null, heardAt };
    const look = followUp(service, followed, hours, now);
    if (look.silent) return;
    expect(msOf(look.next)).toBeGreaterThan(msOf(now));
    const before = followUp(service, followed, hours, instantFromMs(msOf(look.next) - 1));
    const then = followUp(service, followed, hours, look.next);
    expect(before.due).toBe(look.due);
    expect(then.silent || then.due !== look.due).toBe(true);
  },
);

describe('a lead that comes back', () => {
  const policy: ReturnPolicy = {
    ...{ sequence: 'recycle', coolDown: { timing: 'P30D', lost: 'P90D' }, mostRecycles: 2, longTerm: 'long-term' },
    reasons: {
      no_fit: { effect: 'disqualify', sequence: null, keep: 0 },
      competitor: { effect: 'recycle', sequence: 'rivals', keep: 0.2 },
    },
  };
  const at = '2026-11-23T10:00:00.000Z';
  const back = { at, againOn: null, times: 1 } as const;

  it('goes by its reason: the usual track, one of its own, none, and a person for what is wrong with its data', () => {
    expect(trackOf(policy, { ...back, reason: 'no_budget' }, 'UTC')).toEqual({ sequence: 'recycle', from: at });
    expect(trackOf(policy, { ...back, reason: 'timing' }, 'UTC')).toEqual({
      sequence: 'recycle',
      from: '2026-12-23T10:00:00.000Z',
    });
    expect(trackOf(policy, { ...back, reason: 'competitor' }, 'UTC')).toMatchObject({ sequence: 'rivals' });
    expect(trackOf(policy, { ...back, reason: 'no_fit' }, 'UTC')).toBeNull();
    expect(trackOf(policy, { ...back, reason: 'lost' }, 'UTC')).toEqual({
      sequence: 'long-term',
      from: '2027-02-21T10:00:00.000Z',
    });
    const effects = backReasons.map((reason) => `${reason} ${returnRule(policy, reason).effect}`);
    expect(effects.filter((one) => !one.endsWith(' recycle'))).toEqual([
      'no_fit disqualify',
      'bad_data fix',
      'duplicate fix',
    ]);
  });

  it('is tried again on the day that sales asked for, in the morning there, whatever the usual rest', () => {
    const again = { ...back, reason: 'timing', againOn: '2027-03-01' } as const;
    expect(trackOf(policy, again, 'Europe/Copenhagen')?.from).toBe('2027-03-01T08:00:00.000Z');
    expect(trackOf(policy, { ...again, againOn: '2026-11-01' }, 'UTC')?.from).toBe(at);
  });

  it('too often is left to the long term', () => {
    expect(trackOf(policy, { ...back, reason: 'no_budget', times: 2 }, 'UTC')?.sequence).toBe('recycle');
    expect(trackOf(policy, { ...back, reason: 'no_budget', times: 3 }, 'UTC')?.sequence).toBe('long-term');
    const { mostRecycles: _, ...endless } = policy;
    expect(trackOf(endless, { ...back, reason: 'no_budget', times: 30 }, 'UTC')?.sequence).toBe('recycle');
  });
});
