/** Mails and their links in a program: templates exist, and a click waits for a mail that can have gone out. */

import type { EventMatcher } from '../domain/events.ts';
import type { ProgramStep, StepId } from '../domain/program.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Path } from './located-yaml.ts';
import type { Templates } from './sequence-context.ts';
import { type Flow, reportIn } from './sequence-flow-report.ts';
import type { AuthoredMatcher } from './sequence-matcher.ts';
import { writtenIds } from './sequence-names.ts';
import { type AuthoredStep, wordOf } from './sequence-step.ts';

export function checkTemplate(flow: Flow, step: AuthoredStep & { kind: 'send' }): void {
  const { templates } = flow.context;
  if (!templates || templates.has(step.template)) return;
  const near = didYouMean(nearest(step.template, templates.keys()));
  const message = `there is no template "${step.template}"${near}`;
  step.place.findings.add('TEMPLATE_MISSING', message, step.place.yaml.at([...step.place.path, 'send']));
}

/** A click in a wait: in a mail that can have gone out before, on a link that this mail has. */
export function checkClick(flow: Flow, step: AuthoredStep, { matcher, at, linkAt }: AuthoredMatcher): void {
  if (matcher.kind !== 'click') return;
  const { names, paths, complete } = flow;
  const id = names.idOf(step);
  const of = matcher.of === null ? null : names.step(matcher.of, step.scope);
  const problem = complete ? referenceProblem(flow, step, matcher.of, of) : null;
  if (problem) {
    reportIn(step, 'STEP_REFERENCE', problem, at);
    return;
  }
  const sends = of === null ? paths.lastMails(id).map((mail) => mail.id) : [of];
  const unknown = matcher.link === null ? null : linkProblem(flow, matcher.link, sends);
  if (unknown) reportIn(step, 'LINK_UNKNOWN', unknown, linkAt);
}

function referenceProblem(
  { names, paths }: Flow,
  step: AuthoredStep,
  wanted: string | null,
  of: StepId | null,
): string | null {
  const id = names.idOf(step);
  if (wanted === null) {
    return paths.lastMails(id).length > 0 ? null : 'no mail is sent before this step, so nothing can be clicked';
  }
  const before = paths.before(id).filter(isSend);
  const known = writtenIds(before.map((mail) => mail.id));
  if (of === null) return `there is no send step "${wanted}"${meant(wanted, known)}`;
  if (known.includes(of)) return null;
  const found = names.byId.get(of);
  if (found && found.kind !== 'send') return `"${wanted}" is a ${wordOf(found)} step: only a mail can be clicked`;
  const others = known.length > 0 ? `; these can: ${listed(known, 'and')}` : '';
  return `the send step "${wanted}" cannot have run before this step${others}`;
}

const isSend = (step: ProgramStep): boolean => step.kind === 'send';

function meant(wanted: string, known: readonly StepId[]): string {
  const near = nearest(wanted, known);
  if (near) return didYouMean(near);
  return known.length > 0 ? `; these can: ${listed(known, 'and')}` : '';
}

function linkProblem({ context, names }: Flow, link: string, sends: readonly StepId[]): string | null {
  const { templates } = context;
  if (!templates) return null;
  const used = sends.flatMap((id) => {
    const step = names.byId.get(id);
    return step?.kind === 'send' && templates.has(step.template) ? [step.template] : [];
  });
  const links = linksOf(templates, used);
  if (links === null || used.length === 0 || links.includes(link)) return null;
  const near = nearest(link, links);
  const known = links.length > 0 ? `; it has ${listed(links, 'and')}` : '; it has none with a name';
  return `the template ${listed([...new Set(used)])} has no link "${link}"${near ? didYouMean(near) : known}`;
}

/** The names of the links in some templates, each once; null when those of one are not known. */
function linksOf(templates: Templates, names: Iterable<string>): readonly string[] | null {
  const all = [...names].map((name) => templates.get(name)?.links ?? null);
  return all.includes(null) ? null : [...new Set(all.flatMap((links) => links ?? []))];
}

/** A link whose clicks a condition at a step counts in the mails of the enrollment. */
export const countedLinkProblem = (flow: Flow, link: string): string | null =>
  linkProblem(
    flow,
    link,
    flow.paths.steps.filter(isSend).map(({ id }) => id),
  );

/**
 * A link whose clicks are counted over the whole life of a lead, and that no template has. No error: a mail that is gone
 * may have had it.
 */
export function foreignLinkProblem(templates: Templates | null, link: string): string | null {
  const links = templates && linksOf(templates, templates.keys());
  if (!links || links.length === 0 || links.includes(link)) return null;
  return `no template has a link "${link}", so only clicks in mails that are gone count${didYouMean(nearest(link, links))}`;
}

/**
 * The clicks among the goals and the events that stop: in a mail of the sequence, on a link that this mail or, when
 * none is named, any mail has.
 */
export function checkEndings(flow: Flow): void {
  const { program, yaml } = flow;
  const { goals, stops } = program.settings;
  const { goals: writtenGoals, stop } = yaml.value as {
    readonly goals?: unknown;
    readonly stop?: { readonly on?: unknown } | null;
  };
  checkEnding(flow, goals, writtenGoals, ['goals']);
  checkEnding(flow, stops.on, stop?.on, ['stop', 'on']);
}

function checkEnding(flow: Flow, matchers: readonly EventMatcher[], written: unknown, path: Path): void {
  // When one of them could not be read, it is not known which of the list the others are.
  if (!Array.isArray(written) || written.length !== matchers.length) return;
  const { names, findings, yaml, paths, complete } = flow;
  const mails = paths.steps.filter(isSend).map(({ id }) => id);
  for (const [i, matcher] of matchers.entries()) {
    if (matcher.kind !== 'click') continue;
    const at = [...path, i, 'click'];
    const found = matcher.of === null ? undefined : names.byId.get(matcher.of);
    if (matcher.of !== null && found?.kind !== 'send') {
      const message = found
        ? `"${matcher.of}" is a ${wordOf(found)} step: only a mail can be clicked`
        : `there is no send step "${matcher.of}"${didYouMean(nearest(matcher.of, writtenIds(mails)))}`;
      if (complete) findings.add('STEP_REFERENCE', message, yaml.at([...at, 'of']));
      continue;
    }
    const sends = matcher.of === null ? mails : [matcher.of];
    const unknown = matcher.link === null ? null : linkProblem(flow, matcher.link, sends);
    if (unknown && complete) findings.add('LINK_UNKNOWN', unknown, yaml.at([...at, 'link']));
  }
}
