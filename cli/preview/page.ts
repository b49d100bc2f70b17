/**
 * The page of a preview: one file that loads nothing and runs nothing. The mail stands in a frame that may do nothing
 * either; the policy of the page holds in there too. Whatever a template or a lead says goes through the `html` tag,
 * which escapes it.
 */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Finding } from '../../domain/errors.ts';
import type { SampleMail } from '../services.ts';
import type { Material, Reader } from './material.ts';
import { pageStyle } from './page-style.ts';
import type { View, Views } from './views.ts';

type Markup = ReturnType<typeof html>;

/** Gmail cuts the HTML of a mail after this many bytes, and with it the way out. */
const htmlLimit = 102 * 1024;

export interface PreviewPage {
  readonly material: Material;
  readonly views: Views;
  /** The language of the mail for everybody else. */
  readonly language: string;
  /** Runs in the page; for a page that is served and reloads itself. */
  readonly script: string | null;
}

export const previewPage = (page: PreviewPage): string =>
  frame(page.material.name, page.script, content(page), choosing(page.material, page.views));

/** What stands against the preview, while files are being edited. */
export const findingsPage = (name: string, message: string, findings: readonly Finding[], script: string): string =>
  frame(
    name,
    script,
    html`${top(name, 'the files')}
<section class="card findings wrong"><h1>${message}</h1>${findings.length > 0 ? findingList(findings) : ''}</section>
<p class="note">The mail is shown as soon as the files are right.</p>`,
    '',
  );

function frame(name: string, script: string | null, body: Markup, style: string): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${name} · Tendril</title>
<style>${raw(pageStyle + style)}</style>
</head>
<body><main>
${body}
</main>${script === null ? '' : html`<script>${raw(script)}</script>`}</body>
</html>
`);
}

/** Mails bring styles of their own in attributes, and may show images; nothing else is loaded from anywhere. */
function policy(script: string | null): string {
  const own =
    script && `; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; connect-src 'self'`;
  return `default-src 'none'; img-src data: https: http:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'${own ?? ''}`;
}

function content({ material, views, language }: PreviewPage): Markup {
  const { name, version, readers, warnings } = material;
  return html`${top(name, version === null ? 'the files' : `published version ${version}`)}
<div class="choices">${readerChoice(readers)}${languageChoice(material, views, language)}</div>
${views.all.map(head)}
<p class="card view absent">This one is not on the page.</p>
<div class="bars">${choice('Show', 'panel', panels, 'tabs')}
<div class="choices looks">${choice('Colours', 'look', looks)}${choice('Width', 'width', widths)}</div></div>
${views.all.map(panelsOf)}
${told(warnings, views)}
<p class="note">A preview: nothing was sent. The links and addresses of a mail carry tokens; those in here belong to no mail,
so they count nothing and unsubscribe nobody. DKIM signatures are made when a mail is sent.</p>`;
}

const top = (name: string, from: string): Markup =>
  html`<div class="top"><span class="brand">Tendril</span> <code>${name}</code> <span class="soft">from ${from}</span></div>`;

interface Option {
  readonly id: string;
  readonly text: string;
  readonly remark?: string;
}

const panels: readonly Option[] = [
  { id: 'mail', text: 'HTML' },
  { id: 'text', text: 'Text' },
  { id: 'headers', text: 'Headers' },
  { id: 'links', text: 'Links' },
  { id: 'source', text: 'Source' },
];
const looks: readonly Option[] = [
  { id: 'light', text: 'Light' },
  { id: 'dark', text: 'Dark' },
];
const widths: readonly Option[] = [
  { id: 'desktop', text: 'Desktop' },
  { id: 'phone', text: 'Phone' },
];

/** Radio buttons that look like tabs; `checked` is the place of the first one shown. */
const choice = (legend: string, group: string, options: readonly Option[], kind = '', checked = 0): Markup =>
  html`<fieldset class="${kind}"><legend>${legend}</legend>${options.map(
    ({ id, text, remark }, i) =>
      html`<label><input type="radio" name="${group}" id="${group}-${id}" autocomplete="off"${i === checked ? raw(' checked') : ''}>${text}${remark ? html` <small>${remark}</small>` : ''}</label>`,
  )}</fieldset>`;

const kinds: Readonly<Record<Reader['kind'], string>> = { fixture: 'Fixture', lead: 'Lead', nobody: 'For' };

function readerChoice(readers: Material['readers']): Markup {
  const options = readers.map(({ name }, i) => ({ id: String(i), text: name }));
  return choice(kinds[readers[0].kind], 'reader', options);
}

/** Only where there is a choice. What every reader gets by itself comes first. */
function languageChoice({ template }: Material, { first, own }: Views, language: string): Markup {
  if (template.variants.length === 1) return html``;
  const ownName = own[0] ?? language;
  const options: readonly Option[] = [
    { id: 'own', text: 'as the reader gets it', ...(own.length === 1 ? { remark: ownName } : {}) },
    ...template.variants.map((variant, i) => ({ id: String(i), text: variant.language ?? language })),
  ];
  const place = template.variants.findIndex((variant) => variant.language === first.language);
  return choice('Language', 'language', options, '', first.language === own[0] ? 0 : place + 1);
}

const idOf = ({ reader, language }: View): string => `${reader}-${language ?? 'all'}`;

/** The rules by which a choice of reader and language shows its view, or says that there is none. */
function choosing({ template, readers }: Material, { all, own }: Views): string {
  const languages = template.variants.map((variant) => variant.language);
  const rule = (reader: number, place: string, language: string | null): string => {
    const view = all.find((candidate) => candidate.reader === reader && candidate.language === language);
    const chosen = `body:has(#reader-${reader}:checked)${languages.length === 1 ? '' : `:has(#language-${place}:checked)`}`;
    return `${chosen} ${view ? `.view-${idOf(view)}` : '.absent'} { display: block; }\n`;
  };
  return readers
    .flatMap((_reader, i) => [
      rule(i, 'own', own[i] ?? null),
      ...languages.map((language, place) => rule(i, String(place), language)),
    ])
    .join('');
}

const mailbox = ({ name, address }: { readonly name: string; readonly address: string }): string =>
  name === '' ? address : `${name} <${address}>`;

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

function head(view: View): Markup {
  const { mail, preheader, bytes } = view.sample;
  return html`<section class="card head view view-${idOf(view)}">
<h1>${mail.subject}</h1>
<p class="soft">${preheader === '' ? 'no preheader: inboxes show how the text begins' : preheader}</p>
<dl><dt>From</dt><dd>${mailbox(mail.from)}</dd><dt>To</dt><dd>${mailbox(mail.to)}</dd><dt>HTML</dt><dd>${sizeBar(bytes.html)}</dd></dl>
</section>`;
}

function sizeBar(bytes: number): Markup {
  const percent = Math.min(100, Math.round((bytes / htmlLimit) * 100));
  return html`<div class="size"><div class="bar${bytes > htmlLimit ? ' full' : ''}" role="meter" aria-label="Size of the HTML" aria-valuemin="0" aria-valuemax="102" aria-valuenow="${Math.round(bytes / 1024)}"><span style="width:${percent}%"></span></div>
<span>${kilobytes(bytes)} <span class="soft">of the 102 KB that Gmail shows</span></span></div>`;
}

const panelsOf = (view: View): Markup => html`<div class="view view-${idOf(view)}">
<section class="card panel mail" aria-label="HTML"><div class="stage"><iframe sandbox="" loading="lazy" referrerpolicy="no-referrer" title="The mail as HTML" srcdoc="${view.sample.html}"></iframe></div></section>
<section class="card panel text" aria-label="Text"><pre>${view.sample.text}</pre></section>
<section class="card panel headers" aria-label="Headers"><table><tbody>${view.sample.headers.map(
  ({ name, value }) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
)}</tbody></table></section>
<section class="card panel links" aria-label="Links">${linkTable(view.sample)}</section>
<section class="card panel source" aria-label="Source"><pre>${view.sample.source.replaceAll('\r\n', '\n')}</pre></section>
</div>`;

const linkTable = ({ links }: SampleMail): Markup =>
  links.length === 0
    ? html`<p class="empty soft">No link of this mail counts clicks.</p>`
    : html`<table><tbody>${links.map(
        ({ name, url }) =>
          html`<tr><th scope="row">${name}</th><td><a href="${url}" target="_blank" rel="noopener noreferrer">${url}</a></td></tr>`,
      )}</tbody></table>`;

function told(warnings: readonly Finding[], { failures, leftOut }: Views): Markup {
  return html`${warnings.length > 0 ? html`<section class="card findings"><h2>What the linter says</h2>${findingList(warnings)}</section>` : ''}
${failures.length > 0 ? html`<section class="card findings wrong"><h2>What cannot be filled</h2><ul>${failures.map((why) => html`<li>${why}</li>`)}</ul></section>` : ''}
${leftOut > 0 ? html`<p class="note">${leftOut} more would make this page too large: choose them with --fixture and --language.</p>` : ''}`;
}

const findingList = (findings: readonly Finding[]): Markup =>
  html`<ul>${findings.map(
    ({ file, line, col, code, message, remedy }) =>
      html`<li><code>${file}:${line}:${col} ${code}</code><br>${message}<br><span class="soft">${remedy}</span></li>`,
  )}</ul>`;
