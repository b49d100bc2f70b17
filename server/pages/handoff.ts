/**
 * The pages behind the link in a hand-off mail: the lead's story with two forms, and what became of it.
 */
import { html } from 'hono/html';
import type { HandoffStory, HandoffView } from '../../db/store.ts';
import { nameInWords } from '../../domain/fields.ts';
import type { Zone } from '../../domain/time.ts';
import { reasonWords } from '../../domain/wording.ts';
import { groupSection } from './handoff-group.ts';
import { type Setting as FormSetting, returnForm, stepForms } from './handoff-steps.ts';
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
${returnForm({ seen: 'open', mistake: mistake?.text ?? null, note: mistake?.note ?? '' })}
${groupSection(story)}${storySections(story, setting)}`,
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

/** What the owner of the offer sees after the decision, with what can be done next; the story stays readable. */
export function decidedPage(story: HandoffStory, setting: Setting & FormSetting, mistake: string | null = null): Page {
  const { handoff } = story;
  return {
    title: titles[handoff.status],
    status: mistake === null ? 200 : 422,
    content: html`${headline(story)}
<section class="card" role="status"><h2>${titles[handoff.status]}</h2>
<p>${outcomeWords(handoff)}</p></section>${handoff.status === 'accepted' ? stepForms(handoff, setting, mistake) : ''}${groupSection(story)}${storySections(story, setting)}`,
  };
}

const titles: Readonly<Record<HandoffView['status'], string>> = {
  ...{ open: 'Open', accepted: 'Accepted', won: 'Won', lost: 'Lost', returned: 'Returned to marketing' },
};

function outcomeWords({ status, reason, note, amount, currency, againOn }: HandoffView): string {
  const said = note ? ` Note: ${note}.` : '';
  switch (status) {
    case 'accepted':
      return 'The lead is yours. Marketing sends no more sequence mail to it.';
    case 'won':
      return `A customer${amount === null ? '' : ` for ${amount} ${currency ?? ''}`}.${said}`;
    case 'lost':
      return `Reason: ${reasonWords(reason ?? 'none given')}.${said} Marketing keeps in touch.`;
    default:
      return `Reason: ${reasonWords(reason ?? 'none given')}.${said} The lead goes back into nurturing${againOn === null ? '' : `, not before ${againOn}`}.`;
  }
}

/** Somebody decided otherwise before. */
export const decidedOtherwisePage = ({ status }: HandoffView): Page =>
  notice('This hand-off has been decided already', `It was ${status}. Nothing was changed.`, 409);

/** So long after the end of a hand-off its link shows nothing of the lead any more. */
export const expiredPage = (): Page =>
  notice(
    'This link has expired',
    'The hand-off is over, and was so for a while. Its story is in the CRM, or with marketing.',
    410,
  );

/** The offer has passed on; its former owner learns nothing more about the lead. */
export const reassignedPage = (status: 410 | 409): Page =>
  notice(
    'This hand-off is with somebody else now',
    'The time to answer was over, so it was given to another salesperson. Nothing was changed.',
    status,
  );
