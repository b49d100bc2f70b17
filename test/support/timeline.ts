/**
 * Plays a program in virtual time against a scripted lead and prints what happened, one line a step. The world here
 * answers as the activities do: mails go out at once unless the script says otherwise, durations are calendar time in
 * the lead's zone, conditions are evaluated over the lead's facts.
 */
import { createConditions } from '../../authoring/conditions.ts';
import { converse } from '../../domain/conversation.ts';
import { type EventFact, matchesAny } from '../../domain/events.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import {
  type Answer,
  advance,
  type EnrollmentState,
  type Input,
  initialState,
  type Question,
  sequenceMachine,
  wakeAt,
} from '../../domain/machine.ts';
import type { Program } from '../../domain/program.ts';
import { addDuration, type Instant, later, localTime, msOf, parseDuration, type Zone } from '../../domain/time.ts';

export type ScriptedEvent = Pick<EventFact, 'kind'> & Partial<EventFact>;

export interface Script {
  readonly start?: Instant;
  readonly zone?: Zone;
  readonly facts?: Partial<LeadFacts>;
  /** When (after the start, in words) and what happens. */
  readonly events?: readonly (readonly [after: string, event: ScriptedEvent])[];
  /** Overrides the answer to a question; undefined leaves the usual one. */
  readonly answer?: (question: Question, now: Instant) => Answer | undefined;
  /** Applied to the state after every input: e.g. a JSON round trip. */
  readonly carry?: (state: EnrollmentState) => EnrollmentState;
}

export interface Played {
  readonly lines: readonly string[];
  readonly state: EnrollmentState;
  readonly mails: readonly { readonly stepId: string; readonly visit: number; readonly at: Instant }[];
}

export const someLead: LeadFacts = {
  email: 'ann@acme.example',
  firstName: 'Ann',
  lastName: 'Lee',
  company: 'Acme',
  title: 'Facility manager',
  country: 'DE',
  source: 'guide-download',
  language: 'en',
  timeZone: 'UTC',
  stage: 'name',
  score: 0,
  grade: 'B',
  temperature: 'cold',
  fields: {},
};

const conditions = createConditions();

/** Plays to the end, or until nothing more can happen within ten years. */
export async function play(program: Program, script: Script = {}): Promise<Played> {
  const start = script.start ?? '2026-03-02T09:00:00.000Z';
  const zone = script.zone ?? 'UTC';
  const world = new World(script, start, zone);
  const machine = sequenceMachine(program);
  const carry = script.carry ?? ((state: EnrollmentState) => state);
  let state = initialState;
  const apply = (input: Input): void => {
    state = carry(advance(program, state, input));
  };
  apply({ kind: 'start', at: start });
  for (let turns = 0; turns < 1000 && state.phase.kind !== 'ended'; turns += 1) {
    const inputs = await converse(machine, state, (question) => Promise.resolve(world.answer(question)));
    if (inputs.length > 0) inputs.forEach(apply);
    else apply(world.next(wakeAt(state)));
  }
  const { phase } = state;
  world.say(phase.kind === 'ended' ? `${phase.outcome}: ${phase.reason}` : `still ${phase.kind}`);
  return { lines: world.lines, state, mails: world.mails };
}

/** The printed timeline, for inline snapshots. */
export const timeline = async (program: Program, script: Script = {}): Promise<string> =>
  (await play(program, script)).lines.join('\n');

class World {
  readonly lines: string[] = [];
  readonly mails: { stepId: string; visit: number; at: Instant }[] = [];
  private now: Instant;
  private readonly happened: EventFact[] = [];
  private readonly coming: EventFact[];
  private readonly script: Script;
  private readonly zone: Zone;

  constructor(script: Script, start: Instant, zone: Zone) {
    this.script = script;
    this.zone = zone;
    this.now = start;
    this.coming = (script.events ?? [])
      .map(([after, event], index) => ({
        id: `e${index + 1}`,
        name: null,
        link: null,
        stepId: null,
        visit: null,
        recordedAt: after === '0' ? start : addDuration(start, parseDuration(after), zone),
        ...event,
      }))
      .sort((a, b) => msOf(a.recordedAt) - msOf(b.recordedAt));
  }

  say(text: string): void {
    this.lines.push(`${localTime(this.now, this.zone)}  ${text}`);
  }

  answer(question: Question): Answer {
    const answer = this.script.answer?.(question, this.now) ?? this.usual(question);
    this.say(words(question, answer));
    if (question.kind === 'send' && answer.kind === 'sent' && answer.result !== 'skipped') {
      this.mails.push({ stepId: question.stepId, visit: question.visit, at: this.now });
    }
    return answer;
  }

  /** The next thing that happens: an event of the script, or the timer. */
  next(wake: Instant | null): Input {
    const event = this.coming[0];
    if (event && (wake === null || event.recordedAt <= wake)) {
      this.coming.shift();
      this.happened.push(event);
      this.now = later(event.recordedAt, this.now);
      this.say(`event ${event.kind}${event.name ? ` ${event.name}` : ''}`);
      return { kind: 'event', event };
    }
    if (wake === null) throw new Error('The machine waits for nothing');
    this.now = wake;
    return { kind: 'due', at: wake };
  }

  private usual(question: Question): Answer {
    switch (question.kind) {
      case 'send':
        return { kind: 'sent', result: 'sent', at: this.now };
      case 'resolve':
        return { kind: 'resolved', until: addDuration(this.now, question.duration, this.zone) };
      case 'decide':
        return {
          kind: 'decided',
          value: conditions.evaluate(question.condition, { ...someLead, ...this.script.facts }),
        };
      case 'arm': {
        const { any, since, consumed } = question;
        const event = this.happened.find((past) => !consumed.includes(past.id) && matchesAny(any, past, since)) ?? null;
        return { kind: 'armed', until: addDuration(this.now, question.timeout, this.zone), event };
      }
      case 'expire': {
        const { any, since, consumed } = question;
        const event = this.happened.find((past) => !consumed.includes(past.id) && matchesAny(any, past, since));
        return { kind: 'expired', event: event ?? null };
      }
      case 'score':
        return { kind: 'scored' };
      case 'close':
        return { kind: 'closed' };
    }
  }
}

function words(question: Question, answer: Answer): string {
  switch (question.kind) {
    case 'send':
      return `send ${question.stepId}${question.visit > 1 ? ` (visit ${question.visit})` : ''} → ${answer.kind === 'sent' ? answer.result : answer.kind}`;
    case 'resolve':
      return `wait ${question.duration}`;
    case 'decide':
      return `branch ${question.stepId} → ${answer.kind === 'decided' && answer.value ? 'then' : 'else'}`;
    case 'arm':
      return `wait for ${question.any.map((matcher) => matcher.kind).join(' or ')} until ${question.timeout}`;
    case 'expire':
      return answer.kind === 'expired' && answer.event ? 'time is up, but the event came in time' : 'time is up';
    case 'score':
      return `score ${question.points > 0 ? '+' : ''}${question.points}: ${question.reason}`;
    case 'close':
      return `close`;
  }
}
