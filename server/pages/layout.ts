/**
 * The frame of every page for people: one column, own inline style, no script, nothing loaded from anywhere. All text
 * goes through the `html` tag, which escapes it.
 */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Organisation } from '../../domain/workspace.ts';
import { pagePolicy } from '../headers.ts';
import type { Failure } from '../problem.ts';
import { styleSheet } from './style.ts';

/** Escaped markup. */
export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  /** Default: English. */
  readonly language?: string;
  readonly content: Markup;
  readonly status?: ContentfulStatusCode;
}

const policy = pagePolicy(styleSheet);

/** Sends a page that is kept by no cache and no search engine, and shown in no frame. */
export function servePage(c: Context, page: Page, headers: Readonly<Record<string, string>> = {}) {
  return c.html(frame(page), page.status ?? 200, {
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
    ...headers,
  });
}

/** The page as text, for showing it elsewhere than at its address. */
export const pageText = (page: Page): Markup => frame(page);

const frame = ({ title, content, language = 'en' }: Page): Markup => html`<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(styleSheet)}</style>
</head>
<body><main>${content}</main></body>
</html>`;

/** Whose page it is, where that is known. */
export const brand = (organisation: Pick<Organisation, 'name'> | null): Markup =>
  organisation === null ? html`` : html`<p class="brand" dir="auto">${organisation.name}</p>`;

/** A page that only says something. */
export const notice = (title: string, text: string, status: ContentfulStatusCode = 200): Page => ({
  title,
  status,
  content: html`<div class="card"><h1>${title}</h1><p>${text}</p></div>`,
});

/** What a person sees of an error: never more than what failed and what to do. */
export function failurePage({ status, code, title, remedy }: Failure): Page {
  if (code === 'TOKEN_INVALID' || code === 'ROUTE_UNKNOWN') {
    return notice('This link is not valid', 'Open the link as it is in the mail: it may have been cut off.', status);
  }
  if (status >= 500) {
    return notice('This does not work right now', 'Nothing was changed. Please try again in a few minutes.', status);
  }
  return notice(title, remedy, status);
}
