/**
 * Puts a template together: partials in place of `<mj-include>`, and for a template that is an `<mj-layout>`, the layout
 * it names with the template's parts in place of `<mj-slot>`. Reads only `.mjml` files inside the templates folder: no
 * `..`, no absolute paths, no links that lead outside, no CSS or HTML. (MJML's own includes are switched off: what it
 * refuses to read it drops without an error.) What is wrong with a file that is named is told where it is named.
 */
import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { SourcePosition } from '../../domain/errors.ts';
import { attributeOf, type ElementTag, elementAt, elementsBetween, elementTags, imbalance } from './elements.ts';
import { at, finding, limits, Refusal, readMarkup, type TemplateSource, tooLarge } from './source.ts';

/** A file as it was read. `open`: the files that named each other on the way to it, itself included. */
interface Text {
  readonly file: string;
  readonly text: string;
  readonly tags: readonly ElementTag[];
  readonly open: readonly string[];
}

/** A part of a file. */
interface Part {
  readonly text: Text;
  readonly from: number;
  readonly to: number;
}

/** What a template puts into the layout that it names. */
interface Filling {
  /** By the name of the slot; `''` is the one without a name. */
  readonly parts: ReadonlyMap<string, readonly Part[]>;
  /** `lang="…"` for `<mjml>`. */
  readonly lang: Part | null;
  /** What slots inside of the parts are filled with: the template may be a layout itself. */
  readonly outer: Filling | null;
  readonly used: Set<string>;
}

interface Piece {
  readonly start: number;
  readonly part: Part;
}

/** What stands in a template with a layout, but belongs into the head; everything else is for the body. */
const headElements: ReadonlySet<string> = new Set([
  'mj-title',
  'mj-preview',
  'mj-style',
  'mj-attributes',
  'mj-font',
  'mj-breakpoint',
  'mj-html-attributes',
]);

/** Reads a template with all that it names. @throws Refusal */
export async function readTemplate(dir: string, file: string): Promise<TemplateSource> {
  const expansion = new Expansion(await realpath(dir).catch(() => dir));
  const top = { file, line: 1, col: 1 };
  const text = textOf(file, await readMarkup(file, top, 'TEMPLATE_MISSING'), []);
  const broken = imbalance(text.text);
  if (broken) throw new Refusal([finding(at(file, text.text, broken.offset), broken.message)]);
  await expansion.document(text, null);
  return { text: expansion.text, top, position: (offset) => expansion.position(offset) ?? top };
}

const textOf = (file: string, text: string, open: readonly string[]): Text => ({
  file,
  text,
  tags: elementTags(text),
  open: [...open, file],
});

const placeOf = ({ file, text }: Text, offset: number): SourcePosition => at(file, text, offset);

function refuse(text: Text, offset: number, message: string, remedy?: string): never {
  throw new Refusal([finding(placeOf(text, offset), message, 'TEMPLATE_INVALID', remedy)]);
}

class Expansion {
  text = '';
  readonly #root: string;
  readonly #pieces: Piece[] = [];
  #named = 0;

  constructor(root: string) {
    this.#root = root;
  }

  position(offset: number): SourcePosition | null {
    const piece = this.#pieces.findLast(({ start }) => start <= offset) ?? this.#pieces[0];
    return piece ? placeOf(piece.part.text, piece.part.from + offset - piece.start) : null;
  }

  /** A whole mail: a template, or a layout with what fills it. */
  async document(text: Text, filling: Filling | null): Promise<void> {
    const [first] = text.tags;
    if (first?.name !== 'mj-layout') return this.#part({ text, from: 0, to: text.text.length }, filling);
    const layout = await this.#open(text, first, layoutRemedy);
    if (!/^(?:mjml|mj-layout)$/.test(layout.tags[0]?.name ?? '')) {
      refuse(
        text,
        first.start,
        `${shown(layout.file)} is no layout: <mjml> must be its outermost element`,
        layoutRemedy,
      );
    }
    const own = fillingOf(text, first, filling);
    await this.document(layout, own);
    for (const [name, parts] of own.parts) {
      const [part] = parts;
      if (!part || own.used.has(name)) continue;
      const slot = name === '' ? '<mj-slot />' : `<mj-slot name="${name}" />`;
      const offset = part.from + (/^\s*/.exec(part.text.text.slice(part.from, part.to))?.[0].length ?? 0);
      refuse(part.text, offset, `The layout ${shown(layout.file)} has no ${slot}`, `Write ${slot} into the layout.`);
    }
  }

  /** A part of a file, with what its includes and slots stand for. */
  async #part({ text, from, to }: Part, filling: Filling | null): Promise<void> {
    let done = from;
    for (const [index, tag] of text.tags.entries()) {
      if (tag.start < done || tag.start >= to || tag.kind === 'close') continue;
      if (tag.name === 'mjml' && filling?.lang) done = this.#language(text, tag, filling.lang, done);
      if (tag.name === 'mj-layout') refuse(text, tag.start, '<mj-layout> must be the outermost element');
      if (tag.name !== 'mj-include' && tag.name !== 'mj-slot') continue;
      this.#add({ text, from: done, to: tag.start });
      if (tag.name === 'mj-include') await this.#include(text, tag, filling);
      else await this.#slot(text, index, filling);
      done = elementAt(text.tags, index)?.end ?? tag.end;
    }
    this.#add({ text, from: done, to });
  }

  async #include(text: Text, tag: ElementTag, filling: Filling | null): Promise<void> {
    const partial = await this.#open(text, tag, 'Write <mj-include path="./partials/NAME.mjml" />.');
    if (/^(?:mjml|mj-layout)$/.test(partial.tags[0]?.name ?? '')) {
      const what = 'must hold only the elements to include, without <mjml> around them';
      refuse(text, tag.start, `${shown(partial.file)} ${what}`);
    }
    await this.#part({ text: partial, from: 0, to: partial.text.length }, filling);
  }

  async #slot(text: Text, index: number, filling: Filling | null): Promise<void> {
    const element = elementAt(text.tags, index);
    if (!element) return;
    const { tag, from, to } = element;
    const name = attributeOf(tag, 'name')?.value ?? '';
    const remedy = 'Slots belong into the layout that a template names.';
    if (!filling) return refuse(text, tag.start, 'There is nothing to put into this <mj-slot>', remedy);
    if (filling.used.has(name)) refuse(text, tag.start, 'This slot stands twice in the layout', 'Give it a name.');
    filling.used.add(name);
    const parts = filling.parts.get(name);
    if (!parts) return this.#part({ text, from, to }, filling);
    for (const part of parts) await this.#part(part, filling.outer);
  }

  /** Puts the template's language in place of the layout's. Returns how far the layout is done. */
  #language(text: Text, tag: ElementTag, lang: Part, done: number): number {
    const own = attributeOf(tag, 'lang');
    const from = tag.attributesAt + (own?.start ?? 0);
    this.#add({ text, from: done, to: from });
    // The space before it comes from the template as well, so that every character has its place.
    this.#add(own ? { ...lang, from: lang.from + 1 } : lang);
    return own ? tag.attributesAt + own.end : from;
  }

  /** Reads the file that an element names. */
  async #open(text: Text, tag: ElementTag, remedy: string): Promise<Text> {
    this.#named += 1;
    if (this.#named > limits.includes || text.open.length > limits.includeDepth) {
      refuse(text, tag.start, 'There are too many includes, or they nest too deeply');
    }
    const file = await this.#path(text, tag, remedy);
    if (text.open.includes(file)) refuse(text, tag.start, `The include of ${shown(file)} never ends`);
    const content = textOf(file, await readMarkup(file, placeOf(text, tag.start)), text.open);
    const broken = imbalance(content.text);
    if (broken) {
      const { line, col } = placeOf(content, broken.offset);
      refuse(text, tag.start, `${shown(file)} is broken: in line ${line}, column ${col}, ${broken.message}`);
    }
    return content;
  }

  async #path(text: Text, tag: ElementTag, remedy: string): Promise<string> {
    const wanted = attributeOf(tag, 'path')?.value ?? '';
    const deny = (why: string): never =>
      refuse(text, tag.start, `<${tag.name}> of ${JSON.stringify(wanted)} is refused: ${why}`, remedy);
    if (/\b(?:type|css-inline)\s*=/.test(tag.attributes)) deny('only MJML can be included');
    if (!/^(?:\.\/)?(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.mjml$/.test(wanted) || wanted.includes('..')) {
      deny('the path must be relative, lead down, and end with .mjml');
    }
    const file = join(dirname(text.file), wanted);
    const real = await realpath(file).catch(() => deny('there is no such file'));
    const inside = relative(this.#root, real);
    if (inside.startsWith('..') || inside.startsWith(sep)) deny('it lies outside the templates folder');
    return file;
  }

  #add(part: Part): void {
    if (part.to <= part.from) return;
    this.#pieces.push({ start: this.text.length, part });
    this.text += part.text.text.slice(part.from, part.to);
    if (this.text.length > limits.sourceBytes) refuse(part.text, part.from, tooLarge);
  }
}

const layoutRemedy = 'Write <mj-layout path="./layouts/NAME.mjml"> as the outermost element.';

const shown = (file: string): string => file.split(sep).slice(-2).join('/');

/** What stands inside of `<mj-layout>`, by the slot that it is for. */
function fillingOf(text: Text, layout: ElementTag, outer: Filling | null): Filling {
  const element = elementAt(text.tags, 0);
  const { from, to, end } = element ?? { from: layout.end, to: layout.end, end: layout.end };
  const behind = text.text.slice(end).search(/\S/);
  if (behind >= 0) refuse(text, end + behind, 'Nothing can stand behind </mj-layout>');
  const parts = new Map<string, Part[]>();
  const put = (name: string, part: Part) => {
    if (text.text.slice(part.from, part.to).trim() === '') return;
    parts.set(name, [...(parts.get(name) ?? []), part]);
  };
  let done = from;
  for (const { tag, from: inner, to: innerEnd, end: after } of elementsBetween(text.tags, from, to)) {
    const slot = tag.name === 'mj-slot' ? (attributeOf(tag, 'name')?.value ?? '') : null;
    if (slot === null && !headElements.has(tag.name)) continue;
    put('', { text, from: done, to: tag.start });
    // An empty slot hands on what this template, when it is a layout itself, is given for it.
    const whole = slot === null || tag.kind === 'empty';
    put(slot ?? 'head', { text, from: whole ? tag.start : inner, to: whole ? after : innerEnd });
    done = after;
  }
  put('', { text, from: done, to });
  return { parts, lang: outer?.lang ?? langOf(text, layout), outer, used: new Set() };
}

/** ` lang="de"`, with the space before it. */
function langOf(text: Text, layout: ElementTag): Part | null {
  const lang = attributeOf(layout, 'lang');
  if (!lang) return null;
  const from = layout.attributesAt + lang.start;
  return { text, from: from - 1, to: layout.attributesAt + lang.end };
}
