/** The colleagues on the page of a hand-off: for whom the same decision holds, and what is decided about one of them alone. */
import { html } from 'hono/html';
import type { GroupMember, HandoffStory, StepGiven } from '../../db/store.ts';
import { nameInWords } from '../../domain/fields.ts';
import { returnReasons } from '../../domain/handoff.ts';
import { lostReasons, type SeenAs } from '../../domain/handoff-steps.ts';
import { lostWords, returnWords } from '../../domain/wording.ts';
import type { Markup } from './layout.ts';

/** Nothing where there are none. */
export function groupSection({ group }: HandoffStory): Markup {
  const running = group.filter(isRunning);
  if (running.length === 0) return html``;
  return html`
<section class="card" aria-labelledby="group"><h2 id="group">Together with</h2>
<p>They are of the same company, and what you decide holds for them too. Returned for being the wrong person, the next of them is yours.</p>
<ul class="plain">${running.map(memberItem)}</ul>
</section>`;
}

const isRunning = ({ status }: GroupMember): boolean => status === 'open' || status === 'accepted';

/** What leads is decided by the other forms. */
const memberItem = (member: GroupMember): Markup =>
  html`<li>${member.name}${member.title ? `, ${member.title}` : ''} (score ${Math.round(member.score)}), ${member.email}
${member.leads ? '' : aloneForm(member)}</li>`;

const aloneForm = ({ id, name }: GroupMember): Markup => html`
<details><summary>Only ${name}, without the others</summary>
<form method="post"><input type="hidden" name="action" value="alone"><input type="hidden" name="member" value="${id}">
<div><label for="alone-${id}">What became of ${name}</label><select id="alone-${id}" name="reason" required><option value="">Choose what became of them</option>
<optgroup label="Give back to marketing">${returnReasons.map((reason) => option(`returned ${reason}`, returnWords[reason]))}</optgroup>
<optgroup label="Lost, because">${lostReasons.map((reason) => option(`lost ${reason}`, lostWords[reason]))}</optgroup></select></div>
<button class="quiet">Decide for ${name} alone</button></form></details>`;

const option = (value: string, words: string): Markup => html`<option value="${value}">${nameInWords(words)}</option>`;

/** What is asked for one member alone; null: the form is not about one that is there and running. */
export function aloneAsked(
  form: Readonly<Record<string, unknown>>,
  { group }: HandoffStory,
): { readonly id: string; readonly step: (StepGiven & { readonly seen?: SeenAs }) | null } | null {
  const member = group.find((one) => one.id === form.member && !one.leads && isRunning(one));
  if (!member) return null;
  const [kind, chosen] = typeof form.reason === 'string' ? form.reason.split(' ') : [];
  const seen = member.status === 'accepted' ? 'accepted' : 'open';
  const returned = kind === 'returned' ? returnReasons.find((reason) => reason === chosen) : undefined;
  const lost = kind === 'lost' ? lostReasons.find((reason) => reason === chosen) : undefined;
  if (returned) return { id: member.id, step: { kind: 'returned', reason: returned, seen } };
  return { id: member.id, step: lost ? { kind: 'lost', reason: lost } : null };
}
