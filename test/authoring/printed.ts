/** Checks of authored texts, printed as the command line prints them, for tests that read like a terminal. */
import { printFinding } from '../../authoring/findings.ts';
import { checkSequence, type SequenceContext } from '../../authoring/sequence.ts';
import type { Next, Program, ProgramStep } from '../../domain/program.ts';

export const exampleContext: SequenceContext = {
  fields: { employees: 'number', region: 'string', partner: 'boolean', renewal: 'date' },
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
function printProgram({ entry, steps }: Program): string {
  return [`start → ${shown(entry)}`, ...Object.values(steps).map(printStep)].join('\n');
}

const shown = (next: Next): string => next ?? 'end';

function printStep(step: ProgramStep): string {
  switch (step.kind) {
    case 'send':
      return `${step.id}: send ${step.template} → ${shown(step.next)}`;
    case 'wait':
      return `${step.id}: wait ${step.duration} → ${shown(step.next)}`;
    case 'waitFor': {
      const any = step.any.map((matcher) => JSON.stringify(matcher)).join(' or ');
      return `${step.id}: wait for ${any} → ${shown(step.onEvent)}; after ${step.timeout} → ${shown(step.onTimeout)}`;
    }
    case 'branch':
      return `${step.id}: if ${step.condition} → ${shown(step.onTrue)}; else → ${shown(step.onFalse)}`;
    case 'score':
      return `${step.id}: ${step.points} points for ${JSON.stringify(step.reason)} → ${shown(step.next)}`;
    case 'exit':
      return `${step.id}: exit ${JSON.stringify(step.reason)}`;
  }
}
