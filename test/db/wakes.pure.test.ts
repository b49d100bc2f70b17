import { describe, expect, it } from 'vitest';
import { type ActiveEnrollment, type Happening, wakesOf } from '../../db/wakes.ts';
import type { Awaited } from '../../domain/awaiting.ts';
import type { EventFact, EventMatcher, StopReason } from '../../domain/events.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';

const now = '2026-11-21T09:00:00.000Z';
const since = '2026-11-20T09:00:00.000Z';

const fact = (id: string, change: Partial<EventFact> & Pick<EventFact, 'kind'>): EventFact => ({
  id,
  name: null,
  link: null,
  stepId: null,
  visit: null,
  recordedAt: now,
  ...change,
});
const click = fact('click', { kind: 'click', link: 'guide', stepId: 'hello', visit: 1 });
const reply = fact('reply', { kind: 'reply', name: 'question' });
const prospect = fact('stage', { kind: 'stage', name: 'prospect' });

const anyClick: EventMatcher = { kind: 'click', of: null, link: null };
const settings = (change: Partial<ProgramSettings> = {}): ProgramSettings => ({ ...defaultSettings, ...change });
const wait = (mode: Awaited['mode'], ...events: Awaited['events']): Awaited => ({ mode, events, since });
const own = { kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null } as const;
const anyReply = { kind: 'reply', classes: null } as const;

const enrollment = (change: Partial<ActiveEnrollment> = {}): ActiveEnrollment => ({
  id: 'e1',
  workflowId: 'w1',
  stop: null,
  awaited: null,
  waitUntil: null,
  settings: settings(),
  ...change,
});
const happening = (facts: readonly EventFact[], change: Partial<Happening> = {}): Happening => ({
  facts,
  enrollmentId: 'e1',
  stops: true,
  mql: null,
  holds: () => false,
  now,
  ...change,
});
/** What became of one enrollment: its write, and what it is told. */
const wake = (one: ActiveEnrollment, what: Happening) => {
  const { writes, signals } = wakesOf([one], what);
  const told = signals.map(({ payload }) =>
    'kind' in payload && payload.kind === 'event' ? payload.event.id : JSON.stringify(payload),
  );
  return { write: writes[0] ?? null, told };
};

describe('an event and a wait', () => {
  it('leaves alone who does not wait for it', () => {
    expect(wake(enrollment(), happening([click]))).toEqual({ write: null, told: [] });
  });

  it('ends a wait for any, and shortens a wait for all until nothing is left', () => {
    const ended = { id: 'e1', waitFor: null, stopReason: null, stopEventId: null };
    expect(wake(enrollment({ awaited: wait('any', own, anyReply) }), happening([click]))).toEqual({
      write: ended,
      told: ['click'],
    });
    expect(wake(enrollment({ awaited: wait('all', own, anyReply) }), happening([click]))).toEqual({
      write: { ...ended, waitFor: { ...wait('all', anyReply), met: ['click'] } },
      told: ['click'],
    });
    expect(wake(enrollment({ awaited: wait('all', anyReply) }), happening([reply]))).toEqual({
      write: ended,
      told: ['reply'],
    });
  });

  it('tells a click in the mail of another enrollment to nobody else', () => {
    const other = happening([click], { enrollmentId: 'e2' });
    expect(wake(enrollment({ awaited: wait('any', own) }), other).told).toEqual([]);
  });

  it('tells one wait of what an event changed, once', () => {
    const awaited = wait('any', own, { kind: 'stage', stage: 'prospect' });
    expect(wake(enrollment({ awaited }), happening([click, prospect])).told).toEqual(['click']);
    const both = wait('all', own, { kind: 'stage', stage: 'prospect' });
    expect(wake(enrollment({ awaited: both }), happening([click, prospect])).told).toEqual(['click', 'stage']);
  });

  it('adds the conditions on the payload that hold, of waits, goals and stop rules alike', () => {
    const custom = (where: string): EventMatcher => ({ kind: 'custom', name: 'bought', where });
    const awaited = wait(
      'any',
      { kind: 'custom', name: 'bought', where: 'a' },
      { kind: 'custom', name: 'x', where: 'd' },
    );
    const rules = settings({ goals: [custom('b')], stops: { reply: true, mql: true, on: [custom('c')] } });
    const bought = fact('bought', { kind: 'custom', name: 'bought' });
    const asked: string[] = [];
    const holds = (condition: string) => {
      asked.push(condition);
      return condition === 'a';
    };
    const { signals } = wakesOf([enrollment({ awaited, settings: rules })], happening([bought], { holds }));
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(signals).toMatchObject([{ payload: { kind: 'event', event: { id: 'bought', holds: ['a'] } } }]);
  });
});

describe('an event and the end', () => {
  it('shuts the gate for a goal, also when a wait is for this very event', () => {
    const goals = settings({ goals: [anyClick, { kind: 'stage', stage: 'prospect' }] });
    const write = { id: 'e1', waitFor: null, stopReason: 'goal', stopEventId: null };
    expect(wake(enrollment({ settings: goals, awaited: wait('any', own) }), happening([click, prospect]))).toEqual({
      write,
      told: ['click'],
    });
    expect(
      wake(enrollment({ settings: goals, stop: { reason: 'reply', eventId: 'r' } }), happening([click])).write,
    ).toEqual(write);
    expect(
      wake(enrollment({ settings: goals, stop: { reason: 'manual', eventId: null } }), happening([click])),
    ).toEqual({
      write: null,
      told: ['click'],
    });
  });

  it('stops for a reply and for the rules of the program, unless a wait uses the event up', () => {
    const stopped = (reason: string, id: string) => ({ id: 'e1', waitFor: null, stopReason: reason, stopEventId: id });
    const rule = settings({ stops: { reply: false, mql: true, on: [anyClick] } });
    expect(wake(enrollment(), happening([reply])).write).toEqual(stopped('reply', 'reply'));
    expect(wake(enrollment({ settings: rule }), happening([reply]))).toEqual({ write: null, told: [] });
    expect(wake(enrollment({ settings: rule }), happening([click])).write).toEqual(stopped('rule', 'click'));
    expect(wake(enrollment({ settings: rule, awaited: wait('any', own) }), happening([click])).write).toMatchObject({
      stopReason: null,
    });
  });

  it('lets a reason that no wait can lift take the place of one that can be lifted, and not the other way', () => {
    const optOut = fact('out', { kind: 'unsubscribe' });
    const write = (reason: StopReason, eventId: string | null, what: EventFact) =>
      wake(enrollment({ stop: { reason, eventId } }), happening([what])).write;
    expect(write('rule', 'r', optOut)).toMatchObject({ stopReason: 'unsubscribe' });
    expect(write('unsubscribe', 'u', reply)).toBeNull();
    expect(write('rule', 'r', reply)).toBeNull();
    // The rule of another sequence's step, which is no event.
    expect(write('rule', null, optOut)).toBeNull();
  });

  it('takes a stopping event after the deadline as a stop, any other as still in time', () => {
    const late = { waitUntil: now, awaited: wait('any', own, anyReply) };
    expect(wake(enrollment(late), happening([reply])).write).toMatchObject({ stopReason: 'reply' });
    expect(wake(enrollment(late), happening([click])).write).toMatchObject({ stopReason: null, waitFor: null });
  });
});

describe('an MQL crossing', () => {
  const mql = { mql: { by: null } };
  const stop = ['{"kind":"stop","reason":"mql"}'];

  it('stops who is set to stop, whatever that one waits for, and lets the others go on', () => {
    const awaited = wait('any', own);
    expect(wake(enrollment({ awaited }), happening([click], mql))).toEqual({
      write: { id: 'e1', waitFor: null, stopReason: 'mql', stopEventId: null },
      told: stop,
    });
    const goesOn = settings({ stops: { reply: true, mql: false, on: [] } });
    expect(wake(enrollment({ awaited, settings: goesOn }), happening([click], mql)).told).toEqual(['click']);
  });

  it('does not stop the enrollment whose own step it was, nor one whose goal it is', () => {
    expect(wake(enrollment(), happening([], { mql: { by: 'e1' } }))).toEqual({ write: null, told: [] });
    expect(wake(enrollment(), happening([], { mql: { by: 'e2' } })).told).toEqual(stop);
    const becameMql = fact('mql', { kind: 'stage', name: 'mql' });
    const goals = settings({ goals: [{ kind: 'stage', stage: 'mql' }] });
    expect(wake(enrollment({ settings: goals }), happening([click, becameMql], mql))).toMatchObject({
      write: { stopReason: 'goal' },
      told: ['mql'],
    });
  });
});
