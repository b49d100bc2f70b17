/**
 * The page on which a lead says what mails it wants: topics, how often, a pause, or none at all. Works without script and
 * shows the address masked, since mails are forwarded.
 */
import { html } from 'hono/html';
import { mailFrequencies, type Preferences } from '../../db/store.ts';
import { dateIn, type Zone } from '../../domain/time.ts';
import { brand, type Markup, type Page } from './layout.ts';
import { pauseLengths } from './preference-form.ts';
import type { ShownTopic } from './topics.ts';
import type { Visitor } from './visitor.ts';
import { dayInWords, filledIn, labelled } from './words/languages.ts';

/** What a form was answered with. */
export type PreferenceNote = 'saved' | 'again' | 'pressButton' | 'dateWrong';

interface Shown {
  readonly visitor: Visitor;
  readonly preferences: Preferences;
  readonly topics: readonly ShownTopic[];
  readonly zone: Zone;
  /** Between which days a pause may end. */
  readonly days: { readonly first: string; readonly last: string };
  readonly note: PreferenceNote | null;
}

export function preferencePage(shown: Shown): Page {
  const { visitor, preferences, note } = shown;
  const { language, words, organisation } = visitor;
  const { stopped, masked } = preferences;
  const isMistake = note === 'dateWrong' || note === 'pressButton';
  return {
    language,
    title: note === null ? words.title : `${noteText(shown)} ${words.title}`,
    ...(isMistake ? { status: note === 'dateWrong' ? (422 as const) : (400 as const) } : {}),
    content: html`${brand(organisation)}<h1>${words.title}</h1>
<p class="soft">${labelled(words.addressLabel, language)} <bdi>${masked}</bdi></p>
${note !== null && html`<p class="${isMistake ? 'error' : 'done'}" role="${isMistake ? 'alert' : 'status'}" id="note">${noteText(shown)}</p>`}
${stopped === null ? wishForm(shown) : stoppedCard(shown)}
${stopped === null || stopped === 'manual' || stopped === 'bounce_hard' ? stopForm(visitor) : ''}`,
  };
}

function noteText({ note, visitor: { words, language }, days }: Shown): string {
  if (note === null) return '';
  return filledIn(words[note], { first: dayInWords(days.first, language), last: dayInWords(days.last, language) });
}

/** Who has left may come back; why else nothing is sent is not told, and cannot be changed here. */
function stoppedCard({ preferences: { stopped }, visitor: { words } }: Shown): Markup {
  if (stopped !== 'unsubscribe') {
    return html`<section class="card"><h2>${words.silentTitle}</h2><p>${words.silentText}</p></section>`;
  }
  return html`<section class="card"><h2>${words.stoppedTitle}</h2><p>${words.againText}</p>
<form method="post"><input type="hidden" name="action" value="again"><button>${words.againButton}</button></form></section>`;
}

const stopForm = ({ words }: Visitor): Markup => html`<section class="card" aria-labelledby="stop">
<h2 id="stop">${words.stopTitle}</h2><p>${words.stopAllText}</p>
<form method="post"><input type="hidden" name="action" value="stop"><button class="quiet">${words.stopButton}</button></form>
</section>`;

const wishForm = (shown: Shown): Markup => html`<form method="post" class="card">
<input type="hidden" name="action" value="save">
${topicChoice(shown)}${frequencyChoice(shown)}${pauseChoice(shown)}
<button>${shown.visitor.words.save}</button></form>`;

/** A page shows which topics it offers: one that was added since is not given up by not being ticked. */
function topicChoice({ topics, visitor: { words }, preferences: { without } }: Shown): Markup {
  if (topics.length === 0) return html``;
  return html`<fieldset><legend>${words.topicsTitle}</legend>
${topics.map(
  ({ purpose, name, about }, index) => html`<div class="choice"><input type="hidden" name="shown" value="${purpose}">
<input type="checkbox" id="topic-${index}" name="topic" value="${purpose}"${!without.includes(purpose) && html` checked`}${about && html` aria-describedby="about-${index}"`}>
<label for="topic-${index}" dir="auto">${name}</label>
${about && html`<p class="soft" id="about-${index}" dir="auto">${about}</p>`}</div>`,
)}</fieldset>`;
}

function frequencyChoice({ visitor: { words }, preferences: { frequency } }: Shown): Markup {
  const texts = { all: words.everyMail, weekly: words.weekly, monthly: words.monthly } as const;
  return html`<fieldset><legend>${words.frequencyTitle}</legend>
${mailFrequencies.map((one) => radio('frequency', one, texts[one], one === frequency))}</fieldset>`;
}

function pauseChoice({ visitor: { words, language }, preferences: { pausedUntil }, zone, days, note }: Shown): Markup {
  const wrong = note === 'dateWrong';
  const isPaused = pausedUntil !== null;
  const until = pausedUntil && filledIn(words.asNow, { date: dayInWords(dateIn(pausedUntil, zone), language) });
  return html`<fieldset><legend>${words.pauseTitle}</legend>
${radio('pause', 'none', words.noPause, !isPaused && !wrong)}
${until && radio('pause', 'keep', until, !wrong)}
${pauseLengths.map((length) => radio('pause', String(length), filledIn(words.pauseDays, { days: String(length) }), false))}
${radio('pause', 'date', words.pauseDate, wrong)}
<div class="day"><label for="day">${words.pauseDay}</label>
<input type="date" id="day" name="day" min="${days.first}" max="${days.last}"${wrong && html` aria-invalid="true" aria-describedby="note" autofocus`}></div>
</fieldset>`;
}

const radio = (name: string, value: string, text: string, checked: boolean): Markup =>
  html`<div class="choice"><input type="radio" id="${name}-${value}" name="${name}" value="${value}"${checked && html` checked`}>
<label for="${name}-${value}">${text}</label></div>`;
