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

const parts = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    skip: fc.integer({ min: 1, max: 4 }),
    days: fc.integer({ min: 1, max: 20 }),
    all: fc.boolean(),
  }),
  { minLength: 1, maxLength: 9 },
);

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
export const programs: fc.Arbitrary<Program> = fc.tuple(parts, settings).map(([made, rules]) => ({
  format: 2,
  sequence: 'generated',
  entry: 's0',
  steps: Object.fromEntries(made.map((part, index) => [`s${index}`, stepOf(part, index, made.length)])),
  settings: rules,
  renamed: {},
}));

function stepOf({ kind, skip, days, all }: Part, index: number, count: number): ProgramStep {
  const target = (to: number): Next => (to < count ? `s${to}` : null);
  const id = `s${index}`;
  const next = target(index + 1);
  const other = target(index + skip);
  switch (kind) {
    case 'send':
      return { kind, id, template: `t${index}`, sender: null, next };
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
      return { kind, id, to: `s${Math.max(0, index - skip)}`, atMost: 2, next };
    case 'exit':
      return { kind, id, reason: 'r', success: all };
  }
}
