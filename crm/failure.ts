/**
 * How a whole call to a CRM fails: it may not be called now, or not by us, or it does not answer as it should. The class
 * does not survive the wire, so what matters is in `details.crm` and read by `crmFailureOf`. Neither the message nor the
 * details hold secrets or values of a lead.
 */
import { type ErrorCode, TendrilError } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import type { Delay } from './port.ts';

export type CrmFailure =
  | { readonly kind: 'rate_limited'; readonly until: Instant }
  /** `missingScopes`: what the CRM says the credentials lack; none when they are refused altogether. */
  | { readonly kind: 'unauthorised'; readonly missingScopes: readonly string[] }
  /** `until`: when it will be back, if it says so. */
  | { readonly kind: 'unreachable'; readonly until: Instant | null };

const codes: Readonly<Record<CrmFailure['kind'], ErrorCode>> = {
  rate_limited: 'CRM_RATE_LIMITED',
  unauthorised: 'CRM_UNAUTHORISED',
  unreachable: 'CRM_UNREACHABLE',
};

/** The error to throw for a failure; `message` says what happened, for logs. */
export const crmError = (failure: CrmFailure, message: string): TendrilError =>
  new TendrilError(codes[failure.kind], message, { crm: failure });

/** What a thrown value says of the CRM; null when it is about something else. */
export function crmFailureOf(thrown: unknown): CrmFailure | null {
  const details = (thrown as { readonly details?: { readonly crm?: CrmFailure } } | null)?.details;
  return details?.crm ?? null;
}

/** Until credentials are put right, or a server is back that does not say when. */
const pausesMs = { unauthorised: 15 * 60_000, unreachable: 60_000 } as const;

/** When a record that the failure left untold may be pushed again, and why it was not. */
export function delayBy(failure: CrmFailure, now: Instant): { readonly until: Instant; readonly because: Delay } {
  switch (failure.kind) {
    case 'rate_limited':
      return { until: failure.until, because: 'rate_limited' };
    case 'unauthorised':
      return { until: plusMs(now, pausesMs.unauthorised), because: 'unauthorised' };
    case 'unreachable':
      return { until: failure.until ?? plusMs(now, pausesMs.unreachable), because: 'unreachable' };
  }
}
