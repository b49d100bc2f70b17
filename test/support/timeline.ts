/**
 * Plays a program in virtual time against a scripted lead and prints what happened, one line a step. The world here
 * answers as the activities do, with the same calendar: mails leave by the program's window, durations are calendar time
 * in the lead's zone, conditions are evaluated over the lead's facts and what has happened.
 *
 * Long, because the scripted world is one thing.
 */
import { createConditions } from '../../authoring/conditions.ts';
import type { Act } from '../../domain/act.ts';
import { type Awaited, isOver, meet } from '../../domain/awaiting.ts';
import { converse } from '../../domain/conversation.ts';
import {
  type Answer,
  type EnrollmentState,
  type Input,
  initialState,
  type Question,
  wakeAt,
} from '../../domain/enrollment.ts';
import { type ArmedMatcher, type EventFact, ledgerKind } from '../../domain/events.ts';
import type { CallAnswer, FieldValue, LeadFacts, Surroundings } from '../../domain/lead.ts';
import { advance, sequenceMachine } from '../../domain/machine.ts';
import type { Program } from '../../domain/program.ts';
import { sendSlot } from '../../domain/send-slot.ts';
import { addDuration, type Instant, later, localTime, msOf, parseDuration, type Zone } from '../../domain/time.ts';
import { resolveWait } from '../../domain/wait-time.ts';
import { words } from './timeline-words.ts';

export type ScriptedEvent = Pick<EventFact, 'kind'> & Partial<EventFact>;

/** What a person or the database tells the enrollment. */
export type Told =
  | Extract<Input, { readonly kind: 'pause' | 'resume' | 'stop' | 'replan' }>
  | { readonly kind: 'move'; readonly stepId: string };

export interface Script {
  readonly start?: Instant;
  readonly zone?: Zone;
  /** Zones that the lead moves to; each is told by a `replan`. */
  readonly zones?: readonly (readonly [after: string, zone: Zone])[];
  readonly facts?: Partial<LeadFacts>;
  readonly around?: Partial<Surroundings>;
  readonly holidays?: readonly string[];
  /** When (after the start, in words) and what happens. */
  readonly events?: readonly (readonly [after: string, event: ScriptedEvent])[];
  readonly told?: readonly (readonly [after: string, told: Told])[];
  /** Times in which no worker runs, from and to after the start: what falls due then is late. */
  readonly outages?: readonly (readonly [from: string, to: string])[];
  /** The arm of each split, by the step's id. */
  readonly arms?: Readonly<Record<string, string>>;
  /** What webhooks answer, by the step's id. */
  readonly calls?: Readonly<Record<string, CallAnswer>>;
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
  phone: null,
  kind: null,
  stage: 'name',
  score: 0,
  grade: 'B',
  temperature: 'cold',
  fields: {},
  tags: [],
};

const conditions = createConditions();

/** Plays to the end, or until nothing more can happen. */
export async function play(program: Program, script: Script = {}): Promise<Played> {
  const start = script.start ?? '2026-03-02T09:00:00.000Z';
  const world = new World(program, script, start);
  const machine = sequenceMachine(program);
  const carry = script.carry ?? ((state: EnrollmentState) => state);
  let state = initialState;
  const apply = (input: Input): void => {
    state = carry(advance(program, state, input));
  };
  apply({ kind: 'start', at: start });
  for (let turns = 0; turns < 2000 && state.phase.kind !== 'ended'; turns += 1) {
    const inputs = await converse(machine, state, (question) => Promise.resolve(world.answer(question)));
    if (inputs.length > 0) {
      inputs.forEach(apply);
      continue;
    }
    const next = world.next(wakeAt(state));
    if (next === null) break;
    apply(next);
  }
  const { phase, paused } = state;
  world.say(phase.kind === 'ended' ? `${phase.outcome}: ${phase.reason}` : `still ${paused ? 'paused' : phase.kind}`);
  return { lines: world.lines, state, mails: world.mails };
}

/** The printed timeline, for inline snapshots. */
export const timeline = async (program: Program, script: Script = {}): Promise<string> =>
  (await play(program, script)).lines.join('\n');

interface Coming {
  readonly at: Instant;
  readonly event?: EventFact;
  readonly told?: Told;
  readonly zone?: Zone;
}

class World {
  readonly lines: string[] = [];
  readonly mails: { stepId: string; visit: number; at: Instant }[] = [];
  private now: Instant;
  private zone: Zone;
  private facts: LeadFacts;
  private readonly answers: Record<string, CallAnswer> = {};
  private readonly happened: EventFact[] = [];
  private readonly coming: Coming[];
  private readonly outages: readonly (readonly [Instant, Instant])[];
  private readonly program: Program;
  private readonly script: Script;

  constructor(program: Program, script: Script, start: Instant) {
    this.program = program;
    this.script = script;
    this.zone = script.zone ?? 'UTC';
    this.now = start;
    this.facts = { ...someLead, ...script.facts };
    const after = (words: string): Instant =>
      words === '0' ? start : addDuration(start, parseDuration(words), this.zone);
    this.outages = (script.outages ?? []).map(([from, to]) => [after(from), after(to)]);
    const events = (script.events ?? []).map(
      ([words, event], index): Coming => ({
        at: after(words),
        event: {
          id: `e${index + 1}`,
          name: null,
          link: null,
          stepId: null,
          visit: null,
          recordedAt: after(words),
          ...event,
        },
      }),
    );
    const told = (script.told ?? []).map(([words, what]): Coming => ({ at: after(words), told: what }));
    const zones = (script.zones ?? []).map(([words, zone]): Coming => ({ at: after(words), zone }));
    this.coming = [...events, ...told, ...zones].sort((a, b) => msOf(a.at) - msOf(b.at));
  }

  say(text: string): void {
    this.lines.push(`${localTime(this.now, this.zone)}  ${text}`);
  }

  answer(question: Question): Answer {
    const answer = this.script.answer?.(question, this.now) ?? this.usual(question);
    this.say(words(question, answer, (instant) => localTime(instant, this.zone)));
    if (question.kind === 'send' && answer.kind === 'sent' && answer.result !== 'skipped') {
      this.mails.push({ stepId: question.stepId, visit: question.visit, at: this.now });
    }
    return answer;
  }

  /** The next thing that happens: something of the script, or the timer; null when there is neither. */
  next(wake: Instant | null): Input | null {
    const [coming] = this.coming;
    if (coming && (wake === null || coming.at <= wake)) {
      this.coming.shift();
      if (coming.event) this.happened.push(coming.event);
      this.pass(coming.at);
      return this.tell(coming);
    }
    if (wake === null) return null;
    this.pass(wake);
    return { kind: 'due', at: this.now };
  }

  /** Time goes on to an instant, or to the end of the outage that it falls in. */
  private pass(to: Instant): void {
    const outage = this.outages.find(([from, until]) => from <= to && to < until);
    this.now = later(outage ? outage[1] : to, this.now);
  }

  private tell({ event, told, zone }: Coming): Input {
    if (event) {
      this.say(`event ${event.kind}${event.name ? ` ${event.name}` : ''}`);
      return { kind: 'event', event };
    }
    if (zone) {
      this.zone = zone;
      this.say(`the lead moves to ${zone}`);
      return { kind: 'replan' };
    }
    if (!told) throw new Error('Nothing comes');
    this.say(told.kind === 'move' ? `moved to ${told.stepId}` : told.kind);
    return told.kind === 'move' ? { ...told, at: this.now } : told;
  }

  private usual(question: Question): Answer {
    switch (question.kind) {
      case 'send':
        return this.send(question);
      case 'resolve': {
        const found = resolveWait(question.rule, question.from, this.calendar(), (name) => this.facts.fields[name]);
        return found.kind === 'until' ? { kind: 'resolved', until: found.until } : found;
      }
      case 'decide': {
        const index = question.conditions.findIndex((condition) => this.holds(condition));
        return { kind: 'decided', index: index < 0 ? null : index };
      }
      case 'split':
        return {
          kind: 'assigned',
          arm: question.arms.findIndex(({ name }) => name === this.script.arms?.[question.stepId]),
        };
      case 'arm': {
        const until = addDuration(question.from, question.timeout, this.zone);
        return { kind: 'armed', until, events: this.found(question.awaited, question.consumed) };
      }
      case 'expire':
        return { kind: 'expired', events: this.found(question.awaited, question.consumed) };
      case 'act':
        this.act(question.act);
        return { kind: 'done' };
      case 'call': {
        const answer = this.script.calls?.[question.stepId] ?? { status: 200, body: null };
        this.answers[question.stepId] = answer;
        return { kind: 'called', ok: answer.status >= 200 && answer.status < 300 };
      }
      case 'close':
        return { kind: 'closed' };
    }
  }

  private send({ dueAt }: Question & { kind: 'send' }): Answer {
    const { window, stale } = this.program.settings;
    const slot = sendSlot({
      dueAt,
      now: this.now,
      settings: { window, stale },
      calendar: this.calendar(),
      seed: 'ann',
    });
    if (slot.kind === 'later') return { kind: 'deferred', until: slot.until };
    return slot.kind === 'skip'
      ? { kind: 'sent', result: 'skipped', at: slot.at }
      : { kind: 'sent', result: 'sent', at: this.now };
  }

  private calendar() {
    const holidays = this.script.holidays ?? [];
    return {
      zone: this.zone,
      window: this.program.settings.window,
      isHoliday: (date: string) => holidays.includes(date),
    };
  }

  private holds(condition: string): boolean {
    return conditions.evaluate(condition, this.facts, { answers: this.answers, ...this.script.around });
  }

  private act(act: Act): void {
    const { facts } = this;
    if (act.kind === 'score') this.facts = { ...facts, score: facts.score + act.points };
    if (act.kind === 'tag') {
      const tags = [...facts.tags.filter((tag) => !act.remove.includes(tag)), ...act.add];
      this.facts = { ...facts, tags: [...new Set(tags)] };
    }
    if (act.kind === 'set') {
      const custom = Object.entries(act.values).flatMap(([key, value]): [string, FieldValue][] =>
        key.startsWith('fields.') ? [[key.slice('fields.'.length), value]] : [],
      );
      this.facts = { ...facts, fields: { ...facts.fields, ...Object.fromEntries(custom) } };
    }
  }

  /** What the ledger knows of events that a wait is for: the first of each, oldest first. */
  private found(awaited: Awaited, consumed: readonly string[]): readonly EventFact[] {
    const found: EventFact[] = [];
    let left = awaited;
    for (const event of [...this.levels(awaited.events), ...this.happened]) {
      const after = consumed.includes(event.id) ? null : meet(left, event);
      if (!after || isOver(left)) continue;
      found.push(event);
      left = after;
    }
    return found;
  }

  /** Facts about what is so at this moment. */
  private levels(events: readonly ArmedMatcher[]): readonly EventFact[] {
    const fact = { name: null, link: null, stepId: null, visit: null, recordedAt: this.now };
    return events.flatMap((matcher): EventFact[] => {
      if (ledgerKind[matcher.kind] !== null) return [];
      const id = `now-${matcher.kind}-${this.lines.length}`;
      if (matcher.kind === 'score') return [{ ...fact, id, kind: 'score', value: this.facts.score }];
      return matcher.kind === 'stage' ? [{ ...fact, id, kind: 'stage', name: this.facts.stage }] : [];
    });
  }
}
