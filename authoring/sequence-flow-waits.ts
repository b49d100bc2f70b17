/**
 * Waits for what can never count: an event that ends the sequence in the same moment, and what happens to a lead only
 * after becoming an MQL has ended it. Every event of a list is looked at by itself.
 */
import type { EventMatcher } from '../domain/events.ts';
import { pathFits, replyClasses } from '../domain/events.ts';
import type { Stage } from '../domain/lifecycle.ts';
import type { StepId } from '../domain/program.ts';
import { type Flow, reportIn } from './sequence-flow-report.ts';
import type { AuthoredStep } from './sequence-step.ts';

type WaitFor = AuthoredStep & { kind: 'waitFor' };

/** Reports the events of a wait that can never count there. */
export function checkAwaited(flow: Flow, step: WaitFor): void {
  const id = flow.names.idOf(step);
  const compiled = flow.program.steps[id];
  if (compiled?.kind !== 'waitFor') return;
  for (const [i, { at }] of step.awaited.events.entries()) {
    // With the ids that its names mean.
    const event = compiled.events[i];
    const problem = event && (goalProblem(flow, id, event) ?? salesProblem(flow, id, event));
    if (problem) reportIn(step, 'EVENT_IMPOSSIBLE', problem, at);
  }
}

/** A goal comes before any wait, so an event that is always a goal too never leads into `then`. */
function goalProblem({ program, paths, yaml }: Flow, id: StepId, event: EventMatcher): string | null {
  const last = paths.lastMails(id).map((mail) => mail.id);
  const index = program.settings.goals.findIndex((goal) => covers(goal, event, last));
  if (index < 0) return null;
  const { line } = yaml.at(['goals', index]);
  return `this never counts here: it is the goal in line ${line}, which ends the sequence before the wait can go on; take it out of the wait, or out of "goals"`;
}

/** Whether every event that is awaited reaches the goal. @param last the mails that "the mail sent last" can mean */
function covers(goal: EventMatcher, event: EventMatcher, last: readonly StepId[]): boolean {
  switch (goal.kind) {
    case 'click': {
      if (event.kind !== 'click') return false;
      const mails = event.of === null ? last : [event.of];
      const isOfMail = goal.of === null || (mails.length > 0 && mails.every((mail) => mail === goal.of));
      return isOfMail && (goal.link ?? event.link) === event.link;
    }
    case 'reply': {
      if (event.kind !== 'reply') return false;
      const reached = goal.classes ?? replyClasses;
      return (event.classes ?? replyClasses).every((one) => reached.includes(one));
    }
    case 'form':
      return event.kind === 'form' && (goal.name ?? event.name) === event.name;
    case 'page':
      return event.kind === 'page' && pathFits(goal.path, event.path);
    case 'custom':
      return event.kind === 'custom' && event.name === goal.name && (goal.where ?? event.where) === event.where;
    case 'score':
      return event.kind === 'score' && event.atLeast >= goal.atLeast;
    case 'stage':
      return event.kind === 'stage' && event.stage === goal.stage;
    case 'decision':
      return (
        event.kind === 'decision' && event.decision === goal.decision && (goal.reason ?? event.reason) === event.reason
      );
  }
}

/** The stages to which a lead comes only as an MQL or after it. */
const ofSales: readonly Stage[] = ['mql', 'sql', 'opportunity', 'customer'];

/** Becoming an MQL ends the sequence, unless the sequence handed the lead over itself, or took it in as one. */
function salesProblem({ program, paths, complete }: Flow, id: StepId, event: EventMatcher): string | null {
  const { stops, stages } = program.settings;
  const what = salesWords(event);
  if (what === null || !complete || !stops.mql || stages.some((stage) => ofSales.includes(stage))) return null;
  const handed = paths.before(id).some((step) => step.kind === 'act' && step.act.kind === 'handoff');
  if (handed) return null;
  return `${what} can never be seen here: becoming an MQL ends the sequence; hand the lead over with a "handoff" step before, or set "mql: false" under "stop"`;
}

function salesWords(event: EventMatcher): string | null {
  if (event.kind === 'decision') return 'a decision of sales';
  return event.kind === 'stage' && ofSales.includes(event.stage) ? `the stage ${event.stage}` : null;
}
