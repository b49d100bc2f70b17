/**
 * Where a lead goes on, what steps do to it, and until when it waits: at a time of choice, over a real store. Long, because
 * every case is a program of its own.
 */
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Act } from '../../domain/act.ts';
import type { EnrollmentState } from '../../domain/enrollment.ts';
import { advance } from '../../domain/machine.ts';
import type { ProgramStep } from '../../domain/program.ts';
import { alwaysOpen } from '../../domain/program-settings.ts';
import type { WaitRule } from '../../domain/wait-rule.ts';
import { playerOf, programOfSteps, sendStep } from '../support/player.ts';
import { programOf } from '../support/programs.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';

const logged = new PassThrough();
let bench: Workbench;
beforeAll(async () => {
  bench = await startWorkbench(pino(logged));
  // The first template of a process takes the compiler a while.
  await bench.publishProgram(programOfSteps([sendStep('first')]));
});
afterAll(() => bench?.close());

const start = '2027-01-12T09:30:00.000Z';
const exit = (id: string): ProgramStep => ({ kind: 'exit', id, reason: id, success: false });
const actStep = (id: string, act: Act, next: string | null = null): ProgramStep => ({ kind: 'act', id, act, next });
const branch = (...conditions: readonly string[]): ProgramStep => ({
  kind: 'branch',
  id: 'branch',
  cases: conditions.map((condition, index) => ({ condition, next: `case-${index}` })),
  otherwise: 'otherwise',
});
const wait = (rule: WaitRule): readonly ProgramStep[] => [
  { kind: 'wait', id: 'wait', rule, next: null, onMissed: 'missed' },
  exit('missed'),
];
const ends = ['case-0', 'case-1', 'otherwise'].map(exit);

describe('a branch', () => {
  it('goes by the first condition that is true, else by none', async () => {
    for (const [employees, index] of [
      [200, 0],
      [80, 1],
      [3, null],
    ] as const) {
      const steps = [branch('lead.fields.employees > 100', 'lead.fields.employees > 50'), ...ends];
      const player = await playerOf(bench, steps, { lead: { fields: { employees } } });
      expect(await player.at(start)).toEqual([{ kind: 'decided', index }, { kind: 'closed' }]);
    }
  });

  it('takes the same arm when it is asked again, though a step behind it has changed what it asked', async () => {
    const steps: readonly ProgramStep[] = [
      { kind: 'branch', id: 'branch', cases: [{ condition: '"seen" in lead.tags', next: 'again' }], otherwise: 'tag' },
      actStep('tag', { kind: 'tag', add: ['seen'], remove: [] }, 'first'),
      exit('first'),
      exit('again'),
    ];
    const player = await playerOf(bench, steps);
    const held = await player.again(start);
    expect(held[0]).toEqual({ kind: 'decided', index: null });
    expect(await player.again(start)).toEqual(held);
  });

  it('knows the company, the consents and what the lead has done, here and ever', async () => {
    const steps = [branch('account.leads > 1', '"newsletter" in consent || events.forms("contact") == 2'), ...ends];
    const player = await playerOf(bench, steps, { lead: { company: 'Alone Ltd' } });
    for (const dedupeKey of ['form/1', 'form/2']) {
      const lead = { id: player.leadId };
      await bench.store.events.ingest({ dedupeKey, kind: 'form', name: 'contact', lead, occurredAt: now() }, now());
    }
    expect(await player.again(start)).toMatchObject([{ kind: 'decided', index: 1 }, { kind: 'closed' }]);
    const here = await playerOf(bench, [branch('here.forms("contact") > 0', 'events.forms() > 0'), ...ends], {
      lead: { email: player.email },
    });
    expect(await here.at(start)).toMatchObject([{ kind: 'decided', index: 1 }, { kind: 'closed' }]);
  });
});

it('a branch knows the answer of a call that has another id now, before its migration is recorded', async () => {
  const version = (id: string, formerly: string) =>
    programOf(`
sequence: credit-check
steps:
  - { id: ${id}, ${formerly}call: "https://acme.example/credit" }
  - { id: rest, wait: 1 day }
  - branch: answers["${id}"].status == 200
    then: [ { exit: solvent } ]
    else: [ { exit: refused } ]
`);
  await bench.publishProgram(version('credit', ''));
  const lead = await bench.addLead();
  const { id: enrollmentId } = await bench.store.enrollments.enroll(lead.id, 'credit-check', 'test', now());
  const asked = { enrollmentId, stepId: 'credit', visit: 1 };
  await bench.store.enrollments.recordAnswer(asked, { status: 200, body: null }, now());
  const renamed = version('check', 'formerly: credit, ');
  const sequenceVersionId = await bench.publishProgram(renamed);
  const sleeping: EnrollmentState = {
    phase: { kind: 'sleeping', stepId: 'rest', until: start, resume: 'next' },
    paused: false,
    visits: { check: 1, rest: 1 },
    mails: {},
    lastMail: null,
    clock: start,
    since: start,
    seen: [],
  };
  const state = advance(renamed, sleeping, { kind: 'due', at: start });
  const { inputs } = await bench.converse({ enrollmentId, sequenceVersionId, state, now: start, wantProgram: false });
  expect(inputs[0]).toEqual({ kind: 'answer', answer: { kind: 'decided', index: 0 } });
  expect((await bench.store.enrollments.get(enrollmentId)).reason).toBe('solvent');
});

describe('a split', () => {
  it('gives a lead an arm, and the same one when it is asked again', async () => {
    const arms = ['a', 'b'].map((name) => ({ name, weight: 1, holdOut: false, next: name }));
    const steps: readonly ProgramStep[] = [{ kind: 'split', id: 'split', arms, winner: null }, exit('a'), exit('b')];
    const player = await playerOf(bench, steps);
    const [answer] = await player.again(start);
    expect(answer?.kind === 'assigned' && [0, 1].includes(answer.arm)).toBe(true);
    expect((await player.at('2027-01-20T09:00:00.000Z'))[0]).toEqual(answer);
    const { reason } = await bench.store.enrollments.get(player.enrollmentId);
    expect(reason).toBe(answer?.kind === 'assigned' ? ['a', 'b'][answer.arm] : '');
  });
});

describe('what steps do to a lead', () => {
  it('is seen by the steps after them, in the same conversation', async () => {
    const first = { condition: 'lead.firstName == "Ann"', next: 'set' };
    const player = await playerOf(bench, [
      { kind: 'branch', id: 'first', cases: [first], otherwise: 'otherwise' },
      actStep('set', { kind: 'set', values: { firstName: 'Bea', 'fields.employees': 500 } }, 'tag'),
      actStep('tag', { kind: 'tag', add: ['vip'], remove: [] }, 'score'),
      actStep('score', { kind: 'score', points: 7, reason: 'asked' }, 'branch'),
      branch('lead.fields.employees == 80', 'lead.fields.employees == 500 && "vip" in lead.tags && score > 6'),
      exit('case-0'),
      sendStep('case-1'),
      exit('otherwise'),
    ]);
    const answers = await player.at(start);
    const done = { kind: 'done' };
    const decided = (index: number) => ({ kind: 'decided', index });
    expect(answers.slice(0, 5)).toEqual([decided(0), done, done, done, decided(1)]);
    expect(bench.sink.mails.at(-1)?.subject).toBe('case-1 for Bea');
  });

  it('is done once for a visit, however often its conversation is held', async () => {
    const player = await playerOf(bench, [actStep('score', { kind: 'score', points: 5, reason: 'once' })]);
    await player.again(start);
    await player.again(start);
    const timeline = await bench.store.leads.timeline(player.leadId);
    expect(timeline.filter((entry) => entry.kind === 'score').map(({ points }) => points)).toEqual([5]);
  });

  it('may be refused: that is logged, and the next step follows', async () => {
    const player = await playerOf(bench, [
      actStep('start', { kind: 'start', sequence: 'never-published' }, 'after'),
      exit('after'),
    ]);
    logged.read();
    expect(await player.at(start)).toEqual([{ kind: 'done' }, { kind: 'closed' }]);
    expect(JSON.parse(String(logged.read()))).toMatchObject({
      level: 30,
      act: 'start',
      stepId: 'start',
      enrollmentId: player.enrollmentId,
      refused: expect.stringMatching(/./),
    });
  });

  it('may start another sequence and stop it again', async () => {
    const other = await playerOf(bench, [sendStep('other')]);
    const enrollments = async (leadId: string) =>
      (await bench.store.enrollments.list({ leadId, sequence: other.sequence }, { limit: 5 })).items;
    const starting = await playerOf(bench, [actStep('start', { kind: 'start', sequence: other.sequence })]);
    await starting.at(start);
    expect((await enrollments(starting.leadId)).map(({ status }) => status)).toEqual(['active']);
    const stopping = await playerOf(bench, [actStep('stop', { kind: 'stop', sequence: other.sequence })], {
      lead: { email: starting.email },
    });
    await stopping.at(start);
    const [enrollment] = await enrollments(starting.leadId);
    const told: string[] = [];
    const carry = () =>
      bench.store.outbox.drain(50, '2027-02-01T00:00:00.000Z', async (entries) => {
        for (const { kind, payload, workflowId } of entries) {
          if (kind === 'signal_nurture' && workflowId === enrollment?.workflowId) told.push(payload.kind);
        }
        return entries.map(({ id }) => ({ id, kind: 'done' as const }));
      });
    while ((await carry()) > 0);
    expect(told).toEqual(['stop']);
  });
});

describe('a wait', () => {
  const untilOf = async (rule: WaitRule, lead: Parameters<typeof playerOf>[2] = {}) => {
    const player = await playerOf(bench, wait(rule), lead);
    const [answer] = await player.at(start);
    return answer?.kind === 'resolved' ? answer.until : answer;
  };

  it('for business days leaves out the holidays and closed days of the lead', async () => {
    const rule = { kind: 'businessDays', days: 3, at: '09:00' } as const;
    const window = { ...alwaysOpen, days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const };
    const german = { ...window, holidays: { country: 'lead', dates: ['2027-01-13'] } };
    const lead = { country: 'DE' };
    expect(await untilOf(rule, { lead })).toBe('2027-01-15T08:00:00.000Z');
    expect(await untilOf(rule, { lead, settings: { window: german } })).toBe('2027-01-18T08:00:00.000Z');
  });

  it('for a date of the lead is missed when there is none, or when it is over', async () => {
    const rule = {
      kind: 'field',
      field: 'renewal',
      at: '09:00',
      offset: { direction: 'before', duration: 'P7D' },
    } as const;
    const lead = (renewal: string | null) => ({ lead: { timeZone: 'Asia/Tokyo', fields: { renewal } } });
    expect(await untilOf(rule, lead('2027-03-31'))).toBe('2027-03-24T00:00:00.000Z');
    expect(await untilOf(rule, lead('2027-01-15'))).toEqual({ kind: 'missed', why: 'past' });
    expect(await untilOf(rule, lead(null))).toEqual({ kind: 'missed', why: 'absent' });
  });

  it('that is missed leads on by its other arm, and the lead is not held up', async () => {
    const player = await playerOf(bench, wait({ kind: 'field', field: 'renewal', at: null, offset: null }));
    expect(await player.at(start)).toEqual([{ kind: 'missed', why: 'absent' }, { kind: 'closed' }]);
    expect((await bench.store.enrollments.get(player.enrollmentId)).reason).toBe('missed');
  });

  it('for events counts its time from when the step was due, on the calendar of the lead', async () => {
    const steps: readonly ProgramStep[] = [
      ...wait({ kind: 'date', date: '2027-03-27', at: '09:30' }).map((step) =>
        step.kind === 'wait' ? { ...step, next: 'events' } : step,
      ),
      {
        kind: 'waitFor',
        id: 'events',
        mode: 'any',
        events: [{ kind: 'reply', classes: null }],
        timeout: 'P1D',
        onEvent: null,
        onTimeout: null,
      },
    ];
    const player = await playerOf(bench, steps, { lead: { timeZone: 'Europe/Berlin' } });
    expect(await player.at(start)).toEqual([{ kind: 'resolved', until: '2027-03-27T08:30:00.000Z' }]);
    // An hour late, in the night of which the clocks change: a day is a day of the calendar.
    const until = '2027-03-28T07:30:00.000Z';
    expect(await player.at('2027-03-27T09:30:00.000Z')).toEqual([{ kind: 'armed', until, events: [] }]);
    expect(await bench.store.enrollments.get(player.enrollmentId)).toMatchObject({
      stepId: 'events',
      waitUntil: until,
    });
    expect(await player.at('2027-03-28T08:00:00.000Z')).toEqual([{ kind: 'expired', events: [] }, { kind: 'closed' }]);
  });
});
