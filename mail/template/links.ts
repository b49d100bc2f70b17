/**
 * Links of a template: which of them count clicks and what they are called. A click link keeps its destination inside the
 * mail's own record, never in the URL that is sent. Where a link may lead is in `address-check.ts`.
 */
import type { Finding } from '../../domain/errors.ts';
import { elementFaults, finishedFaults, type Why } from './address-check.ts';
import { inUrl, trackedLink, wayOutIn, webAddress } from './language.ts';
import { type Attribute, readTags, type StartTag } from './markup.ts';
import { finding, type TemplateSource } from './source.ts';
import { type MarkedSource, markPattern, type Tag } from './tags.ts';
import { otherLinks } from './web-address.ts';

export interface TrackedLink {
  readonly id: number;
  readonly name: string;
}

/** Attributes in which a value of a lead can do no harm, once it has been looked at. */
const openAttributes = new Set(['href', 'src', 'alt', 'title', 'aria-label']);
const linkName = /^[\w.-]{1,60}$/;
const onlyVariables = /^\s*(?:tndtag\d+x)+\s*$/;

/** Findings about addresses, names and elements, at their place in the source. */
export function checkLinks(source: TemplateSource, marked: MarkedSource): readonly Finding[] {
  const findings: Finding[] = [];
  const note = (offset: number, [message, remedy]: Why) =>
    findings.push(finding(source.position(marked.original(offset)), message, 'TEMPLATE_INVALID', remedy));
  for (const element of readTags(marked.text).tags) {
    for (const { at, why } of elementFaults(element, marked.tags)) note(at.start, why);
    for (const attribute of element.attributes) {
      const why = wrongName(element, attribute);
      if (why) note(attribute.start, why);
    }
  }
  return findings;
}

function wrongName(element: StartTag, { name, value }: Attribute): Why | null {
  const names = name === 'data-link' || (name === 'name' && /^(?:a|mj-button)$/.test(element.name));
  if (!names || linkName.test(value)) return null;
  return [`${JSON.stringify(value)} cannot name a link`, 'Use up to 60 letters, digits, ".", "_" and "-".'];
}

/**
 * Findings for variables in CSS, in comments and in attributes where they could change more than a text, and for what
 * only MJML has made dangerous.
 */
export function misplacedTags(source: TemplateSource, marked: MarkedSource, html: string): readonly Finding[] {
  const misplaced = new Set<number>();
  const { tags, css, hidden } = readTags(html);
  const closed = tags.flatMap(({ attributes }) => attributes).filter(({ name }) => !openAttributes.has(name));
  for (const text of [...closed.map(({ name, value }) => `${name} ${value}`), ...css, ...hidden]) {
    for (const [, index] of text.matchAll(markPattern)) misplaced.add(Number(index));
  }
  const findings = [...misplaced].map((index) =>
    finding(
      source.position(marked.tags[index]?.start ?? 0),
      `${marked.tags[index]?.text} stands in CSS, in a comment or in an attribute that is not a text or a link`,
      'TEMPLATE_INVALID',
      'Use variables in texts, links and alternative texts.',
    ),
  );
  return findings.length > 0 ? findings : finishedFaults(source, marked, html);
}

/**
 * The tags as they are put back into the finished HTML: behind a written `https://host/`, `mailto:` or `tel:`, a value is
 * one part of the address and is encoded as such, whether the link counts clicks or not.
 */
export function tagsInUrls(html: string, tags: readonly Tag[]): readonly Tag[] {
  const inside = new Set<number>();
  for (const { attributes } of readTags(html).tags) {
    for (const { name, value } of attributes) {
      if ((name !== 'href' && name !== 'src') || !/^\s*(?:https?:\/\/|mailto:|tel:)/i.test(value)) continue;
      for (const [, index] of value.matchAll(markPattern)) inside.add(Number(index));
    }
  }
  return tags.map((tag, index) => (tag.prints && inside.has(index) ? { ...tag, planned: encoded(tag.planned) } : tag));
}

function encoded(planned: string): string {
  const inner = planned.replace(/^\{\{~?\s*|\s*~?\}\}$/g, '');
  return `{{${inUrl} ${/\s/.test(inner) ? `(${inner})` : inner}}}`;
}

interface Edit {
  readonly attribute: Attribute;
  /** The whole attribute as it is to be, in the HTML and in what the text part is made from. */
  readonly html: string;
  readonly text: string;
}

/**
 * Marks the links of the finished HTML. Returns the HTML for sending (still with marks for tags) and the HTML from
 * which the text part is made, whose links are `tndlinkNx`.
 */
export function markLinks(
  html: string,
  tags: readonly Tag[],
): { html: string; forText: string; links: readonly TrackedLink[] } {
  const links: TrackedLink[] = [];
  const edits: Edit[] = [];
  let unnamed = 0;
  for (const { name: element, attributes, inComment } of readTags(html).tags) {
    const get = (wanted: string) => attributes.find(({ name }) => name === wanted);
    const href = get('href');
    // Comments hold no variables.
    if (!href || inComment || isWayOut(href, tags)) continue;
    if (element === 'a' && !get('data-no-track') && !otherLinks.test(href.value.trim())) {
      const name = (get('data-link') ?? get('name'))?.value ?? `link-${++unnamed}`;
      const link = { id: links.length, name };
      links.push(link);
      const url = block(`${trackedLink} ${link.id} '${link.name}'`, trackedLink, href);
      edits.push({ attribute: href, html: url, text: `href="tndlink${link.id}x"` });
    } else if (onlyVariables.test(href.value)) {
      const url = block(webAddress, webAddress, href);
      edits.push({ attribute: href, html: url, text: url });
    }
  }
  return { html: edited(html, edits, 'html'), forText: edited(html, edits, 'text'), links };
}

const block = (opening: string, closing: string, { written }: Attribute): string =>
  `href="{{#${opening}}}${written.replaceAll('"', '&quot;')}{{/${closing}}}"`;

function edited(html: string, edits: readonly Edit[], part: 'html' | 'text'): string {
  let result = '';
  let done = 0;
  for (const edit of edits) {
    result += html.slice(done, edit.attribute.start) + edit[part];
    done = edit.attribute.end;
  }
  return result + html.slice(done);
}

/** Whether it is a way out, which is never rewritten. */
const isWayOut = ({ value }: Attribute, tags: readonly Tag[]): boolean =>
  [...value.matchAll(markPattern)].some(([, index]) => wayOutIn(tags[Number(index)]?.text ?? '') !== undefined);
