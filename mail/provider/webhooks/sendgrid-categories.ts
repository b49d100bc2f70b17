/** What the bounce classifications and drop reasons of SendGrid mean. Data; names are those of its documentation. */
import type { Categories } from './bounce-verdict.ts';

export const sendGridCategories: Categories = {
  // `bounce_classification`.
  'Invalid Address': { class: 'hard' },
  Technical: { class: 'expired', vague: true },
  Content: { class: 'content' },
  Reputation: { class: 'blocked-reputation', vague: true },
  'Frequency or Volume Too High': { class: 'expired' },
  'Mailbox Unavailable': { class: 'mailbox-full', vague: true },
  Unclassified: { class: 'unsure', vague: true },
  // `type`, where no classification is told.
  bounce: { class: 'unsure', vague: true },
  blocked: { class: 'blocked-policy', vague: true },
  expired: { class: 'expired' },
  // `reason` of `dropped`: SendGrid has not even tried.
  'Bounced Address': { class: 'hard' },
  Invalid: { class: 'hard' },
  'Spam Reporting Address': { class: 'complaint' },
  'Invalid SMTPAPI header': { class: 'configuration' },
  'Spam Content (if Spam Checker app is enabled)': { class: 'content' },
  'Spam Content': { class: 'content' },
  'Recipient List over Package Quota': { class: 'configuration' },
};

/** `reason` of `dropped` because of an opt-out that SendGrid keeps. */
export const sendGridOptOut = 'Unsubscribed Address';
