/** Programs of every step kind, as authoring compiles them: for properties that must hold for all of them. */
import { fc } from '@fast-check/vitest';
import type { Next, Program, ProgramStep } from '../../domain/program.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';

const kinds = ['send', 'wait', 'waitFor', 'branch', 'split', 'act', 'call', 'goto', 'exit'] as const;

interface Part {
  readonly kind: (typeof kinds)[number];
  readonly skip: number;
  readonly days: number;
  readonly all: boolean;
}

const part = (among: readonly Part['kind'][]): fc.Arbitrary<Part> =>
  fc.record({
    kind: fc.constantFrom(...among),
    skip: fc.integer({ min: 1, max: 4 }),
    days: fc.integer({ min: 1, max: 20 }),
    all: fc.boolean(),
  });

const parts = fc.array(part(kinds), { minLength: 1, maxLength: 9 });
/** With more mails and waits, so that most enrollments have had some when they are moved. */
const mailing = fc.array(part([...kinds, 'send', 'send', 'send', 'wait', 'wait']), { minLength: 3, maxLength: 9 });

const settings: fc.Arbitrary<ProgramSettings> = fc
  .record({ goal: fc.boolean(), reply: fc.boolean(), window: fc.boolean(), skip: fc.boolean() })
  .map(({ goal, reply, window, skip }) => ({
    ...defaultSettings,
    goals: goal ? [{ kind: 'custom', name: 'bought', where: null }] : [],
    stops: { reply, mql: true, on: [] },
    window: window
      ? {
          days: ['mon', 'tue', 'wed', 'thu', 'fri'],
          hours: [{ from: '09:00', to: '17:00' }],
          quiet: [],
          holidays: { country: null, dates: [] },
          spreadMinutes: 0,
        }
      : null,
    // biome-ignore lint/suspicious/noThenProperty: the program's own word; nobody awaits it
    stale: skip ? { after: 'P2D', then: 'skip' } : null,
  }));

/** Every step leads forward, but for the loops of `goto`, which are bounded by their caps. */
export const programs: fc.Arbitrary<Program> = fc.tuple(parts, settings).map(([made, rules]) =>
  programOfParts(
    made.map((part, index) => [`s${index}`, part]),
    rules,
  ),
);

/** Two versions of one sequence: of the steps of the first, some are gone in the second, and some are new among them. */
export const editedPrograms: fc.Arbitrary<readonly [Program, Program]> = fc
  .tuple(mailing, parts, settings)
  .chain(([made, more, rules]) => {
    const first = made.map((part, index): readonly [string, Part] => [`s${index}`, part]);
    const fresh = more.slice(0, 3).map((part, index): readonly [string, Part] => [`n${index}`, part]);
    const order = fc.shuffledSubarray([...first, ...fresh], { minLength: made.length });
    return order.map((second) => [programOfParts(first, rules), programOfParts(second, rules)] as const);
  });

function programOfParts(made: readonly (readonly [string, Part])[], rules: ProgramSettings): Program {
  const ids = made.map(([id]) => id);
  return {
    format: 2,
    sequence: 'generated',
    entry: ids[0] ?? null,
    steps: Object.fromEntries(made.map(([id, part], index) => [id, stepOf(part, index, ids)])),
    settings: rules,
    renamed: {},
  };
}

function stepOf({ kind, skip, days, all }: Part, index: number, ids: readonly string[]): ProgramStep {
  const target = (to: number): Next => ids[to] ?? null;
  const id = ids[index] ?? '';
  const next = target(index + 1);
  const other = target(index + skip);
  switch (kind) {
    case 'send':
      return { kind, id, template: `t-${id}`, sender: null, next };
    case 'wait':
      return days > 15
        ? { kind, id, rule: { kind: 'field', field: 'none', offset: null, at: null }, next, onMissed: other }
        : { kind, id, rule: { kind: 'duration', duration: `P${days}D`, at: null }, next, onMissed: next };
    case 'waitFor': {
      const events = [
        { kind: 'click', of: null, link: null },
        { kind: 'custom', name: 'demo', where: null },
      ] as const;
      const mode = all ? 'all' : 'any';
      return { kind, id, mode, events, timeout: `P${days}D`, onEvent: next, onTimeout: other };
    }
    case 'branch':
      return { kind, id, cases: [{ condition: 'score > 50.0', next }], otherwise: other };
    case 'split': {
      const arms = [
        { name: 'a', weight: days, holdOut: false, next },
        { name: 'b', weight: 1, holdOut: true, next: other },
      ];
      return { kind, id, arms, winner: null };
    }
    case 'act':
      return { kind, id, act: { kind: 'score', points: days, reason: 'r' }, next };
    case 'call': {
      const call = { url: 'https://hooks.example.com', method: 'POST', data: {}, giveUpAfter: 'P1D' } as const;
      return { kind, id, call, next, onFailure: other };
    }
    case 'goto':
      return { kind, id, to: ids[Math.max(0, index - skip)] ?? id, atMost: 2, next };
    case 'exit':
      return { kind, id, reason: 'r', success: all };
  }
}
