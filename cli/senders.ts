/** Who mails come from, by domain: what the workspace declares, what the settings relay, and what the database knows. */
import { parseAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import { defaultRelay } from '../domain/relay.ts';
import { domainOf, type SenderCheck } from '../domain/sender-check.ts';
import type { Organisation } from '../domain/workspace.ts';
import type { Deliverability, Services } from './services.ts';

export interface Identity {
  /** The short name that sequences use; null for the organisation's own sender. */
  readonly key: string | null;
  readonly name: string;
  readonly address: string;
  readonly domain: string;
  readonly relay: string;
}

/** All identities of a workspace, the organisation's own first. */
function identitiesOf({ sender, senders }: Organisation): readonly Identity[] {
  const all = [[null, sender] as const, ...Object.entries(senders)];
  return all.map(([key, { name, address, relay = defaultRelay }]) => {
    return { key, name, address, domain: domainOf(address), relay };
  });
}

/** Whether the workspace says how a domain warms up; without a plan nothing is limited. */
export function hasWarmUpPlan({ pace }: Organisation, domain: string): boolean {
  const own = Object.hasOwn(pace.domains, domain) ? pace.domains[domain]?.warmUp : undefined;
  return (own === undefined ? pace.warmUp : own) !== null;
}

export const noWarmUpPlan = (domain: string): string =>
  `organisation.yaml has no "pace: warmUp" for ${domain}: nothing is limited until it has.`;

/** The identities that are published. @throws WORKSPACE_EMPTY */
export async function publishedIdentities(services: Services): Promise<readonly Identity[]> {
  const store = await services.store();
  return identitiesOf((await store.publications.workspace()).organisation);
}

/** A domain as a person writes it, as A-labels in lower case. @throws USAGE */
export function domainArgument(text: string): string {
  try {
    return domainOf(parseAddress(`postmaster@${text.trim()}`));
  } catch (cause) {
    throw new TendrilError('USAGE', `${JSON.stringify(text)} is not a domain such as news.example.com`, {}, cause);
  }
}

/** The relays that take the mails of a domain. @throws SENDER_DOMAIN_UNKNOWN */
export async function relaysOf(services: Services, domain: string): Promise<readonly string[]> {
  const own = (await publishedIdentities(services)).filter((identity) => identity.domain === domain);
  if (own.length === 0) throw unknownDomain(domain);
  return [...new Set(own.map(({ relay }) => relay))];
}

export const unknownDomain = (domain: string): TendrilError =>
  new TendrilError('SENDER_DOMAIN_UNKNOWN', `No published sender has an address of ${domain}`, { domain });

/** All checks of a domain, with those of its relays: one that the settings do not have takes no mail. */
export async function checksOf(
  { relays, preflight }: Deliverability,
  domain: string,
  names: readonly string[],
): Promise<readonly SenderCheck[]> {
  const absent = names.filter((name) => !relays.some((relay) => relay.name === name));
  const known = names.filter((name) => !absent.includes(name));
  return [...absent.map(absentRelay), ...(known.length === 0 ? [] : await preflight(domain, known))];
}

const absentRelay = (name: string): SenderCheck => ({
  id: 'relay',
  state: 'wrong',
  found: null,
  wanted: `a relay named "${name}" in the settings`,
  why:
    name === defaultRelay
      ? 'SMTP_URL is not set, and no engine runs here whose inbox would take mails'
      : 'a sender of the workspace names it, and the file of TENDRIL_RELAYS does not have it',
});
