/** All form files of a workspace. */
import type { Form, Forms } from '../domain/form.ts';
import type { Findings, SourceText } from './findings.ts';
import { type FormContext, readForm } from './form.ts';

const mostForms = 200;

/** The forms by name, or null with findings. */
export function readForms(sources: readonly SourceText[], context: FormContext, findings: Findings): Forms | null {
  const before = findings.count;
  const fileOf = new Map<string, string>();
  const forms: [string, Form][] = [];
  for (const [i, source] of sources.entries()) {
    const read = readForm(source, context, findings);
    if (!read) continue;
    const { form, yaml } = read;
    const other = fileOf.get(form.form);
    fileOf.set(form.form, other ?? source.file);
    if (other !== undefined) {
      const message = `the form "${form.form}" is in two files, ${other} and ${source.file}: give one another name, or remove it`;
      findings.add('AUTHORING_SHAPE', message, yaml.at(['form']));
    }
    if (i === mostForms) findings.add('AUTHORING_SHAPE', `there are more than ${mostForms} forms`, yaml.at(['form']));
    forms.push([form.form, form]);
  }
  return findings.count > before ? null : Object.fromEntries(forms);
}
