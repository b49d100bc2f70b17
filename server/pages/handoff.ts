/**
 * The pages behind the link in a hand-off mail: the lead's story with two forms, and what became of it.
 */
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HandoffStory, HandoffView } from '../../db/store.ts';
import { nameInWords } from '../../domain/fields.ts';
import { returnReasons } from '../../domain/handoff.ts';
import type { Zone } from '../../domain/time.ts';
import { reasonWords, returnWords } from '../../domain/wording.ts';
import { type Markup, notice, type Page } from './layout.ts';
import { moment, nameOf, type Setting, storySections } from './story.ts';

/** A form that was sent with something missing. */
export interface FormMistake {
  readonly text: string;
  readonly note: string;
}

/** The open offer, with the forms to accept or return it. */
export const offerPage = (story: HandoffStory, setting: Setting, mistake: FormMistake | null = null): Page => ({
  title: `Hand-off: ${nameOf(story.lead)}`,
  ...(mistake === null ? {} : { status: 422 as const }),
  content: html`${headline(story)}
<section class="card" aria-labelledby="decide"><h2 id="decide">Is this lead yours?</h2>
${deadline(story.handoff, setting.timeZone)}
<form method="post"><input type="hidden" name="action" value="accept"><button>Accept</button></form>
</section>
${returnForm(mistake)}
${storySections(story, setting)}`,
});

function headline({ handoff, lead }: HandoffStory): Markup {
  const where = [lead.title, lead.company].filter((part) => part !== null && part !== '').join(', ');
  return html`<p class="brand">Hand-off to sales</p><h1>${nameOf(lead)}</h1>${where && html`<p class="soft">${where}</p>`}
<ul class="badges"><li>Score ${Math.round(lead.score)}</li><li>Fit ${handoff.grade}</li><li>${nameInWords(handoff.temperature)}</li></ul>`;
}

const deadline = (handoff: HandoffView, zone: Zone): Markup =>
  handoff.deadline === null
    ? html``
    : html`<p>Please decide before ${moment(handoff.deadline, zone)} (${zone}); then somebody else is asked.</p>`;

function returnForm(mistake: FormMistake | null): Markup {
  return html`<section class="card" aria-labelledby="return"><h2 id="return">Not for you? Give it back to marketing</h2>
<form method="post"><input type="hidden" name="action" value="return">
${mistake && html`<p class="error" role="alert" id="mistake">${mistake.text}</p>`}
<div><label for="reason">Reason</label>
<select id="reason" name="reason" required${mistake && html` aria-invalid="true" aria-describedby="mistake" autofocus`}>
<option value="">Choose a reason</option>
${returnReasons.map((reason) => html`<option value="${reason}">${nameInWords(returnWords[reason])}</option>`)}</select></div>
<div><label for="note">Note (optional)</label>
<textarea id="note" name="note" maxlength="2000">${mistake?.note ?? ''}</textarea></div>
<button class="quiet">Return</button></form></section>`;
}

/** What the owner of the offer sees after the decision; the story stays readable. */
export function decidedPage(story: HandoffStory, setting: Setting, status: ContentfulStatusCode = 200): Page {
  const { handoff } = story;
  const accepted = handoff.status === 'accepted';
  return {
    title: accepted ? 'Accepted' : 'Returned',
    status,
    content: html`${headline(story)}
<section class="card" role="status"><h2>${accepted ? 'Accepted' : 'Returned to marketing'}</h2>
<p>${outcomeWords(handoff)}</p></section>${storySections(story, setting)}`,
  };
}

function outcomeWords({ status, reason, note }: HandoffView): string {
  if (status === 'accepted') return 'The lead is yours. Marketing sends no more sequence mail to it.';
  return `Reason: ${reasonWords(reason ?? 'none given')}.${note ? ` Note: ${note}.` : ''} The lead goes back into nurturing.`;
}

/** Somebody decided otherwise before. */
export const decidedOtherwisePage = ({ status }: HandoffView): Page =>
  notice('This hand-off has been decided already', `It was ${status}. Nothing was changed.`, 409);

/** The offer has passed on; its former owner learns nothing more about the lead. */
export const reassignedPage = (status: 410 | 409): Page =>
  notice(
    'This hand-off is with somebody else now',
    'The time to answer was over, so it was given to another salesperson. Nothing was changed.',
    status,
  );
