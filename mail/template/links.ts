/**
 * Links of a template: which of them count clicks, what they are called, and that none of them can lead astray.
 * A click link keeps its destination inside the mail's own record, never in the URL that is sent.
 */
import { type HTMLElement, type Node, NodeType, parse } from 'node-html-parser';
import type { Finding } from '../../domain/errors.ts';
import { inUrl, trackedLink } from './language.ts';
import { finding, type TemplateSource } from './source.ts';
import { type MarkedSource, markPattern, type Tag } from './tags.ts';

export interface TrackedLink {
  readonly id: number;
  readonly name: string;
}

interface Attribute {
  readonly name: string;
  /** As written, entities and all. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Attributes in which a value of a lead can do no harm. */
const openAttributes = new Set(['href', 'src', 'alt', 'title', 'aria-label']);
const linkName = /^[\w.-]{1,60}$/;

export const parseMarkup = (markup: string): HTMLElement =>
  parse(markup, { comment: true, blockTextElements: { style: true, script: true } });

/** Findings about destinations and names, at their place in the source. */
export function checkLinks(source: TemplateSource, marked: MarkedSource): readonly Finding[] {
  const findings: Finding[] = [];
  for (const element of parseMarkup(marked.text).querySelectorAll('*')) {
    for (const attribute of attributesOf(marked.text, element)) {
      const why = wrongLink(attribute, marked.tags) ?? wrongSource(attribute) ?? wrongName(element, attribute);
      if (why) findings.push(finding(source.position(marked.original(attribute.start)), ...why));
    }
  }
  return findings;
}

type Why = readonly [message: string, code?: Finding['code'], remedy?: string];

function wrongLink({ name, value }: Attribute, tags: readonly Tag[]): Why | null {
  if (name !== 'href') return null;
  const text = unescapeHtml(value).trim();
  const remedy = 'Write a link that begins with https://, http://, mailto:, tel: or #, or is one {{…}}.';
  const used = [...text.matchAll(markPattern)].map(([, index]) => tags[Number(index)]?.text ?? '');
  if (used.some((tag) => tag.includes('unsubscribeUrl')) && !/^tndtag\d+x$/.test(text)) {
    return ['{{unsubscribeUrl}} must be the whole link', 'TEMPLATE_INVALID', 'Write href="{{unsubscribeUrl}}".'];
  }
  if (/^(?:tndtag\d+x)+$/.test(text) || /^(?:mailto:|tel:|#)/i.test(text)) return null;
  if (!/^https?:\/\//i.test(text))
    return [`A link cannot lead to ${JSON.stringify(text.replace(markPattern, '…'))}`, 'TEMPLATE_INVALID', remedy];
  return isWebAddress(text)
    ? null
    : [`${JSON.stringify(text.replace(markPattern, '…'))} is not a web address`, 'TEMPLATE_INVALID', remedy];
}

function wrongSource({ name, value }: Attribute): Why | null {
  if (name !== 'src' || !value.match(markPattern)) return null;
  return /^https?:\/\/[^/]+\//i.test(value.replace(markPattern, ''))
    ? null
    : ['An image with variables must begin with https://', 'TEMPLATE_INVALID', 'Write src="https://HOST/…".'];
}

function wrongName(element: HTMLElement, { name, value }: Attribute): Why | null {
  const names = name === 'data-link' || (name === 'name' && /^(?:a|mj-button)$/i.test(element.rawTagName));
  if (!names || linkName.test(value)) return null;
  return [
    `${JSON.stringify(value)} cannot name a link`,
    'TEMPLATE_INVALID',
    'Use up to 60 letters, digits, ".", "_" and "-".',
  ];
}

/** Findings for variables in CSS, in comments and in attributes where they could change more than a text. */
export function misplacedTags(source: TemplateSource, marked: MarkedSource, html: string): readonly Finding[] {
  const misplaced = new Set<number>();
  const note = (text: string) => {
    for (const [, index] of text.matchAll(markPattern)) misplaced.add(Number(index));
  };
  const visit = (node: Node, parent: HTMLElement): void => {
    if (node.nodeType === NodeType.COMMENT_NODE || /^(?:style|script)$/i.test(parent.rawTagName ?? ''))
      note(node.rawText);
    if (node.nodeType !== NodeType.ELEMENT_NODE) return;
    const element = node as HTMLElement;
    for (const { name, value } of attributesOf(html, element)) if (!openAttributes.has(name)) note(`${name} ${value}`);
    for (const child of element.childNodes) visit(child, element);
  };
  const root = parseMarkup(html);
  for (const child of root.childNodes) visit(child, root);
  return [...misplaced].map((index) =>
    finding(
      source.position(marked.tags[index]?.start ?? 0),
      `${marked.tags[index]?.text} stands in CSS, in a comment or in an attribute that is not a text or a link`,
      'TEMPLATE_INVALID',
      'Use variables in texts, links and alternative texts.',
    ),
  );
}

/**
 * The tags as they are put back into the finished HTML: after a written `https://host`, a value is one part of the URL and
 * is encoded as such, whether the link counts clicks or not.
 */
export function tagsInUrls(html: string, tags: readonly Tag[]): readonly Tag[] {
  const inside = new Set<number>();
  for (const element of parseMarkup(html).querySelectorAll('*')) {
    for (const { name, value } of attributesOf(html, element)) {
      if ((name !== 'href' && name !== 'src') || !/^\s*https?:\/\//i.test(value)) continue;
      for (const [, index] of value.matchAll(markPattern)) inside.add(Number(index));
    }
  }
  return tags.map((tag, index) => (tag.prints && inside.has(index) ? { ...tag, planned: encoded(tag.planned) } : tag));
}

function encoded(planned: string): string {
  const inner = planned.replace(/^\{\{~?\s*|\s*~?\}\}$/g, '');
  return `{{${inUrl} ${/\s/.test(inner) ? `(${inner})` : inner}}}`;
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
  const edits: { readonly start: number; readonly end: number; readonly html: string; readonly text: string }[] = [];
  let unnamed = 0;
  for (const element of parseMarkup(html).querySelectorAll('a')) {
    const attributes = attributesOf(html, element);
    const get = (wanted: string) => attributes.find(({ name }) => name === wanted);
    const href = get('href');
    if (!href || get('data-no-track') || !isTracked(href.value, tags)) continue;
    const name = (get('data-link') ?? get('name'))?.value ?? `link-${++unnamed}`;
    const link = { id: links.length, name };
    links.push(link);
    const inner = href.value.replaceAll('"', '&quot;');
    edits.push({
      start: href.start,
      end: href.end,
      html: `href="{{#${trackedLink} ${link.id} '${name}'}}${inner}{{/${trackedLink}}}"`,
      text: `href="tndlink${link.id}x"`,
    });
  }
  const apply = (part: 'html' | 'text') => {
    let result = '';
    let done = 0;
    for (const edit of edits) {
      result += html.slice(done, edit.start) + edit[part];
      done = edit.end;
    }
    return result + html.slice(done);
  };
  return { html: apply('html'), forText: apply('text'), links };
}

function isTracked(href: string, tags: readonly Tag[]): boolean {
  const used = [...href.matchAll(markPattern)].map(([, index]) => tags[Number(index)]?.text ?? '');
  return !/^\s*(?:mailto:|tel:|#)/i.test(href) && !used.some((tag) => tag.includes('unsubscribeUrl'));
}

/** http or https, with a host and without a user name, which would hide the host. */
export function isWebAddress(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x20\x7f\\]/.test(text) || !/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && !username && !password && hostname !== '';
}

/** Undoes what HTML escaping does to a URL. */
export const unescapeHtml = (text: string): string =>
  text.includes('&') ? parse(text.replaceAll('<', '&lt;')).text : text;

/** The attributes of a start tag with their places, read as a browser reads them (HTML §13.2.5.32 ff.). */
export function attributesOf(markup: string, element: HTMLElement): readonly Attribute[] {
  if (!element.rawTagName) return [];
  const base = element.range[0] + 1 + element.rawTagName.length;
  const attributes: Attribute[] = [];
  const pattern = /\s*(?:\/(?!>)\s*)*([^\s=>"'/][^\s=>/]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/y;
  pattern.lastIndex = base;
  for (let match = pattern.exec(markup); match; match = pattern.exec(markup)) {
    const [whole, name = '', double, single, bare] = match;
    const start = match.index + (/^[\s/]*/.exec(whole)?.[0].length ?? 0);
    attributes.push({ name: name.toLowerCase(), value: double ?? single ?? bare ?? '', start, end: pattern.lastIndex });
  }
  return attributes;
}
