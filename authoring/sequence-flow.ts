/**
 * What the steps of a sequence mean to one another: ids are unique, every step can be reached, a click waits for a mail
 * that can have gone out, templates and their links exist. Follows every path through the arms; there are no loops.
 */
import type { StepId } from '../domain/program.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml } from './located-yaml.ts';
import type { AuthoredMatcher } from './sequence-matcher.ts';
import type { AuthoredStep } from './sequence-step.ts';

/** The published templates by name, each with the names of its links. */
export type Templates = ReadonlyMap<string, { readonly links: readonly string[] }>;

/** What is known where a step begins, over all paths that lead there. */
interface Reached {
  /** False behind an exit. */
  readonly alive: boolean;
  /** Send steps that can have run. */
  readonly sent: ReadonlySet<StepId>;
  /** Send steps whose mail can be the last one. */
  readonly last: ReadonlySet<StepId>;
}

interface Walk {
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
  readonly templates: Templates | null;
  readonly byId: ReadonlyMap<StepId, AuthoredStep>;
  /** False when some step could not be read: then a name that is missing here may be the one left out. */
  readonly complete: boolean;
}

/** Reports what does not fit together. `complete` says that no step was left out because it could not be read. */
export function checkFlow(
  steps: readonly AuthoredStep[],
  yaml: LocatedYaml,
  templates: Templates | null,
  complete: boolean,
  findings: Findings,
): void {
  const byId = new Map<StepId, AuthoredStep>();
  for (const step of allSteps(steps)) {
    const first = byId.get(step.id);
    if (first) reportDuplicate(step, first, yaml, findings);
    else byId.set(step.id, step);
  }
  follow({ yaml, findings, templates, byId, complete }, steps, { alive: true, sent: new Set(), last: new Set() });
}

/** All steps in the order of the file. */
export function allSteps(steps: readonly AuthoredStep[]): readonly AuthoredStep[] {
  return steps.flatMap((step) =>
    step.kind === 'waitFor' || step.kind === 'branch'
      ? [step, ...armsInOrder(step).flatMap((arm) => allSteps(arm))]
      : [step],
  );
}

const armsInOrder = (step: AuthoredStep & { kind: 'waitFor' | 'branch' }): readonly (readonly AuthoredStep[])[] => [
  step.thenSteps ?? [],
  step.elseSteps ?? [],
];

function reportDuplicate(step: AuthoredStep, first: AuthoredStep, yaml: LocatedYaml, findings: Findings): void {
  const line = yaml.at(first.path).line;
  const hint = step.kind === 'send' ? ': give this one an "id" of its own' : '';
  const message = `the step in line ${line} has the id "${step.id}" already${hint}`;
  const own = yaml.at([...step.path, 'id']);
  findings.add('STEP_DUPLICATE', message, own);
}

function follow(walk: Walk, steps: readonly AuthoredStep[], from: Reached): Reached {
  let reached = from;
  let reported = !from.alive;
  for (const step of steps) {
    if (!reached.alive && !reported) {
      const message = 'this step is never reached: every path before it ends in an exit';
      walk.findings.add('STEP_UNREACHABLE', message, walk.yaml.at(step.path));
      reported = true;
    }
    reached = past(walk, step, reached);
  }
  return reached;
}

function past(walk: Walk, step: AuthoredStep, before: Reached): Reached {
  switch (step.kind) {
    case 'send':
      checkTemplate(walk, step);
      return { ...before, sent: new Set([...before.sent, step.id]), last: new Set([step.id]) };
    case 'exit':
      return { ...before, alive: false };
    case 'waitFor':
      for (const matcher of step.any) checkMatcher(walk, matcher, before);
      return joined(follow(walk, step.thenSteps ?? [], before), follow(walk, step.elseSteps ?? [], before));
    case 'branch':
      return joined(follow(walk, step.thenSteps ?? [], before), follow(walk, step.elseSteps ?? [], before));
    case 'wait':
    case 'score':
      return before;
  }
}

/** Two paths that meet: what either brings, unless it has ended. */
function joined(a: Reached, b: Reached): Reached {
  if (a.alive !== b.alive) return a.alive ? a : b;
  return { alive: a.alive, sent: new Set([...a.sent, ...b.sent]), last: new Set([...a.last, ...b.last]) };
}

function checkTemplate({ templates, yaml, findings }: Walk, step: AuthoredStep & { kind: 'send' }): void {
  if (!templates || templates.has(step.template)) return;
  const near = didYouMean(nearest(step.template, templates.keys()));
  findings.add('TEMPLATE_MISSING', `there is no template "${step.template}"${near}`, yaml.at([...step.path, 'send']));
}

function checkMatcher(walk: Walk, authored: AuthoredMatcher, before: Reached): void {
  const { matcher } = authored;
  if (matcher.kind !== 'click') return;
  const problem = walk.complete ? referenceProblem(walk, matcher.of, before) : null;
  if (problem) walk.findings.add('STEP_REFERENCE', problem, walk.yaml.at(authored.at));
  else if (matcher.link !== null) checkLink(walk, matcher.link, authored, matcher.of ? [matcher.of] : [...before.last]);
}

function referenceProblem({ byId }: Walk, of: StepId | null, before: Reached): string | null {
  if (of === null) return before.last.size > 0 ? null : 'no mail is sent before this step, so nothing can be clicked';
  if (before.sent.has(of)) return null;
  const step = byId.get(of);
  if (step && step.kind !== 'send') return `"${of}" is a ${step.kind} step: only a mail can be clicked`;
  const known = [...before.sent];
  if (step)
    return `the send step "${of}" cannot have run before this step${known.length > 0 ? `; ${ranBefore(known)}` : ''}`;
  const near = nearest(of, known);
  return `there is no send step "${of}"${near ? didYouMean(near) : known.length > 0 ? `; ${ranBefore(known)}` : ''}`;
}

const ranBefore = (known: readonly string[]): string => `these can: ${listed(known, 'and')}`;

function checkLink(walk: Walk, link: string, authored: AuthoredMatcher, sends: readonly StepId[]): void {
  const { templates, byId, findings, yaml } = walk;
  if (!templates) return;
  const names = sends.flatMap((id) => {
    const step = byId.get(id);
    return step?.kind === 'send' && templates.has(step.template) ? [step.template] : [];
  });
  const links = names.flatMap((name) => templates.get(name)?.links ?? []);
  if (names.length === 0 || links.includes(link)) return;
  const near = nearest(link, links);
  const known = links.length > 0 ? `; it has ${listed([...new Set(links)], 'and')}` : '; it has none with a name';
  const message = `the template ${listed([...new Set(names)])} has no link "${link}"${near ? didYouMean(near) : known}`;
  findings.add('LINK_UNKNOWN', message, yaml.at(authored.linkAt));
}
