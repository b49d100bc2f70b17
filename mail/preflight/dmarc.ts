/**
 * DMARC records and the organisation that a domain belongs to: the DNS tree walk of RFC 9989 §4.10, which has taken the
 * place of a list of public suffixes.
 */
import type { Lookups } from './lookups.ts';
import { parseTags } from './tags.ts';

export interface DmarcRecord {
  /** Where it stands, without `_dmarc.`. */
  readonly domain: string;
  readonly text: string;
  readonly tags: ReadonlyMap<string, string>;
}

export interface DmarcWalk {
  /** The organisational domain; the domain itself when no record says more. */
  readonly organisation: string;
  /** The record that holds for the domain; null when none does. */
  readonly policy: DmarcRecord | null;
  /** The nearest records that nobody obeys, because they are several or cannot be read; null when there are none. */
  readonly discarded: { readonly domain: string; readonly texts: readonly string[] } | null;
  /** Why the walk came to no end; null when it did. */
  readonly failure: string | null;
}

/** Long names are cut, so that nobody makes others ask a hundred questions. */
const mostLabels = 7;

export async function dmarcWalk(lookups: Lookups, domain: string): Promise<DmarcWalk> {
  const records: DmarcRecord[] = [];
  let discarded: DmarcWalk['discarded'] = null;
  for (const target of targetsOf(domain)) {
    const answer = await lookups.txt(`_dmarc.${target}`);
    if (answer.kind === 'failed') return { organisation: domain, policy: null, discarded, failure: answer.why };
    const texts = answer.kind === 'found' ? answer.values.filter(isDmarc) : [];
    const [text] = texts;
    if (text === undefined) continue;
    const tags = texts.length > 1 ? null : parseTags(text);
    if (tags === null) discarded ??= { domain: target, texts };
    if (tags === null) continue;
    records.push({ domain: target, text, tags });
    if (['n', 'y'].includes(tags.get('psd') ?? '')) break;
  }
  const organisation = organisationOf(domain, records);
  const at = (name: string): DmarcRecord | undefined => records.find((record) => record.domain === name);
  const suffix = records.find(({ tags }) => tags.get('psd') === 'y');
  return { organisation, policy: at(domain) ?? at(organisation) ?? suffix ?? null, discarded, failure: null };
}

const isDmarc = (text: string): boolean => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text);

function targetsOf(domain: string): readonly string[] {
  const labels = domain.split('.');
  const targets = [domain];
  const from = labels.length > mostLabels ? labels.length - mostLabels : 1;
  for (let left = from; left < labels.length; left++) targets.push(labels.slice(left).join('.'));
  return targets;
}

/** RFC 9989 §4.10.2. The records come longest name first, and one with `psd` is the last: the walk ends there. */
function organisationOf(domain: string, records: readonly DmarcRecord[]): string {
  const last = records.at(-1);
  if (last === undefined) return domain;
  if (last.tags.get('psd') !== 'y' || last.domain === domain) return last.domain;
  const below = domain.slice(0, -last.domain.length - 1).split('.');
  return `${below.at(-1)}.${last.domain}`;
}

/** Whether two domains belong together; where no DMARC record tells, whether one lies below the other. */
export async function sameOrganisation(lookups: Lookups, one: string, other: string): Promise<boolean> {
  const within = (name: string, above: string): boolean => `.${name}`.endsWith(`.${above}`);
  if (within(one, other) || within(other, one)) return true;
  const [a, b] = await Promise.all([dmarcWalk(lookups, one), dmarcWalk(lookups, other)]);
  // Records that nobody obeys still show where the organisation is.
  const home = ({ discarded, organisation }: DmarcWalk): string => discarded?.domain ?? organisation;
  return home(a) === home(b);
}
