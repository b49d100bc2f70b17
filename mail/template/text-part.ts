/** The plain-text part of a mail, made once from its HTML: no pixels, no layout tables, links in angle brackets. */
import { compile } from 'html-to-text';
import { linkUrl } from './language.ts';

const toText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'div[style*="display:none"]', format: 'skip' },
    { selector: 'img', format: 'skip' },
    { selector: 'hr', options: { length: 20 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    // Without this the cells of a table run together.
    { selector: 'td', format: 'inlineSurround', options: { prefix: '', suffix: ' ' } },
    { selector: 'th', format: 'inlineSurround', options: { prefix: '', suffix: ' ' } },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
  ],
});

/** From the HTML in which click links are `tndlinkNx` and tags are marks. */
export function textPart(html: string): string {
  const text = toText(html)
    .replace(/[ \t\u00a0]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/tndlink(\d+)x/g, `{{${linkUrl} $1}}`);
  return `${text.trim()}\n`;
}
