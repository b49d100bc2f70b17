/**
 * One template from MJML to what is sent: read, check, hide the tags, compile, check that nothing was lost, mark the
 * links, make the text part. Runs in a worker thread (it takes up to a quarter of a second and blocks); never on the
 * way of a mail. The same files give the same result, byte for byte.
 */
import Handlebars from 'handlebars';
import mjml2html from 'mjml';
import { parse } from 'node-html-parser';
import type { Finding } from '../../domain/errors.ts';
import type { CompiledTemplate, TemplateCompilation } from '../ports.ts';
import { checkLinks, markLinks, misplacedTags } from './links.ts';
import { lostTags } from './lost-tags.ts';
import { finding, Refusal, readTemplate, type TemplateSource } from './source.ts';
import { checkTags, type MarkedSource, markPattern, markTags, putBack } from './tags.ts';
import { textPart } from './text-part.ts';

/** Gmail cuts a mail after this many bytes, and with it the unsubscribe link and the pixel. */
const maxHtmlBytes = 102 * 1024;

export async function compileTemplate(
  dir: string,
  name: string,
  customFields: readonly string[] | null,
): Promise<TemplateCompilation> {
  try {
    return { kind: 'compiled', template: await compile(dir, name, customFields) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', findings: error.findings };
    throw error;
  }
}

async function compile(dir: string, name: string, customFields: readonly string[] | null): Promise<CompiledTemplate> {
  const source = await readTemplate(dir, name);
  const fields = checkTags(source, customFields);
  const marked = markTags(source);
  refuseAny(checkLinks(source, marked));
  const { html, title, preview } = await fromMjml(source, marked);
  const loose = new Set([title, preview].flatMap((part) => [...part.matchAll(markPattern)].map(([, i]) => Number(i))));
  refuseAny([...lostTags(source, marked, html, loose), ...misplacedTags(source, marked, html)]);
  const links = markLinks(tidy(html), marked.tags);
  const template = {
    name,
    subject: putBack(plain(title), marked.tags),
    preheader: putBack(plain(preview), marked.tags),
    html: putBack(links.html, marked.tags),
    text: putBack(textPart(links.forText), marked.tags),
    fields,
    links: [...new Set(links.links.map((link) => link.name))],
  };
  refuseAny(wholeMailFindings(source, template));
  return template;
}

function refuseAny(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new Refusal(findings);
}

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
  return { html: result.html, title: content('mj-title'), preview: content('mj-preview') };
}

async function runMjml(source: TemplateSource, marked: MarkedSource) {
  try {
    // No fonts by default: fetching them would tell a third party who reads the mail, and when.
    return await mjml2html(marked.text, { validationLevel: 'soft', ignoreIncludes: true, fonts: {} });
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    throw new Refusal([finding(source.position(0), `MJML cannot read the template: ${message}`)]);
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

const plain = (markup: string): string => parse(markup).text.replace(/\s+/g, ' ').trim();

/** What a mail must have as a whole. */
function wholeMailFindings(source: TemplateSource, template: CompiledTemplate): readonly Finding[] {
  const top = source.position(0);
  const findings: Finding[] = [];
  const bytes = Buffer.byteLength(template.html);
  if (bytes > maxHtmlBytes) {
    findings.push(
      finding(
        top,
        `The HTML has ${Math.ceil(bytes / 1024)} KB; Gmail cuts mails after 102 KB`,
        'TEMPLATE_INVALID',
        'Shorten the template.',
      ),
    );
  }
  if (!template.subject)
    findings.push(finding(top, 'The mail has no subject', 'TEMPLATE_INVALID', 'Write <mj-title> into <mj-head>.'));
  const always = unconditional(template.html);
  const place = (text: string) => source.position(Math.max(0, source.text.indexOf(text)));
  if (!/href="\{\{~?\s*unsubscribeUrl\s*~?\}\}"/.test(always)) {
    findings.push(
      finding(
        place('unsubscribeUrl'),
        'The mail has no unsubscribe link that every reader sees',
        'TEMPLATE_INVALID',
        'Write <a href="{{unsubscribeUrl}}">, outside of conditions.',
      ),
    );
  }
  if (!/\{\{~?\s*organisation\.postalAddress\s*~?\}\}/.test(always.slice(always.indexOf('<body')))) {
    findings.push(
      finding(
        place('organisation.postalAddress'),
        'The mail does not show the postal address to every reader',
        'TEMPLATE_INVALID',
        'Write {{organisation.postalAddress}}, outside of conditions.',
      ),
    );
  }
  return findings;
}

/** The parts of a Handlebars source that stand outside of conditions. */
function unconditional(html: string): string {
  const starts = [0];
  for (const { index } of html.matchAll(/\n/g)) starts.push(index + 1);
  const offset = ({ line, column }: { line: number; column: number }) => (starts[line - 1] ?? 0) + column;
  let result = '';
  let done = 0;
  for (const node of Handlebars.parse(html).body) {
    if (node.type !== 'BlockStatement' || !/^\{\{~?#(?:if|unless)\b/.test(html.slice(offset(node.loc.start)))) continue;
    result += html.slice(done, offset(node.loc.start));
    done = offset(node.loc.end);
  }
  return result + html.slice(done);
}
