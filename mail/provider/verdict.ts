/**
 * What a provider's answer means for a mail: a table of rules for each provider, and one for HTTP itself where the
 * provider says nothing of its own. The first rule that matches counts.
 */
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import type { SendResult } from '../ports.ts';

export interface ProviderError {
  readonly status: number;
  /** The provider's name or number of the error; null when the answer has none. */
  readonly code: string | null;
  readonly text: string;
}

export interface ProviderRule {
  readonly name: string;
  readonly status?: (status: number) => boolean;
  /** Any of them, or `any` of the provider's own. */
  readonly code?: readonly string[] | 'any';
  readonly text?: RegExp;
  /** `unknown`: it may have been accepted all the same. */
  readonly means: DeliveryClass | 'unknown';
}

const is =
  (...wanted: readonly number[]) =>
  (status: number): boolean =>
    wanted.includes(status);

/** RFC 9110 §15 and RFC 6585 §4, for answers that the provider's own table does not know. */
const httpRules: readonly ProviderRule[] = [
  { name: 'HTTP: no redirect is followed', status: (status) => status < 400, means: 'setup' },
  { name: 'HTTP: not authorised', status: is(401, 403, 407), means: 'credentials' },
  { name: 'HTTP: nothing there', status: is(404, 405, 410, 421), means: 'setup' },
  { name: 'HTTP: the request did not arrive whole', status: is(408), means: 'passing' },
  { name: 'HTTP: too large', status: is(413, 414, 431), means: 'content' },
  { name: 'HTTP: not understood', status: is(406, 411, 415), means: 'content' },
  { name: 'HTTP: too many requests', status: is(429), means: 'throttled' },
  // The service itself says that it takes nothing at present.
  { name: 'HTTP: no service at present', status: is(503), means: 'passing' },
  // A gateway that got no answer cannot know what became of the request, and a service that broke may not either.
  { name: 'HTTP: broke while it worked on it', status: (status) => status >= 500, means: 'unknown' },
];

/** The verdict of a table, with that of HTTP for what it does not know. */
export function verdictOf(rules: readonly ProviderRule[], error: ProviderError): SendResult {
  const response = [`HTTP ${error.status}`, error.code, error.text].filter(Boolean).join(' ').slice(0, 2000);
  const rule = [...rules, ...httpRules].find((candidate) => matches(candidate, error));
  if (rule?.means === 'unknown') return { kind: 'unknown', response };
  return {
    kind: 'declined',
    class: rule?.means ?? 'unclear',
    rule: rule?.name ?? 'no rule',
    response,
    code: null,
    enhanced: null,
  };
}

function matches({ status, code, text }: ProviderRule, error: ProviderError): boolean {
  if (status && !status(error.status)) return false;
  if (code === 'any' ? error.code === null : code && !code.includes(error.code ?? '')) return false;
  return !text || text.test(error.text);
}

/** Surely not accepted, before anything was written. */
export const unreachable = (response: string): SendResult => ({
  kind: 'declined',
  class: 'unreachable',
  rule: 'no connection',
  response,
  code: null,
  enhanced: null,
});
