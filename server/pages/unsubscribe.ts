/**
 * The pages behind the unsubscribe link. They name the sender, never the address: whoever was forwarded a mail does not
 * learn from its link whom it was for.
 */
import { html } from 'hono/html';
import { brand, type Markup, type Page } from './layout.ts';
import type { Visitor } from './visitor.ts';

/** @param choices where preferences are chosen @param mistake whether a form came without what its button sends */
export const unsubscribeForm = (
  { language, words, organisation }: Visitor,
  choices: string,
  mistake = false,
): Page => ({
  language,
  title: words.stopTitle,
  ...(mistake ? { status: 400 as const } : {}),
  content: html`${brand(organisation)}<div class="card"><h1>${words.stopTitle}</h1>
${mistake && html`<p class="error" role="alert">${words.pressButton}</p>`}
<p>${words.stopText}</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${words.stopButton}</button></form>
</div><p class="under"><a href="${choices}">${words.choose}</a></p>`,
});

/** @param choices where one may come back from it; null when that is not possible */
export const unsubscribeDone = ({ language, words, organisation }: Visitor, choices: string | null): Page => ({
  language,
  title: words.stoppedTitle,
  content: said(brand(organisation), words.stoppedTitle, words.stoppedText, choices && wayBack(words.mistake, choices)),
});

/** The wish is on the disk: the database will have it as soon as it is back. */
export const unsubscribeNoted = ({ language, words, organisation }: Visitor): Page => ({
  language,
  title: words.notedTitle,
  content: said(brand(organisation), words.notedTitle, words.notedText, null),
});

const wayBack = (text: string, choices: string): Markup => html`<p class="under"><a href="${choices}">${text}</a></p>`;

const said = (head: Markup, title: string, text: string, under: Markup | '' | null): Markup =>
  html`${head}<div class="card" role="status"><h1>${title}</h1><p>${text}</p></div>${under}`;
