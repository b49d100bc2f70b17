/**
 * An export as a page for the person it is about: one file that needs nothing else, loads nothing, runs nothing and prints
 * well. Its headings are in the language of the person, its explanations in English. Everything that is shown is escaped here.
 */
import { type ExportHeadings, headingsFor } from './export-headings.ts';
import {
  actorMembers,
  codedMembers,
  codeWords,
  nestedLabels,
  nestedLeft,
  type SectionWords,
  sectionWords,
} from './export-words.ts';
import type { Instant } from './instant.ts';

/** What an export is, as far as a page needs it. */
export interface ExportedSections {
  readonly exportedAt: Instant;
  readonly sections: readonly Section[];
}

type Row = Readonly<Record<string, unknown>>;

interface Section {
  readonly name: string;
  readonly about: string;
  readonly rows: readonly Row[];
}

/** The whole page as HTML; `holder`: who keeps the data. */
export function exportPage({ exportedAt, sections }: ExportedSections, holder: string | null): string {
  const known = sections.filter(({ rows }) => rows.length > 0);
  const unknown = sections.filter(({ rows }) => rows.length === 0);
  const { language, headings } = headingsFor(languageOf(sections));
  const heading = (name: string) => escaped(headings[name as keyof ExportHeadings] ?? words(name));
  const link = ({ name, rows }: Section) =>
    `<li><a href="#${escaped(name)}">${heading(name)}</a> (${rows.length})</li>`;
  const empty = ({ name, about }: Section) =>
    `<li><b>${heading(name)}.</b> <span lang="en">${escaped(about)}</span></li>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex"><title>${escaped(headings.title)}</title><style>${style}</style></head><body><main>
<h1>${escaped(headings.title)}</h1>
<p lang="en">This is everything that ${escaped(holder ?? 'we')} ${holder === null ? 'keep' : 'keeps'} about you in the system that
sends our mails, as of ${time(exportedAt)}. Times are in UTC. Numbers by which the system finds its own records are left out here;
the form for programs (JSON) has them too.</p>
<nav><ul>${known.map(link).join('')}</ul></nav>
${known.map((section) => sectionOf(section, heading(section.name))).join('\n')}
${unknown.length === 0 ? '' : `<section><h2>${escaped(headings.nothing)}</h2><ul>${unknown.map(empty).join('')}</ul></section>`}
</main></body></html>
`;
}

/** The lead's own row says it. */
function languageOf(sections: readonly Section[]): string | null {
  const language = sections.find(({ name }) => name === 'lead')?.rows[0]?.language;
  return typeof language === 'string' ? language : null;
}

const plain: SectionWords = { head: [], labels: {} };

const sectionOf = ({ name, about, rows }: Section, heading: string): string =>
  `<section id="${escaped(name)}"><h2>${heading}</h2><div lang="en"><p class="about">${escaped(about)}</p>${rows
    .map((row) => record(name, row))
    .join('')}</div></section>`;

function record(section: string, row: Row): string {
  const { head, labels, left = [] } = sectionWords[section] ?? plain;
  const title = head.filter((key) => !isEmpty(row[key])).map((key) => shown(section, key, row[key]));
  const rest = Object.keys(row).filter(
    (key) => !Object.hasOwn(labels, key) && !left.includes(key) && !head.includes(key),
  );
  const members = [...Object.keys(labels), ...rest.filter((key) => !isOwnNumber(key))]
    .filter((key) => !isEmpty(row[key]))
    .map((key) => `<dt>${escaped(labels[key] ?? words(key))}</dt><dd>${shown(section, key, row[key])}</dd>`);
  const list = members.length === 0 ? '' : `<dl>${members.join('')}</dl>`;
  return `<article>${title.length === 0 ? '' : `<h3>${title.join(', ')}</h3>`}${list}</article>`;
}

const isOwnNumber = (key: string): boolean => key === 'id' || /[a-z]Id$/.test(key);

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  if (typeof value === 'object') return Object.keys(value).every((key) => nestedLeft.has(key) || isOwnNumber(key));
  return typeof value === 'string' && uuid.test(value);
}

/** A value in words a person understands; a list and what lies within as such. */
function shown(section: string, key: string, value: unknown): string {
  if (Array.isArray(value)) return `<ul>${value.map((one) => `<li>${shown(section, key, one)}</li>`).join('')}</ul>`;
  if (typeof value === 'object' && value !== null) return within(section, value as Row);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'string') return escaped(String(value));
  return instant.test(value) ? time(value) : escaped(inWords(section, key, value));
}

const within = (section: string, value: Row): string =>
  `<dl>${Object.entries(value)
    .filter(([key, one]) => !isOwnNumber(key) && !nestedLeft.has(key) && !isEmpty(one))
    .map(([key, one]) => `<dt>${escaped(nestedLabels[key] ?? words(key))}</dt><dd>${shown(section, key, one)}</dd>`)
    .join('')}</dl>`;

function inWords(section: string, key: string, value: string): string {
  if (actorMembers.has(key)) return actorInWords(value);
  if (key === 'scope' && value.startsWith('topic/')) return `mails of ${value.slice('topic/'.length)}`;
  const known = codeWords[`${section}.${key}`] ?? codeWords[key] ?? codeWords[key.replace(/s$/, '')];
  // A way in has its name behind it: `imap/sales`.
  const code = key === 'way' ? (value.split('/')[0] ?? '') : value;
  const words = known && Object.hasOwn(known, code) ? known[code] : undefined;
  const isCode = codedMembers.has(key) || codedMembers.has(`${section}.${key}`);
  return words ?? (isCode && /^[\w-]+$/.test(value) ? value.replaceAll(/[_-]/g, ' ') : value);
}

/** Who did it, as the system notes it: `api/crm`, `event form`, `cli: why`. */
function actorInWords(actor: string): string {
  if (actor.startsWith('event ')) return 'the system';
  const [who = '', why] = actor.split(/: (.*)/s);
  if (who.startsWith('api/')) return `another system of ours (${who.slice('api/'.length)})${why ? `: ${why}` : ''}`;
  const known = codeWords.actor;
  const words = known && Object.hasOwn(known, who) ? known[who] : undefined;
  return `${words ?? who}${why ? `: ${why}` : ''}`;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)$/;

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November'],
  'December',
] as const;

/** To the minute, which is as much as a person asks for. */
function time(at: string): string {
  const [year, month, day] = at.slice(0, 10).split('-').map(Number);
  const text = `${day} ${months[(month ?? 1) - 1]} ${year}, ${at.slice(11, 16)}`;
  return `<time datetime="${escaped(at)}">${text}</time>`;
}

/** `firstName` in words. */
function words(key: string): string {
  const spaced = key.replaceAll(/([a-z])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).replaceAll(/[_-]/g, ' ');
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
h3{margin:0 0 .5rem;font-size:1rem;overflow-wrap:anywhere}h3::first-letter{text-transform:uppercase}
.about{margin:0 0 .8rem}article{border:1px solid #8886;border-radius:8px;padding:.8rem 1rem;margin:.7rem 0}
dl{display:grid;grid-template-columns:minmax(8rem,16rem) 1fr;gap:.25rem 1rem;margin:0}dt{font-weight:600}
dd{margin:0;min-width:0;overflow-wrap:anywhere;white-space:pre-line}dd dl{display:block}dd dd{margin:0 0 .3rem 1rem}
body{background:#fff;color:#1a1a1a}a{color:#0b57d0}
@media(prefers-color-scheme:dark){body{background:#121212;color:#eee}a{color:#8ab4f8}}ul{margin:.2rem 0;padding-inline-start:1.2rem}
@media(max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@media print{body{background:none;color:#000}main{max-width:none;padding:0}article{break-inside:avoid}a{color:inherit;text-decoration:none}}`;
