/**
 * The nurture workflow on the real Temporal server with a scripted world behind it instead of database and relay: the
 * answers are those of the domain's own calendar, and every question that is asked is noted. For tests of the shell;
 * `engine.ts` has the real activities.
 */
import { randomUUID } from 'node:crypto';
import type { WorkflowClient } from '@temporalio/client';
import { vi } from 'vitest';
import { converse } from '../../domain/conversation.ts';
import type { Answer, Input, Question } from '../../domain/enrollment.ts';
import type { EventFact } from '../../domain/events.ts';
import { advance, sequenceMachine } from '../../domain/machine.ts';
import type { Program, ProgramStep } from '../../domain/program.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';
import { sendSlot } from '../../domain/send-slot.ts';
import { addDuration, type Instant, instantFromMs } from '../../domain/time.ts';
import { resolveWait } from '../../domain/wait-time.ts';
import { startAttributes } from '../../workflows/listed-attributes.ts';
import {
  type ConverseRequest,
  type ConverseResult,
  type NurtureInput,
  type PositionAnswer,
  queryNames,
  workflowNames,
} from '../../workflows/messages.ts';
import { startTestWorker, type TestWorker } from './temporal.ts';

/** A program of these steps, the first of which is its entry. */
export function programWith(steps: readonly ProgramStep[], settings: Partial<ProgramSettings> = {}): Program {
  return {
    format: 2,
    sequence: 'scripted',
    entry: steps[0]?.id ?? null,
    steps: Object.fromEntries(steps.map((step) => [step.id, step])),
    settings: { ...defaultSettings, ...settings },
    renamed: {},
  };
}

type Step<K extends ProgramStep['kind']> = ProgramStep & { readonly kind: K };

export const send = (id: string, next: string | null): Step<'send'> => ({
  kind: 'send',
  id,
  template: id,
  sender: null,
  next,
});
export const wait = (id: string, duration: string, next: string | null): Step<'wait'> => ({
  kind: 'wait',
  id,
  rule: { kind: 'duration', duration, at: null },
  next,
  onMissed: next,
});
export const clicked = (id: string, timeout: string, onEvent: string | null, onTimeout: string | null) =>
  ({
    kind: 'waitFor',
    id,
    mode: 'any',
    events: [{ kind: 'click', of: null, link: null }],
    timeout,
    onEvent,
    onTimeout,
  }) satisfies Step<'waitFor'>;

export interface Noted {
  readonly enrollmentId: string;
  readonly at: Instant;
  readonly question: Question;
  readonly answer: Answer;
}

export interface World {
  /** By the id of the version. */
  readonly programs: Readonly<Record<string, Program>>;
  /** Overrides the usual answer; may take its time, or fail as an activity does. */
  readonly answer?: (question: Question, now: Instant) => Answer | undefined | Promise<Answer | undefined>;
  /** A conversation that is about to begin. */
  readonly asked?: (request: ConverseRequest) => Promise<void> | void;
}

export interface Enrolled {
  readonly id: string;
  readonly workflowId: string;
}

export interface Shell {
  readonly client: WorkflowClient;
  readonly worker: TestWorker;
  readonly taskQueue: string;
  /** All questions that were answered, oldest first. */
  readonly noted: readonly Noted[];
  enroll(versionId: string, options?: EnrollOptions): Promise<Enrolled>;
  /** `step@visit` of the mails of an enrollment, in their order. */
  mails(enrolled: Enrolled): readonly string[];
  position(enrolled: Enrolled): Promise<PositionAnswer>;
  /** Resolves when it stands as wanted. */
  stands(enrolled: Enrolled, wanted: Partial<PositionAnswer>): Promise<PositionAnswer>;
  event(enrolled: Enrolled, event: Pick<EventFact, 'kind'> & Partial<EventFact>): Promise<void>;
  /** Types of the events in the history of the present run. */
  history(enrolled: Enrolled): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface EnrollOptions {
  /** Time is real when absent. */
  readonly client?: WorkflowClient;
  /** The attributes that it is started with. */
  readonly attributes?: ReadonlySet<string>;
}

export interface ShellOptions {
  readonly taskQueue?: string;
  readonly address?: string;
  /** None: every workflow task replays the history. */
  readonly cached?: number;
}

export async function startShell(world: World, options: ShellOptions = {}): Promise<Shell> {
  const noted: Noted[] = [];
  const { cached, ...rest } = options;
  const worker = await startTestWorker({
    ...rest,
    activities: { converse: (request: ConverseRequest) => hold(world, noted, request) },
    ...(cached === undefined ? {} : { maxCachedWorkflows: cached }),
  });
  const client = worker.realTimeClient;
  const position = ({ workflowId }: Enrolled) =>
    client.getHandle(workflowId).query<PositionAnswer>(queryNames.position);
  return {
    client,
    worker,
    taskQueue: worker.taskQueue,
    noted,
    async enroll(versionId, { client: starter = client, attributes = new Set<string>() } = {}) {
      const id = randomUUID();
      const workflowId = `nurture/${id}/scripted/1`;
      const input: NurtureInput = { enrollmentId: id, sequenceVersionId: versionId };
      const typedSearchAttributes = startAttributes(attributes, {
        sequence: 'scripted',
        sequenceVersionId: versionId,
        rest: null,
      });
      const { taskQueue } = worker;
      await starter.start(workflowNames.nurture, { workflowId, taskQueue, args: [input], typedSearchAttributes });
      return { id, workflowId };
    },
    mails: ({ id }) =>
      noted.flatMap(({ enrollmentId, question, answer }) =>
        enrollmentId === id && question.kind === 'send' && answer.kind === 'sent' && answer.result !== 'skipped'
          ? [`${question.stepId}@${question.visit}`]
          : [],
      ),
    position,
    stands: (enrolled, wanted) =>
      vi.waitFor(
        async () => {
          const seen = await position(enrolled);
          const differs = Object.entries(wanted).some(([key, value]) => seen[key as keyof PositionAnswer] !== value);
          if (differs) throw new Error(`Wanted ${JSON.stringify(wanted)}, last: ${JSON.stringify(seen)}`);
          return seen;
        },
        { timeout: 15_000, interval: 25 },
      ),
    event: ({ workflowId }, event) => {
      const nothing = { name: null, link: null, stepId: null, visit: null };
      const fact: EventFact = { id: randomUUID(), ...nothing, recordedAt: instantFromMs(Date.now()), ...event };
      return client.getHandle(workflowId).signal('event', fact);
    },
    async history({ workflowId }) {
      const { events } = await client.getHandle(workflowId).fetchHistory();
      return (events ?? []).map((event) => nameOf(event));
    },
    close: () => worker.close(),
  };
}

/** `activityTaskScheduled` of an event that has `activityTaskScheduledEventAttributes`. */
const nameOf = (event: object): string =>
  Object.keys(event)
    .find((key) => key.endsWith('EventAttributes'))
    ?.replace('EventAttributes', '') ?? '';

/** As the activity of the project holds it, with the script's answers. */
async function hold(world: World, noted: Noted[], request: ConverseRequest): Promise<ConverseResult> {
  await world.asked?.(request);
  const { enrollmentId, sequenceVersionId, now } = request;
  const program = world.programs[sequenceVersionId];
  if (!program) throw new Error(`There is no version ${sequenceVersionId}`);
  const { kind } = request.state.phase;
  const opening: readonly Input[] = kind === 'new' || kind === 'placed' ? [{ kind: 'start', at: now }] : [];
  const state = opening.reduce((current, input) => advance(program, current, input), request.state);
  const answers = await converse(sequenceMachine(program), state, async (question) => {
    const answer = (await world.answer?.(question, now)) ?? usual(program, question, now);
    noted.push({ enrollmentId, at: now, question, answer });
    return answer;
  });
  return { program: request.wantProgram ? program : null, inputs: [...opening, ...answers] };
}

/** The answer of a world in which every mail leaves, no condition is true and nobody does anything. */
export function usual({ settings }: Program, question: Question, now: Instant): Answer {
  const calendar = { zone: 'UTC', window: settings.window, isHoliday: () => false };
  switch (question.kind) {
    case 'send': {
      const slot = sendSlot({ dueAt: question.dueAt, now, settings, calendar, seed: 'ann' });
      if (slot.kind === 'later') return { kind: 'deferred', until: slot.until };
      return slot.kind === 'skip'
        ? { kind: 'sent', result: 'skipped', at: slot.at }
        : { kind: 'sent', result: 'sent', at: now };
    }
    case 'resolve': {
      const found = resolveWait(question.rule, question.from, calendar, () => undefined);
      return found.kind === 'until' ? { kind: 'resolved', until: found.until } : found;
    }
    case 'decide':
      return { kind: 'decided', index: null };
    case 'split':
      return { kind: 'assigned', arm: 0 };
    case 'arm':
      return { kind: 'armed', until: addDuration(question.from, question.timeout, 'UTC'), events: [] };
    case 'expire':
      return { kind: 'expired', events: [] };
    case 'act':
      return { kind: 'done' };
    case 'call':
      return { kind: 'called', ok: true };
    case 'close':
      return { kind: 'closed' };
  }
}
