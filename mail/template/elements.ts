/**
 * The MJML elements of a text with their places, before MJML sees it: enough to put files together and to see whether
 * each of them is whole. HTML between them is not looked at.
 */
import { tagPattern } from './language.ts';

/** A tag of an element, such as `<mj-text color="red">`. */
export interface ElementTag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly start: number;
  readonly end: number;
  /** What stands between the name and the end of the tag. */
  readonly attributes: string;
  /** Where that begins. */
  readonly attributesAt: number;
}

/** The tags of `<mjml>` and all `<mj-…>`, in their order. */
export function elementTags(text: string): readonly ElementTag[] {
  // A Handlebars tag may hold quotes and angle brackets that are none of MJML's.
  const masked = text.replace(tagPattern, (tag) => tag.replace(/[^\n]/g, '_'));
  const pattern = /<(\/?)(mjml|mj-[\w-]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/g;
  return [...masked.matchAll(pattern)].map((match) => {
    const [whole, slash, name = '', attributes = '', empty] = match;
    return {
      name,
      kind: slash ? 'close' : empty ? 'empty' : 'open',
      start: match.index,
      end: match.index + whole.length,
      attributes,
      attributesAt: match.index + 1 + (slash ?? '').length + name.length,
    };
  });
}

/** An attribute of a tag with its offset inside of `attributes`; null when the tag has none of that name. */
export function attributeOf(
  { attributes }: ElementTag,
  name: string,
): { readonly value: string; readonly start: number; readonly end: number } | null {
  const match = new RegExp(`(?<=\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  if (!match) return null;
  return { value: match[1] ?? match[2] ?? '', start: match.index, end: match.index + match[0].length };
}

export interface Element {
  readonly tag: ElementTag;
  /** What stands inside; empty for `<mj-text />`. */
  readonly from: number;
  readonly to: number;
  /** Behind its end tag. */
  readonly end: number;
}

/** The element that begins with the tag at an index of the list, which must be whole. */
export function elementAt(tags: readonly ElementTag[], index: number): Element | null {
  const tag = tags[index];
  if (!tag || tag.kind === 'close') return null;
  if (tag.kind === 'empty') return { tag, from: tag.end, to: tag.end, end: tag.end };
  let depth = 0;
  for (const next of tags.slice(index)) {
    if (next.kind === 'open') depth += 1;
    if (next.kind === 'close') depth -= 1;
    if (depth === 0) return { tag, from: tag.end, to: next.start, end: next.end };
  }
  return null;
}

/** The outermost elements between two offsets. */
export function elementsBetween(tags: readonly ElementTag[], from: number, to: number): readonly Element[] {
  const found: Element[] = [];
  let done = from;
  for (const [index, tag] of tags.entries()) {
    if (tag.start < done || tag.start >= to) continue;
    const element = elementAt(tags, index);
    if (!element) continue;
    found.push(element);
    done = element.end;
  }
  return found;
}

/** What keeps a text from being whole: an element that is not closed, or an end without a beginning. */
export function imbalance(text: string): { readonly offset: number; readonly message: string } | null {
  const open: ElementTag[] = [];
  for (const tag of elementTags(text)) {
    if (tag.kind === 'open') open.push(tag);
    if (tag.kind !== 'close') continue;
    const last = open.pop();
    if (last?.name === tag.name) continue;
    const opened = open.some(({ name }) => name === tag.name);
    if (last && opened) return { offset: last.start, message: `<${last.name}> is not closed` };
    return { offset: tag.start, message: `</${tag.name}> closes nothing` };
  }
  const left = open.at(-1);
  return left ? { offset: left.start, message: `<${left.name}> is not closed` } : null;
}
