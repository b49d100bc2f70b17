import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { diffPrograms, type SequenceDiff } from '../../authoring/sequence-diff.ts';
import type { Program, ProgramStep, StepId } from '../../domain/program.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { programs } from '../support/random-programs.ts';
import { fullSettings, richProgram } from './rich-program.ts';

const none: SequenceDiff = { steps: [], settings: [] };

/** The program with some of its steps changed, put in (given) or taken out (null). */
function changed(steps: Readonly<Record<StepId, Partial<ProgramStep> | null>>, rest: Partial<Program> = {}): Program {
  const all: Record<StepId, ProgramStep> = { ...richProgram.steps };
  for (const [id, change] of Object.entries(steps)) {
    if (change === null) delete all[id];
    else all[id] = { ...all[id], ...change } as ProgramStep;
  }
  return { ...richProgram, steps: all, ...rest };
}

/** As it comes out of the database, which keeps the keys of objects in an order of its own. */
function shuffled<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return (Array.isArray(value) ? value.map(shuffled) : value) as T;
  }
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  ) as T;
}

describe('the difference of two programs', () => {
  it('is nothing when they do the same, in whatever order their keys are', () => {
    expect(diffPrograms(richProgram, richProgram)).toEqual(none);
    expect(diffPrograms(richProgram, shuffled(richProgram))).toEqual(none);
    fc.assert(
      fc.property(programs, (program) => void expect(diffPrograms(program, shuffled(program))).toEqual(none)),
      {
        numRuns: 50,
      },
    );
  });

  it('names the key of a step that changed, from what to what', () => {
    const to = changed({
      read: { timeout: 'P5D', events: [{ kind: 'click', of: 'welcome', link: 'guide' }] },
      tone: {
        arms: [
          { name: 'short', weight: 60, holdOut: false, next: 'short-mail' },
          { name: 'long', weight: 45, holdOut: false, next: 'long-mail' },
          { name: 'control', weight: 10, holdOut: true, next: 'credit' },
        ],
      },
    });
    expect(diffPrograms(richProgram, to).steps).toMatchObject([
      { kind: 'changed', id: 'read', key: 'events.0.link', from: 'pricing', to: 'guide' },
      { kind: 'changed', id: 'read', key: 'events.1.kind', from: 'reply', to: null },
      { kind: 'changed', id: 'read', key: 'events.1.classes', from: ['interested'], to: null },
      { kind: 'changed', id: 'read', key: 'timeout', from: 'P4D', to: 'P5D' },
      { kind: 'changed', id: 'tone', key: 'arms.short.weight', from: 45, to: 60 },
    ]);
  });

  it('says what changed in words of the language, each thing as a whole', () => {
    const call = { url: 'https://crm.example/new', method: 'POST', data: { plan: 'b' }, giveUpAfter: 'PT2H' };
    const to = changed({
      welcome: { template: 'mail-hello', sender: 'sales' },
      read: { timeout: 'P5D', mode: 'all' },
      tone: { arms: [{ name: 'short', weight: 60, holdOut: true, next: 'short-mail' }], winner: null },
      large: { cases: [{ condition: 'score > 7.0', next: 'nudge' }] },
      credit: { call: { ...call } as never },
      'before-renewal': { rule: { kind: 'duration', duration: 'P5D', at: null } },
    });
    const told = diffPrograms(richProgram, to).steps.flatMap((change) =>
      change.kind === 'changed' ? `${change.id}: ${change.words.what}: ${change.words.from} → ${change.words.to}` : [],
    );
    expect([...new Set(told)]).toMatchInlineSnapshot(`
      [
        "welcome: mail: guide-welcome → mail-hello",
        "welcome: from: nora → sales",
        "read: waits until: the lead clicks the link "pricing" in the mail of welcome or the lead replies (interested) → the lead clicks the link "pricing" in the mail of welcome and the lead replies (interested)",
        "read: timeout: 4 days → 5 days",
        "large: condition: lead.fields.employees >= 50 → score > 7.0",
        "before-renewal: wait: 30 days before lead.fields.renewal at 09:00 → 5 days",
        "tone: arm short: weight 45 → weight 60, held out",
        "tone: arm long: weight 45 → not there",
        "tone: arm control: weight 10, held out → not there",
        "tone: winner: by clicks, from 200 leads in every arm, 95 % confidence → none: all arms go on",
        "credit: url: https://hooks.example.com/credit → https://crm.example/new",
        "credit: data plan: "team" → "b"",
        "credit: gives up after: 1 day → 2 hours",
      ]
    `);
  });

  it('of a step put in between is that step alone', () => {
    const pause: ProgramStep = {
      kind: 'wait',
      id: 'pause',
      rule: { kind: 'duration', duration: 'P2D', at: null },
      next: 'large',
      onMissed: 'large',
    };
    const to = changed({ nudge: { next: 'pause' }, pause });
    expect(diffPrograms(richProgram, to).steps).toEqual([{ kind: 'added', id: 'pause', what: 'Wait 2 days' }]);
    expect(diffPrograms(to, richProgram).steps).toEqual([{ kind: 'removed', id: 'pause', what: 'Wait 2 days' }]);
  });

  it('of a branch put around steps is the branch and its own steps, not the arms before it', () => {
    const to = changed({
      nudge: { next: 'ask' },
      ask: { kind: 'branch', id: 'ask', cases: [{ condition: 'score > 5.0', next: 'out' }], otherwise: 'large' },
      out: { kind: 'exit', id: 'out', reason: 'enough', success: false },
    });
    expect(diffPrograms(richProgram, to).steps.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'added ask',
      'added out',
    ]);
  });

  it('tells an arm that leads elsewhere', () => {
    const to = changed({ read: { onTimeout: 'large' }, credit: { onFailure: 'rating' } });
    expect(diffPrograms(richProgram, to).steps).toEqual([
      { kind: 'moved', id: 'read', arm: 'onTimeout', way: 'after 4 days without it', from: 'nudge', to: 'large' },
      { kind: 'moved', id: 'credit', arm: 'onFailure', way: 'if it fails', from: 'tell', to: 'rating' },
    ]);
    expect(diffPrograms(richProgram, { ...richProgram, entry: 'nudge' }).steps).toEqual([
      { kind: 'moved', id: 'start', arm: 'entry', way: 'begins', from: 'welcome', to: 'nudge' },
    ]);
  });

  it('takes a renamed step for the same, wherever it is named', () => {
    const { welcome, read } = richProgram.steps;
    const to = changed(
      {
        welcome: null,
        first: { ...welcome, id: 'first' },
        read: {
          ...read,
          events: [
            { kind: 'click', of: 'first', link: 'pricing' },
            { kind: 'reply', classes: ['interested'] },
          ],
        } as ProgramStep,
      },
      { entry: 'first', renamed: { welcome: 'first' } },
    );
    expect(diffPrograms(richProgram, to)).toEqual({
      ...none,
      steps: [{ kind: 'renamed', id: 'first', was: 'welcome' }],
    });
    const { steps } = diffPrograms(richProgram, { ...to, renamed: {} });
    expect(steps.map(({ kind, id }) => `${kind} ${id}`)).toContain('added first');
    expect(steps.map(({ kind, id }) => `${kind} ${id}`)).toContain('removed welcome');
  });

  it('tells a step that is another kind now by what it did and does', () => {
    const to = changed({ nudge: { kind: 'exit', id: 'nudge', reason: 'silent', success: false } });
    expect(diffPrograms(richProgram, to).steps).toContainEqual({
      kind: 'changed',
      id: 'nudge',
      key: 'kind',
      from: 'Send mail-nudge',
      to: 'End early: silent',
      words: { what: 'does', from: 'Send mail-nudge', to: 'End early: silent' },
    });
  });

  it('tells settings by their sentences', () => {
    const settings = { ...fullSettings, window: null, caps: [] };
    const found = diffPrograms(richProgram, { ...richProgram, settings }).settings;
    expect(found.map(({ key, words }) => `${key}: ${words.to}`)).toEqual([
      'window: Mails leave at any time.',
      'caps: It adds no cap of its own to those of the organisation.',
    ]);
    const all = diffPrograms({ ...richProgram, settings: defaultSettings }, richProgram).settings;
    expect(all.map(({ key }) => key).sort()).toEqual(Object.keys(defaultSettings).sort());
  });

  it('of any two programs tells every step that only one of them has', () => {
    fc.assert(
      fc.property(programs, programs, (from, to) => {
        const { steps } = diffPrograms(from, to);
        const ids = (kind: string) => new Set(steps.filter((change) => change.kind === kind).map(({ id }) => id));
        expect(ids('added')).toEqual(new Set(Object.keys(to.steps).filter((id) => !from.steps[id])));
        expect(ids('removed')).toEqual(new Set(Object.keys(from.steps).filter((id) => !to.steps[id])));
      }),
      { numRuns: 50 },
    );
  });
});
