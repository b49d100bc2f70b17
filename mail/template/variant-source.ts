/**
 * One language of a template from MJML to its plans: read, check, hide the tags, compile, check that nothing was lost,
 * mark the links, make the text part. Takes up to a quarter of a second and blocks: only in a thread of its own, and never
 * on the way of a mail. The same files give the same result, byte for byte.
 */
import mjml2html from 'mjml';
import { parse } from 'node-html-parser';
import type { Finding } from '../../domain/errors.ts';
import type { Organisation } from '../../domain/workspace.ts';
import type { CompiledVariant } from '../ports.ts';
import { adviceFor } from './advice.ts';
import { languageName } from './call-check.ts';
import { attributeOf, elementTags } from './elements.ts';
import { readTemplate } from './expansion.ts';
import { checkLinks, markLinks, misplacedTags, tagsInUrls } from './links.ts';
import { lostTags } from './lost-tags.ts';
import { disguised, planOfPart } from './part-plan.ts';
import { finding, Refusal, refuseAny, type TemplateSource } from './source.ts';
import { checkTags } from './tag-check.ts';
import { type MarkedSource, markPattern, markTags } from './tags.ts';
import { textPart } from './text-part.ts';
import { wholeMailAdvice, wholeMailFindings } from './whole-mail.ts';

/** What a template is checked against; null leaves it unchecked. */
export interface Declared {
  readonly fields: Organisation['fields'] | null;
  readonly organisation: Organisation | null;
  /** The names of the forms. */
  readonly forms?: readonly string[] | null;
}

export interface VariantFile {
  /** In lower case; null for the one for everybody else. */
  readonly language: string | null;
  readonly file: string;
}

export interface ReadVariant {
  readonly compiled: CompiledVariant;
  readonly source: TemplateSource;
  readonly fields: readonly string[];
  /** Names of the links that count clicks, in their order. */
  readonly links: readonly string[];
  readonly warnings: readonly Finding[];
}

/** @throws Refusal */
export async function compileVariant(
  dir: string,
  { language, file }: VariantFile,
  { fields: declared, organisation, forms = null }: Declared,
): Promise<ReadVariant> {
  const source = await readTemplate(dir, file);
  const written = writtenLanguage(source);
  const spoken = language ?? organisation?.language ?? written?.language ?? 'en';
  const fields = checkTags(source, { fields: declared, forms }, isLanguage(spoken) ? spoken : 'en');
  const marked = markTags(source);
  refuseAny([...languageFindings(source, written, spoken), ...checkLinks(source, marked)]);
  const { html, title, preview } = await fromMjml(source, marked);
  const loose = new Set([title, preview].flatMap((part) => [...part.matchAll(markPattern)].map(([, i]) => Number(i))));
  refuseAny([...lostTags(source, marked, html, loose), ...misplacedTags(source, marked, html)]);
  const body = tidy(written ? html : named(html, spoken));
  const tags = tagsInUrls(body, marked.tags);
  const links = markLinks(body, tags);
  const plan = (text: string, part: string) => planOfPart(text, tags, { source, marked, part });
  const compiled: CompiledVariant = {
    language,
    subject: plan(plain(title), 'The subject'),
    preheader: plan(plain(preview), 'The preheader'),
    html: plan(links.html, 'The HTML part'),
    text: plan(textPart(links.forText), 'The text part'),
  };
  refuseAny(wholeMailFindings(source, compiled));
  return {
    compiled,
    source,
    fields,
    links: [...new Set(links.links.map((link) => link.name))],
    warnings: [...adviceFor(source, marked, { html, preview }), ...wholeMailAdvice(source, compiled)],
  };
}

/** A language, perhaps with script and region (BCP 47), such as `de` or `pt-BR`. */
export const isLanguage = (text: string): boolean => /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(text);

interface WrittenLanguage {
  readonly language: string;
  readonly offset: number;
}

/** What `<mjml lang="…">` says. */
function writtenLanguage(source: TemplateSource): WrittenLanguage | null {
  const root = elementTags(source.text).find(({ name }) => name === 'mjml');
  const lang = root && attributeOf(root, 'lang');
  return lang ? { language: lang.value, offset: root.attributesAt + lang.start } : null;
}

/** Screen readers and translators go by `lang`; dates and plurals by the language of the variant. They must agree. */
function languageFindings(source: TemplateSource, written: WrittenLanguage | null, spoken: string): readonly Finding[] {
  if (!written) return [];
  const wanted = spoken.toLowerCase();
  const said = written.language.toLowerCase();
  // A wider language fits (`de` in `welcome.de-at.mjml`), and so does a region of it (`en-GB` for `en`).
  if (isLanguage(said) && (said === wanted || wanted.startsWith(`${said}-`) || said.startsWith(`${wanted}-`)))
    return [];
  const what = isLanguage(said)
    ? `is ${languageName(said)}, and this mail is for readers of ${languageName(wanted)}`
    : 'is no language such as "en" or "pt-BR" (BCP 47)';
  const place = source.position(written.offset);
  return [finding(place, `lang="${written.language}" ${what}`, 'TEMPLATE_INVALID', `Write lang="${spoken}".`)];
}

/** MJML says it twice, and screen readers follow the one on the element that holds the mail. */
const named = (html: string, language: string): string =>
  html.replace(/(?<=<html |\brole="article" )lang="und"/g, `lang="${language}"`);

async function fromMjml(source: TemplateSource, marked: MarkedSource) {
  const result = await runMjml(source, marked);
  refuseAny(
    result.errors.map(({ line, tagName, message }) =>
      finding(source.position(marked.original(lineOffset(marked.text, line))), `<${tagName}>: ${message}`),
    ),
  );
  const left = /<\/?(mj-[\w-]+)/.exec(result.html);
  if (left) {
    const place = Math.max(0, marked.text.indexOf(`<${left[1]}`));
    throw new Refusal([finding(source.position(marked.original(place)), `<${left[1]}> cannot stand inside a text`)]);
  }
  const head = result.json.children?.find(({ tagName }) => tagName === 'mj-head');
  const content = (wanted: string) => head?.children?.find(({ tagName }) => tagName === wanted)?.content ?? '';
  const title = content('mj-title');
  return { html: labelled(result.html, title.trim()), title, preview: content('mj-preview') };
}

/** MJML puts the title into an attribute as it is, which a quote in it would end. */
const labelled = (html: string, title: string): string =>
  html.replace(`aria-label="${title}"`, () => `aria-label="${title.replaceAll('"', '&quot;')}"`);

async function runMjml(source: TemplateSource, marked: MarkedSource) {
  try {
    // No fonts by default: fetching them would tell a third party who reads the mail, and when.
    return await mjml2html(marked.text, { validationLevel: 'soft', ignoreIncludes: true, fonts: {} });
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    throw new Refusal([finding(source.top, `MJML cannot read the template: ${message}`)]);
  }
}

function lineOffset(text: string, line: number): number {
  let offset = 0;
  for (let i = 1; i < line; i += 1) offset = text.indexOf('\n', offset) + 1;
  return offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
}

/** Takes the indentation away, which is a fifth of the mail. */
const tidy = (html: string): string =>
  /<(?:pre|textarea)\b/i.test(html)
    ? html
    : `${html
        .replace(/^[ \t]+/gm, '')
        .replace(/\n{2,}/g, '\n')
        .trim()}\n`;

const plain = (markup: string): string => disguised(parse(markup).text.replace(/\s+/g, ' ').trim());
