import { describe, expect, it } from 'vitest';
import type { EnrollmentState } from '../../domain/enrollment.ts';
import { advance } from '../../domain/machine.ts';
import { migrateState, stepMoves, transferOf } from '../../domain/migration.ts';
import { asked, moment } from '../support/migrated.ts';
import { programOf } from '../support/programs.ts';
import { play } from '../support/timeline.ts';

const before = programOf(`
sequence: guide
steps:
  - send: hello
  - wait: 3 days
    id: rest
  - waitFor: { click: hello }
    id: read
    timeout: 5 days
  - send: offer
`);
const after = programOf(`
sequence: guide
steps:
  - send: hello
    id: welcome
    formerly: hello
  - wait: 10 days
    id: rest
  - waitFor: { click: welcome }
    id: read-it
    formerly: [ read ]
    timeout: 5 days
  - send: price
`);

const at = async (days: string): Promise<EnrollmentState> => {
  let found: EnrollmentState | null = null;
  await play(before, {
    told: [[days, { kind: 'pause' }]],
    carry: (state) => {
      found = state;
      return state;
    },
  });
  if (!found) throw new Error('nothing was played');
  return { ...(found as EnrollmentState), paused: false };
};

describe('moving to another version', () => {
  it('finds steps by their ids, by declared renames, and by the places that a person names', () => {
    expect(stepMoves(before, after)).toEqual({ hello: 'welcome', read: 'read-it', offer: null });
    expect(stepMoves(before, after, { offer: 'price' })).toEqual({ hello: 'welcome', read: 'read-it', offer: 'price' });
    expect(stepMoves(before, after, { offer: 'nowhere' }).offer).toBeNull();
  });

  it('asks the same visit of the step anew, in its new form and from when it was due', async () => {
    const state = migrateState(await at('1 day'), { moves: stepMoves(before, after) }, moment);
    if (!state) throw new Error('it is gone');
    const asked = advance(after, state, { kind: 'start', at: '2026-03-03T09:00:00.000Z' });
    expect(asked.phase).toMatchObject({
      question: {
        kind: 'resolve',
        stepId: 'rest',
        visit: 1,
        rule: { duration: 'P10D' },
        from: '2026-03-02T09:00:00.000Z',
      },
    });
  });

  it('still knows the mails that left under their former ids', async () => {
    const state = migrateState(await at('4 days'), { moves: stepMoves(before, after) }, moment);
    if (!state) throw new Error('it is gone');
    const asked = advance(after, state, { kind: 'start', at: '2026-03-06T09:00:00.000Z' });
    expect(asked.phase).toMatchObject({
      question: { kind: 'arm', stepId: 'read-it', awaited: { events: [{ of: { stepId: 'hello', visit: 1 } }] } },
    });
  });

  it('leaves an enrollment whose step is gone where it is', async () => {
    const state: EnrollmentState = {
      ...(await at('4 days')),
      phase: { kind: 'sleeping', stepId: 'offer', until: '2026-04-01T00:00:00.000Z', resume: 'again' },
    };
    expect(migrateState(state, { moves: stepMoves(before, after) }, moment)).toBeNull();
  });

  it('keeps the visits of a step that is gone, and the higher ones where two became one', async () => {
    const state: EnrollmentState = { ...(await at('4 days')), visits: { hello: 1, rest: 3, read: 2, offer: 1 } };
    const merged = migrateState(state, { moves: { hello: null, offer: 'read', rest: 'read' } }, moment);
    expect(merged?.visits).toEqual({ hello: 1, read: 3 });
  });

  it('to a step that only leads on goes on from there', async () => {
    const looping = programOf(`
sequence: guide
steps:
  - send: hello
  - goto: hello
    id: rest
    atMost: 1
  - exit: done
`);
    const state = migrateState(await at('1 day'), { moves: stepMoves(before, looping) }, moment);
    if (!state) throw new Error('it is gone');
    const asked = advance(looping, state, { kind: 'start', at: '2026-03-03T09:00:00.000Z' });
    expect(asked.phase).toMatchObject({ question: { kind: 'close', outcome: 'exited' } });
  });
});

describe('a step that takes the place of another one', () => {
  it('named by hand is entered as a new visit, also where the enrollment has been before', async () => {
    const later = programOf(`
sequence: guide
steps:
  - send: hello
  - send: offer
`);
    const state = await at('1 day');
    expect(asked(state, before, later, moment, { rest: 'hello' })).toMatchObject({
      phase: { question: { kind: 'send', stepId: 'hello', visit: 2 } },
      visits: { hello: 2, rest: 1 },
    });
    // Its own visits count, not those of the step that is gone.
    expect(asked(state, before, later, moment, { rest: 'offer' }).phase).toMatchObject({ question: { visit: 1 } });
    expect(asked(state, before, after).phase).toMatchObject({ question: { stepId: 'rest', visit: 1 } });
  });

  it('under its id, being of another kind, is entered as a new visit that is due now', async () => {
    const mailing = programOf(`
sequence: guide
steps:
  - send: hello
  - send: offer
    id: rest
`);
    expect(asked(await at('1 day'), before, mailing).phase).toMatchObject({
      question: { kind: 'send', stepId: 'rest', visit: 2, dueAt: moment },
    });
  });

  it('named by hand lets time begin anew, where a step of another kind goes on counting', async () => {
    const shorter = (id: string) =>
      programOf(`sequence: guide\nsteps:\n  - { id: ${id}, waitFor: reply, timeout: 2 days }\n`);
    const state = await at('1 day');
    const named = asked(state, before, shorter('short'), moment, { rest: 'short' });
    expect(named.phase).toMatchObject({ question: { kind: 'arm', stepId: 'short', visit: 1, from: moment } });
    const kept = asked(state, before, shorter('rest'));
    expect(kept.phase).toMatchObject({ question: { kind: 'arm', visit: 2, from: '2026-03-02T09:00:00.000Z' } });
  });

  it('is still entered as a new visit when the enrollment is moved once more before it has', async () => {
    const later = programOf('sequence: guide\nsteps:\n  - send: hello\n  - { id: pause, wait: 2 days }\n');
    const once = migrateState(await at('1 day'), transferOf(before, later, { rest: 'hello' }), moment);
    if (!once) throw new Error('it is gone');
    expect(asked(once, later, later).phase).toMatchObject({ question: { kind: 'send', stepId: 'hello', visit: 2 } });
  });

  it('under its id, is another act: what it did before is not what it does now', () => {
    const acting = (act: string) => programOf(`sequence: guide\nsteps:\n  - { id: x, ${act} }\n`);
    const [scoring, handing] = [acting('score: 5, reason: r'), acting('handoff: now')];
    expect(transferOf(scoring, handing).anew).toEqual(['x']);
    expect(transferOf(scoring, acting('score: 9, reason: r')).anew).toEqual([]);
  });

  it('has its mail clicked, unless it has sent one itself', async () => {
    const state: EnrollmentState = {
      ...(await at('1 day')),
      mails: { hello: { stepId: 'hello', visit: 1 }, offer: { stepId: 'offer', visit: 1 } },
    };
    const own = migrateState(state, { moves: { hello: 'offer' } }, moment);
    expect(own?.mails).toEqual({ offer: { stepId: 'offer', visit: 1 } });
    expect(migrateState(state, { moves: { hello: 'price' } }, moment)?.mails.price).toEqual({
      stepId: 'hello',
      visit: 1,
    });
  });
});
