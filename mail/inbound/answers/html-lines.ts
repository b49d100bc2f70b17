/**
 * The text of an HTML answer, line by line, with what it quotes marked by `> ` as in plain text, so that one reader does
 * for both. What mail programs wrap quotes and signatures in is data. Makes no tree: its time grows with the length alone,
 * however deep the markup nests or however it is broken.
 */
import { type Token, Tokenizer, TokenizerMode } from 'parse5';

/** How an element changes what is in it. `rest`: it and all that follows is quoted. */
type Effect = 'quote' | 'rest' | 'skip' | null;

interface Mark {
  readonly effect: Exclude<Effect, null>;
  /** Searched for in `class`, `id` and `type`, each between spaces. */
  readonly name: RegExp;
}

/** Outlook writes `x_` before names of mails that it quotes. */
const marks: readonly Mark[] = [
  { effect: 'quote', name: / (?:x_)?(?:gmail_quote(?:_container)?|yahoo_quoted|protonmail_quote|tutanota_quote) / },
  { effect: 'quote', name: / (?:moz-cite-prefix|moz-email-headers-table|zmail_extra|gmail_attr|hubspot-quote) / },
  { effect: 'rest', name: / (?:divrplyfwdmsg|appendonsend|olk_src_body_section|stopspelling) / },
  { effect: 'rest', name: / (?:mail-editor-reference-message-container|ms-outlook-mobile-reference-message) / },
  { effect: 'skip', name: / (?:gmail_signature|gmail_signature_prefix|moz-signature|applemailsignature) / },
  { effect: 'skip', name: / (?:ms-outlook-mobile-signature|protonmail_signature_block|signature) / },
];

const empty = new Set(['br', 'hr', 'img', 'meta', 'link', 'input', 'wbr', 'area', 'base', 'col', 'embed', 'source']);
const skipped = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'object', 'svg', 'select']);
const blocks = new Set([
  'p',
  'div',
  'tr',
  'li',
  'section',
  'article',
  'header',
  'footer',
  'center',
  'address',
  'dt',
  'dd',
]);
const apart = new Set(['ul', 'ol', 'table', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const raw: Readonly<Record<string, Tokenizer['state']>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
};
/** How far up an end tag looks for what it ends; markup that is broken beyond that is read as if it were left out. */
const reach = 100;

/** Lines separated by `\n`. */
export function htmlLines(html: string): string {
  const lines = new Lines();
  const nothing = () => undefined;
  const tokenizer = new Tokenizer(
    {},
    {
      onStartTag: (token) => {
        lines.start(token);
        const state = raw[token.tagName];
        if (state !== undefined) tokenizer.state = state;
      },
      onEndTag: ({ tagName }) => lines.end(tagName),
      onCharacter: ({ chars }) => lines.say(chars),
      onWhitespaceCharacter: ({ chars }) => lines.say(chars),
      onNullCharacter: nothing,
      onComment: nothing,
      onDoctype: nothing,
      onEof: nothing,
    },
  );
  tokenizer.write(html, true);
  return lines.finish();
}

interface Open {
  readonly name: string;
  readonly effect: Effect;
}

class Lines {
  readonly #lines: string[] = [];
  readonly #open: Open[] = [];
  #line = '';
  #quoting = 0;
  #skipping = 0;
  #verbatim = 0;

  start(token: Token.TagToken): void {
    const { tagName: name } = token;
    if (name === 'br') this.#break();
    else if (name === 'hr') this.#endBlock();
    if (empty.has(name)) return;
    this.#around(name);
    const effect = effectOf(token);
    if (effect === 'skip') this.#skipping += 1;
    if (effect === 'quote' || effect === 'rest') this.#quoting += 1;
    if (name === 'pre') this.#verbatim += 1;
    if (name === 'li') this.#line = '- ';
    this.#open.push({ name, effect });
  }

  end(name: string): void {
    if (name === 'br') this.#break();
    const from = this.#open.findLastIndex((open, at) => open.name === name || at < this.#open.length - reach);
    if (from < 0 || this.#open[from]?.name !== name) return;
    this.#around(name);
    for (const { name: ended, effect } of this.#open.splice(from)) {
      if (effect === 'skip') this.#skipping -= 1;
      if (effect === 'quote') this.#quoting -= 1;
      if (ended === 'pre') this.#verbatim -= 1;
    }
  }

  say(text: string): void {
    if (this.#skipping > 0) return;
    if (this.#verbatim === 0) {
      this.#line += text.replace(/[^\S\u00a0]+/g, ' ');
      return;
    }
    const [first = '', ...more] = text.split('\n');
    this.#line += first;
    for (const line of more) {
      this.#break();
      this.#line = line;
    }
  }

  finish(): string {
    this.#endBlock();
    return this.#lines.join('\n');
  }

  #around(name: string): void {
    if (apart.has(name)) {
      this.#endBlock();
      this.#lines.push('');
    } else if (blocks.has(name)) this.#endBlock();
    else if (name === 'td' || name === 'th') this.#line += ' ';
  }

  #endBlock(): void {
    if (this.#line.trim() !== '') this.#break();
    this.#line = '';
  }

  #break(): void {
    if (this.#skipping === 0) {
      const text = this.#verbatim > 0 ? this.#line : this.#line.replace(/ {2,}/g, ' ').trim();
      this.#lines.push(this.#quoting > 0 ? `> ${text}` : text);
    }
    this.#line = '';
  }
}

function effectOf({ tagName, attrs }: Token.TagToken): Effect {
  if (skipped.has(tagName)) return 'skip';
  const value = (name: string) => attrs.find((attribute) => attribute.name === name)?.value.slice(0, 500) ?? '';
  if (tagName === 'blockquote' && /cite/i.test(`${value('type')} ${value('class')} ${value('cite')}`)) return 'quote';
  if (/display\s?:\s?none/i.test(value('style'))) return 'skip';
  const names = ` ${value('class')} ${value('id')} `.toLowerCase().replace(/\s+/g, ' ');
  return names.trim() === '' ? null : (marks.find(({ name }) => name.test(names))?.effect ?? null);
}
