/** Checks of authored texts, printed as the command line prints them, for tests that read like a terminal. */

import { printFinding } from '../../authoring/findings.ts';
import { checkSequence } from '../../authoring/sequence.ts';
import type { SequenceContext } from '../../authoring/sequence-context.ts';
import type { EventMatcher } from '../../domain/events.ts';
import { fieldsOf } from '../../domain/fields.ts';
import type { Next, Program, ProgramStep } from '../../domain/program.ts';
import { waitRuleInWords } from '../../domain/wait-text.ts';

export const exampleContext: SequenceContext = {
  fields: fieldsOf({ employees: 'number', region: 'string', partner: 'boolean', renewal: 'date' }),
  templates: new Map([
    ['welcome', { links: ['guide', 'pricing'] }],
    ['case-study', { links: [] }],
    ['last-call', { links: ['book-a-call'] }],
  ]),
};

/** The findings of a sequence, one a line and without the name of the file; or its program. */
export function check(yaml: string, context: SequenceContext = exampleContext): string {
  const checked = checkSequence('s', yaml, context);
  if (checked.kind === 'checked') return printProgram(checked.program);
  return checked.findings.map((finding) => printFinding(finding).replace('s:', '')).join('\n');
}

/** One step a line, with where it leads. */
function printProgram({ entry, steps, renamed }: Program): string {
  const former = Object.entries(renamed).map(([old, id]) => `${id} was ${old}`);
  return [`start → ${shown(entry)}`, ...Object.values(steps).map(printStep), ...former].join('\n');
}

const shown = (next: Next): string => next ?? 'end';

/** Names of mails and links last, so that what is waited for comes first. */
const event = ({ kind, ...rest }: EventMatcher): string =>
  `${kind}${Object.entries(rest)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key} ${JSON.stringify(value)}`)
    .join('')}`;

function printStep(step: ProgramStep): string {
  const { id } = step;
  switch (step.kind) {
    case 'send':
      return `${id}: send ${step.template}${step.sender === null ? '' : ` from ${step.sender}`} → ${shown(step.next)}`;
    case 'wait': {
      const missed = step.onMissed === step.next ? '' : `; missed → ${shown(step.onMissed)}`;
      return `${id}: wait ${waitRuleInWords(step.rule)} → ${shown(step.next)}${missed}`;
    }
    case 'waitFor': {
      const events = step.events.map(event).join(step.mode === 'any' ? ' or ' : ' and ');
      return `${id}: wait for ${events} → ${shown(step.onEvent)}; after ${step.timeout} → ${shown(step.onTimeout)}`;
    }
    case 'branch': {
      const cases = step.cases.map(({ condition, next }) => `if ${condition} → ${shown(next)}; `).join('');
      return `${id}: ${cases}else → ${shown(step.otherwise)}`;
    }
    case 'split': {
      const arms = step.arms.map(
        ({ name, weight, holdOut, next }) => `${name} ${weight}${holdOut ? ' (held out)' : ''} → ${shown(next)}`,
      );
      const { winner } = step;
      const rule = winner ? `; winner by ${winner.by} at ${winner.atLeast}, alpha ${winner.alpha}` : '';
      return `${id}: split ${arms.join('; ')}${rule}`;
    }
    case 'act': {
      const { kind, ...rest } = step.act;
      return `${id}: ${kind} ${JSON.stringify(rest)} → ${shown(step.next)}`;
    }
    case 'call': {
      const { url, method, data, giveUpAfter } = step.call;
      const request = `${method} ${url} ${JSON.stringify(data)} within ${giveUpAfter}`;
      return `${id}: ${request} → ${shown(step.next)}; failed → ${shown(step.onFailure)}`;
    }
    case 'goto':
      return `${id}: ${step.atMost} times → ${step.to}; then → ${shown(step.next)}`;
    case 'exit':
      return `${id}: exit ${JSON.stringify(step.reason)}${step.success ? ' (success)' : ''}`;
  }
}
