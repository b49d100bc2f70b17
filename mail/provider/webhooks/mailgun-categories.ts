/** What severity and reason of a failure at Mailgun mean. Data; names are those of its documentation. */
import type { Categories } from './bounce-verdict.ts';

export const mailgunCategories: Categories = {
  'permanent/bounce': { class: 'hard', vague: true },
  'permanent/hardfail': { class: 'hard', vague: true },
  'permanent/generic': { class: 'unsure', vague: true },
  // Mailgun has not even tried: the address bounced before, or complained.
  'permanent/suppress-bounce': { class: 'hard' },
  'permanent/suppress-complaint': { class: 'complaint' },
  'permanent/espblock': { class: 'blocked-reputation', vague: true },
  'permanent/greylisted': { class: 'expired' },
  // Tried for eight hours or more.
  'permanent/old': { class: 'expired' },
  // Not taken from us: quota, a domain that is not verified, a broken mail.
  rejected: { class: 'configuration', vague: true },
};

/** Not sent because of an opt-out that Mailgun keeps. */
export const mailgunOptOut = 'suppress-unsubscribe';
