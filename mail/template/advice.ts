/**
 * What makes a mail worse without making it wrong: links that mail programs warn of, images that say nothing when they
 * are blocked, colours that a dark screen turns over, and an inbox that shows the first words of the header.
 */
import { parse } from 'node-html-parser';
import type { Finding } from '../../domain/errors.ts';
import { readTags } from './markup.ts';
import { advice, type TemplateSource } from './source.ts';
import type { MarkedSource } from './tags.ts';

/** Warnings, each at its place. @param mail MJML done, tags still behind marks */
export function adviceFor(
  source: TemplateSource,
  marked: MarkedSource,
  mail: { readonly html: string; readonly preview: string },
): readonly Finding[] {
  const findings: Finding[] = [];
  const note = (offset: number, message: string, remedy: string) =>
    findings.push(advice(source.position(marked.original(offset)), message, remedy));
  for (const { name: element, start, end, attributes, inComment } of readTags(marked.text).tags) {
    if (inComment) continue;
    const get = (name: string) => attributes.find((attribute) => attribute.name === name);
    const doubt = /^(?:a|mj-button)$/.test(element)
      ? shownAddress(textUntilEnd(marked.text.slice(end), element), get('href')?.value ?? '', !!get('data-no-track'))
      : null;
    if (doubt) note(start, ...doubt);
    if (/^(?:img|mj-image)$/.test(element) && !get('alt')) {
      note(
        start,
        'The image has no alternative text, and many mail programs do not load images',
        'Write alt="…" with what the image says, or alt="" when it says nothing.',
      );
    }
  }
  const top = (message: string, remedy: string) => findings.push(advice(source.top, message, remedy));
  if (!colorScheme.test(mail.html)) {
    top(
      'The mail does not say that it has dark colours, so some mail programs choose their own',
      'Write <mj-raw><meta name="color-scheme" content="light dark" /></mj-raw> into <mj-head>, with dark styles.',
    );
  }
  if (mail.preview.trim() === '') {
    top(
      'The mail has no preheader: inboxes show its first words behind the subject instead',
      'Write <mj-preview> into <mj-head>.',
    );
  }
  return findings;
}

const colorScheme = /<meta\b[^>]*\bname="color-scheme"/i;

/** What an element says whose start tag ends where the markup begins. */
const textUntilEnd = (markup: string, element: string): string =>
  parse(markup.slice(0, Math.max(0, markup.search(new RegExp(`</${element}\\b`, 'i'))))).text;

/** What is wrong with a link whose text is an address itself: mail programs compare the two. */
function shownAddress(text: string, href: string, untracked: boolean): readonly [string, string] | null {
  const words = text.replace(/\u200b/g, '').trim();
  const shown = /^(?:https?:\/\/|(?=www\.))([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/?#]\S*)?$/i.exec(words)?.[1];
  const real = /^https?:\/\/([^/?#]+)/i.exec(href.trim())?.[1];
  if (!shown || !real) return null;
  const host = (name: string) =>
    name
      .toLowerCase()
      .replace(/:\d+$/, '')
      .replace(/^www\./, '');
  if (host(shown) !== host(real)) {
    const message = `The link reads as ${shown} and leads to ${real}: mail programs warn of that as phishing`;
    return [message, 'Let the text say what is there, or show the address that the link leads to.'];
  }
  if (untracked) return null;
  const message = `The link reads as ${shown}, and counting clicks puts another host behind it: some mail programs warn`;
  return [message, 'Let the text say what is there, or write <a data-no-track …>.'];
}
