/**
 * What Postmark's error codes mean for a mail. Data; the codes are those of the API's overview page, which come with
 * HTTP 422 mostly. An answer of HTTP 500 is not in here: Postmark says that the message is lost "in most cases", so
 * nobody knows.
 */
import { stopRules } from '../../domain/sender-stops.ts';
import type { ProviderRule } from './verdict.ts';

export const postmarkRules: readonly ProviderRule[] = [
  { name: 'Postmark: failed inside', status: (status) => status === 500, means: 'unknown' },
  { name: 'Postmark: bad or missing token', code: ['10'], means: 'credentials' },
  { name: 'Postmark: maintenance', code: ['100'], means: 'passing' },
  {
    name: 'Postmark: no such recipient address',
    code: ['300'],
    text: /\b(?:error parsing|invalid) '?To'?(?: address)?\b/i,
    means: 'mailbox',
  },
  {
    name: stopRules.sender.name,
    code: ['300'],
    text: /\b(?:error parsing|invalid) '?From'?(?: address)?\b/i,
    means: 'setup',
  },
  { name: 'Postmark: invalid mail', code: ['300'], means: 'content' },
  { name: stopRules.sender.name, code: ['400', '401'], means: 'setup' },
  { name: 'Postmark: request not understood', code: ['402', '403', '409'], means: 'content' },
  // Out of credits, not approved yet, may not send.
  { name: stopRules.account.name, code: ['405', '412', '413'], means: 'setup' },
  // After a hard bounce, a complaint or by hand: Postmark sends it nothing more.
  { name: 'Postmark: inactive recipient', code: ['406'], means: 'mailbox' },
  { name: 'Postmark: attachment not allowed', code: ['411'], means: 'content' },
  { name: 'Postmark: sending too fast', code: ['429'], means: 'throttled' },
  { name: 'Postmark: no such message stream', code: ['1226', '1235', '1236'], means: 'setup' },
  { name: 'Postmark: message stream, in words', code: 'any', text: /\bmessage ?stream\b/i, means: 'setup' },
];
