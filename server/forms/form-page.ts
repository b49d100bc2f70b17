/** The pages of a form. Each works without a script; what is typed wrongly is told beside the question and above all of them. */
import { html, raw as script } from 'hono/html';
import type { PagePermits } from '../headers.ts';
import { brand, type Markup, notice, type Page } from '../pages/layout.ts';
import type { Visitor } from '../pages/visitor.ts';
import { filledIn, labelled } from '../pages/words/languages.ts';
import { consentMarkup, questionMarkup } from './question-markup.ts';
import { consentField, labelFor, type ShownStep, said, trapName, wordsOf } from './shown-form.ts';
import { workBits, workScript } from './work.ts';

/** A page, and what it may besides what every page may. */
export interface FormPage {
  readonly page: Page;
  readonly permits: PagePermits;
  /** Where the visitor goes instead, when it is not shown in a frame. */
  readonly redirect: string | null;
}

/** In a frame the page tells its height, to the site that it was made for and to no other. */
const heightScript = `{const d=document.currentScript.dataset,t=()=>parent.postMessage({tendril:'height',form:d.form,height:Math.ceil(document.body.getBoundingClientRect().height)},d.site);
new ResizeObserver(t).observe(document.body);t()}`;

/** Where a form is, and stays from step to step. */
const formPath = (form: string, site: string | null): string =>
  `/f/${form}${site === null ? '' : `?embed=1&site=${encodeURIComponent(site)}`}`;

function framed(content: Markup, form: string, site: string | null): Markup {
  if (site === null) return content;
  return html`<div class="framed">${content}</div>
<script data-form="${form}" data-site="${site}">${script(heightScript)}</script>`;
}

const permitsOf = ({
  form,
  site,
  work,
}: Pick<ShownStep, 'form' | 'site'> & { readonly work: boolean }): PagePermits => ({
  scripts: [...(site === null ? [] : [heightScript]), ...(work ? [workScript] : [])],
  frames: site === null ? [] : form.sites,
  // A browser follows a form's answer to another site only where that is named.
  leadsTo: form.follows.redirect === null ? [] : [new URL(form.follows.redirect).origin],
});

export function stepPage(shown: ShownStep): FormPage {
  const { form, visitor, problems, note, work, site } = shown;
  const words = wordsOf(visitor);
  const title = said(form.title, visitor);
  const isWrong = problems.size > 0;
  const status = isWrong
    ? 422
    : note === 'waitMinute' || work !== null
      ? 429
      : note === 'away'
        ? 503
        : note === 'again'
          ? 400
          : 200;
  const content = html`${site === null && brand(visitor.organisation)}<div class="card"><h1 dir="auto">${title}</h1>
${shown.step === 0 && form.text !== null && html`<p dir="auto">${said(form.text, visitor)}</p>`}
${work === null && note !== null && html`<p class="error" role="alert">${words[note]}</p>`}
${isWrong && mistakes(shown)}${work === null ? fieldsOf(shown) : workOf(shown, work)}</div>`;
  return {
    page: {
      title: isWrong ? `${words.check}: ${title}` : title,
      language: visitor.language,
      status,
      content: framed(content, form.form, site),
    },
    permits: permitsOf({ form, site, work: work !== null }),
    redirect: null,
  };
}

function mistakes({ problems, fields, visitor, questions }: ShownStep): Markup {
  const words = wordsOf(visitor);
  const nameOf = (field: string): string => {
    const question = questions.find((one) => one.field === field);
    return question ? `${labelled(labelFor(question, fields, visitor), visitor.language)} ` : '';
  };
  return html`<div class="mistakes" role="alert"><h2>${words.check}</h2><ul class="plain">
${[...problems].map(
  ([field, problem]) =>
    html`<li><a href="#q-${field}">${field === consentField ? '' : nameOf(field)}${words.problems[problem]}</a></li>`,
)}</ul></div>`;
}

/** Behind the questions stands a field that nobody sees and no keyboard reaches: who fills it in is a program. */
function fieldsOf(shown: ShownStep): Markup {
  const { form, visitor, step, questions, site, state, hasBack } = shown;
  const words = wordsOf(visitor);
  const isLast = step === form.steps.length - 1;
  const stepTitle = form.steps[step]?.title ?? null;
  const button = !isLast ? words.next : form.button === null ? words.send : said(form.button, visitor);
  const count = filledIn(words.stepOf, { step: String(step + 1), steps: String(form.steps.length) });
  return html`${form.steps.length > 1 && html`<p class="soft">${count}</p>`}
<form method="post" action="${formPath(form.form, site)}" novalidate>
<input type="hidden" name="_state" value="${state}">
${stepTitle !== null && html`<h2 dir="auto">${said(stepTitle, visitor)}</h2>`}
${questions.map((question) => questionMarkup(question, shown))}
${isLast ? consentMarkup(shown) : ''}
<div class="trap" aria-hidden="true"><label for="t-${trapName(form)}">${words.leaveEmpty}</label>
<input type="text" id="t-${trapName(form)}" name="${trapName(form)}" tabindex="-1" autocomplete="off"></div>
<div class="buttons"><button name="_action" value="next">${button}</button>
${hasBack && html`<button name="_action" value="back" class="quiet">${words.back}</button>`}</div></form>`;
}

/** The answers are in the state; the script sends them when it is done. */
function workOf({ form, visitor, site, state }: ShownStep, work: string): Markup {
  const words = wordsOf(visitor);
  return html`<div role="status"><h2>${words.waitTitle}</h2><p>${words.waitText}</p></div>
<noscript><p class="error">${words.waitMinute}</p></noscript>
<form method="post" action="${formPath(form.form, site)}" data-work="${work}" data-bits="${workBits}">
<input type="hidden" name="_state" value="${state}"><input type="hidden" name="_work" value=""><input type="hidden" name="_action" value="send">
<button>${form.button === null ? words.send : said(form.button, visitor)}</button></form><script>${script(workScript)}</script>`;
}

/** The same for everybody who sent the same form with the same ticks, whoever it was and whatever became of it. */
export function thanksPage(
  { form, visitor, site }: Pick<ShownStep, 'form' | 'visitor' | 'site'>,
  mail: boolean,
): FormPage {
  const words = wordsOf(visitor);
  const { thanks, redirect } = form.follows;
  const title = mail ? words.mailTitle : words.thanksTitle;
  const text = thanks !== null ? said(thanks, visitor) : mail ? words.mailText : words.thanksText;
  const content = html`${site === null && brand(visitor.organisation)}<div class="card" role="status"><h1>${title}</h1>
<p dir="auto">${text}</p>${mail && thanks !== null && html`<p>${words.mailText}</p>`}
${redirect !== null && html`<p><a href="${redirect}" target="_top">${words.goOn}</a></p>`}</div>`;
  return {
    page: { title, language: visitor.language, content: framed(content, form.form, site) },
    permits: permitsOf({ form, site, work: false }),
    redirect: site === null ? redirect : null,
  };
}

export const gonePage = (visitor: Visitor): Page => ({
  ...notice(wordsOf(visitor).goneTitle, wordsOf(visitor).goneText, 404),
  language: visitor.language,
});

/** Nothing can be shown of the form itself. */
export const busyPage = (visitor: Visitor): Page => ({
  ...notice(wordsOf(visitor).waitTitle, wordsOf(visitor).waitMinute, 429),
  language: visitor.language,
});
