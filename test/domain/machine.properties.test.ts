import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { EventKind } from '../../domain/events.ts';
import { advance, type EnrollmentState } from '../../domain/machine.ts';
import type { Next, Program, ProgramStep } from '../../domain/program.ts';
import { play, type Script, type ScriptedEvent } from '../support/timeline.ts';

/** Programs of one to eight steps without loops, as authoring compiles them: every step leads forward. */
const programs: fc.Arbitrary<Program> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('send', 'wait', 'waitFor', 'branch', 'score', 'exit'),
      skip: fc.integer({ min: 1, max: 4 }),
      days: fc.integer({ min: 1, max: 20 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => {
    const target = (index: number): Next => (index < parts.length ? `s${index}` : null);
    const steps = parts.map(({ kind, skip, days }, index): ProgramStep => {
      const id = `s${index}`;
      const next = target(index + 1);
      const other = target(index + skip);
      switch (kind) {
        case 'send':
          return { kind, id, template: `t${index}`, next };
        case 'wait':
          return { kind, id, duration: `P${days}D`, next };
        case 'waitFor': {
          const any = [
            { kind: 'click', of: null, link: null },
            { kind: 'custom', name: 'demo' },
          ] as const;
          return { kind, id, any, timeout: `P${days}D`, onEvent: next, onTimeout: other };
        }
        case 'branch':
          return { kind, id, condition: 'score > 50.0', onTrue: next, onFalse: other };
        case 'score':
          return { kind, id, points: days, reason: 'r', next };
        default:
          return { kind: 'exit', id, reason: 'r' };
      }
    });
    return { sequence: 'generated', entry: 's0', steps: Object.fromEntries(steps.map((step) => [step.id, step])) };
  });

const kinds: readonly EventKind[] = [
  'open',
  'click',
  'reply',
  'auto_reply',
  'bounce_hard',
  'complaint',
  'unsubscribe',
  'custom',
];

const events = fc.array(
  fc
    .record({
      hours: fc.integer({ min: 1, max: 800 }),
      kind: fc.constantFrom(...kinds),
      step: fc.integer({ min: 0, max: 7 }),
    })
    .map(({ hours, kind, step }): readonly [string, ScriptedEvent] => [
      `${hours} hours`,
      { kind, name: kind === 'custom' ? 'demo' : null, stepId: `s${step}`, visit: 1 },
    ]),
  { maxLength: 10 },
);

const stops: readonly EventKind[] = ['reply', 'unsubscribe', 'bounce_hard', 'complaint'];

describe('for every program and every lead', () => {
  test.prop([programs, events])('it ends, and no step is mailed twice', async (program, happenings) => {
    const { state, mails } = await play(program, { events: happenings });
    expect(state.phase.kind).toBe('ended');
    const keys = mails.map(({ stepId, visit }) => `${stepId}/${visit}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.prop([programs, events])(
    'no mail leaves after a reply, an opt-out, a bounce or a complaint',
    async (program, happenings) => {
      const { mails } = await play(program, { events: happenings });
      const start = Date.parse('2026-03-02T09:00:00.000Z');
      const stopped = happenings
        .filter(([, event]) => stops.includes(event.kind))
        .map(([after]) => start + Number(after.split(' ')[0]) * 3_600_000);
      const first = Math.min(...stopped);
      for (const mail of mails) expect(Date.parse(mail.at)).toBeLessThanOrEqual(first);
    },
  );

  test.prop([programs, events])('signals that arrive twice change nothing', async (program, happenings) => {
    const once = await play(program, { events: happenings });
    // Every event is delivered a second time right behind the first, with the same id.
    const doubled = await playWithDoubles(program, { events: happenings });
    expect(doubled).toEqual(once.state);
  });

  test.prop([programs, events])('its state survives JSON between any two inputs', async (program, happenings) => {
    const script: Script = { events: happenings };
    const plain = await play(program, script);
    const carried = await play(program, { ...script, carry: (state) => JSON.parse(JSON.stringify(state)) });
    expect(carried.lines).toEqual(plain.lines);
    expect(carried.state).toEqual(plain.state);
  });
});

async function playWithDoubles(program: Program, script: Script): Promise<EnrollmentState> {
  // The ids are assigned by the script's order, as `play` does.
  const facts = (script.events ?? []).map(([, event], index) => ({
    id: `e${index + 1}`,
    name: null,
    link: null,
    stepId: null,
    visit: null,
    recordedAt: '2026-03-02T09:00:00.000Z',
    ...event,
  }));
  const { state } = await play(program, {
    ...script,
    carry: (current) =>
      facts
        .filter((fact) => current.seen.includes(fact.id))
        .reduce((after, event) => advance(program, after, { kind: 'event', event }), current),
  });
  return state;
}
