/** The forms for whoever has accepted a lead: contact, meeting, won, lost, given back; and what such a form asks for. */
import { html } from 'hono/html';
import type { HandoffView, StepGiven } from '../../db/store.ts';
import { nameInWords } from '../../domain/fields.ts';
import { type ReturnReason, returnReasons } from '../../domain/handoff.ts';
import { type LostReason, lostReasons, type SeenAs } from '../../domain/handoff-steps.ts';
import { moneyProblem } from '../../domain/money.ts';
import { instantAt, isDate, type Zone } from '../../domain/time.ts';
import { lostWords, returnWords } from '../../domain/wording.ts';
import type { Markup } from './layout.ts';
import { moment } from './story.ts';

/** A step that a form asks for, or what is missing in it; null when it asks for nothing that can be done. */
export type AskedStep = { readonly step: StepGiven & { readonly seen?: SeenAs } } | { readonly mistake: string } | null;

type Form = Readonly<Record<string, unknown>>;

/** @param zone of the times that are written into it */
export function stepAsked(form: Form, zone: Zone): AskedStep {
  switch (form.action) {
    case 'accept':
      return { step: { kind: 'accepted' } };
    case 'contacted':
      return { step: { kind: 'contacted' } };
    case 'plan':
    case 'meeting':
      return planAsked(form, zone);
    case 'won':
      return wonAsked(form);
    case 'lost': {
      const reason = lostReasons.find((known) => known === form.reason) satisfies LostReason | undefined;
      return reason ? { step: { kind: 'lost', reason } } : { mistake: 'Choose a reason for losing the lead.' };
    }
    case 'return':
      return returnAsked(form);
    default:
      return null;
  }
}

function planAsked(form: Form, zone: Zone): AskedStep {
  const written = textOf(form.at);
  const [day = '', time = ''] = written.split('T');
  const isTime = isDate(day) && /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  if (isTime)
    return { step: { kind: form.action === 'meeting' ? 'meeting' : 'planned', at: instantAt(day, time, zone) } };
  return form.action === 'meeting' && written === ''
    ? { step: { kind: 'meeting' } }
    : { mistake: 'Write day and time as 2027-03-01T15:00.' };
}

function wonAsked(form: Form): AskedStep {
  const amount = textOf(form.amount);
  const currency = textOf(form.currency).toUpperCase();
  const won = { kind: 'won', product: textOf(form.product) || null } as const;
  if (amount === '') return { step: won };
  if (currency === '') return { mistake: 'An amount needs its currency, such as EUR.' };
  const problem = moneyProblem(amount, currency);
  return problem === null ? { step: { ...won, amount, currency } } : { mistake: `Amount: ${problem}.` };
}

function returnAsked(form: Form): AskedStep {
  const reason = returnReasons.find((known) => known === form.reason) satisfies ReturnReason | undefined;
  const againOn = textOf(form.again);
  if (!reason) return { mistake: 'Choose a reason for returning the lead.' };
  if (againOn !== '' && !isDate(againOn)) return { mistake: 'Write the day to try again as 2027-03-01.' };
  const seen = form.seen === 'accepted' ? 'accepted' : 'open';
  return { step: { kind: 'returned', reason, againOn: againOn === '' ? null : againOn, seen } };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 40) : '');

/** What can be done with a lead that is accepted. */
export function stepForms(
  { follow, contactedAt, meetingAt, plannedAt, product }: HandoffView,
  setting: Setting,
  mistake: string | null,
): Markup {
  const { timeZone: zone } = setting;
  return html`<section class="card" aria-labelledby="steps"><h2 id="steps">What has happened?</h2>
${mistake && html`<p class="error" role="alert" id="mistake">${mistake}</p>`}
<form method="post"><input type="hidden" name="action" value="contacted">
<div><label for="contact-note">Note (optional)</label><textarea id="contact-note" name="note" maxlength="2000"></textarea></div>
<button>${contactedAt === null ? 'I have talked to them' : 'We have talked again'}</button></form>
${
  meetingAt === null
    ? html`<form method="post"><input type="hidden" name="action" value="meeting">
<div><label for="meeting-at">When (optional, ${zone})</label><input type="datetime-local" id="meeting-at" name="at"></div>
<button>A meeting is set</button></form>`
    : ''
}
${
  follow
    ? html`<form method="post"><input type="hidden" name="action" value="plan">
${plannedAt && html`<p>The next contact is planned for ${moment(plannedAt, zone)}. <a href="${setting.calendar}">Put it into your calendar</a></p>`}
<div><label for="plan-at">Remind me of the next contact (${zone})</label><input type="datetime-local" id="plan-at" name="at" required></div>
<div><label for="plan-note">What for (optional)</label><textarea id="plan-note" name="note" maxlength="2000"></textarea></div>
<button class="quiet">Remind me</button></form>`
    : ''
}
<form method="post"><input type="hidden" name="action" value="won">
<div><label for="amount">Amount (optional)</label><input id="amount" name="amount" inputmode="decimal" maxlength="16" placeholder="12500.00"></div>
<div><label for="currency">Currency</label><input id="currency" name="currency" maxlength="3" placeholder="EUR"></div>
${productField(setting.products, product)}<button>Won</button></form>
<form method="post"><input type="hidden" name="action" value="lost">
<div><label for="lost-reason">Lost, because</label><select id="lost-reason" name="reason" required><option value="">Choose a reason</option>
${lostReasons.map((reason) => html`<option value="${reason}">${nameInWords(lostWords[reason])}</option>`)}</select></div>
<button class="quiet">Lost</button></form></section>
${follow ? returnForm({ seen: 'accepted', mistake: null, note: '' }) : ''}`;
}

/** Where there is nothing to choose from, it is what the hand-off is about. */
const productField = (products: Setting['products'], product: string | null): Markup =>
  products.length < 2
    ? html``
    : html`<div><label for="product">What they bought</label><select id="product" name="product"><option value="">Not said</option>
${products.map(({ name, label }) => html`<option value="${name}"${name === product && html` selected`}>${label}</option>`)}</select></div>
`;

/** Of the page that the forms are on. */
export interface Setting {
  readonly timeZone: Zone;
  /** What is sold, where the file says it. */
  readonly products: readonly { readonly name: string; readonly label: string }[];
  /** Where the calendar file of the next contact is. */
  readonly calendar: string;
}

interface ReturnForm {
  readonly seen: SeenAs;
  readonly mistake: string | null;
  readonly note: string;
}

/** The form that gives a lead back to marketing. */
export function returnForm({ seen, mistake, note }: ReturnForm): Markup {
  return html`<section class="card" aria-labelledby="return"><h2 id="return">Not for you? Give it back to marketing</h2>
<form method="post"><input type="hidden" name="action" value="return"><input type="hidden" name="seen" value="${seen}">
${mistake && html`<p class="error" role="alert" id="mistake">${mistake}</p>`}
<div><label for="reason">Reason</label>
<select id="reason" name="reason" required${mistake && html` aria-invalid="true" aria-describedby="mistake" autofocus`}>
<option value="">Choose a reason</option>
${returnReasons.map((reason) => html`<option value="${reason}">${nameInWords(returnWords[reason])}</option>`)}</select></div>
<div><label for="again">Try again on (optional)</label><input type="date" id="again" name="again"></div>
<div><label for="note">Note (optional)</label>
<textarea id="note" name="note" maxlength="2000">${note}</textarea></div>
<button class="quiet">Return</button></form></section>`;
}
