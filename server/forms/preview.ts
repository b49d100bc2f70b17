/** All pages of a form on one, as visitors see them: for its author. Every question is shown, whatever it depends on. */
import { html } from 'hono/html';
import type { Form } from '../../domain/form.ts';
import type { Workspace } from '../../domain/workspace.ts';
import { type Markup, pageText } from '../pages/layout.ts';
import { languageFor, leadWords } from '../pages/words/languages.ts';
import { stepPage, thanksPage } from './form-page.ts';

/** The text of a whole page. */
export async function formPreview(workspace: Workspace, form: Form, wanted: string | null): Promise<string> {
  const { organisation } = workspace;
  const language = languageFor(wanted, undefined, organisation.language);
  const visitor = { language, words: leadWords[language], organisation };
  const shown = {
    form,
    fields: organisation.fields,
    visitor,
    raw: {},
    meant: null,
    note: null,
    work: null,
    state: '',
    site: null,
  };
  const steps: Markup[] = form.steps.map(
    ({ questions }, step) =>
      stepPage({ ...shown, step, questions, problems: new Map(), hasBack: step > 0 }).page.content,
  );
  const thanks = thanksPage(shown, form.consent?.confirm === true).page.content;
  const content = html`${steps.map((step) => html`<section>${step}</section>`)}<section>${thanks}</section>`;
  return String(await pageText({ title: form.form, language, content }));
}
