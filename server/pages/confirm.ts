/** The pages behind the link of a double opt-in. They show the wording that is agreed to, and nothing about the lead. */
import { html } from 'hono/html';
import type { ConsentRequestView } from '../../db/store.ts';
import { brand, notice, type Page } from './layout.ts';
import type { Visitor } from './visitor.ts';

/** @param mistake whether a form came without what its button sends */
export const confirmPage = (
  { language, words, organisation }: Visitor,
  { wording }: Pick<ConsentRequestView, 'wording'>,
  mistake = false,
): Page => ({
  language,
  title: words.confirmTitle,
  ...(mistake ? { status: 400 as const } : {}),
  content: html`${brand(organisation)}<div class="card"><h1>${words.confirmTitle}</h1>
${mistake && html`<p class="error" role="alert">${words.pressButton}</p>`}
<p>${words.confirmText}</p><blockquote dir="auto">${wording}</blockquote>
<form method="post"><input type="hidden" name="action" value="confirm"><button>${words.confirmButton}</button></form></div>
<p class="under soft">${words.confirmIgnore}</p>`,
});

/** Whether a sequence began, or had begun, by it. */
const isSent = ({ enroll, enrollRefused }: Confirmed): boolean =>
  enroll !== null && (enrollRefused === null || enrollRefused === 'ALREADY_ENROLLED');

type Confirmed = Pick<ConsentRequestView, 'enroll' | 'enrollRefused'>;

export const confirmedPage = ({ language, words, organisation }: Visitor, request: Confirmed): Page => ({
  language,
  title: words.confirmedTitle,
  content: html`${brand(organisation)}<div class="card" role="status"><h1>${words.confirmedTitle}</h1>
<p>${isSent(request) ? words.confirmedSendsText : words.confirmedText}</p></div>`,
});

/** The same for a request that is over, and for one that is not known. */
export const expiredPage = ({ language, words }: Visitor): Page => ({
  ...notice(words.expiredTitle, words.expiredText, 404),
  language,
});
