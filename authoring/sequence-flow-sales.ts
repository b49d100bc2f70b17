/** Mails behind a hand-off: a lead that belongs to sales is not mailed, unless the sequence says that it may be. */
import type { ProgramStep, StepId } from '../domain/program.ts';
import type { ProgramSettings } from '../domain/program-settings.ts';
import { type Flow, reportIn } from './sequence-flow-report.ts';
import { nextSteps } from './sequence-graph-paths.ts';

/** Reports mails that every path leads to from a hand-off without the lead having come back. */
export function checkHandedOver(flow: Flow): void {
  const { program, names, complete } = flow;
  const { settings } = program;
  if (!complete || settings.stages.includes('mql')) return;
  const handed = certainlyHanded(flow);
  for (const step of names.byId.values()) {
    const handoff = step.kind === 'send' ? handed.get(names.idOf(step)) : null;
    const by = handoff ? names.byId.get(handoff) : null;
    if (!by) continue;
    const line = by.place.yaml.at(by.place.path).line;
    const message = `this mail cannot leave: the handoff in line ${line} gives the lead to sales, and "stages" does not list mql`;
    reportIn(step, 'STEP_UNREACHABLE', message, [...step.place.path, 'send']);
  }
}

/** For each step the hand-off behind which it lies on every path; none where a path has the lead free or back. */
function certainlyHanded({ program, paths }: Flow): ReadonlyMap<StepId, StepId> {
  const { entry, settings } = program;
  // What every path brings: a step that is free once stays free, so this ends.
  const begins = new Map<StepId, StepId | null>(entry === null ? [] : [[entry, null]]);
  const waiting = new Set(begins.keys());
  for (const id of waiting) {
    waiting.delete(id);
    const step = program.steps[id];
    if (!step || !paths.reachable(id)) continue;
    for (const follower of nextSteps(program, step)) {
      const leaves = after(step, follower, begins.get(id) ?? null, settings);
      const known = begins.get(follower);
      if (known !== undefined && (known === null || leaves !== null)) continue;
      begins.set(follower, leaves);
      waiting.add(follower);
    }
  }
  return new Map([...begins].flatMap(([id, handoff]) => (handoff === null ? [] : [[id, handoff] as const])));
}

function after(step: ProgramStep, follower: StepId, before: StepId | null, settings: ProgramSettings): StepId | null {
  switch (step.kind) {
    case 'act':
      return step.act.kind === 'handoff' ? step.id : before;
    case 'waitFor': {
      const back = step.events.some(
        (event) =>
          (event.kind === 'decision' && event.decision === 'returned') ||
          (event.kind === 'stage' && settings.stages.includes(event.stage)),
      );
      return back && follower === step.onEvent ? null : before;
    }
    case 'branch':
      // It asks where the lead is now, so the author knows.
      return step.cases.some(({ condition }) => /\bstage\b/.test(condition)) ? null : before;
    default:
      return before;
  }
}
