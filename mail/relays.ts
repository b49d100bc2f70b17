/**
 * All relays of an installation behind one mailer: each mail goes to the relay that it names, and to no other. Opens no
 * connection before there is a mail for it.
 */
import { assertNever } from '../domain/errors.ts';
import type { Relay } from '../domain/relay.ts';
import { stopRules } from '../domain/sender-stops.ts';
import type { DkimKey, Mailer, SendResult } from './ports.ts';
import { postmarkProvider } from './provider/postmark.ts';
import { createProviderMailer } from './provider/provider-mailer.ts';
import { sesProvider } from './provider/ses.ts';
import { createMailer } from './smtp.ts';

export interface RelaysOptions {
  /** The key for mails from a domain; null when they leave unsigned. Asked for mails of relays that leave signing to us. */
  readonly dkim?: (fromDomain: string) => DkimKey | null;
  readonly timeouts?: {
    readonly connectionMs?: number;
    /** Silence of an SMTP relay. */
    readonly socketMs?: number;
    /** How long a provider's API may take to answer. */
    readonly answerMs?: number;
    /** How long closing waits for mails under way before it cuts the connections. */
    readonly drainMs?: number;
  };
}

/**
 * Makes the mailer of an installation.
 * @throws CONFIG_INVALID when the address of an SMTP relay is wrong
 */
export function createRelays(relays: readonly Relay[], options: RelaysOptions = {}): Mailer {
  const mailers = new Map(relays.map((relay) => [relay.name, mailerOf(relay, options)]));
  return {
    async send(mail, beforeBody) {
      const mailer = mailers.get(mail.relay);
      return mailer ? mailer.send(mail, beforeBody) : missing(mail.relay, [...mailers.keys()]);
    },
    async close() {
      await Promise.all([...mailers.values()].map((mailer) => mailer.close()));
    },
  };
}

function mailerOf(relay: Relay, { dkim, timeouts = {} }: RelaysOptions): Mailer {
  switch (relay.kind) {
    case 'smtp':
      return createMailer(relay.url.reveal(), {
        maxConnections: relay.connections,
        maxMessages: relay.messagesPerConnection,
        ...(relay.ehloName === null ? {} : { name: relay.ehloName }),
        ...(relay.dkim === 'tendril' && dkim ? { dkim } : {}),
        timeouts,
      });
    case 'ses':
      return createProviderMailer(sesProvider(relay), { timeouts });
    case 'postmark':
      return createProviderMailer(postmarkProvider(relay), { timeouts });
    default:
      return assertNever(relay);
  }
}

/** A sender names a relay that this engine does not have: nobody else's relay takes its mails meanwhile. */
function missing(name: string, known: readonly string[]): SendResult {
  const there = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
  return {
    kind: 'declined',
    class: 'setup',
    rule: stopRules.noRelay.name,
    response: `This engine has no relay "${name}": add it to the file of TENDRIL_RELAYS, or name another one at the sender; ${there}`,
    code: null,
    enhanced: null,
  };
}
