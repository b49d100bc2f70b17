/**
 * What the steps of a sequence mean to one another, looked at on the compiled program, which may run in circles: every
 * step can be reached, what is referred to is there, no loop runs empty, no wait is for what cannot happen.
 */
import type { ErrorCode } from '../domain/errors.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { type Mention, mentionsIn } from './condition-mentions.ts';
import type { Path } from './located-yaml.ts';
import { checkLoop } from './sequence-flow-loops.ts';
import {
  checkClick,
  checkEndings,
  checkTemplate,
  countedLinkProblem,
  foreignLinkProblem,
} from './sequence-flow-mails.ts';
import { type Flow, reportIn } from './sequence-flow-report.ts';
import { checkHandedOver } from './sequence-flow-sales.ts';
import { checkAwaited } from './sequence-flow-waits.ts';
import { pathsOf } from './sequence-graph-paths.ts';
import { writtenIds } from './sequence-names.ts';
import { type AuthoredStep, armsOf, type Steps, wordOf } from './sequence-step.ts';

/** Reports what does not fit together. */
export function checkFlow(given: Omit<Flow, 'paths'>): void {
  const flow: Flow = { ...given, paths: pathsOf(given.program) };
  for (const step of flow.names.byId.values()) {
    if (step.kind === 'send') checkTemplate(flow, step);
    if (step.kind === 'goto') checkTarget(flow, step);
    if (flow.paths.reachable(flow.names.idOf(step))) checkReached(flow, step);
  }
  if (isWhole(flow)) checkReachable(flow, flow.steps);
  checkEndings(flow);
  checkHandedOver(flow);
}

function checkReached(flow: Flow, step: AuthoredStep): void {
  switch (step.kind) {
    case 'waitFor':
      for (const matcher of step.awaited.events) checkClick(flow, step, matcher);
      checkAwaited(flow, step);
      return;
    case 'branch':
      for (const { condition, at } of step.cases) checkCondition(flow, step, condition, at);
      return;
    case 'split':
      if (step.winner?.by === 'goal' && flow.program.settings.goals.length === 0) {
        const message = 'the sequence has no "goals", so no arm can win by one';
        reportIn(step, 'AUTHORING_SHAPE', message, [...step.place.path, 'winner', 'by']);
      }
      return;
    case 'goto':
      checkLoop(flow, step);
      return;
    default:
      return;
  }
}

/** Shows the first step of each list that cannot be reached, and not those behind it or inside it. */
function checkReachable(flow: Flow, steps: Steps): void {
  let shown = false;
  for (const step of steps) {
    if (flow.paths.reachable(flow.names.idOf(step))) {
      shown = false;
      for (const arm of armsOf(step)) checkReachable(flow, arm);
    } else if (!shown) {
      shown = true;
      reportIn(step, 'STEP_UNREACHABLE', 'this step is never reached: every path before it ends in an exit');
    }
  }
}

/** Whether all ways are known: no step was left out, and every goto leads somewhere. */
const isWhole = ({ complete, program }: Flow): boolean =>
  complete && !Object.values(program.steps).some((step) => step.kind === 'goto' && !program.steps[step.to]);

function checkTarget({ names, complete }: Flow, step: AuthoredStep & { kind: 'goto' }): void {
  if (!complete || names.target(step.to, step.scope) !== null) return;
  const ids = writtenIds(names.byId.keys());
  const near = nearest(step.to, ids);
  const known = listed(ids.slice(0, 20), 'and');
  const message = `there is no step "${step.to}"${near ? didYouMean(near) : `; there are ${known}`}`;
  reportIn(step, 'STEP_REFERENCE', message, [...step.place.path, 'goto']);
}

function checkCondition(flow: Flow, step: AuthoredStep, condition: string, at: Path): void {
  const { place } = step;
  const { answers, customEvents, links } = mentionsIn(condition);
  const report = (code: ErrorCode, problem: string | null, { index }: Mention, severity?: 'warning') => {
    if (problem) place.findings.add(code, `${problem}${place.use}`, place.yaml.inside(at, index), severity);
  };
  for (const mention of answers) {
    report('STEP_REFERENCE', flow.complete ? answerProblem(flow, step, mention.name) : null, mention);
  }
  const { events, templates } = flow.context;
  for (const mention of links) {
    if (mention.of === 'events') {
      report('LINK_UNKNOWN', foreignLinkProblem(templates, mention.name), mention, 'warning');
    } else if (flow.complete) report('LINK_UNKNOWN', countedLinkProblem(flow, mention.name), mention);
  }
  for (const mention of customEvents) {
    if (!events || events.includes(mention.name)) continue;
    const near = didYouMean(nearest(mention.name, events));
    report('EVENT_UNKNOWN', `no event "${mention.name}" is declared${near}`, mention);
  }
}

function answerProblem({ names, paths }: Flow, step: AuthoredStep, wanted: string): string | null {
  const id = names.step(wanted, step.scope);
  const before = paths.before(names.idOf(step)).filter(({ kind }) => kind === 'call');
  const calls = writtenIds(before.map((call) => call.id));
  if (id !== null && calls.includes(id)) return null;
  const found = id === null ? undefined : names.byId.get(id);
  if (found?.kind === 'call') return `the call step "${wanted}" cannot have run before this step`;
  if (found) return `"${wanted}" is a ${wordOf(found)} step: only a call has an answer`;
  const near = nearest(wanted, calls);
  const known = near ? didYouMean(near) : calls.length > 0 ? `; these are: ${listed(calls, 'and')}` : '';
  return `there is no call step "${wanted}"${known}`;
}
