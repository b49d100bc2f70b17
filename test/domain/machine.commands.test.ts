/**
 * The machine against a model, by sequences of commands in any order and of any sense: answers that fit and answers that
 * do not, timers, events, and what people do. The model knows only what must never be broken.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  type Answer,
  type EnrollmentState,
  type Input,
  initialState,
  questionOf,
  standsAt,
  wakeAt,
} from '../../domain/enrollment.ts';
import { advance } from '../../domain/machine.ts';
import type { Program } from '../../domain/program.ts';
import { programs } from '../support/random-programs.ts';

interface Model {
  stopped: boolean;
  readonly sent: Set<string>;
}
interface Real {
  readonly program: Program;
  state: EnrollmentState;
}

const base = Date.parse('2026-03-02T09:00:00.000Z');
const at = (hours: number): string => new Date(base + hours * 3_600_000).toISOString();

class Tell implements fc.Command<Model, Real> {
  readonly input: (state: EnrollmentState) => Input;
  readonly label: string;
  constructor(label: string, input: (state: EnrollmentState) => Input) {
    this.label = label;
    this.input = input;
  }
  check = (): boolean => true;
  toString = (): string => this.label;

  run(model: Model, real: Real): void {
    const before = real.state;
    const asked = questionOf(before);
    const input = this.input(before);
    const after = advance(real.program, before, input);
    // Total, and plain JSON.
    expect(JSON.parse(JSON.stringify(after))).toEqual(after);
    // The end is the end.
    if (before.phase.kind === 'ended') expect(after).toBe(before);
    // Visits only grow, and only of steps that are there.
    for (const [id, visit] of Object.entries(before.visits))
      expect(after.visits[id] ?? 0).toBeGreaterThanOrEqual(visit);
    for (const id of Object.keys(after.visits)) expect(real.program.steps[id]).toBeDefined();
    const there = standsAt(after);
    if (there !== null) expect(real.program.steps[there]).toBeDefined();
    // One visit of a step is mailed once.
    if (input.kind === 'answer' && input.answer.kind === 'sent' && asked?.kind === 'send' && after !== before) {
      const key = `${asked.stepId}/${asked.visit}`;
      expect(model.sent.has(key)).toBe(false);
      model.sent.add(key);
    }
    if (input.kind === 'stop') model.stopped = true;
    const question = questionOf(after);
    // Whoever is stopped is asked for nothing but its end; whoever is paused waits for no time.
    if (model.stopped && question) expect(question.kind).toBe('close');
    if (after.paused) {
      expect(wakeAt(after)).toBeNull();
      if (question) expect(question.kind).toBe('close');
    }
    // A question is about the present visit.
    if (question && question.kind !== 'close') expect(after.visits[question.stepId]).toBe(question.visit);
    real.state = after;
  }
}

const anyAnswer = fc.constantFrom<Answer>(
  { kind: 'sent', result: 'sent', at: at(5) },
  { kind: 'sent', result: 'skipped', at: at(5) },
  { kind: 'deferred', until: at(50) },
  { kind: 'resolved', until: at(60) },
  { kind: 'missed', why: 'absent' },
  { kind: 'decided', index: 0 },
  { kind: 'decided', index: null },
  { kind: 'assigned', arm: 1 },
  { kind: 'armed', until: at(70), events: [] },
  { kind: 'expired', events: [] },
  { kind: 'done' },
  { kind: 'called', ok: false },
  { kind: 'parked' },
  { kind: 'closed' },
);

/** The answer that fits what is asked. */
function fitting(state: EnrollmentState, hours: number): Answer {
  switch (questionOf(state)?.kind) {
    case 'send':
      return { kind: 'sent', result: 'sent', at: at(hours) };
    case 'resolve':
      return { kind: 'resolved', until: at(hours + 20) };
    case 'decide':
      return { kind: 'decided', index: hours % 2 ? 0 : null };
    case 'split':
      return { kind: 'assigned', arm: hours % 2 };
    case 'arm':
      return { kind: 'armed', until: at(hours + 30), events: [] };
    case 'expire':
      return { kind: 'expired', events: [] };
    case 'call':
      return { kind: 'called', ok: true };
    case 'close':
      return { kind: 'closed' };
    default:
      return { kind: 'done' };
  }
}

const hours = fc.integer({ min: 0, max: 2000 });
const commands = [
  fc.constant(new Tell('start', () => ({ kind: 'start', at: at(0) }))),
  hours.map((h) => new Tell(`fitting answer at ${h}`, (state) => ({ kind: 'answer', answer: fitting(state, h) }))),
  hours.map((h) => new Tell(`fitting answer at ${h}`, (state) => ({ kind: 'answer', answer: fitting(state, h) }))),
  anyAnswer.map((answer) => new Tell(`answer ${answer.kind}`, () => ({ kind: 'answer', answer }))),
  hours.map((h) => new Tell(`due at ${h}`, () => ({ kind: 'due', at: at(h) }))),
  fc.constant(new Tell('due in time', (state) => ({ kind: 'due', at: wakeAt(state) ?? at(0) }))),
  fc.record({ id: fc.integer({ min: 1, max: 4 }), kind: fc.constantFrom('click', 'custom', 'open') }).map(
    ({ id, kind }) =>
      new Tell(`${kind} ${id}`, (state) => ({
        kind: 'event',
        event: {
          id: `e${id}`,
          kind: kind as 'click' | 'custom' | 'open',
          name: kind === 'custom' ? 'demo' : null,
          link: null,
          stepId: state.lastMail?.stepId ?? null,
          visit: state.lastMail?.visit ?? null,
          recordedAt: at(100),
        },
      })),
  ),
  fc.constantFrom('pause', 'resume', 'replan').map((kind) => new Tell(kind, () => ({ kind }) as Input)),
  fc
    .integer({ min: 0, max: 9 })
    .map((n) => new Tell(`move to s${n}`, () => ({ kind: 'move', stepId: `s${n}`, at: at(9) }))),
  fc.constant(new Tell('stop', () => ({ kind: 'stop', reason: 'manual' }))),
];

describe('the machine', () => {
  test.prop([programs, fc.commands(commands, { maxCommands: 60, size: 'max' })], { numRuns: 300 })(
    'keeps its promises under any sequence of commands',
    (program, sequence) => {
      fc.modelRun(
        () => ({ model: { stopped: false, sent: new Set<string>() }, real: { program, state: initialState } }),
        sequence,
      );
    },
  );
});
