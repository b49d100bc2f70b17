/**
 * A form file: steps and questions over the fields that leads have, what is agreed to, and what follows. Never throws for
 * what stands in it.
 */
import { isOfType, typeInWords } from '../domain/field-values.ts';
import { type FieldDeclaration, type Fields, plainField } from '../domain/fields.ts';
import { type AnswerTest, type Form, type FormQuestion, formFacts, type QuestionOption } from '../domain/form.ts';
import { isUndeclared, type Sources } from '../domain/source.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Findings, SourceText } from './findings.ts';
import { answerOf, declared, lookOf, looksFor, wanted } from './form-fields.ts';
import {
  formShape,
  type WrittenForm,
  type WrittenQuestion,
  type WrittenTest,
  type WrittenValue,
} from './form-shape.ts';
import { checkShape } from './located-shape.ts';
import { type LocatedYaml, type Path, readYaml } from './located-yaml.ts';

/** A form and where its keys stand, for what is checked with other files. */
export interface ReadForm {
  readonly form: Form;
  readonly yaml: LocatedYaml;
}

/** What else the workspace declares. What is null stays unchecked. */
export interface FormContext {
  readonly fields: Fields | null;
  readonly sources: Sources | null;
}

export function readForm(source: SourceText, context: FormContext, findings: Findings): ReadForm | null {
  const yaml = readYaml(source, findings);
  const written = yaml && checkShape<WrittenForm>(formShape, yaml.value, yaml, [], findings);
  if (!yaml || !written) return null;
  const before = findings.count;
  checkSource(written, context.sources, yaml, findings);
  const form = checkForm(written, context.fields, yaml, findings);
  return findings.count > before ? null : { form, yaml };
}

/** What a source asks for is written into its leads, so a slip of the pen would let them be mailed without it. */
function checkSource({ source }: WrittenForm, sources: Sources | null, yaml: LocatedYaml, findings: Findings): void {
  if (source === null || sources === null || !isUndeclared(sources, source)) return;
  const near = didYouMean(nearest(source, Object.keys(sources)));
  const message = `the source "${source}" is not in sources.yaml${near}`;
  findings.add('SOURCE_UNKNOWN', message, yaml.at(['source']));
}

interface Desk {
  readonly fields: Fields | null;
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
  /** In which step each field is asked for. */
  readonly stepOf: ReadonlyMap<string, number>;
}

function checkForm(written: WrittenForm, fields: Fields | null, yaml: LocatedYaml, findings: Findings): Form {
  const stepOf = new Map<string, number>();
  for (const [s, { questions }] of written.steps.entries()) {
    for (const [q, { field }] of questions.entries()) {
      const path = ['steps', s, 'questions', q];
      if (stepOf.has(field)) findings.add('AUTHORING_SHAPE', `"${field}" is asked twice`, yaml.at(path));
      else stepOf.set(field, s);
    }
  }
  const desk: Desk = { fields, yaml, findings, stepOf };
  checkAddress(written, desk);
  checkReach(written, desk);
  const steps = written.steps.map(({ title, questions }, s) => ({
    title,
    questions: questions.map((question, q) => checkQuestion(question, s, ['steps', s, 'questions', q], desk)),
  }));
  const { then: follows, ...rest } = written;
  return { ...rest, follows, steps };
}

/** Without an address there is no lead: everybody is asked for it. */
function checkAddress({ steps }: WrittenForm, { yaml, findings, stepOf }: Desk): void {
  const at = stepOf.get('email');
  if (at === undefined) {
    findings.add('AUTHORING_SHAPE', 'no question asks for "email", without which there is no lead', yaml.at(['steps']));
    return;
  }
  const index = steps[at]?.questions.findIndex(({ field }) => field === 'email') ?? 0;
  const question = steps[at]?.questions[index];
  const path = ['steps', at, 'questions', index];
  if (question?.required === false) {
    findings.add('AUTHORING_SHAPE', '"email" must be required', yaml.at([...path, 'required']));
  }
  if (question && Object.keys(question.when).length > 0) {
    findings.add('AUTHORING_SHAPE', '"email" is asked of everybody and has no "when"', yaml.at([...path, 'when']));
  }
}

/** With `ask`, a required question that stands too far behind would never be asked of who comes for the first time. */
function checkReach({ steps, ask }: WrittenForm, { yaml, findings }: Desk): void {
  if (ask === null) return;
  let before = 0;
  for (const [s, { questions }] of steps.entries()) {
    for (const [q, { field, required, when }] of questions.entries()) {
      if (field === 'email') continue;
      if (required && before >= ask) {
        const message = `"${field}" is required, but "ask: ${ask}" ends before it for a new visitor`;
        findings.add('AUTHORING_SHAPE', message, yaml.at(['steps', s, 'questions', q]));
      }
      if (Object.keys(when).length === 0) before += 1;
    }
  }
}

function checkQuestion(question: WrittenQuestion, step: number, path: Path, desk: Desk): FormQuestion {
  const { fields, yaml, findings } = desk;
  const { field } = question;
  const declaration = declared(field, fields);
  const isShort = typeof valueAt(yaml.value, path) === 'string';
  if (!declaration && fields) {
    const near = nearest(field, [...formFacts, ...Object.keys(fields)]);
    const message = `there is no field "${field}"${didYouMean(near) || ': declare it in organisation.yaml'}`;
    findings.add('FIELD_INVALID', message, yaml.at(isShort ? path : [...path, 'field']));
  }
  const known = declaration ?? plainField('string');
  const options = optionsOf(question, known, path, desk);
  const as = question.as ?? lookOf(field, known, options);
  const possible = looksFor(field, known, options);
  if (declaration && !possible.includes(as)) {
    const message = `"as" cannot be ${as} for "${field}": ${listed(possible)}`;
    findings.add('AUTHORING_SHAPE', message, yaml.at([...path, 'as']));
  }
  const when = Object.entries(question.when).flatMap(([name, test]) => {
    const checked = checkTest(name, test, step, [...path, 'when', name], desk);
    return checked ? [[name, checked] as const] : [];
  });
  const { label, help, required } = question;
  return { field, label, help, required, as, options, when: Object.fromEntries(when) };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
}

/** What can be chosen: what the form offers, which the field must take, else what the field takes. */
function optionsOf(
  { field, options }: WrittenQuestion,
  declaration: FieldDeclaration,
  path: Path,
  { yaml, findings }: Desk,
): readonly QuestionOption[] | null {
  if (options === null) return declaration.values?.map((value) => ({ value, label: null })) ?? null;
  return Object.entries(options).flatMap(([written, label]): QuestionOption[] => {
    const value = answerOf(field, declaration, written);
    if (value !== undefined) return [{ value, label }];
    const place = yaml.keyAt([...path, 'options', written]);
    findings.add('FIELD_INVALID', `"${field}" is never ${JSON.stringify(written)}: ${wanted(declaration)}`, place);
    return [];
  });
}

function checkTest(name: string, test: WrittenTest, step: number, path: Path, desk: Desk): AnswerTest | null {
  const { fields, yaml, findings, stepOf } = desk;
  const asked = stepOf.get(name);
  const wrong = (message: string, at = yaml.at(path)): null => {
    findings.add('FIELD_INVALID', message, at);
    return null;
  };
  if (asked === undefined) {
    return wrong(`no question asks for "${name}"${didYouMean(nearest(name, stepOf.keys()))}`, yaml.keyAt(path));
  }
  if (asked >= step) {
    const where = asked === step ? 'the same step' : 'a later step';
    findings.add(
      'STEP_REFERENCE',
      `"${name}" is asked in ${where}: a question can depend on earlier steps only`,
      yaml.keyAt(path),
    );
    return null;
  }
  const declaration = declared(name, fields);
  if (!declaration) return null;
  if (!isList(test)) return boundsOf(name, test, declaration, wrong);
  const values = test.map((written) => answerOf(name, declaration, written));
  const strange = values.indexOf(undefined);
  if (strange >= 0) {
    const place = yaml.at(Array.isArray(valueAt(yaml.value, path)) ? [...path, strange] : path);
    return wrong(`"${name}" is never ${JSON.stringify(test[strange])}: ${wanted(declaration)}`, place);
  }
  return { anyOf: values.filter((value) => value !== undefined), atLeast: null, atMost: null };
}

const isList = (test: WrittenTest): test is readonly WrittenValue[] => Array.isArray(test);

function boundsOf(
  name: string,
  test: Exclude<WrittenTest, readonly WrittenValue[]>,
  { type }: FieldDeclaration,
  wrong: (message: string) => null,
): AnswerTest | null {
  const atLeast = test.atLeast ?? null;
  const atMost = test.atMost ?? null;
  if (type !== 'number' && type !== 'date') return wrong(`"${name}" has no order: give the values that are meant`);
  for (const bound of [atLeast, atMost]) {
    if (bound !== null && !isOfType(type, bound)) {
      return wrong(`"${name}" is compared with ${JSON.stringify(bound)}: it must be ${typeInWords[type]}`);
    }
  }
  if (atLeast !== null && atMost !== null && atLeast > atMost) return wrong(`"${name}" can never be both`);
  return { anyOf: null, atLeast, atMost };
}
