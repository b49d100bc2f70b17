/**
 * What of a page its readers see: the words that stand in the open, and the links with words of their own. Goes by the
 * elements and their own styles, which is what mail programs keep; rules in `<style>` are not followed, since they differ
 * by screen and program.
 */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

export interface VisibleLink {
  /** As written. */
  readonly href: string;
  /** Its words, and the alternative texts of its images. */
  readonly label: string;
}

export interface VisiblePage {
  readonly words: string;
  readonly links: readonly VisibleLink[];
}

type Styles = ReadonlyMap<string, string>;

const isZero = (value: string | undefined): boolean =>
  value !== undefined && /^(?:0+\.?0*|\.0+)(?:[a-z]+|%)?$/.test(value);

/** Nothing inside of an element with one of these is seen, whatever it says itself. */
const hiding: readonly ((styles: Styles) => boolean)[] = [
  (styles) => isZero(styles.get('opacity')),
  // Outlook for Windows; the others show it.
  (styles) => styles.get('mso-hide') === 'all',
  (styles) =>
    ['hidden', 'clip'].includes(styles.get('overflow') ?? '') &&
    ['height', 'max-height', 'width', 'max-width'].some((property) => isZero(styles.get(property))),
];

/** Inherited: the nearest element that says something decides. MJML sets `font-size:0px` around all that it makes. */
const inherited: Readonly<Record<string, (value: string) => boolean>> = {
  visibility: (value) => value === 'hidden' || value === 'collapse',
  // One pixel is read by nobody; it is the size of hidden preheaders.
  'font-size': (value) => isZero(value) || /^(?:0*\.\d+|0*1(?:\.\d+)?)(?:px|pt)$/.test(value),
};

/** What mail programs do not show as text. */
const silent = new Set(['head', 'title', 'style', 'script', 'template', 'select', 'textarea', 'iframe', 'object']);

/** The properties by which an element inherited that it is not seen. */
type Unseen = ReadonlySet<string>;

/** What of an HTML page is seen. */
export function visiblePage(html: string): VisiblePage {
  const links: VisibleLink[] = [];
  let words = '';
  let label: string | null = null;
  const say = (text: string) => {
    words += text;
    if (label !== null) label += text;
  };
  const visit = (node: Node, unseen: Unseen): void => {
    if ('value' in node && unseen.size === 0) say(node.value);
    if (!('tagName' in node)) return;
    const styles = stylesOf(attributeOf(node, 'style'));
    if (isHidden(node, styles)) return;
    const here = inheritedBy(unseen, styles);
    // An alternative text stands for an image: it makes a link readable, but is no text of the mail.
    if (node.tagName === 'img' && here.size === 0 && label !== null) label += attributeOf(node, 'alt') ?? '';
    const href = node.tagName === 'a' && label === null ? attributeOf(node, 'href') : null;
    if (href !== null) label = '';
    for (const child of node.childNodes) visit(child, here);
    if (href === null) return;
    links.push({ href: href.trim(), label: label ?? '' });
    label = null;
  };
  for (const child of tree(html).childNodes) visit(child, new Set());
  return { words, links };
}

/** The page without the elements that are not there for anybody, such as the preheader: for the text part. */
export function withoutHidden(html: string): string {
  let kept = '';
  let done = 0;
  const visit = (node: Node): void => {
    if (!('tagName' in node)) return;
    const place = node.sourceCodeLocation;
    if (place && isAbsent(node, stylesOf(attributeOf(node, 'style')))) {
      kept += html.slice(done, Math.max(done, place.startOffset));
      done = Math.max(done, place.endOffset);
    } else for (const child of node.childNodes) visit(child);
  };
  for (const child of tree(html).childNodes) visit(child);
  return kept + html.slice(done);
}

/** As a mail program reads it, which runs no scripts. */
const tree = (html: string) => parse(html, { sourceCodeLocationInfo: true, scriptingEnabled: false });

const attributeOf = ({ attrs }: Element, wanted: string): string | null =>
  attrs.find(({ name }) => name === wanted)?.value ?? null;

const isAbsent = (element: Element, styles: Styles): boolean =>
  attributeOf(element, 'hidden') !== null || styles.get('display') === 'none';

const isHidden = (element: Element, styles: Styles): boolean =>
  silent.has(element.tagName) || isAbsent(element, styles) || hiding.some((hides) => hides(styles));

function inheritedBy(unseen: Unseen, styles: Styles): Unseen {
  const here = new Set(unseen);
  for (const [property, hides] of Object.entries(inherited)) {
    const value = styles.get(property);
    if (value === undefined || value === 'inherit') continue;
    if (hides(value)) here.add(property);
    // Nothing times any factor is nothing still.
    else if (!(property === 'font-size' && /(?:[^r]em|%|smaller|larger)$/.test(value))) here.delete(property);
  }
  return here;
}

/** Declarations by property, in lower case: the last one counts, or the last one that is important. */
function stylesOf(style: string | null): Styles {
  const styles = new Map<string, string>();
  const important = new Set<string>();
  for (const declaration of (style ?? '')
    .toLowerCase()
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim();
    const [, value = '', mark] = /^\s*([\s\S]*?)\s*(!\s*important)?\s*$/.exec(declaration.slice(colon + 1)) ?? [];
    if (!mark && important.has(property)) continue;
    if (mark) important.add(property);
    styles.set(property, value);
    // `font: italic 13px/1.4 Arial` says a size too.
    if (property === 'font') styles.set('font-size', fontSize(value));
  }
  return styles;
}

const fontSize = (font: string): string =>
  /(?:^|\s)((?:\d*\.)?\d+(?:[a-z]+|%)|0)(?=[\s/]|$)/.exec(font)?.[1] ?? 'medium';
