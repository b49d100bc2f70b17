/**
 * What an enrollment can be told from outside: pause, resume, replan, move, migrate; and what it answers. Long, because
 * they meet each other: each is tried beside the others, on the same programs.
 */
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Question } from '../../domain/enrollment.ts';
import type { EventFact } from '../../domain/events.ts';
import type { ProgramStep } from '../../domain/program.ts';
import { wasTurnedAway } from '../../worker/running-enrollments.ts';
import { type MigrateAnswer, type MigrateRequest, type MoveRequest, updateNames } from '../../workflows/messages.ts';
import { clicked, type Enrolled, programWith, type Shell, send, startShell, wait } from '../support/shell.ts';

/** A moment that the test lets pass. */
function gate() {
  let open: () => void = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

const bought: ProgramStep = {
  kind: 'waitFor',
  id: 'bought',
  mode: 'all',
  events: ['one', 'two', 'three', 'four'].map((name) => ({ kind: 'custom', name, where: null })),
  timeout: 'P9D',
  onEvent: 'thanks',
  onTimeout: null,
};

const programs = {
  guide: programWith([send('hello', 'rest'), wait('rest', 'P3D', 'offer'), send('offer', null)]),
  short: programWith([send('hello', 'rest'), wait('rest', 'PT1S', 'offer'), send('offer', null)]),
  shop: programWith([bought, send('thanks', null)]),
  'shop-2': programWith([{ ...bought, id: 'paid' } as ProgramStep, send('thanks', null)]),
  'guide-2': programWith([
    send('hello', 'pause'),
    clicked('pause', 'P9D', 'offer', 'offer'),
    send('offer', 'bye'),
    send('bye', null),
  ]),
  'guide-3': programWith([send('hello', 'offer'), send('offer', null)]),
};

let shell: Shell;
let answer: (question: Question) => Answer | undefined | Promise<Answer | undefined> = () => undefined;
beforeAll(async () => {
  shell = await startShell({ programs, answer: (question) => answer(question) });
});
afterAll(() => shell?.close());
beforeEach(() => {
  answer = () => undefined;
});

const handle = ({ workflowId }: Enrolled) => shell.client.getHandle(workflowId);
const end = (enrolled: Enrolled) => handle(enrolled).result();

async function resting(versionId: keyof typeof programs = 'guide'): Promise<Enrolled> {
  const enrolled = await shell.enroll(versionId);
  await shell.stands(enrolled, { phase: 'sleeping', stepId: 'rest' });
  return enrolled;
}

const move = (enrolled: Enrolled, stepId: string, updateId?: string) =>
  handle(enrolled).executeUpdate<string, [MoveRequest]>(updateNames.move, {
    args: [{ stepId }],
    ...(updateId === undefined ? {} : { updateId }),
  });

/** Asks again, under the same id, when the server turned the update away. */
async function migrate(
  enrolled: Enrolled,
  fromVersionId: string,
  toVersionId: string,
  moves: MigrateRequest['moves'] = {},
  updateId: string = randomUUID(),
): Promise<MigrateAnswer> {
  try {
    return await handle(enrolled).executeUpdate<MigrateAnswer, [MigrateRequest]>(updateNames.migrate, {
      updateId,
      args: [{ fromVersionId, toVersionId, moves }],
    });
  } catch (error) {
    if (!wasTurnedAway(error)) throw error;
    return migrate(enrolled, fromVersionId, toVersionId, moves, updateId);
  }
}

/** The code with which an update was refused. */
const refused = async (update: Promise<unknown>): Promise<unknown> => {
  const error = await update.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error(`It was not refused: ${error}`);
  return (error.cause as { type?: unknown }).type;
};

describe('an enrollment that is paused', () => {
  it('is parked: it has no timer and asks nothing, until it is resumed', async () => {
    const enrolled = await resting();
    await handle(enrolled).signal('pause');
    await shell.stands(enrolled, { paused: true, until: null, phase: 'sleeping', stepId: 'rest' });
    const parked = await shell.history(enrolled);
    const [canceled, started] = ['timerCanceled', 'timerStarted'].map((name) => parked.lastIndexOf(name));
    expect(canceled).toBeGreaterThan(started ?? 0);
    expect(parked.filter((name) => name === 'activityTaskScheduled')).toHaveLength(1);
    await handle(enrolled).signal('resume');
    await shell.stands(enrolled, { paused: false, phase: 'sleeping' });
    expect((await shell.history(enrolled)).lastIndexOf('timerStarted')).toBeGreaterThan(canceled ?? 0);
  });

  it('goes on when its time was over while it was parked', async () => {
    const enrolled = await shell.enroll('short');
    await handle(enrolled).signal('pause');
    await shell.stands(enrolled, { paused: true });
    await handle(enrolled).signal('resume');
    await end(enrolled);
    expect(shell.mails(enrolled)).toEqual(['hello@1', 'offer@1']);
  });

  it('that finds the pause only when it asks is asked the same again on resuming', async () => {
    let held = true;
    answer = () => (held ? { kind: 'parked' } : undefined);
    const enrolled = await shell.enroll('guide');
    const { dueAt } = await shell.stands(enrolled, { paused: true, phase: 'asking', asks: 'send', stepId: 'hello' });
    held = false;
    await handle(enrolled).signal('resume');
    await shell.stands(enrolled, { paused: false, stepId: 'rest' });
    const asked = shell.noted.filter(
      ({ enrollmentId, question }) => enrollmentId === enrolled.id && question.kind === 'send',
    );
    expect(asked.map(({ question, answer: { kind } }) => [kind, 'dueAt' in question && question.dueAt])).toEqual([
      ['parked', dueAt],
      ['sent', dueAt],
    ]);
  });
});

describe('signals', () => {
  it('are never rejected: what does not fit changes nothing', async () => {
    const enrolled = await resting();
    for (const name of ['resume', 'resume', 'replan', 'pause', 'pause', 'resume']) await handle(enrolled).signal(name);
    await shell.event(enrolled, { kind: 'page_view', name: '/' });
    await shell.event(enrolled, { kind: 'open' });
    await handle(enrolled).signal('unknown', { any: 'thing' });
    const { stepId, visits } = await shell.stands(enrolled, { phase: 'sleeping', paused: false });
    expect([stepId, visits]).toEqual(['rest', { hello: 1, rest: 1 }]);
    expect(await shell.history(enrolled)).not.toContain('workflowTaskFailed');
  });

  it('replan asks anew when the wait ends', async () => {
    const enrolled = await resting();
    await handle(enrolled).signal('replan');
    await shell.stands(enrolled, { phase: 'sleeping' });
    const asked = shell.noted.filter(
      ({ enrollmentId, question }) => enrollmentId === enrolled.id && question.kind === 'resolve',
    );
    expect(asked).toHaveLength(2);
    expect(asked[0]?.answer).toEqual(asked[1]?.answer);
  });
});

describe('moving by hand', () => {
  it('goes to the step as a new visit', async () => {
    const enrolled = await resting();
    expect(await move(enrolled, 'hello')).toBe('moved');
    await shell.stands(enrolled, { stepId: 'rest', visit: 2 });
    expect(shell.mails(enrolled)).toEqual(['hello@1', 'hello@2']);
  });

  it('to a step that is not there is refused, and leaves no trace', async () => {
    const enrolled = await resting();
    const before = await shell.history(enrolled);
    expect(await refused(move(enrolled, 'nowhere'))).toBe('STEP_MISSING');
    const after = await shell.history(enrolled);
    expect(after.filter((name) => name.startsWith('workflowExecutionUpdate'))).toEqual([]);
    expect(after.length).toBe(before.length);
  });

  it('waits for the mail that is just leaving', async () => {
    const leaving = gate();
    answer = async (question) => {
      if (question.kind === 'send' && question.stepId === 'hello') await leaving.passed;
      return undefined;
    };
    const enrolled = await shell.enroll('guide');
    const moved = move(enrolled, 'offer');
    leaving.open();
    expect(await moved).toBe('moved');
    await end(enrolled);
    expect(shell.mails(enrolled)).toEqual(['hello@1', 'offer@1']);
  });

  it('is refused when the enrollment is ending, and finds nobody when it has ended', async () => {
    const closing = gate();
    const begun = gate();
    answer = async (question) => {
      if (question.kind !== 'close') return undefined;
      begun.open();
      await closing.passed;
      return undefined;
    };
    const enrolled = await resting();
    await handle(enrolled).signal('stop', 'manual');
    await begun.passed;
    expect(await refused(move(enrolled, 'offer'))).toBe('ENROLLMENT_ENDED');
    closing.open();
    await end(enrolled);
    await expect(move(enrolled, 'offer')).rejects.toBeInstanceOf(WorkflowNotFoundError);
  });

  it('is refused when the enrollment ends before it comes to it', async () => {
    const leaving = gate();
    const begun = gate();
    answer = async (question) => {
      if (question.kind !== 'send') return undefined;
      begun.open();
      await leaving.passed;
      return { kind: 'blocked', reason: 'unsubscribe' };
    };
    const enrolled = await shell.enroll('guide');
    await begun.passed;
    const args: [{ readonly stepId: string }] = [{ stepId: 'offer' }];
    const moved = await handle(enrolled).startUpdate(updateNames.move, { args, waitForStage: 'ACCEPTED' });
    leaving.open();
    expect(await refused(moved.result())).toBe('ENROLLMENT_ENDED');
    expect(await end(enrolled)).toEqual({ outcome: 'stopped', reason: 'unsubscribe' });
  });

  it('is done once, however often the same update comes, also in a later run', async () => {
    const enrolled = await resting();
    await Promise.all([move(enrolled, 'hello', 'outbox/1'), move(enrolled, 'hello', 'outbox/1')]);
    await migrate(enrolled, 'guide', 'guide-2', { rest: 'pause' });
    await shell.stands(enrolled, { sequenceVersionId: 'guide-2', phase: 'awaiting' });
    expect(await move(enrolled, 'hello', 'outbox/1')).toBe('moved');
    expect(await move(enrolled, 'hello', 'outbox/2')).toBe('moved');
    await shell.stands(enrolled, { stepId: 'pause', visit: 3 });
    expect(shell.mails(enrolled)).toEqual(['hello@1', 'hello@2', 'hello@3']);
  });
});

describe('migrating', () => {
  it('goes on in a new run at the same place of the other version, and no mail is sent twice', async () => {
    const enrolled = await resting();
    const { runId } = await handle(enrolled).describe();
    expect(await migrate(enrolled, 'guide', 'guide-2', { rest: 'pause' })).toBe('moved');
    const there = await shell.stands(enrolled, { sequenceVersionId: 'guide-2', phase: 'awaiting' });
    expect(there).toMatchObject({ stepId: 'pause', visit: 1, visits: { hello: 1, pause: 1 }, paused: false });
    expect(there.awaits?.events).toEqual([{ kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null }]);
    expect((await handle(enrolled).describe()).runId).not.toBe(runId);
    await shell.event(enrolled, { kind: 'click', stepId: 'hello', visit: 1 });
    expect(await end(enrolled)).toMatchObject({ outcome: 'completed' });
    expect(shell.mails(enrolled)).toEqual(['hello@1', 'offer@1', 'bye@1']);
  });

  it('says so again when it is asked again', async () => {
    const enrolled = await resting();
    const moves = { rest: 'pause' };
    expect(await migrate(enrolled, 'guide', 'guide-2', moves)).toBe('moved');
    await shell.stands(enrolled, { sequenceVersionId: 'guide-2', phase: 'awaiting' });
    expect(await migrate(enrolled, 'guide', 'guide-2', moves)).toBe('moved');
    expect((await shell.position(enrolled)).visits).toEqual({ hello: 1, pause: 1 });
  });

  it('stays where it is when its step is gone', async () => {
    const enrolled = await resting();
    expect(await migrate(enrolled, 'guide', 'guide-3', { rest: null })).toBe('stayed');
    expect(await shell.position(enrolled)).toMatchObject({ sequenceVersionId: 'guide', stepId: 'rest' });
  });

  it('from a version that it does not go by is refused, and it says by which it goes', async () => {
    const enrolled = await resting();
    const error = await migrate(enrolled, 'guide-2', 'guide-3').then(
      () => null,
      (cause: WorkflowUpdateFailedError) => cause.cause,
    );
    expect(error).toMatchObject({ type: 'VERSION_CHANGED', details: [{ versionId: 'guide' }] });
  });

  it('leaves a parked enrollment parked', async () => {
    const enrolled = await resting();
    await handle(enrolled).signal('pause');
    expect(await migrate(enrolled, 'guide', 'guide-2', { rest: 'pause' })).toBe('moved');
    await shell.stands(enrolled, { sequenceVersionId: 'guide-2', paused: true, phase: 'asking', asks: 'arm' });
    await handle(enrolled).signal('resume');
    await shell.stands(enrolled, { paused: false, phase: 'awaiting', stepId: 'pause' });
  });

  it('loses no event that comes before it, at the same moment or after it', async () => {
    const names = ['one', 'two', 'three', 'four'];
    const nothing = { link: null, stepId: null, visit: null };
    const facts = names.map((name) => ({ id: name, kind: 'custom', name, ...nothing, recordedAt: '' }) as const);
    const ledger: EventFact[] = [];
    answer = (question) => {
      if (question.kind !== 'arm') return undefined;
      const events = ledger.filter(({ id }) => !question.consumed.includes(id));
      return { kind: 'armed', until: '2099-01-01T00:00:00.000Z', events };
    };
    const enrolled = await shell.enroll('shop');
    await shell.stands(enrolled, { phase: 'awaiting' });
    const tell = (index: number) => {
      const fact = { ...facts[index], recordedAt: new Date().toISOString() } as EventFact;
      ledger.push(fact);
      return shell.event(enrolled, fact);
    };
    await tell(0);
    expect((await shell.position(enrolled)).awaits?.events).toHaveLength(3);
    const moves = { bought: 'paid' };
    const [moved] = await Promise.all([migrate(enrolled, 'shop', 'shop-2', moves), tell(1), tell(2)]);
    expect(moved).toBe('moved');
    await tell(3);
    expect(await end(enrolled)).toMatchObject({ outcome: 'completed' });
    expect(shell.mails(enrolled)).toEqual(['thanks@1']);
  });
});

describe('the position', () => {
  it('says where it stands, since when, until when, and what it still waits for', async () => {
    const enrolled = await shell.enroll('shop');
    const { awaits } = await shell.stands(enrolled, { phase: 'awaiting', stepId: 'bought', visit: 1 });
    expect(awaits?.events).toHaveLength(4);
    await shell.event(enrolled, { kind: 'custom', name: 'two' });
    const after = await shell.stands(enrolled, { phase: 'awaiting' });
    expect(after.awaits?.events.map((event) => 'name' in event && event.name)).toEqual(['one', 'three', 'four']);
    expect(Date.parse(after.until ?? '') - Date.parse(after.dueAt ?? '')).toBe(9 * 86_400_000);
    expect(JSON.stringify(after)).not.toMatch(/@/);
  });
});
