/**
 * A mailer over the HTTP API of a provider: what all of them have in common. The provider says how a mail is asked for and
 * what its answer means; here is when the ledger is told, and what no answer means. Nothing is sent twice: neither SES
 * nor Postmark has a key by which a second request would be known as the same one.
 */
import { assertNever } from '../../domain/errors.ts';
import { drainingMailer } from '../draining.ts';
import type { Mailer, OutgoingMail, SendResult } from '../ports.ts';
import { type Exchange, exchange, type ProviderRequest, type ProviderTimeouts } from './exchange.ts';
import { unreachable } from './verdict.ts';

export type Answer = Exchange & { readonly kind: 'answered' };

export interface Provider {
  /**
   * The request for one mail.
   * @throws ADDRESS_INVALID and ADDRESS_MULTIPLE for an address that is not exactly one
   */
  requestOf(mail: OutgoingMail): ProviderRequest;
  resultOf(answer: Answer): SendResult;
}

export interface ProviderMailerOptions {
  readonly timeouts?: ProviderTimeouts & {
    /** How long closing waits for mails under way before it cuts the connections. */
    readonly drainMs?: number;
  };
}

export function createProviderMailer(provider: Provider, { timeouts = {} }: ProviderMailerOptions = {}): Mailer {
  const cut = new AbortController();

  const deliver = async (mail: OutgoingMail, beforeBody: () => Promise<void>): Promise<SendResult> => {
    const outcome = await exchange(provider.requestOf(mail), beforeBody, timeouts, cut.signal);
    switch (outcome.kind) {
      case 'answered':
        return provider.resultOf(outcome);
      case 'unreachable':
        return unreachable(outcome.why);
      case 'unanswered':
        return { kind: 'unknown', response: outcome.why };
      default:
        return assertNever(outcome);
    }
  };

  return drainingMailer({
    deliver,
    cutOff: () => cut.abort(new Error('the mailer is closing')),
    drainMs: timeouts.drainMs,
  });
}
