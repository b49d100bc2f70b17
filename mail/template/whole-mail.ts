/** What a mail must have as a whole, in every language: a subject, a way out, a postal address, a size that arrives. */
import type { Finding } from '../../domain/errors.ts';
import { charactersFor } from '../click-address.ts';
import { hasInk } from '../one-line.ts';
import type { CompiledVariant, Plan, PlanNode } from '../ports.ts';
import { elementTags } from './elements.ts';
import { certainFacts, formUrl, isWayOutUrl } from './language.ts';
import { advice, finding, type TemplateSource } from './source.ts';
import { standInClickUrls, standInUrls } from './stand-ins.ts';
import { visiblePage } from './visibility.ts';

/** Gmail cuts a mail after this many bytes, and with it the unsubscribe link and the pixel. */
export const maxHtmlBytes = 102 * 1024;

type Mail = Pick<CompiledVariant, 'subject' | 'html' | 'text'>;

/** What every reader must see, of both parts. */
const required = [
  {
    helper: 'unsubscribeUrl',
    isSeen: ({ links }: ReturnType<typeof visiblePage>) =>
      links.some(({ href, label }) => href === markOf('unsubscribeUrl') && hasInk(label)),
    lacks: 'has no unsubscribe link that every reader sees',
    remedy:
      'Write <a href="{{unsubscribeUrl}}">Unsubscribe</a>, with words in it, outside of conditions and of what is hidden.',
  },
  {
    helper: 'organisation.postalAddress',
    isSeen: ({ words }: ReturnType<typeof visiblePage>) => words.includes(markOf('organisation.postalAddress')),
    lacks: 'does not show the postal address to every reader',
    remedy: 'Write {{organisation.postalAddress}} as text of the mail, outside of conditions and of what is hidden.',
  },
] as const;

/** Stands for a value in a page that is only looked at. */
const markOf = (helper: string): string => `\ufdd2${helper}\ufdd3`;

/** What is wrong with one language of a mail. */
export function wholeMailFindings(source: TemplateSource, { subject, html, text }: Mail): readonly Finding[] {
  const findings: Finding[] = [];
  const lack = (at: TemplateSource['top'], message: string, remedy: string) =>
    findings.push(finding(at, message, 'TEMPLATE_INVALID', remedy));
  const bytes = bytesOf(html) + pixelBytes;
  if (bytes > maxHtmlBytes) lack(source.top, tooLong(bytes), 'Shorten the template.');
  if (subject.length === 0) lack(source.top, 'The mail has no subject', 'Write <mj-title> into <mj-head>.');
  // A condition may open or close what hides the rest, so the page must do with all of them and with none.
  const pages = [true, false].map((holds) => visiblePage(pageOf(html, holds)));
  for (const { helper, isSeen, lacks, remedy } of required) {
    const offset = source.text.search(new RegExp(`\\{\\{~?\\s*${helper.replace('.', '\\.')}\\s*~?\\}\\}`));
    const place = offset < 0 ? source.top : source.position(offset);
    if (!pages.every(isSeen)) lack(place, `The mail ${lacks}`, remedy);
    else if (!text.some((node) => typeof node !== 'string' && node.kind === 'value' && node.helper === helper))
      lack(place, `The text part of the mail ${lacks}`, remedy);
  }
  return findings;
}

export const tooLong = (bytes: number): string =>
  `The HTML has ${Math.ceil(bytes / 1024)} KB; Gmail cuts mails after 102 KB`;

/** What one should know of a mail that can be sent. */
export function wholeMailAdvice(source: TemplateSource, { subject }: Pick<Mail, 'subject'>): readonly Finding[] {
  if (subject.length === 0 || hasInk(leastOf(subject))) return [];
  const title = elementTags(source.text).find(({ name, kind }) => name === 'mj-title' && kind === 'open');
  return [
    advice(
      title ? source.position(title.start) : source.top,
      'The subject is empty for a lead of whom nothing is known',
      'Give its variables a fallback, as in {{field "firstName" "Hello"}}, or write words beside them.',
    ),
  ];
}

/** Where the fallback stands among the arguments of a helper. */
const fallbackAt: Readonly<Record<string, number>> = { field: 1, date: 2, number: 1, money: 2, plural: 1 };

type Value = Extract<PlanNode, { kind: 'value' }>;

/** What a value prints for a lead of whom nothing is known, or something in place of what is always known. */
const leastValue = ({ helper, args }: Value): string => String(args[fallbackAt[helper] ?? args.length] ?? 'x');

/** What a plan prints for such a lead, of whom only the certain facts are known. */
const leastOf = (plan: Plan): string =>
  plan
    .map((node) => {
      if (typeof node === 'string') return node;
      if (node.kind === 'value') return leastValue(node);
      if (node.kind !== 'if') return 'x';
      const holds = node.helper === 'has' && certainFacts.has(String(node.args[0]));
      return leastOf(holds ? node.then : node.otherwise);
    })
    .join('');

/** A page as it would be if all conditions held, or none. What stands inside of one is not for every reader: no mark. */
function pageOf(plan: Plan, holds: boolean, inCondition = false): string {
  return plan
    .map((node) => {
      if (typeof node === 'string') return node;
      if (node.kind === 'if') return pageOf(holds ? node.then : node.otherwise, holds, true);
      if (node.kind === 'address') return pageOf(node.url, holds, inCondition);
      if (node.kind !== 'value') return clickUrl;
      if (node.helper === 'unsubscribeUrl' || node.helper === 'organisation.postalAddress')
        return inCondition ? '' : markOf(node.helper);
      return leastValue(node).replace(/[<>&"'`=]/g, ' ');
    })
    .join('');
}

/** Of a link that leads nowhere; the destination stands behind it, in base64. */
const clickUrl = standInClickUrls()(0, '');

/** What surrounds the URL of the pixel that counts opens (`mail/html-body.ts`). */
const pixelBytes = 100 + standInUrls.open.length;

/** The bytes of a filled page, of every condition the longer side. */
function bytesOf(plan: Plan): number {
  let bytes = 0;
  for (const node of plan) {
    if (typeof node === 'string') bytes += Buffer.byteLength(node);
    else if (node.kind === 'if') bytes += Math.max(bytesOf(node.then), bytesOf(node.otherwise));
    else if (node.kind === 'address') bytes += bytesOf(node.url);
    else if (node.kind === 'link') bytes += clickUrl.length + charactersFor(bytesOf(node.url));
    else if (node.kind !== 'value') bytes += clickUrl.length;
    else if (isWayOutUrl(node.helper)) bytes += standInUrls.unsubscribe.length;
    else if (node.helper === formUrl) bytes += standInUrls.form(String(node.args[0])).length;
    else bytes += Buffer.byteLength(leastValue(node));
  }
  return bytes;
}
