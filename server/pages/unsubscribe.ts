/**
 * The pages behind the unsubscribe link. They name the sender, never the address: whoever was forwarded a mail does not
 * learn from its link whom it was for.
 */
import { html } from 'hono/html';
import { notice, type Page } from './layout.ts';

/** @param sender the organisation that mails, null when it is not known */
export const unsubscribeForm = (sender: string | null, mistake: string | null = null): Page => ({
  title: 'Unsubscribe',
  ...(mistake === null ? {} : { status: 400 as const }),
  content: html`<div class="card">${sender && html`<p class="brand">${sender}</p>`}
<h1>${sender === null ? 'Stop these mails?' : `Stop the mails from ${sender}?`}</h1>
${mistake && html`<p class="error" role="alert">${mistake}</p>`}
<p>One click, and the address that this mail was sent to gets no more of them.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>
</div>`,
});

export const unsubscribeDone = (sender: string | null): Page =>
  notice(
    'You are unsubscribed',
    `No more mails${sender === null ? '' : ` from ${sender}`} will be sent to this address. You can close this page.`,
  );
