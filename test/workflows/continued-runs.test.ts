/**
 * An enrollment lives for months, and its history must not: it goes on in new runs. Here on servers that suggest this
 * after so few events that it happens at every step; what is asked, about which visit and from which date on, must be
 * what the machine asks when nothing interrupts it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTemporal } from '../../cli/start/find-temporal.ts';
import { type RunningTemporal, startTemporal } from '../../cli/start/temporal.ts';
import { type Answer, type Input, initialState, type Question, questionOf } from '../../domain/enrollment.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';
import { advance } from '../../domain/machine.ts';
import type { NurtureInput } from '../../workflows/messages.ts';
import {
  clicked,
  type Enrolled,
  type Noted,
  programWith,
  type Shell,
  send,
  startShell,
  usual,
  wait,
} from '../support/shell.ts';

const program = programWith([
  send('hello', 'rest'),
  wait('rest', 'P3D', 'points'),
  { kind: 'act', id: 'points', act: { kind: 'score', points: 5, reason: 'is here' }, next: 'read' },
  clicked('read', 'P7D', 'late', 'which'),
  { kind: 'branch', id: 'which', cases: [{ condition: 'score > 1', next: 'ask' }], otherwise: 'ask' },
  {
    kind: 'call',
    id: 'ask',
    call: { url: 'https://a.example', method: 'POST', data: {}, giveUpAfter: 'P1D' },
    next: 'arms',
    onFailure: null,
  },
  {
    kind: 'split',
    id: 'arms',
    arms: [
      { name: 'a', weight: 1, holdOut: false, next: 'offer' },
      { name: 'b', weight: 1, holdOut: false, next: null },
    ],
    winner: null,
  },
  send('offer', 'day'),
  wait('day', 'P1D', 'again'),
  { kind: 'goto', id: 'again', to: 'offer', atMost: 2, next: 'reply' },
  clicked('reply', 'P2D', 'late', null),
  send('late', 'out'),
  { kind: 'exit', id: 'out', reason: 'has clicked', success: true },
]);

const dayMs = 86_400_000;

/** The script of both worlds: one mail leaves a day late, one call as well, and a click is found when time is up. */
function script() {
  const tried = new Map<string, number>();
  return (question: Question, now: Instant): Answer => {
    const key = question.kind === 'close' ? 'close' : `${question.kind}/${question.stepId}/${question.visit}`;
    const before = tried.get(key) ?? 0;
    tried.set(key, before + 1);
    if ((key === 'send/offer/2' || key === 'call/ask/1') && before === 0) {
      return { kind: 'deferred', until: plusMs(now, dayMs) };
    }
    if (key === 'expire/reply/1') {
      const mail = { stepId: 'offer', visit: 3 };
      const click = {
        id: 'c1',
        kind: 'click',
        name: null,
        link: 'guide',
        ...mail,
        recordedAt: plusMs(now, -dayMs),
      } as const;
      return { kind: 'expired', events: [click] };
    }
    return usual(program, question, now);
  };
}

/**
 * What the machine asks without any server, when it is given the same answers at the same times. (Times are taken as
 * they were: a server that skips time counts what it has skipped twice when a run continues as new.)
 */
function askedAlone(noted: readonly Noted[]): readonly Question[] {
  const asked: Question[] = [];
  let state = initialState;
  const apply = (input: Input): void => {
    state = advance(program, state, input);
  };
  for (const { at, answer } of noted) {
    if (state.phase.kind === 'new') apply({ kind: 'start', at });
    if (questionOf(state) === null) apply({ kind: 'due', at });
    const question = questionOf(state);
    if (question === null) throw new Error(`The machine sleeps on at ${at}: ${JSON.stringify(state.phase)}`);
    asked.push(question);
    apply({ kind: 'answer', answer });
  }
  expect(state.phase.kind).toBe('ended');
  return asked;
}

describe.each([12, 17])('a server that suggests to continue as new after %i events', (shortHistories) => {
  let folder: string;
  let temporal: RunningTemporal;
  let shell: Shell;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tendril-temporal-'));
    temporal = await startTemporal({
      binary: findTemporal(),
      timeSkipping: true,
      shortHistories,
      logFile: join(folder, 'temporal.log'),
    });
    const answer = script();
    shell = await startShell({ programs: { v1: program }, answer }, { address: temporal.address });
  });
  afterAll(async () => {
    await shell?.close();
    await temporal?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The inputs of the runs, oldest first. */
  async function runs({ workflowId }: Enrolled): Promise<readonly NurtureInput[]> {
    const inputs: NurtureInput[] = [];
    let runId: string | null | undefined;
    for (;;) {
      const { events } = await shell.client.getHandle(workflowId, runId ?? undefined).fetchHistory();
      const started = events?.[0]?.workflowExecutionStartedEventAttributes;
      const data = started?.input?.payloads?.[0]?.data;
      inputs.unshift(JSON.parse(new TextDecoder().decode(data ?? new Uint8Array())) as NurtureInput);
      runId = started?.continuedExecutionRunId;
      if (!runId) return inputs;
    }
  }

  it('sees the questions of the machine alone, in many runs', async () => {
    const enrolled = await shell.enroll('v1', { client: shell.worker.client });
    const result = await shell.worker.client.getHandle(enrolled.workflowId).result();
    expect(result).toEqual({ outcome: 'converted', reason: 'has clicked' });
    const questions = shell.noted.map(({ question }) => question);
    expect(questions).toEqual(askedAlone(shell.noted));
    expect(shell.mails(enrolled)).toEqual(['hello@1', 'offer@1', 'offer@2', 'offer@3', 'late@1']);
    const inputs = await runs(enrolled);
    expect(inputs.length).toBeGreaterThanOrEqual(shortHistories > 14 ? 5 : 8);
    expect(inputs.every(({ enrollmentId }) => enrollmentId === enrolled.id)).toBe(true);
    expect(inputs.slice(1).map(({ state }) => state?.mails.hello)).toEqual(
      inputs.slice(1).map(() => ({ stepId: 'hello', visit: 1 })),
    );
  });
});
