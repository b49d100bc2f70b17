/**
 * What SPF says of an address that delivers for a domain: `check_host` of RFC 7208 §4, with its limits of ten terms that
 * ask DNS and two that find nothing (§4.6.4). The record of each domain is read as receivers read it.
 */
import { assertNever } from '../../domain/errors.ts';
import { familyOf, isWithin } from './address.ts';
import type { Answer, Lookups } from './lookups.ts';
import { expandMacros } from './spf-macro.ts';
import { isSpf, parseSpf, type SpfMechanism, type SpfQualifier, type SpfRecord } from './spf-record.ts';

export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror' | 'temperror';

export interface SpfVerdict {
  readonly result: SpfResult;
  /** What decided, for people. */
  readonly why: string;
}

export type PublishedSpf =
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string }
  /** More than one: receivers must not choose (RFC 7208 §4.5). */
  | { readonly kind: 'several'; readonly texts: readonly string[] }
  | { readonly kind: 'invalid'; readonly text: string; readonly why: string }
  | { readonly kind: 'parsed'; readonly text: string; readonly record: SpfRecord };

export const mostLookups = 10;
const mostVoid = 2;
const mostMxHosts = 10;

/** The SPF record of a domain. */
export async function publishedSpf(lookups: Lookups, domain: string): Promise<PublishedSpf> {
  const answer = await lookups.txt(domain);
  if (answer.kind !== 'found') return answer;
  const texts = answer.values.filter(isSpf);
  const [text] = texts;
  if (text === undefined) return { kind: 'none' };
  if (texts.length > 1) return { kind: 'several', texts };
  const parsing = parseSpf(text);
  return parsing.kind === 'parsed'
    ? { kind: 'parsed', text, record: parsing.record }
    : { kind: 'invalid', text, why: parsing.why };
}

/** Judges one address as a receiver does. */
export async function checkHost(lookups: Lookups, ip: string, domain: string): Promise<SpfVerdict> {
  return evaluate({ lookups, ip, sender: `bounces@${domain}`, spent: { lookups: 0, voids: 0 } }, domain);
}

interface Evaluation {
  readonly lookups: Lookups;
  readonly ip: string;
  readonly sender: string;
  readonly spent: { lookups: number; voids: number };
}

const resultOf: Readonly<Record<SpfQualifier, SpfResult>> = {
  '+': 'pass',
  '-': 'fail',
  '~': 'softfail',
  '?': 'neutral',
};

async function evaluate(at: Evaluation, domain: string): Promise<SpfVerdict> {
  const published = await publishedSpf(at.lookups, domain);
  switch (published.kind) {
    case 'none':
      return { result: 'none', why: `${domain} has no SPF record` };
    case 'failed':
      return { result: 'temperror', why: published.why };
    case 'several':
      return { result: 'permerror', why: `${domain} has ${published.texts.length} SPF records` };
    case 'invalid':
      return { result: 'permerror', why: `the record of ${domain}: ${published.why}` };
    case 'parsed':
      return follow(at, domain, published.record);
    default:
      return assertNever(published);
  }
}

async function follow(at: Evaluation, domain: string, { directives, redirect }: SpfRecord): Promise<SpfVerdict> {
  for (const { qualifier, mechanism } of directives) {
    const match = await matches(at, domain, mechanism);
    if (typeof match === 'object') return match;
    if (match) return { result: resultOf[qualifier], why: `"${qualifier}${mechanism.kind}" of ${domain} matches` };
  }
  if (redirect === null) return { result: 'neutral', why: `nothing in the record of ${domain} matches` };
  const overspent = spendLookup(at);
  if (overspent) return overspent;
  const target = expandMacros(redirect, { ip: at.ip, domain, sender: at.sender });
  const verdict = await evaluate(at, target);
  return verdict.result === 'none' ? { result: 'permerror', why: `redirect: ${verdict.why}` } : verdict;
}

/** A verdict: the evaluation ends with it. */
async function matches(at: Evaluation, domain: string, mechanism: SpfMechanism): Promise<boolean | SpfVerdict> {
  if (mechanism.kind === 'all') return true;
  if (mechanism.kind === 'ip') return isWithin(at.ip, mechanism.network, mechanism.prefix);
  const overspent = spendLookup(at);
  if (overspent) return overspent;
  const spec = mechanism.target;
  const target = spec === null ? domain : expandMacros(spec, { ip: at.ip, domain, sender: at.sender });
  switch (mechanism.kind) {
    case 'include':
      return included(await evaluate(at, target));
    case 'exists':
      return settled(at, await at.lookups.a(target), () => true);
    case 'a':
      return settled(at, await addresses(at, target), (values) => values.some((ip) => covers(at, mechanism, ip)));
    case 'mx':
      return mx(at, target, mechanism);
    case 'ptr':
      return settled(at, await at.lookups.ptr(at.ip), (names) => named(at, names, target));
    default:
      return assertNever(mechanism);
  }
}

/** RFC 7208 §5.2. */
function included({ result, why }: SpfVerdict): boolean | SpfVerdict {
  if (result === 'pass') return true;
  if (result === 'temperror') return { result, why };
  return result === 'permerror' || result === 'none' ? { result: 'permerror', why: `include: ${why}` } : false;
}

function spendLookup({ spent }: Evaluation): SpfVerdict | null {
  spent.lookups += 1;
  if (spent.lookups <= mostLookups) return null;
  return { result: 'permerror', why: `it takes more than ${mostLookups} DNS look-ups (RFC 7208 §4.6.4)` };
}

async function settled<T>(
  { spent }: Evaluation,
  answer: Answer<T>,
  judge: (values: readonly T[]) => boolean | SpfVerdict | Promise<boolean | SpfVerdict>,
): Promise<boolean | SpfVerdict> {
  if (answer.kind === 'failed') return { result: 'temperror', why: answer.why };
  if (answer.kind === 'found') return judge(answer.values);
  spent.voids += 1;
  if (spent.voids <= mostVoid) return false;
  return { result: 'permerror', why: `more than ${mostVoid} of its look-ups find nothing (RFC 7208 §4.6.4)` };
}

const addresses = ({ lookups, ip }: Evaluation, host: string): Promise<Answer<string>> =>
  familyOf(ip) === 'ipv4' ? lookups.a(host) : lookups.aaaa(host);

type HostMechanism = SpfMechanism & { readonly kind: 'a' | 'mx' };

const covers = ({ ip }: Evaluation, { v4, v6 }: HostMechanism, host: string): boolean =>
  isWithin(ip, host, familyOf(ip) === 'ipv4' ? v4 : v6);

async function mx(at: Evaluation, target: string, mechanism: HostMechanism): Promise<boolean | SpfVerdict> {
  return settled(at, await at.lookups.mx(target), async (hosts) => {
    if (hosts.length > mostMxHosts)
      return { result: 'permerror', why: `${target} has more than ${mostMxHosts} MX hosts` };
    for (const { exchange } of hosts) {
      if (exchange === '') continue;
      const answer = await addresses(at, exchange);
      if (answer.kind === 'failed') return { result: 'temperror', why: answer.why };
      if (answer.kind === 'found' && answer.values.some((ip) => covers(at, mechanism, ip))) return true;
    }
    return false;
  });
}

/** Names count only when they lead back to the address (RFC 7208 §5.5); an error here is no match. */
async function named(at: Evaluation, names: readonly string[], target: string): Promise<boolean> {
  for (const name of names.slice(0, mostMxHosts)) {
    const below = `.${name.toLowerCase()}`.endsWith(`.${target.toLowerCase()}`);
    const answer = below ? await addresses(at, name) : null;
    if (answer?.kind === 'found' && answer.values.some((ip) => isWithin(at.ip, ip, familyOf(ip) === 'ipv4' ? 32 : 128)))
      return true;
  }
  return false;
}
