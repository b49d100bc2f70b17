/**
 * An export as a page for the person it is about: one file that needs nothing else, loads nothing, runs nothing and prints
 * well. Everything that is shown is escaped here.
 */
import type { Instant } from './instant.ts';

/** What an export is, as far as a page needs it. */
export interface ExportedSections {
  readonly exportedAt: Instant;
  readonly sections: readonly {
    readonly name: string;
    readonly about: string;
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }[];
}

/** The whole page as HTML; `holder`: who keeps the data. */
export function exportPage({ exportedAt, sections }: ExportedSections, holder: string | null): string {
  const known = sections.filter(({ rows }) => rows.length > 0);
  const unknown = sections.filter(({ rows }) => rows.length === 0);
  const who = holder === null ? 'us' : holder;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex"><title>What is known about you</title><style>${style}</style></head><body><main>
<h1>What is known about you</h1>
<p>This is everything that ${escaped(who)} keeps about you in its mailing system, as of ${time(exportedAt)}.
Times are in UTC. Numbers by which the system finds its own records are left out here.</p>
<ul>${known.map(({ name, rows }) => `<li><a href="#${escaped(name)}">${label(name)}</a> (${rows.length})</li>`).join('')}</ul>
${known.map(section).join('\n')}
${unknown.length === 0 ? '' : `<section><h2>Nothing is kept of</h2><ul>${unknown.map(({ name, about }) => `<li><b>${label(name)}.</b> ${escaped(about)}</li>`).join('')}</ul></section>`}
</main></body></html>
`;
}

const section = ({ name, about, rows }: ExportedSections['sections'][number]): string =>
  `<section id="${escaped(name)}"><h2>${label(name)}</h2><p class="about">${escaped(about)}</p>${rows
    .map((row) => `<article>${members(row)}</article>`)
    .join('')}</section>`;

const members = (of: object): string =>
  `<dl>${Object.entries(of)
    .filter(([key, value]) => !isOwnNumber(key) && !isEmpty(value))
    .map(([key, value]) => `<dt>${label(key)}</dt><dd>${shown(value)}</dd>`)
    .join('')}</dl>`;

const isOwnNumber = (key: string): boolean => key === 'id' || /[a-z]Id$/.test(key);

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `<ul>${value.map((one) => `<li>${shown(one)}</li>`).join('')}</ul>`;
  if (typeof value === 'object' && value !== null) return members(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' && instant.test(value)) return time(value);
  return escaped(String(value));
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)$/;

/** To the minute, which is as much as a person asks for. */
const time = (at: string): string =>
  `<time datetime="${escaped(at)}">${escaped(at.slice(0, 16).replace('T', ' '))}</time>`;

/** `firstName` in words. */
function label(key: string): string {
  const words = key.replaceAll(/([a-z])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
  return escaped(words.charAt(0).toUpperCase() + words.slice(1).replaceAll('_', ' '));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? '');

const style = `
:root{color-scheme:light dark}*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:48rem;margin:0 auto;padding:2rem 1rem 4rem}h1{line-height:1.2}h2{margin:2.2rem 0 .2rem}
.about{opacity:.75;margin:0 0 .8rem}article{border:1px solid #8886;border-radius:8px;padding:.8rem 1rem;margin:.7rem 0}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1rem;margin:0}dt{opacity:.7}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}ul{margin:.2rem 0;padding-inline-start:1.2rem}
@media(max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@media print{main{max-width:none;padding:0}article{break-inside:avoid}a{color:inherit;text-decoration:none}}`;
