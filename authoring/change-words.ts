/**
 * What changed in a step, in the words of whoever writes sequences: `wait: 3 days → 5 days`. The comparison itself goes by
 * the values of the program; here each value becomes the thing that it is part of, told as a whole, before and after.
 */
import { assertNever } from '../domain/errors.ts';
import type { ProgramStep, SplitArm, WinnerRule } from '../domain/program.ts';
import { durationInWords } from '../domain/time.ts';
import { waitRuleInWords } from '../domain/wait-text.ts';
import { eventsClause } from './event-words.ts';
import { confidence, oneLine, stepWords, successWords, times } from './step-words.ts';

export interface ChangeWords {
  /** The thing that changed: `timeout`. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** @param key the path of a value of the step, as `ValueChange` has it. Values of one thing have the same words. */
export function changeWords(before: ProgramStep, now: ProgramStep, key: string): ChangeWords {
  if (before.kind !== now.kind) return { what: 'does', from: stepWords(before).short, to: stepWords(now).short };
  const what = thingOf(now, key);
  const absent = what.startsWith('arm ') ? 'not there' : 'nothing';
  return { what, from: thingsOf(before).get(what) ?? absent, to: thingsOf(now).get(what) ?? absent };
}

/** The thing that a value is part of. */
function thingOf({ kind }: ProgramStep, key: string): string {
  const [first = '', second = ''] = key.split('.');
  switch (kind) {
    case 'send':
      return first === 'sender' ? 'from' : 'mail';
    case 'wait':
      return 'wait';
    case 'waitFor':
      return first === 'timeout' ? 'timeout' : 'waits until';
    case 'branch':
      return conditionName(Number(second));
    case 'split':
      return first === 'winner' ? 'winner' : `arm ${second}`;
    case 'act':
      return 'does';
    case 'call':
      if (key.startsWith('call.data.')) return `data ${key.slice('call.data.'.length)}`;
      return callThings[second] ?? second;
    case 'goto':
      return first === 'to' ? 'goes to' : 'at most';
    case 'exit':
      return first === 'success' ? 'ends' : 'reason';
    default:
      return assertNever(kind);
  }
}

const callThings: Readonly<Record<string, string>> = { giveUpAfter: 'gives up after', data: 'data' };

const conditionName = (index: number): string => (index === 0 ? 'condition' : `condition ${index + 1}`);

/** All that can change in a step, by the names that `thingOf` gives. */
function thingsOf(step: ProgramStep): ReadonlyMap<string, string> {
  switch (step.kind) {
    case 'send':
      return things({ mail: step.template, from: step.sender ?? 'the sender of the sequence' });
    case 'wait':
      return things({ wait: waitRuleInWords(step.rule) });
    case 'waitFor':
      return things({ timeout: durationInWords(step.timeout), 'waits until': eventsClause(step.events, step.mode) });
    case 'branch':
      return new Map(step.cases.map(({ condition }, i) => [conditionName(i), oneLine(condition)]));
    case 'split':
      return new Map([
        ...step.arms.map((arm): [string, string] => [`arm ${arm.name}`, armWords(arm)]),
        ['winner', winnerWords(step.winner)],
      ]);
    case 'act':
      return things({ does: stepWords(step).sentence });
    case 'call': {
      const { url, method, data, giveUpAfter } = step.call;
      const sent = Object.entries(data).map(([name, value]): [string, string] => [
        `data ${name}`,
        JSON.stringify(value),
      ]);
      return new Map([...things({ url, method, 'gives up after': durationInWords(giveUpAfter) }), ...sent]);
    }
    case 'goto':
      return things({ 'goes to': step.to, 'at most': times(step.atMost) });
    case 'exit':
      return things({ reason: step.reason, ends: step.success ? 'as a success' : 'early' });
    default:
      return assertNever(step);
  }
}

const things = (record: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(record));

const armWords = ({ weight, holdOut }: SplitArm): string => `weight ${weight}${holdOut ? ', held out' : ''}`;

function winnerWords(winner: WinnerRule | null): string {
  if (winner === null) return 'none: all arms go on';
  const { by, atLeast, alpha } = winner;
  return `by ${successWords[by]}, from ${atLeast} leads in every arm, ${confidence(alpha)} % confidence`;
}

/** A way on from a step, by its key in the program: `if it happens`. */
export function wayWords(step: ProgramStep, key: string): string {
  const [list = '', name = ''] = key.split('.');
  switch (step.kind) {
    case 'send':
    case 'act':
    case 'exit':
      return 'then';
    case 'wait':
      return key === 'onMissed' ? 'if the date is not known or over' : 'then';
    case 'waitFor':
      return key === 'onEvent' ? 'if it happens in time' : `after ${durationInWords(step.timeout)} without it`;
    case 'branch': {
      if (list !== 'cases') return 'otherwise';
      return step.cases.length === 1 ? 'if so' : `if ${oneLine(step.cases[Number(name)]?.condition ?? '')}`;
    }
    case 'split':
      return list === 'arms' ? `arm ${name}` : 'then';
    case 'call':
      return key === 'onFailure' ? 'if it fails' : 'if it answers';
    case 'goto':
      return 'after that';
    default:
      return assertNever(step);
  }
}
