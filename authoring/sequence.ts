/**
 * A sequence file, from its text to a program, or to findings that say what is wrong, where, and what was expected.
 * The language is described in docs/sequences.md. Reads no disk and never throws for what stands in the text.
 */
import { z } from 'zod';
import type { Finding } from '../domain/errors.ts';
import type { Program } from '../domain/program.ts';
import { name, text } from './authored-values.ts';
import type { Fields } from './condition-language.ts';
import { Findings } from './findings.ts';
import { checkShape } from './located-shape.ts';
import { readYaml } from './located-yaml.ts';
import { compile } from './sequence-compile.ts';
import { allSteps, checkFlow, type Templates } from './sequence-flow.ts';
import { readSteps } from './sequence-step.ts';

export interface SequenceContext {
  /** The declared custom fields of a lead. */
  readonly fields: Fields;
  /** The templates that exist; null leaves templates and links unchecked. */
  readonly templates: Templates | null;
}

export type CheckedSequence =
  | {
      readonly kind: 'checked';
      readonly name: string;
      readonly description: string;
      readonly program: Program;
      /** The templates that its mails use, each once, in the order of the file. */
      readonly templates: readonly string[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

const head = z.strictObject({ sequence: name, description: text(1000).default(''), steps: z.unknown().optional() });

/**
 * Checks the text of one sequence file.
 * @example checkSequence('guide.yaml', text, { fields: { employees: 'number' }, templates: null })
 */
export function checkSequence(file: string, source: string, context: SequenceContext): CheckedSequence {
  const findings = new Findings();
  const yaml = readYaml({ file, text: source }, findings);
  if (!yaml) return { kind: 'refused', findings: findings.sorted };
  const read = checkShape(head, yaml.value, yaml, [], findings);
  const before = findings.count;
  const { steps: written } = yaml.value as { readonly steps?: unknown };
  const steps = written === undefined ? [] : readSteps(written, ['steps'], yaml, context.fields, findings);
  if (written === undefined)
    findings.add('AUTHORING_SHAPE', '"steps" is missing: it must be a list', yaml.at(['steps']));
  checkFlow(steps, yaml, context.templates, findings.count === before, findings);
  if (!read || findings.count > 0) return { kind: 'refused', findings: findings.sorted };
  const templates = allSteps(steps).flatMap((step) => (step.kind === 'send' ? [step.template] : []));
  return {
    kind: 'checked',
    name: read.sequence,
    description: read.description,
    program: compile(read.sequence, steps),
    templates: [...new Set(templates)],
  };
}
