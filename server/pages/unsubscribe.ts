/**
 * The pages behind the unsubscribe link. They name nobody: whoever was forwarded a mail learns nothing from its link.
 */
import { html } from 'hono/html';
import { notice, type Page } from './layout.ts';

export const unsubscribeForm = (): Page => ({
  title: 'Unsubscribe',
  content: html`<div class="card">
<h1>Stop these mails?</h1>
<p>One click, and the address that this mail was sent to gets no more of them.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>
</div>`,
});

export const unsubscribeDone = (): Page =>
  notice('You are unsubscribed', 'No more mails will be sent to this address. You can close this page.');
