/**
 * Opens and clicks that a sending provider has seen by a redirect or a pixel of its own. Each becomes a request like those at
 * our own addresses and is judged by the same rules: held, looked at beside the others of its mail, or a machine's. What the
 * provider itself calls a machine's stays one. The address of the caller is hashed, and not kept.
 */

import type { EventInput, IngestOutcome, MessageLink, MessageView } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { type Instant, msOf } from '../../domain/instant.ts';
import type { ProviderEvent } from '../../domain/provider-event.ts';
import { readToken, type Signer, type TokenPurpose } from '../../domain/tokens.ts';
import { isUrl } from '../../domain/web-address.ts';
import { type Callers, nobody } from '../tracking/callers.ts';
import { signedLink } from '../tracking/signed-link.ts';
import type { ReceivingDeps } from './ports.ts';

export interface VisitDeps {
  readonly signer: Signer;
  /** Tells the networks of callers; without it, none is known. */
  readonly callers?: Callers;
}

export type Visit = ProviderEvent & { readonly kind: 'open' | 'click' };

/** Null when it is to be told by our own server, or is no engagement: a visit to the page that ends the mails. */
export function visitOf(
  { signer, callers = () => nobody }: VisitDeps,
  visit: Visit,
  { id, links }: Pick<MessageView, 'id' | 'links'>,
  now: Instant,
): EventInput | null {
  const { kind, key, url, ip, userAgent, byMachine, occurredAt } = visit;
  if (url !== null && isOwnAddress(signer, url)) return null;
  return {
    dedupeKey: `${kind}/${key}`,
    kind,
    lead: { messageId: id },
    hit: {
      link: kind === 'click' && url !== null ? linkIndex(links, url) : null,
      honeypot: false,
      // No provider tells of anything else.
      method: 'GET',
      prefetch: false,
      userAgent: userAgent?.slice(0, 200).toWellFormed() ?? '',
      ...callers(ip ?? undefined, () => undefined),
      toldAt: msOf(now),
      ...(byMachine && { toldMachine: true }),
    },
    occurredAt,
  };
}

/** Of the ledger's limit: a request of a provider may hold thousands. */
const mostAtOnce = 500;
/** About somebody who is gone or wants nothing kept, or nothing that can be kept: telling it again would change nothing. */
const forGood: ReadonlySet<string> = new Set(['LEAD_UNKNOWN', 'TRACKING_WITHHELD', 'EVENT_UNSTORABLE']);

/** Records those of one request together: a burst is seen as one. Rejects when one of them has to be told again. */
export async function recordVisits({ store, now }: ReceivingDeps, visits: readonly EventInput[]): Promise<void> {
  let failed: Extract<IngestOutcome, { readonly kind: 'refused' }> | null = null;
  for (let from = 0; from < visits.length; from += mostAtOnce) {
    for (const outcome of await store.events.ingestMany(visits.slice(from, from + mostAtOnce), now())) {
      if (outcome.kind === 'refused' && !forGood.has(outcome.code)) failed ??= outcome;
    }
  }
  if (failed !== null) throw new TendrilError('INTERNAL', `A visit was not recorded: ${failed.code} ${failed.message}`);
}

/** A provider may add to the query of an address what its statistics want; null when it is none of the mail's. */
function linkIndex(links: readonly MessageLink[], url: string): number | null {
  const exact = links.findIndex((link) => link.url === url);
  if (exact >= 0) return exact;
  const alike = links.flatMap((link, index) => (withoutQuery(link.url) === withoutQuery(url) ? [index] : []));
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

const withoutQuery = (url: string): string => url.split(/[?#]/, 1)[0] ?? url;

const pages: Readonly<Record<string, readonly TokenPurpose[]>> = {
  c: ['click'],
  u: ['unsubscribe'],
  p: ['preferences'],
};

/** Whether our own server answers there, and so has seen who came by the provider's redirect. */
function isOwnAddress(signer: Signer, url: string): boolean {
  const path = isUrl(url) ? new URL(url).pathname : '';
  const [, page = '', token = '', destination] = /\/([cup])\/([a-z2-7]+)(?:\/([\w-]+))?$/i.exec(path) ?? [];
  if (destination !== undefined) return signedLink(signer, token, destination) !== null;
  return (pages[page] ?? []).some((purpose) => readToken(signer, purpose, token) !== null);
}
