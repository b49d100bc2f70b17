/**
 * What the HTTP server is given. It owns no connection and reads no clock or environment of its own, so that a test
 * can hand it a real store, a fixed key and a clock it steps.
 */
import type { CrmChangeTold, Store } from '../db/store.ts';
import type { OutgoingEndpoint } from '../domain/outgoing-webhook.ts';
import type { AddressCheck } from '../domain/registration.ts';
import type { Instant } from '../domain/time.ts';
import type { Signer } from '../domain/tokens.ts';
import type { CrmWebhook } from './crm-webhook.ts';
import type { FormDesk } from './forms/desk.ts';
import type { Receiving } from './inbound/receiving.ts';
import type { Log } from './log.ts';
import type { AddressOf, Callers } from './tracking/callers.ts';
import type { Recorder } from './tracking/recorder.ts';
import type { ProviderWebhooks } from './webhooks-in.ts';

export interface ServerDeps {
  readonly store: Store;
  readonly signer: Signer;
  /** Address under which the outside reaches this server, without a slash at the end. */
  readonly publicUrl: string;
  now(): Instant;
  readonly log: Log;
  /** Records clicks and opens; who gives it closes it. */
  readonly recorder: Recorder;
  /** Takes mails that are handed in; without it, none are. */
  readonly receiving?: Receiving;
  /** What sending providers may report; without it, nothing. */
  readonly providers?: ProviderWebhooks;
  /** How a CRM of one's own tells of changes in it; without it, none does. */
  readonly crm?: Pick<CrmWebhook<CrmChangeTold>, 'secrets' | 'read'>;
  /** The endpoints that are told of changes; without it, there are none. */
  readonly hooks?: readonly OutgoingEndpoint[];
  /** Tells the networks of callers; without it, none is known. */
  readonly callers?: Callers;
  /** Tells the address of a caller, for the proof of a consent; without it, it is the peer's. */
  readonly addressOf?: AddressOf;
  /** Where forms are handed in; without it, the app has one of its own. */
  readonly forms?: FormDesk;
  /** How much one API key may ask for in a minute; without it, as much as it likes. */
  readonly apiLimit?: number | null;
  /** Looks at addresses of leads; without it, nobody is asked about their domains. */
  readonly addressCheck?: AddressCheck;
}

/** The variables that middleware leaves for handlers. */
export interface AppEnv {
  Variables: { requestId: string };
}
