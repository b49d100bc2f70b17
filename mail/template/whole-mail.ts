/** What a mail must have as a whole, in every language: a subject, a way out, a postal address, a size that arrives. */
import Handlebars from 'handlebars';
import type { Finding } from '../../domain/errors.ts';
import { finding, type TemplateSource } from './source.ts';

/** Gmail cuts a mail after this many bytes, and with it the unsubscribe link and the pixel. */
export const maxHtmlBytes = 102 * 1024;

/** @param mail the Handlebars sources of subject and HTML, MJML done */
export function wholeMailFindings(
  source: TemplateSource,
  mail: { readonly subject: string; readonly html: string },
): readonly Finding[] {
  const findings: Finding[] = [];
  const place = (text: string) => {
    const offset = source.text.indexOf(text);
    return offset < 0 ? source.top : source.position(offset);
  };
  const lack = (at: Finding | TemplateSource['top'], message: string, remedy: string) =>
    findings.push(finding(at, message, 'TEMPLATE_INVALID', remedy));
  const bytes = Buffer.byteLength(mail.html);
  if (bytes > maxHtmlBytes) lack(source.top, tooLong(bytes), 'Shorten the template.');
  if (!mail.subject) lack(source.top, 'The mail has no subject', 'Write <mj-title> into <mj-head>.');
  const always = unconditional(mail.html);
  if (!/href="\{\{~?\s*unsubscribeUrl\s*~?\}\}"/.test(always)) {
    lack(
      place('unsubscribeUrl'),
      'The mail has no unsubscribe link that every reader sees',
      'Write <a href="{{unsubscribeUrl}}">, outside of conditions.',
    );
  }
  if (!/\{\{~?\s*organisation\.postalAddress\s*~?\}\}/.test(always.slice(always.indexOf('<body')))) {
    lack(
      place('organisation.postalAddress'),
      'The mail does not show the postal address to every reader',
      'Write {{organisation.postalAddress}}, outside of conditions.',
    );
  }
  return findings;
}

export const tooLong = (bytes: number): string =>
  `The HTML has ${Math.ceil(bytes / 1024)} KB; Gmail cuts mails after 102 KB`;

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
