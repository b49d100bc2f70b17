/**
 * Markup as a browser reads it (HTML §13.2.5), with places: start tags with their attributes, and what stands where no
 * escaping protects. It reads more than a browser shows, never less: what is in conditional comments, in `<title>` or in
 * `<style>` is read as markup too, because some mail program may. Makes no tree and changes nothing.
 */
import { type Token, Tokenizer } from 'parse5';

export interface Attribute {
  /** In lower case. */
  readonly name: string;
  /** What it means, entities decoded as in attributes (HTML §13.2.5.73). */
  readonly value: string;
  /** As written, entities and all, without quotes. */
  readonly written: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

export interface StartTag {
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  /** Behind its `>`. */
  readonly end: number;
  readonly attributes: readonly Attribute[];
  /** Whether it stands in a comment: code for Outlook. */
  readonly inComment: boolean;
}

export interface Markup {
  readonly tags: readonly StartTag[];
  /** Style sheets. */
  readonly css: readonly string[];
  /** Comments, scripts, and of elements what is neither in an attribute nor between the tags. */
  readonly hidden: readonly string[];
}

/** Markup that may begin and end anywhere. */
export function readTags(text: string): Markup {
  const reading = new Reading();
  reading.read(text, 0, false);
  return reading;
}

/** The value of an attribute, as it is written between quotes, decoded. */
export function attributeValue(written: string): string {
  if (!written.includes('&')) return written;
  const [tag] = readTags(`<a b="${written.replaceAll('"', '&quot;')}">`).tags;
  return tag?.attributes[0]?.value ?? written;
}

class Reading implements Markup {
  readonly tags: StartTag[] = [];
  readonly css: string[] = [];
  readonly hidden: string[] = [];

  read(text: string, from: number, inComment: boolean): void {
    const inner: { readonly text: string; readonly from: number }[] = [];
    let raw: { readonly name: string; readonly from: number } | null = null;
    const endRaw = (to: number) => {
      if (raw) (raw.name === 'style' ? this.css : this.hidden).push(text.slice(raw.from, to));
      raw = null;
    };
    const nothing = () => undefined;
    const tokenizer = new Tokenizer(
      { sourceCodeLocationInfo: true },
      {
        onStartTag: (token) => {
          this.#tag(token, text, from, inComment);
          if (!raw && /^(?:style|script)$/.test(token.tagName)) {
            raw = { name: token.tagName, from: token.location?.endOffset ?? 0 };
          }
        },
        onEndTag: ({ tagName, location }) => {
          this.hidden.push(tagName);
          if (raw?.name === tagName) endRaw(location?.startOffset ?? text.length);
        },
        onComment: ({ data, location }) => {
          this.hidden.push(data);
          const start = location?.startOffset ?? 0;
          inner.push({ text: data, from: from + start + text.slice(start, location?.endOffset).indexOf(data) });
        },
        onDoctype: nothing,
        onEof: () => endRaw(text.length),
        onCharacter: nothing,
        onNullCharacter: nothing,
        onWhitespaceCharacter: nothing,
      },
    );
    tokenizer.write(text, true);
    // A comment within one is a comment for everybody.
    if (!inComment) for (const comment of inner) this.read(comment.text, comment.from, true);
  }

  #tag({ tagName, attrs, location }: Token.TagToken, text: string, from: number, inComment: boolean): void {
    const { startOffset = 0, endOffset = 0 } = location ?? {};
    const attributes = attrs.map(({ name, value }): Attribute => {
      const place = location?.attrs?.[name];
      const [start, end] = [place?.startOffset ?? 0, place?.endOffset ?? 0];
      const [, quote = '', written = ''] = /^[^=]*?\s*=\s*(["']?)([\s\S]*?)\1$/.exec(text.slice(start, end)) ?? [];
      return { name, value, written, quoted: quote !== '', start: from + start, end: from + end };
    });
    // Among the rest is an attribute that stands there twice: browsers drop it, other programs may not.
    let rest = text.slice(startOffset, endOffset);
    for (const { start, end } of attributes) rest = rest.replace(text.slice(start - from, end - from), '');
    this.hidden.push(rest);
    this.tags.push({ name: tagName, start: from + startOffset, end: from + endOffset, attributes, inComment });
  }
}
