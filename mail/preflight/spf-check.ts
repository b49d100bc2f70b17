/**
 * SPF of a domain, held against the relays that deliver for it. Receivers look at the domain of the envelope sender; there
 * a record that is missing, in error, or leaves a relay out keeps mails from arriving. At the domain of From it is a
 * warning: some filters look there as well.
 */
import { isIP } from 'node:net';
import { type DnsRecord, dnsRecord, gravest, type SenderCheck } from '../../domain/sender-check.ts';
import { isInternalAddress } from './address.ts';
import { knownRelay } from './known-relays.ts';
import { addressesOf, type Lookups } from './lookups.ts';
import { checkHost, mostLookups, publishedSpf } from './spf.ts';
import { includesOf } from './spf-includes.ts';
import { type SpfRecord, soundTerms, withTerms } from './spf-record.ts';
import type { CheckedRelay } from './subject.ts';

export interface SpfQuestion {
  readonly id: string;
  readonly domain: string;
  readonly relays: readonly CheckedRelay[];
  /** Whether receivers judge by this domain. */
  readonly decides: boolean;
}

/** What one relay, or the record itself, contributes to the judgement. */
type Remark = Pick<SenderCheck, 'state' | 'why'>;

export async function spfCheck(lookups: Lookups, question: SpfQuestion): Promise<SenderCheck> {
  const { id, domain, relays, decides } = question;
  const notGood = decides ? 'wrong' : 'warning';
  const terms = [...new Set(relays.map(termOf))];
  const wanted = `one SPF record with ${terms.join(' ')}`;
  const published = await publishedSpf(lookups, domain);
  const check = { id, wanted };
  switch (published.kind) {
    case 'failed':
      return { ...check, state: 'unknown', found: null, why: published.why };
    case 'none': {
      const record = spfRecord(domain, withTerms('v=spf1 ~all', terms));
      const why = decides
        ? 'it says which servers may send for the domain'
        : 'receivers judge by the return path, which is another domain; but some filters look here as well';
      return { ...check, state: decides ? 'missing' : 'warning', found: null, record, why };
    }
    case 'several': {
      const record = mendedRecord(domain, merged(published.texts), terms);
      const why = `${published.texts.length} SPF records count as an error (RFC 7208 §4.5): remove them all and publish one`;
      return { ...check, state: notGood, found: published.texts.join(' | '), record, why };
    }
    case 'invalid': {
      const record = mendedRecord(domain, published.text, terms);
      const why = `receivers take it for an error (RFC 7208 §4.6): ${published.why}`;
      return { ...check, state: notGood, found: published.text, record, why };
    }
    default:
      return judged(lookups, question, check, published);
  }
}

async function judged(
  lookups: Lookups,
  question: SpfQuestion,
  check: Pick<SenderCheck, 'id' | 'wanted'>,
  { text, record }: { readonly text: string; readonly record: SpfRecord },
): Promise<SenderCheck> {
  const remarks = await Promise.all(
    question.relays.map(async (relay) => ({ relay, ...(await relayRemark(lookups, question, relay)) })),
  );
  const all: readonly Remark[] = [...remarks, ...(await recordRemarks(lookups, question.domain, record))];
  const state = gravest(all.map((remark) => ({ ...check, found: null, ...remark })));
  const told = state === 'ok' ? all : all.filter((remark) => remark.state !== 'ok');
  const why = [...new Set(told.map((remark) => remark.why))].join('; ');
  const termsFor = (cure: RelayRemark['cure']): readonly string[] =>
    remarks.filter((remark) => remark.cure === cure).map(({ relay }) => termOf(relay));
  const fresh = withTerms(withTerms(text, termsFor('add')), termsFor('put first'), 'first');
  return fresh === text
    ? { ...check, state, found: text, why }
    : { ...check, state, found: text, record: spfRecord(question.domain, fresh), why };
}

const spfRecord = (domain: string, text: string, note?: string): DnsRecord => dnsRecord(domain, 'TXT', text, note);

/** In place of one that is in error. */
function mendedRecord(domain: string, text: string, terms: readonly string[]): DnsRecord {
  const { text: sound, dropped } = soundTerms(text);
  const told = dropped.map((term) => JSON.stringify(term)).join(', ');
  const note = dropped.length === 0 ? undefined : `it is without ${told}: if that was to let somebody send, correct it`;
  return spfRecord(domain, withTerms(sound, terms), note);
}

/** The term that covers a relay. */
function termOf(relay: CheckedRelay): string {
  const known = knownRelay(relay);
  if (known) return `include:${known.spf}`;
  const host = relay.kind === 'smtp' ? relay.host.replace(/^\[|\]$/g, '') : '';
  const family = isIP(host);
  return family === 0 ? `a:${host}` : `ip${family}:${host}`;
}

/** All their terms in one record, with the mildest end. */
function merged(texts: readonly string[]): string {
  const words = texts.flatMap((text) => text.trim().split(/ +/).slice(1));
  const ends = words.filter((word) => /^[+\-~?]?all$/i.test(word));
  const end = ['?all', '~all', '-all'].find((word) => ends.includes(word)) ?? '~all';
  return ['v=spf1', ...new Set(words.filter((word) => !ends.includes(word))), end].join(' ');
}

/** Also what to do with the relay's term in the record. */
type RelayRemark = Remark & { readonly cure: 'none' | 'add' | 'put first' };

async function relayRemark(
  lookups: Lookups,
  { domain, decides }: SpfQuestion,
  relay: CheckedRelay,
): Promise<RelayRemark> {
  const notCovered = decides ? 'wrong' : 'warning';
  const known = knownRelay(relay);
  if (known) {
    const { provider, spf } = known;
    const tree = await includesOf(lookups, domain);
    const at = tree.includes.get(spf);
    if (at !== undefined && at <= mostLookups)
      return { state: 'ok', cure: 'none', why: `it includes ${spf} for ${provider}` };
    if (tree.failure !== null) return { state: 'unknown', cure: 'none', why: tree.failure };
    if (at === undefined) return { state: notCovered, cure: 'add', why: `it does not include ${spf} for ${provider}` };
    const why = `include:${spf} comes after ${mostLookups} DNS look-ups, where receivers stop (RFC 7208 §4.6.4)`;
    return { state: notCovered, cure: 'put first', why };
  }
  const host = relay.kind === 'smtp' ? relay.host.replace(/^\[|\]$/g, '') : '';
  const answer = isIP(host) ? ({ kind: 'found', values: [host] } as const) : await addressesOf(lookups, host);
  if (answer.kind === 'failed') return { state: 'unknown', cure: 'none', why: answer.why };
  if (answer.kind === 'none') return { state: 'wrong', cure: 'none', why: `the relay ${host} has no address` };
  const outside = answer.values.filter((ip) => !isInternalAddress(ip));
  if (outside.length === 0) {
    const why = `the relay ${host} has an internal address: from which one it delivers cannot be seen from here`;
    return { state: 'warning', cure: 'none', why };
  }
  for (const ip of outside) {
    const { result, why } = await checkHost(lookups, ip, domain);
    if (result === 'temperror') return { state: 'unknown', cure: 'none', why };
    if (result === 'permerror') return { state: notCovered, cure: 'put first', why: `SPF is in error: ${why}` };
    if (result !== 'pass') return { state: notCovered, cure: 'add', why: `${ip} of ${host} gets "${result}": ${why}` };
  }
  return { state: 'ok', cure: 'none', why: `it covers ${outside.join(', ')} of ${host}` };
}

/** What is odd about the record, whoever delivers. */
async function recordRemarks(lookups: Lookups, domain: string, record: SpfRecord): Promise<readonly Remark[]> {
  const remarks: Remark[] = [];
  const open = record.directives.some(({ qualifier, mechanism }) => qualifier === '+' && mechanism.kind === 'all');
  if (open) remarks.push({ state: 'warning', why: '"+all" lets everybody send for the domain' });
  if (record.directives.some(({ mechanism }) => mechanism.kind === 'ptr'))
    remarks.push({ state: 'warning', why: '"ptr" should not be used (RFC 7208 §5.5)' });
  const { count } = await includesOf(lookups, domain);
  if (count > mostLookups)
    remarks.push({
      state: 'warning',
      why: `it takes ${count} DNS look-ups; only ${mostLookups} are allowed (RFC 7208 §4.6.4)`,
    });
  return remarks;
}
