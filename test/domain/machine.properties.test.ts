import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { EnrollmentState } from '../../domain/enrollment.ts';
import type { EventKind } from '../../domain/events.ts';
import { advance } from '../../domain/machine.ts';
import type { Program } from '../../domain/program.ts';
import { programs } from '../support/random-programs.ts';
import { play, type Script, type ScriptedEvent, type Told } from '../support/timeline.ts';

const kinds: readonly EventKind[] = ['open', 'click', 'reply', 'auto_reply', 'bounce_hard', 'complaint', 'unsubscribe'];

const events = fc.array(
  fc
    .record({
      hours: fc.integer({ min: 1, max: 800 }),
      kind: fc.constantFrom(...kinds, 'demo', 'bought'),
      step: fc.integer({ min: 0, max: 8 }),
    })
    .map(({ hours, kind, step }): readonly [string, ScriptedEvent] => [
      `${hours} hours`,
      kind === 'demo' || kind === 'bought' ? { kind: 'custom', name: kind } : { kind, stepId: `s${step}`, visit: 1 },
    ]),
  { maxLength: 10 },
);

const told = fc.array(
  fc
    .record({
      hours: fc.integer({ min: 1, max: 800 }),
      what: fc.constantFrom<Told>(
        { kind: 'pause' },
        { kind: 'resume' },
        { kind: 'replan' },
        { kind: 'move', stepId: 's0' },
        { kind: 'move', stepId: 's3' },
        { kind: 'stop', reason: 'manual' },
      ),
    })
    .map(({ hours, what }): readonly [string, Told] => [`${hours} hours`, what]),
  { maxLength: 6 },
);

const start = Date.parse('2026-03-02T09:00:00.000Z');
const hoursOf = (after: string): number => start + Number(after.split(' ')[0]) * 3_600_000;

describe('for every program and every lead', () => {
  test.prop([programs, events])('it ends, and no visit of a step is mailed twice', async (program, happenings) => {
    const { state, mails } = await play(program, { events: happenings });
    expect(state.phase.kind).toBe('ended');
    expectOnce(mails);
  });

  test.prop([programs, events, told])(
    'so it is whatever it is told: paused, resumed, moved, replanned, stopped',
    async (program, happenings, commands) => {
      const { state, mails } = await play(program, { events: happenings, told: commands });
      expect(state.phase.kind === 'ended' || state.paused).toBe(true);
      expectOnce(mails);
    },
  );

  test.prop([programs, events, told])(
    'no mail leaves after what must end it',
    async (program, happenings, commands) => {
      const { mails } = await play(program, { events: happenings, told: commands });
      const ends = (event: ScriptedEvent): boolean =>
        ['unsubscribe', 'bounce_hard', 'complaint'].includes(event.kind) ||
        (event.kind === 'reply' && program.settings.stops.reply) ||
        (event.name === 'bought' && program.settings.goals.length > 0);
      const stops = commands.flatMap(([after, what]) => (what.kind === 'stop' ? [hoursOf(after)] : []));
      const first = Math.min(
        ...happenings.filter(([, event]) => ends(event)).map(([after]) => hoursOf(after)),
        ...stops,
      );
      for (const mail of mails) expect(Date.parse(mail.at)).toBeLessThanOrEqual(first);
    },
  );

  test.prop([programs, events, told])('nothing is mailed while it is paused', async (program, happenings, commands) => {
    const { mails } = await play(program, { events: happenings, told: commands });
    const switches = commands
      .filter(([, { kind }]) => kind === 'pause' || kind === 'resume')
      .map(([after, { kind }]) => [hoursOf(after), kind === 'pause'] as const)
      .toSorted(([a], [b]) => a - b);
    for (const { at } of mails) {
      const before = switches.filter(([when]) => when < Date.parse(at));
      const now = switches.filter(([when]) => when === Date.parse(at));
      expect(now.length > 0 || before.at(-1)?.[1] !== true).toBe(true);
    }
  });

  test.prop([programs, events, told])(
    'signals that arrive twice change nothing',
    async (program, happenings, commands) => {
      const script: Script = { events: happenings, told: commands };
      const once = await play(program, script);
      const doubled = await play(program, { ...script, carry: redelivering(program, happenings) });
      expect(doubled.state).toEqual(once.state);
    },
  );

  test.prop([programs, events, told])(
    'its state survives JSON between any two inputs',
    async (program, happenings, commands) => {
      const script: Script = { events: happenings, told: commands };
      const plain = await play(program, script);
      const carried = await play(program, { ...script, carry: (state) => JSON.parse(JSON.stringify(state)) });
      expect(carried.lines).toEqual(plain.lines);
      expect(carried.state).toEqual(plain.state);
    },
  );

  test.prop([programs, events, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 })])(
    'an outage delays and loses nothing: the same visits are mailed, or left out as too late',
    async (program, happenings, from, length) => {
      const quiet = happenings.filter(([, event]) => event.kind === 'open');
      const punctual = await play(program, { events: quiet });
      const late = await play(program, { events: quiet, outages: [[`${from} hours`, `${from + length} hours`]] });
      const keys = (mails: typeof late.mails) => mails.map(({ stepId, visit }) => `${stepId}/${visit}`);
      const skipped = late.lines.filter((line) => line.endsWith('→ skipped')).length;
      expect(keys(late.mails).length + skipped).toBe(keys(punctual.mails).length);
      expect(keys(punctual.mails)).toEqual(expect.arrayContaining(keys(late.mails)));
    },
  );
});

function expectOnce(mails: readonly { readonly stepId: string; readonly visit: number }[]): void {
  const keys = mails.map(({ stepId, visit }) => `${stepId}/${visit}`);
  expect(new Set(keys).size).toBe(keys.length);
}

/** Delivers every event a second time right behind the first, with the same id. */
function redelivering(program: Program, happenings: readonly (readonly [string, ScriptedEvent])[]) {
  // The ids are assigned by the script's order, as `play` does.
  const facts = happenings.map(([, event], index) => ({
    id: `e${index + 1}`,
    name: null,
    link: null,
    stepId: null,
    visit: null,
    recordedAt: '2026-03-02T09:00:00.000Z',
    ...event,
  }));
  return (current: EnrollmentState): EnrollmentState =>
    facts
      .filter((fact) => current.seen.includes(fact.id))
      .reduce((after, event) => advance(program, after, { kind: 'event', event }), current);
}
