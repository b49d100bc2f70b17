/**
 * What the codes of stages and reasons are called where a person reads them: on pages and in the mail to sales. Says
 * each of them once; must not decide anything.
 */
import type { StopReason, TouchKind } from './events.ts';
import type { BackReason } from './handoff.ts';
import type { LostReason } from './handoff-steps.ts';
import type { Stage } from './lifecycle.ts';

/** To be read after "became". */
export const stageWords: Readonly<Record<Stage, string>> = {
  awareness: 'a new contact',
  name: 'a known contact',
  engaged: 'engaged',
  prospect: 'a prospect',
  mql: 'ready for sales',
  sql: 'accepted by sales',
  opportunity: 'an opportunity',
  customer: 'a customer',
  recycled: 'a lead to nurture again',
  disqualified: 'disqualified',
};

export const returnWords: Readonly<Record<BackReason, string>> = {
  no_fit: 'no fit for what we sell',
  no_budget: 'no budget',
  no_authority: 'not the one who decides',
  timing: 'not now',
  bad_data: 'the data is wrong',
  duplicate: 'we know this lead already',
  competitor: 'works for a competitor',
  unreachable: 'could not be reached',
  silent: 'sales accepted it and logged nothing for too long',
};

/** Why a lead does not buy, in words. */
export const lostWords: Readonly<Record<LostReason, string>> = {
  price: 'the price',
  competitor: 'it chose a competitor',
  no_budget: 'no budget',
  no_need: 'no need',
  no_decision: 'no decision was made',
  timing: 'not now',
  other: 'another reason',
};

const touches: Readonly<Record<TouchKind, string>> = {
  call: 'Phone call',
  chat: 'Chat',
  sms: 'Text message',
  meeting: 'Meeting',
  letter: 'Letter on paper',
  other: 'Other contact',
};

/** How somebody was in touch, by the name of the touch. */
export const touchWords = (name: string | null): string =>
  name !== null && Object.hasOwn(touches, name) ? touches[name as TouchKind] : touches.other;

const stopWords: Readonly<Record<StopReason, string>> = {
  reply: 'replied',
  unsubscribe: 'unsubscribed',
  bounce_hard: 'the address does not exist',
  complaint: 'reported as spam',
  consent: 'has not agreed to such mail',
  mql: 'ready for sales',
  colleague: 'a colleague of the same company came to sales',
  manual: 'stopped by hand',
  rule: 'a stop rule of the sequence',
  superseded: 'a sequence of higher priority took over',
  merged: 'the same person is in it already',
  goal: 'the goal is reached',
};

const words: ReadonlyMap<string, string> = new Map([
  ...Object.entries(stopWords),
  ...Object.entries(lostWords),
  ...Object.entries(returnWords),
]);

/**
 * A recorded reason as a person reads it. A code stands alone or ends the text after a colon, as in
 * `returned by sales: no_budget`; an event is named as in `custom demo_requested`; all else was written for people and
 * stays.
 */
export function reasonWords(reason: string): string {
  if (/^custom \S+$/.test(reason)) return reason.slice('custom '.length).replaceAll('_', ' ');
  const start = reason.lastIndexOf(': ') + 1;
  const code = reason.slice(start).trim();
  const known = words.get(code);
  return known === undefined ? reason : `${reason.slice(0, start)}${start === 0 ? '' : ' '}${known}`;
}
