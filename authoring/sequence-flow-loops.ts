/**
 * Loops that run through at once. Every way round a loop must pass a step that really waits, or sends: searched on the
 * program as a circle of steps that are left in the moment in which they are entered.
 */
import { followers, type Program, type ProgramStep, type StepId } from '../domain/program.ts';
import { listed } from '../domain/suggestion.ts';
import { type Flow, reportIn } from './sequence-flow-report.ts';
import type { AuthoredStep } from './sequence-step.ts';

/** Reports a `goto` that leads back when one can come from there to here again without any time passing. */
export function checkLoop({ names, program, paths }: Flow, step: AuthoredStep & { kind: 'goto' }): void {
  const [here, target] = [names.idOf(step), names.target(step.to, step.scope)];
  // All other ways lead on, so every circle has a goto that leads back, and is told there.
  const order = Object.keys(program.steps);
  if (target === null || order.indexOf(target) > order.indexOf(here)) return;
  const way = idleWay(program, target, here);
  if (way === null) return;
  const others = paths.between(target, here).filter(({ id }) => !way.some((passed) => passed.id === id));
  const message = `${loopWords(step.to, way, others)}: put a wait into the loop`;
  reportIn(step, 'LOOP_ENDLESS', message, [...step.place.path, 'goto']);
}

function loopWords(to: string, way: readonly ProgramStep[], others: readonly ProgramStep[]): string {
  const reasons = way.flatMap((step) => {
    const why = idleness(step);
    return why === null ? [] : [`"${step.id}" ${why}`];
  });
  const because = reasons.length === 0 ? '' : ` (${listed(reasons, 'and')})`;
  if (!others.some(takesTime)) return `nothing on the way back from "${to}" to here waits or sends${because}`;
  const by = way.map(({ id }) => `"${id}"`).join(' → ');
  return `one way back from "${to}" to here goes around what waits or sends, by ${by}${because}`;
}

/** Why a step that looks like a wait does not hold up a loop; null for all others. */
function idleness(step: ProgramStep): string | null {
  if (step.kind === 'wait') return 'is over the second time round, when its date has passed';
  return step.kind === 'waitFor' ? 'goes on at once when the score or stage is reached already' : null;
}

const takesTime = (step: ProgramStep): boolean => idleFollowers(step).length < followers(step).length;

/** The shortest way between two steps on which no time passes, without the last of them; null when there is none. */
function idleWay({ steps }: Program, from: StepId, to: StepId): readonly ProgramStep[] | null {
  const ways = new Map<StepId, readonly ProgramStep[]>([[from, []]]);
  // A map hands out what is added to it while it is walked.
  for (const [id, way] of ways) {
    if (id === to) return way;
    const step = steps[id];
    if (!step) continue;
    for (const next of idleFollowers(step)) {
      if (next !== null && !ways.has(next)) ways.set(next, [...way, step]);
    }
  }
  return null;
}

/** Where a step can lead in the moment in which it is entered, however often it was entered before. */
function idleFollowers(step: ProgramStep): readonly (StepId | null)[] {
  switch (step.kind) {
    case 'send':
      return [];
    case 'wait':
      // A date stays where it is: from the second time on it is over.
      return step.rule.kind === 'date' || step.rule.kind === 'field' ? followers(step) : [];
    case 'waitFor': {
      // A score or a stage is met when it is so already; any other event is used up by the wait that it ends.
      const metAlready = step.events.map(({ kind }) => kind === 'score' || kind === 'stage');
      const atOnce = step.mode === 'any' ? metAlready.includes(true) : !metAlready.includes(false);
      return atOnce ? [step.onEvent] : [];
    }
    case 'branch':
    case 'split':
    case 'act':
    case 'call':
    case 'goto':
    case 'exit':
      return followers(step);
  }
}
