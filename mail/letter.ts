/** How a letter looks: what was written and nothing else, as any mail program would send it. Everything is escaped. */

const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Helvetica,Arial,sans-serif";

const lineBreak = /\r\n|\r|\n/;
/** Control characters that are no line breaks and no tabs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]/g;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The lines of a text as people wrote them, without what would be invisible. */
const linesOf = (text: string): readonly string[] =>
  text
    .toWellFormed()
    .split(lineBreak)
    .map((line) => line.replace(control, ' ').trimEnd());

export const letterText = (text: string): string => `${linesOf(text).join('\n').trim()}\n`;

/** A paragraph for each block of lines; leading blanks of a line stay, because people indent with them. */
export function letterHtml(text: string, language: string): string {
  const paragraphs = linesOf(text)
    .join('\n')
    .trim()
    .split(/\n{2,}/)
    .map((block) => block.split('\n').map(htmlLine).join('<br>\n'))
    .map((block) => `<p style="margin:0 0 16px;">${block}</p>`);
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
</head>
<body style="font-family:${font};font-size:15px;line-height:22px;">
${paragraphs.join('\n')}
</body>
</html>
`;
}

const htmlLine = (line: string): string => {
  const blanks = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return '&nbsp;'.repeat(blanks) + escapeHtml(line.slice(blanks));
};
