/** The plain-text part of a mail, made once from its HTML: no pixels, no layout tables, links in angle brackets. */
import { compile, type DomNode } from 'html-to-text';
import { linkUrl, webAddress } from './language.ts';
import { disguised } from './part-plan.ts';
import { withoutHidden } from './visibility.ts';

const toText = compile({
  wordwrap: false,
  formatters: {
    // A link that is an image would be an address without a word. Other images are left out.
    ofLink: (image, _walk, builder) => {
      if (isInLink(image)) builder.addInline(image.attribs.alt ?? '');
    },
  },
  selectors: [
    { selector: 'img', format: 'ofLink' },
    { selector: 'hr', options: { length: 20 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    // Without this the cells of a table run together.
    { selector: 'td', format: 'inlineSurround', options: { prefix: '', suffix: ' ' } },
    { selector: 'th', format: 'inlineSurround', options: { prefix: '', suffix: ' ' } },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
  ],
});

function isInLink(image: DomNode): boolean {
  for (let around = image.parent; around; around = around.parent) if (around.name === 'a') return true;
  return false;
}

/** What the compiler itself has put around an address, and what stands for it meanwhile; authors cannot write either. */
const ends = [
  [`{{#${webAddress}}}`, 'tndlink0begins'],
  [`{{/${webAddress}}}`, 'tndlink0ends'],
] as const;

/**
 * From the HTML in which click links are `tndlinkNx` and tags are marks. What the HTML hides, such as the preheader, is
 * left out; braces that are no tags are disguised.
 */
export function textPart(html: string): string {
  let markup = withoutHidden(html);
  for (const [written, meanwhile] of ends) markup = markup.replaceAll(written, meanwhile);
  let text = disguised(toText(markup))
    .replace(/[ \t\u00a0]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/tndlink(\d+)x/g, `{{${linkUrl} $1}}`);
  for (const [written, meanwhile] of ends) text = text.replaceAll(meanwhile, written);
  return `${text.trim()}\n`;
}
