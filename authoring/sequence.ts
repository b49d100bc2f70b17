/**
 * A sequence file, from its text to a program, or to findings that say what is wrong, where, and what was expected.
 * The language is described in docs/sequences.md. Reads no disk and never throws for what stands in the text.
 */
import { z } from 'zod';
import type { Finding } from '../domain/errors.ts';
import type { Program } from '../domain/program.ts';
import { name, text } from './authored-values.ts';
import { Findings, notTheLast } from './findings.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, readYaml } from './located-yaml.ts';
import { compile } from './sequence-compile.ts';
import type { SequenceContext } from './sequence-context.ts';
import { checkFlow } from './sequence-flow.ts';
import { nameSteps } from './sequence-names.ts';
import { readParts, reportUnused } from './sequence-part.ts';
import { readSettings, settingKeys } from './sequence-settings.ts';
import { allSteps } from './sequence-step.ts';
import { readSteps } from './sequence-step-list.ts';

export type CheckedSequence =
  | {
      readonly kind: 'checked';
      readonly name: string;
      readonly description: string;
      readonly program: Program;
      /** The templates that its mails use, each once, in the order of the file. */
      readonly templates: readonly string[];
      /** What a person should know; nothing that must be corrected. */
      readonly warnings: readonly Finding[];
    }
  | {
      readonly kind: 'refused';
      readonly findings: readonly Finding[];
      /** The templates of those mails that could be read. */
      readonly templates?: readonly string[];
    };

/** The top of a file. Settings, parts and steps are left open here: they are read one by one. */
const head = z.strictObject({
  sequence: name,
  description: text(1000).default(''),
  ...Object.fromEntries(settingKeys.map((key) => [key, z.unknown().optional()])),
  parts: z.unknown().optional(),
  steps: z.unknown().optional(),
});

/**
 * Checks the text of one sequence file.
 * @example checkSequence('guide.yaml', text, { fields: { employees: 'number' }, templates: null })
 */
export function checkSequence(file: string, source: string, context: SequenceContext): CheckedSequence {
  const findings = new Findings();
  const yaml = readYaml({ file, text: source }, findings);
  return yaml ? check(yaml, context, findings) : { kind: 'refused', findings: notTheLast(findings.sorted) };
}

/** Checks a document that was not read from a file, such as one that was written in code. */
export const checkDocument = (document: LocatedYaml, context: SequenceContext): CheckedSequence =>
  check(document, context, new Findings());

function check(yaml: LocatedYaml, context: SequenceContext, findings: Findings): CheckedSequence {
  const read = checkShape(head, yaml.value, yaml, [], findings);
  const { parts: writtenParts, steps: written } = yaml.value as { readonly parts?: unknown; readonly steps?: unknown };
  const settings = readSettings(yaml.value, yaml, context, findings);
  // A setting or a step that could not be read is left out of what is looked at as a whole.
  const settled = findings.count === 0;
  const parts = readParts(writtenParts, yaml, findings);
  if (written === undefined) {
    findings.add('AUTHORING_SHAPE', '"steps" is missing: it must be a list', yaml.at(['steps']));
  }
  const none = { steps: [], uses: [], complete: false };
  const readAll = written === undefined ? none : readSteps(written, ['steps'], yaml, context, parts, findings);
  if (readAll.complete) reportUnused(parts, findings);
  const names = nameSteps(readAll);
  const program = compile(read?.sequence ?? '', readAll.steps, names, settings);
  checkFlow({ steps: readAll.steps, program, names, yaml, context, findings, complete: readAll.complete });
  const sent = allSteps(readAll.steps).flatMap((step) => (step.kind === 'send' ? [step.template] : []));
  const templates = [...new Set(sent)];
  if (!read || findings.count > 0) {
    const found = findings.sorted;
    return { kind: 'refused', findings: settled && readAll.complete ? found : notTheLast(found), templates };
  }
  return {
    kind: 'checked',
    name: read.sequence,
    description: read.description,
    program,
    templates,
    warnings: findings.sorted,
  };
}
