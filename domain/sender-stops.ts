/**
 * When a refusal stops who sends, and whom: the sending domain or the relay, for itself or together with others of the
 * same class. Data, and the decisions made with it, for what a relay says at once and for what comes back by mail.
 */
import type { DeliveryClass } from './delivery-class.ts';
import { deliveryRules } from './delivery-rules.ts';

/** Who is held back by a pause. */
export type StopScope =
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'relay'; readonly relay: string };

interface StopRule {
  /** The name that tables of replies give to it. */
  readonly name: string;
  readonly stops: StopScope['kind'];
  /** What to do, where the name does not say it; of the domain or relay that is stopped. */
  readonly mend?: (name: string) => string;
}

/**
 * Refusals after which it makes no difference to whom the next mail goes. Each says itself whom it is about, because one
 * class holds both: a relay serves several domains, and one of them may be set up wrongly.
 */
export const stopRules = {
  /** SPF, DKIM or DMARC of the domain fails, say receivers that hold all mail to it (RFC 7372). */
  authentication: {
    name: 'mail not authenticated',
    stops: 'domain',
    mend: (domain) => `see "tendril senders preflight ${domain}"`,
  },
  /** The relay does not let us send in the name of this domain. */
  sender: { name: 'sender refused by the relay', stops: 'domain' },
  /** RFC 5321 §4.3.2: MAIL is refused, and nobody says more. */
  senderByCode: { name: 'sender refused by the relay, by basic code', stops: 'domain' },
  /** Mails of the domain cannot be signed; unsigned they do not leave. */
  dkimKey: { name: 'dkim key', stops: 'domain', mend: (domain) => `see "tendril senders keys list ${domain}"` },
  /** The relay and we do not understand each other. */
  dialogue: { name: 'out of step with the relay', stops: 'relay' },
  aboutUs: { name: 'refused before any recipient was named', stops: 'relay' },
  /** Its certificate does not prove that it is the relay. */
  certificate: { name: 'certificate not trusted', stops: 'relay' },
  /** What the provider holds against the account concerns all domains that it sends for. */
  account: { name: 'account suspended or not approved by the provider', stops: 'relay' },
  /** A sender names a relay that the settings do not have. */
  noRelay: { name: 'no such relay', stops: 'relay', mend: () => 'add it to the file of TENDRIL_RELAYS' },
} as const satisfies Readonly<Record<string, StopRule>>;

const byName: ReadonlyMap<string, StopRule> = new Map(Object.values(stopRules).map((rule) => [rule.name, rule]));

/** A refusal as it was judged. */
export interface JudgedRefusal {
  readonly class: DeliveryClass;
  /** The name of the rule that decided. */
  readonly rule: string;
  /** Its reply code and enhanced status code (RFC 3463), as far as there are any. */
  readonly codes: string;
  /**
   * `relay`: said on our own connection. `report`: told by a mail. That one proves itself by a token which its recipient
   * knows as well, so one of them never stops a sender: it would be in the hands of everybody who gets a mail.
   */
  readonly saidBy: 'relay' | 'report';
}

export interface SenderStop {
  readonly scope: StopScope;
  /** This refusal is enough; else the figures of the last time decide. */
  readonly atOnce: boolean;
  /** Why it is paused and what to do, for people; names no recipient. */
  readonly reason: string;
}

/** Whom a refusal may stop; null when it is not held against who sends. */
export function senderStop(
  refusal: JudgedRefusal,
  from: { readonly fromDomain: string; readonly relay: string },
): SenderStop | null {
  const rule = byName.get(refusal.rule);
  const stops = rule?.stops ?? classStops[deliveryRules[refusal.class].sender];
  if (stops === null) return null;
  const domain = from.fromDomain.toLowerCase();
  const scope: StopScope = stops === 'domain' ? { kind: 'domain', domain } : { kind: 'relay', relay: from.relay };
  const said = refusal.codes === '' ? refusal.rule : `${refusal.rule} (${refusal.codes})`;
  const mend = rule?.mend?.(stops === 'domain' ? domain : from.relay);
  return {
    scope,
    // Log-ins are about nobody else.
    atOnce: refusal.saidBy === 'relay' && (rule !== undefined || refusal.class === 'credentials'),
    reason: `${deliveryRules[refusal.class].about}: ${said}${mend === undefined ? '' : `; ${mend}`}`,
  };
}

const classStops = { none: null, slow: null, 'pause-domain': 'domain', 'pause-relay': 'relay' } as const;

/**
 * From how many refusals of other kinds a sender is paused: of so many distinct recipients within the time, which are so
 * great a share of the mails in it. One odd receiver must not stop a big sender; a block by a big receiver must, and
 * soon, because every further mail into it makes it worse.
 */
export const pauseThreshold = { recipients: 5, withinMinutes: 60, share: 0.1 } as const;

/** Refusals of one class within the time of the threshold, this one included. */
export interface RefusalFigures {
  /** Distinct recipients. */
  readonly recipients: number;
  /** Recipients of all mails that were answered in that time. */
  readonly of: number;
}

/** Whether so many refusals together stop the sender. */
export const stopsTogether = ({ recipients, of }: RefusalFigures): boolean =>
  recipients >= pauseThreshold.recipients && recipients >= of * pauseThreshold.share;

/** What the log says of a sender that has been stopped. Neither what was said nor to whom: that is in the ledger. */
export function stopNotice({ scope, reason }: SenderStop, messageId: string): string {
  const [name, lift] =
    scope.kind === 'domain'
      ? [`the sending domain ${scope.domain}`, `tendril senders resume ${scope.domain}`]
      : [`the relay ${scope.relay}`, `tendril relays resume ${scope.relay}`];
  return (
    `${name} is paused, because ${reason}. Its mails wait and none is lost. ` +
    `See the mail with "tendril messages show ${messageId}", mend it, then lift the pause with "${lift}"`
  );
}
