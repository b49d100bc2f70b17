/**
 * A step in words: what it does, as a sentence and in short, and where it leads under which name. The one place that
 * knows all kinds of step in words; tables, graphs, explanations and comparisons are made from it.
 */
import type { Act } from '../domain/act.ts';
import { assertNever } from '../domain/errors.ts';
import type { FieldValue } from '../domain/lead.ts';
import type { Next, ProgramStep, SplitArm, StepId, WebhookCall } from '../domain/program.ts';
import { listed } from '../domain/suggestion.ts';
import { durationInWords } from '../domain/time.ts';
import type { WaitRule } from '../domain/wait-rule.ts';
import { waitRuleInWords } from '../domain/wait-text.ts';
import { eventsClause, happenedLabel } from './event-words.ts';

/** One way on from a step. */
export interface Arm {
  /** For an arrow or a cell; null where there is only one way. */
  readonly label: string | null;
  /** For a line above the steps of the arm: `If it happens`. */
  readonly heading: string;
  readonly next: Next;
}

export interface StepWords {
  /** For a cell or a node: `Wait 3 days`. */
  readonly short: string;
  /** Without a full stop, since more may follow. */
  readonly sentence: string;
  readonly arms: readonly Arm[];
  /** The step it can jump to besides, and how often. */
  readonly jump: { readonly to: StepId; readonly label: string } | null;
}

/** What a step does and where it leads. */
export function stepWords(step: ProgramStep): StepWords {
  switch (step.kind) {
    case 'send': {
      const from = step.sender === null ? '' : ` from ${step.sender}`;
      return {
        ...straight(step.next),
        short: `Send ${step.template}${from}`,
        sentence: `Send the mail "${step.template}"${from}`,
      };
    }
    case 'wait':
      return waitWords(step);
    case 'waitFor':
      return waitForWords(step);
    case 'branch':
      return branchWords(step);
    case 'split':
      return splitWords(step);
    case 'act':
      return { ...straight(step.next), ...actWords(step.act) };
    case 'call':
      return { ...callWords(step.call), arms: callArms(step), jump: null };
    case 'goto': {
      const often = times(step.atMost);
      return {
        ...straight(step.next),
        short: `Go to ${step.to}`,
        sentence: `Go to ${step.to}, at most ${often}; after that go on`,
        arms: [{ label: 'after that', heading: 'After that', next: step.next }],
        jump: { to: step.to, label: `at most ${often}` },
      };
    }
    case 'exit': {
      const how = step.success ? 'as a success' : 'early';
      return {
        short: `End ${how}: ${step.reason}`,
        sentence: `The sequence ends here ${how}: ${step.reason}`,
        arms: [],
        jump: null,
      };
    }
    default:
      return assertNever(step);
  }
}

const straight = (next: Next): Pick<StepWords, 'arms' | 'jump'> => ({
  arms: [{ label: null, heading: 'Then', next }],
  jump: null,
});

export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

function waitWords({ rule, next, onMissed }: ProgramStep & { kind: 'wait' }): StepWords {
  const words = untilWords(rule);
  const short = `Wait ${words}`;
  if (onMissed === next) return { ...straight(next), short, sentence: short };
  const arms = [
    { label: 'in time', heading: 'If that is still to come, after the wait', next },
    { label: 'unknown or past', heading: 'If that date is not known, or is over already', next: onMissed },
  ];
  return { short, sentence: short, arms, jump: null };
}

/** `30 days before …` alone would read as the time to wait for. */
const untilWords = (rule: WaitRule): string => {
  const words = waitRuleInWords(rule);
  return rule.kind === 'field' && rule.offset !== null && !words.startsWith('until') ? `until ${words}` : words;
};

function waitForWords({ mode, events, timeout, onEvent, onTimeout }: ProgramStep & { kind: 'waitFor' }): StepWords {
  const time = durationInWords(timeout);
  const happened = happenedLabel(events, mode);
  const clause = eventsClause(events, mode);
  return {
    short: `Wait for: ${happened} (at most ${time})`,
    sentence: `Wait until ${clause}, but at most ${time}`,
    arms: [
      { label: happened, heading: 'If it happens in time', next: onEvent },
      { label: `after ${time}`, heading: `After ${time} without it`, next: onTimeout },
    ],
    jump: null,
  };
}

function branchWords({ cases, otherwise }: ProgramStep & { kind: 'branch' }): StepWords {
  const [only, second] = cases;
  const last = { label: 'no', heading: 'Otherwise', next: otherwise };
  if (only && !second) {
    return {
      short: `${oneLine(only.condition)}?`,
      sentence: `Look whether this is so: ${oneLine(only.condition)}`,
      arms: [{ label: 'yes', heading: 'If so', next: only.next }, last],
      jump: null,
    };
  }
  const arms = cases.map(({ condition, next }, i) => ({
    label: oneLine(condition),
    heading: `${i === 0 ? 'If' : 'Otherwise, if'} ${oneLine(condition)}`,
    next,
  }));
  return {
    short: `Which of ${cases.length} is first true?`,
    sentence: 'Take the first way that fits',
    arms: [...arms, { ...last, label: 'otherwise' }],
    jump: null,
  };
}

/** Conditions may be written over several lines. */
export const oneLine = (condition: string): string => condition.trim().replaceAll(/\s*\n\s*/g, ' ');

function splitWords({ arms, winner }: ProgramStep & { kind: 'split' }): StepWords {
  const sum = arms.reduce((total, { weight }) => total + weight, 0);
  const share = ({ weight }: SplitArm): string => `${Math.round((1000 * weight) / sum) / 10} %`;
  const ways = arms.map((arm) => ({
    label: `${arm.name} ${share(arm)}`,
    heading: `${share(arm)} of the leads: ${arm.name}${arm.holdOut ? ' (left alone, to compare with)' : ''}`,
    next: arm.next,
  }));
  const rule =
    winner === null
      ? ''
      : `. Once every arm that runs has ${winner.atLeast} leads, and again at twice, four times … as many, the arms that do worse than the best by ${successWords[winner.by]} are stopped, with ${confidence(winner.alpha)} % confidence over all these looks; leads that come later share the arms that are left`;
  return {
    short: `Split ${arms.length} ways${winner === null ? '' : `, the winner by ${successWords[winner.by]}`}`,
    sentence: `Split the leads at random, each always the same way${rule}`,
    arms: ways,
    jump: null,
  };
}

export const successWords = { click: 'clicks', reply: 'replies', goal: 'goals reached' } as const;
export const confidence = (alpha: number): number => Math.round((1 - alpha) * 1000) / 10;

function callWords({ url, method, data, giveUpAfter }: WebhookCall): Pick<StepWords, 'short' | 'sentence'> {
  const entries = Object.entries(data).map(([key, value]) => `${key} ${valueWords(value)}`);
  const sent = entries.length === 0 ? '' : `, sending ${listed(entries, 'and')}`;
  return {
    short: `Call ${url}`,
    sentence: `Call ${url} (${method})${sent}; give up ${durationInWords(giveUpAfter)} after the first try`,
  };
}

const callArms = ({ next, onFailure }: ProgramStep & { kind: 'call' }): readonly Arm[] =>
  onFailure === next
    ? straight(next).arms
    : [
        { label: 'answered', heading: 'If it answers', next },
        { label: 'failed', heading: 'If it fails', next: onFailure },
      ];

function actWords(act: Act): Pick<StepWords, 'short' | 'sentence'> {
  switch (act.kind) {
    case 'score': {
      const { points, reason } = act;
      const few = Math.abs(points) === 1 ? 'point' : 'points';
      const what = points < 0 ? `Take away ${-points} ${few}` : `Add ${points} ${few}`;
      return { short: `${what}: ${reason}`, sentence: `${what} of score: ${reason}` };
    }
    case 'set': {
      const set = Object.entries(act.values).map(([field, value]) =>
        value === null ? `empty ${field}` : `set ${field} to ${valueWords(value)}`,
      );
      return same(capital(listed(set, 'and')));
    }
    case 'tag': {
      const { add, remove } = act;
      const parts = [
        ...(add.length > 0 ? [`tag the lead ${quoted(add)}`] : []),
        ...(remove.length > 0 ? [`take away the tag${remove.length > 1 ? 's' : ''} ${quoted(remove)}`] : []),
      ];
      return same(capital(parts.join(' and ')));
    }
    case 'notify':
      return {
        short: `Notify ${act.to}: ${act.subject}`,
        sentence: `Mail ${act.to}, a person of our own: "${act.subject}"`,
      };
    case 'start':
      return { short: `Start ${act.sequence}`, sentence: `Enroll the lead in the sequence ${act.sequence}` };
    case 'stop':
      return { short: `Stop ${act.sequence}`, sentence: `Stop the sequence ${act.sequence} for the lead` };
    case 'handoff':
      return {
        short: `Hand off: ${act.reason}`,
        sentence: `Hand the lead to sales, whatever its score: ${act.reason}`,
      };
    default:
      return assertNever(act);
  }
}

const same = (text: string): Pick<StepWords, 'short' | 'sentence'> => ({ short: text, sentence: text });
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const quoted = (names: readonly string[]): string =>
  listed(
    names.map((name) => `"${name}"`),
    'and',
  );
const valueWords = (value: FieldValue): string =>
  value === null ? 'nothing' : typeof value === 'string' ? `"${value}"` : String(value);
