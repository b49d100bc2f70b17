/** How a mail to a person of one's own looks: who the lead is, what it did, and a button at most. Everything is escaped. */
import type { Organisation } from '../domain/workspace.ts';
import { oneLine } from './one-line.ts';

export interface SalesMailContent {
  readonly heading: string;
  /** Each line is a paragraph. */
  readonly intro: string;
  /** Label and value of what is known of the lead, and perhaps where the label leads to. */
  readonly facts: readonly (readonly [string, string, string?])[];
  /** Above them; not there: that they are about the lead. */
  readonly factsTitle?: string;
  /** When and what, in the order to be read. */
  readonly story: readonly (readonly [string, string])[];
  /** What may be written back, as examples: the first line of an answer decides. Empty: nothing. */
  readonly answers: readonly string[];
  /** Null when there is nothing to decide. */
  readonly action: { readonly label: string; readonly url: string } | null;
}

const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Helvetica,Arial,sans-serif";
const ink = '#1d2b2a';
const soft = '#55625f';
const line = '#e2ded3';

const escapeHtml = (text: string): string =>
  oneLine(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const labelled = (label: string, url: string | undefined): string =>
  url === undefined
    ? escapeHtml(label)
    : `<a href="${escapeHtml(url)}" style="color:#0f5b57;">${escapeHtml(label)}</a>`;

const row = ([label, value, url]: readonly [string, string, string?], width: string): string =>
  `<tr><td valign="top" width="${width}" style="padding:8px 16px 8px 0;border-top:1px solid ${line};color:${soft};font-size:14px;line-height:20px;">${labelled(label, url)}</td>` +
  `<td valign="top" style="padding:8px 0;border-top:1px solid ${line};font-size:15px;line-height:20px;">${escapeHtml(value)}</td></tr>`;

const table = (title: string, rows: readonly (readonly [string, string, string?])[], width: string): string =>
  rows.length === 0
    ? ''
    : `<h2 style="margin:28px 0 8px;font-size:15px;line-height:20px;">${escapeHtml(title)}</h2>\n` +
      `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;">\n${rows.map((pair) => row(pair, width)).join('\n')}\n</table>\n`;

const paragraphsOf = (text: string): readonly string[] => text.split(/\s*\n\s*/).filter((line) => line !== '');

const button = ({ label, url }: { readonly label: string; readonly url: string }): string =>
  `<a href="${escapeHtml(url)}" style="display:inline-block;background:#0f5b57;color:#ffffff;font-weight:600;text-decoration:none;padding:13px 24px;border-radius:6px;">${escapeHtml(label)}</a>`;

const answerWords = 'Or answer this mail. Its first line decides, such as:';

const answersHtml = (answers: readonly string[]): string =>
  answers.length === 0
    ? ''
    : `<p style="margin:20px 0 0;color:${soft};font-size:14px;line-height:22px;">${answerWords}<br>${answers.map((one) => `<span style="font-family:Consolas,Menlo,monospace;">${escapeHtml(one)}</span>`).join('<br>')}</p>\n`;

const decideLater = ' Opening the link changes nothing yet: you decide on the page.';

export function salesHtml(content: SalesMailContent, organisation: Organisation): string {
  const { heading, intro, facts, factsTitle = 'About the lead', story, action, answers } = content;
  return `<!doctype html>
<html lang="${escapeHtml(organisation.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${escapeHtml(heading)}</title>
</head>
<body style="margin:0;padding:0;background:#f1efe9;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f1efe9;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:10px;">
<tr><td style="padding:32px;font-family:${font};font-size:16px;line-height:24px;color:${ink};text-align:left;">
<h1 style="margin:0 0 12px;font-size:24px;line-height:30px;font-weight:600;">${escapeHtml(heading)}</h1>
${paragraphsOf(intro)
  .map((paragraph) => `<p style="margin:0 0 20px;">${escapeHtml(paragraph)}</p>`)
  .join('\n')}
${action ? button(action) : ''}
${answersHtml(answers)}${table(factsTitle, facts, '35%')}${table('The story so far', story, '35%')}</td></tr>
</table>
<p style="margin:16px 0 0;font-family:${font};font-size:12px;line-height:18px;color:${soft};">Sent by Tendril for ${escapeHtml(organisation.name)}.${action ? decideLater : ''}</p>
</td></tr>
</table>
</body>
</html>
`;
}

export function salesText(content: SalesMailContent, organisation: Organisation): string {
  const { heading, intro, facts, factsTitle = 'About the lead', story, action, answers } = content;
  const lines = (rows: SalesMailContent['facts']) =>
    rows.flatMap(([label, value, url]) => [
      `  ${oneLine(label)}: ${oneLine(value)}`,
      ...(url === undefined ? [] : [`    ${oneLine(url)}`]),
    ]);
  const section = (title: string, rows: SalesMailContent['facts']) =>
    rows.length === 0 ? [] : [title, ...lines(rows), ''];
  return [
    oneLine(heading),
    '',
    ...paragraphsOf(intro).flatMap((paragraph) => [oneLine(paragraph), '']),
    ...(action ? [`${oneLine(action.label)}:`, oneLine(action.url), ''] : []),
    ...(answers.length > 0 ? [answerWords, ...answers.map((one) => `  ${oneLine(one)}`), ''] : []),
    ...section(factsTitle, facts),
    ...section('The story so far', story),
    `Sent by Tendril for ${oneLine(organisation.name)}.`,
    '',
  ].join('\n');
}
