/** A program with every kind of step, act, wait, event and setting, as authoring compiles it. */
import type { Act } from '../../domain/act.ts';
import type { EventMatcher } from '../../domain/events.ts';
import type { Next, Program, ProgramStep } from '../../domain/program.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';
import type { WaitRule } from '../../domain/wait-rule.ts';

export const everyMatcher: readonly EventMatcher[] = [
  { kind: 'click', of: null, link: null },
  { kind: 'click', of: 'welcome', link: 'pricing' },
  { kind: 'reply', classes: null },
  { kind: 'reply', classes: ['interested', 'question'] },
  { kind: 'form', name: null },
  { kind: 'form', name: 'contact' },
  { kind: 'page', path: '/pricing' },
  { kind: 'page', path: '/docs/*' },
  { kind: 'custom', name: 'demo_requested', where: null },
  { kind: 'custom', name: 'bought', where: 'event.payload.amount > 100' },
  { kind: 'score', atLeast: 60 },
  { kind: 'stage', stage: 'prospect' },
  { kind: 'decision', decision: 'accepted', reason: null },
  { kind: 'decision', decision: 'returned', reason: 'timing' },
];

export const everyWait: readonly WaitRule[] = [
  { kind: 'duration', duration: 'P3D', at: null },
  { kind: 'duration', duration: 'PT36H', at: '09:00' },
  { kind: 'businessDays', days: 5, at: null },
  { kind: 'date', date: '2026-12-24', at: '09:00' },
  { kind: 'weekday', days: ['tue', 'thu'], at: '09:00' },
  { kind: 'field', field: 'renewal', offset: null, at: null },
  { kind: 'field', field: 'renewal', offset: { direction: 'before', duration: 'P30D' }, at: '09:00' },
  { kind: 'field', field: 'signup', offset: { direction: 'after', duration: 'P7D' }, at: null },
];

export const everyAct: readonly Act[] = [
  { kind: 'score', points: 10, reason: 'Read the guide' },
  { kind: 'score', points: -1, reason: 'Gone quiet' },
  { kind: 'set', values: { company: 'Acme', 'fields.region': null, 'fields.partner': true } },
  { kind: 'tag', add: ['vip', 'guide'], remove: ['cold'] },
  { kind: 'tag', add: [], remove: ['cold', 'old'] },
  { kind: 'notify', to: 'ines', subject: 'A big one', text: 'Have a look.' },
  { kind: 'start', sequence: 'onboarding' },
  { kind: 'stop', sequence: 'newsletter' },
  { kind: 'handoff', reason: 'asked for a call' },
];

export const fullSettings: ProgramSettings = {
  enter: {
    when: 'lead.country in ["DE", "AT"]',
    sources: ['guide-download', 'webinar'],
    segments: ['large-sites'],
    again: { kind: 'after', duration: 'P90D' },
  },
  start: { segment: 'large-sites' },
  priority: 50,
  exclusive: true,
  stages: ['name', 'engaged'],
  goals: [
    { kind: 'custom', name: 'demo_requested', where: null },
    { kind: 'click', of: null, link: 'pricing' },
  ],
  stops: { reply: false, mql: true, on: [{ kind: 'custom', name: 'bought', where: null }] },
  purpose: 'newsletter',
  window: {
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    hours: [{ from: '08:00', to: '18:00' }],
    quiet: [{ from: '21:00', to: '08:00' }],
    holidays: { country: 'lead', dates: ['2026-12-24'] },
    spreadMinutes: 30,
  },
  caps: [
    { atMost: 1, within: 'P1D' },
    { atMost: 3, within: 'P7D' },
  ],
  // biome-ignore lint/suspicious/noThenProperty: the program's own word; nobody awaits it
  stale: { after: 'P2D', then: 'skip' },
  sender: 'nora',
  zone: 'Europe/Berlin',
};

/** Steps in a row, each leading to the next one, but for what their own keys say. */
export function programOfSteps(
  steps: readonly ((next: Next) => ProgramStep)[],
  settings: ProgramSettings = defaultSettings,
): Program {
  const ids = steps.map((make) => make(null).id);
  const made = steps.map((make, i) => make(ids[i + 1] ?? null));
  return {
    format: 2,
    sequence: 'every-kind',
    entry: ids[0] ?? null,
    steps: Object.fromEntries(made.map((step) => [step.id, step])),
    settings,
    renamed: {},
  };
}

const send =
  (id: string, template = `mail-${id}`, sender: string | null = null) =>
  (next: Next): ProgramStep => ({ kind: 'send', id, template, sender, next });

/** One step of every kind, some of them nested, as a file with arms compiles to. */
export const richProgram: Program = {
  ...programOfSteps(
    [
      send('welcome', 'guide-welcome', 'nora'),
      (next) => ({
        kind: 'waitFor',
        id: 'read',
        mode: 'any',
        events: [
          { kind: 'click', of: 'welcome', link: 'pricing' },
          { kind: 'reply', classes: ['interested'] },
        ],
        timeout: 'P4D',
        onEvent: 'points',
        onTimeout: next,
      }),
      send('nudge'),
      () => ({
        kind: 'branch',
        id: 'large',
        cases: [{ condition: 'lead.fields.employees >= 50', next: 'offer' }],
        otherwise: 'small',
      }),
      () => ({ kind: 'exit', id: 'small', reason: 'too small', success: false }),
      () => ({ kind: 'act', id: 'points', act: { kind: 'score', points: 5, reason: 'Read it' }, next: 'large' }),
      send('offer'),
      (next) => ({
        kind: 'wait',
        id: 'before-renewal',
        rule: { kind: 'field', field: 'renewal', offset: { direction: 'before', duration: 'P30D' }, at: '09:00' },
        next,
        onMissed: 'no-date',
      }),
      () => ({
        kind: 'split',
        id: 'tone',
        arms: [
          { name: 'short', weight: 45, holdOut: false, next: 'short-mail' },
          { name: 'long', weight: 45, holdOut: false, next: 'long-mail' },
          { name: 'control', weight: 10, holdOut: true, next: 'credit' },
        ],
        winner: { by: 'click', atLeast: 200, alpha: 0.05 },
      }),
      () => ({ kind: 'act', id: 'no-date', act: { kind: 'tag', add: ['no-date'], remove: [] }, next: 'tone' }),
      (_next) => send('short-mail')('credit'),
      (_next) => send('long-mail')('credit'),
      (next) => ({
        kind: 'call',
        id: 'credit',
        call: { url: 'https://hooks.example.com/credit', method: 'POST', data: { plan: 'team' }, giveUpAfter: 'P1D' },
        next,
        onFailure: 'tell',
      }),
      () => ({
        kind: 'branch',
        id: 'rating',
        cases: [
          { condition: 'answers["credit"].body.rating == "A"', next: 'sales' },
          { condition: 'answers["credit"].body.rating == "B"', next: 'again' },
        ],
        otherwise: 'bye',
      }),
      () => ({
        kind: 'act',
        id: 'tell',
        act: { kind: 'notify', to: 'ines', subject: 'No rating', text: 'See for yourself.' },
        next: 'rating',
      }),
      () => ({ kind: 'act', id: 'sales', act: { kind: 'handoff', reason: 'good credit' }, next: 'bye' }),
      () => ({ kind: 'goto', id: 'again', to: 'offer', atMost: 3, next: 'bye' }),
      () => ({ kind: 'exit', id: 'bye', reason: 'told everything', success: true }),
    ],
    fullSettings,
  ),
  renamed: { hello: 'welcome' },
};
