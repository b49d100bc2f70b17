/** DMARC of a sending domain, and whether what authenticates its mails belongs to it (RFC 9989). */
import { type DnsRecord, dnsRecord, type SenderCheck } from '../../domain/sender-check.ts';
import { type DmarcRecord, type DmarcWalk, dmarcWalk } from './dmarc.ts';
import type { Lookups } from './lookups.ts';
import type { SendingDomain } from './subject.ts';
import { parseTags } from './tags.ts';

export async function dmarcCheck(lookups: Lookups, { domain }: SendingDomain): Promise<SenderCheck> {
  const { failure, discarded, policy } = await dmarcWalk(lookups, domain);
  const check = { id: 'dmarc', wanted: `a DMARC record that holds for ${domain}` };
  if (failure !== null) return { ...check, state: 'unknown', found: null, why: failure };
  if (discarded !== null && (policy === null || discarded.domain === domain))
    return { ...check, found: discarded.texts.join(' | '), ...withoutEffect(discarded.domain, discarded.texts) };
  if (policy === null) {
    const why = 'Gmail, Yahoo and Microsoft want one from everybody who sends in bulk; p=none is enough for them';
    return { ...check, state: 'missing', found: null, record: mildRecord(domain), why };
  }
  return { ...check, found: policy.text, ...judged(policy) };
}

type Judgement = Pick<SenderCheck, 'state' | 'why' | 'record'>;

const policies: readonly (string | undefined)[] = ['none', 'quarantine', 'reject'];
const policyOf = (tags: DmarcRecord['tags'] | null): string | undefined => tags?.get('p')?.toLowerCase();
const asksForReports = (tags: DmarcRecord['tags'] | null): boolean =>
  (tags?.get('rua') ?? '').split(',').some((uri) => /^\s*mailto:[^\s@]+@[^\s@]+$/i.test(uri));

const recordOf = (domain: string, text: string, note?: string): DnsRecord =>
  dnsRecord(`_dmarc.${domain}`, 'TXT', text, note);

/** Asks for nothing but reports, and keeps what else the tags say. */
function mildRecord(domain: string, tags: DmarcRecord['tags'] | null = null): DnsRecord {
  const rua = asksForReports(tags) ? tags?.get('rua') : `mailto:dmarc-reports@${domain}`;
  const rest = [...(tags ?? [])].filter(([name]) => !['v', 'p', 'rua'].includes(name.toLowerCase()));
  const told = [['v', 'DMARC1'], ['p', 'none'], ...rest, ['rua', rua]].map(([name, value]) => `${name}=${value}`);
  return recordOf(domain, told.join('; '), asksForReports(tags) ? undefined : mailboxNeeded(domain));
}

const mailboxNeeded = (domain: string): string =>
  `reports come to dmarc-reports@${domain}: name a mailbox that somebody reads`;

/** Records that nobody obeys: which of them to keep, or what to put in their place. */
function withoutEffect(domain: string, texts: readonly string[]): Judgement {
  const name = `_dmarc.${domain}`;
  if (texts.length === 1) {
    const why = `the record at ${name} is no list of tags, so nobody reads it (RFC 9989 §4.7): replace it`;
    return { state: 'wrong', record: mildRecord(domain), why };
  }
  const why = `${texts.length} DMARC records at ${name} are all discarded (RFC 9989 §4.10)`;
  const [kept] = texts.filter((text) => policies.includes(policyOf(parseTags(text)))).toSorted(mildestFirst);
  if (kept === undefined) return { state: 'wrong', record: mildRecord(domain), why: `${why}: replace them all by one` };
  // Two that say the same are one too many as well.
  const others = texts.toSpliced(texts.indexOf(kept), 1).map((text) => JSON.stringify(text));
  const record = recordOf(domain, kept, `it is there already: keep this one and delete ${others.join(', ')}`);
  return { state: 'wrong', record, why: `${why}: keep one` };
}

/** Nothing was rejected while none of them counted; that must not begin by the way. */
function mildestFirst(one: string, other: string): number {
  const [a, b] = [parseTags(one), parseTags(other)];
  const byPolicy = policies.indexOf(policyOf(a)) - policies.indexOf(policyOf(b));
  return byPolicy === 0 ? Number(asksForReports(b)) - Number(asksForReports(a)) : byPolicy;
}

function judged({ domain, text, tags }: DmarcRecord): Judgement {
  const reports = asksForReports(tags);
  const sound = policies.includes(policyOf(tags));
  if (!sound) {
    const record = mildRecord(domain, tags);
    return reports
      ? { state: 'warning', record, why: 'it has no valid "p=": newer receivers read p=none, older ones nothing' }
      : { state: 'wrong', record, why: 'without a valid "p=" and without "rua=" it is ignored (RFC 9989 §4.7)' };
  }
  if (reports) return { state: 'ok', why: `the policy is ${policyOf(tags)}, reports are asked for` };
  const more = `${text.replace(/[;\s]*$/, '')}; rua=mailto:dmarc-reports@${domain}`;
  const record = recordOf(domain, more, mailboxNeeded(domain));
  return { state: 'warning', record, why: 'without "rua=" nobody tells you when mails fail' };
}

/** Whether the envelope sender counts for DMARC. Null: it is the relay's own, or DMARC does not apply. */
export async function alignmentCheck(lookups: Lookups, sending: SendingDomain): Promise<SenderCheck | null> {
  const { domain, returnPath, relays } = sending;
  if (relays.every(({ kind }) => kind !== 'smtp')) return null;
  const [own, bounces] = await Promise.all([dmarcWalk(lookups, domain), dmarcWalk(lookups, returnPath)]);
  const check = { id: 'alignment', found: returnPath, wanted: `a return path of ${own.organisation}` };
  const failure = own.failure ?? bounces.failure;
  if (failure !== null) return { ...check, state: 'unknown', found: null, why: failure };
  if (own.policy === null) return null;
  return { ...check, ...alignment(sending, own, bounces) };
}

function alignment({ domain, returnPath }: SendingDomain, own: DmarcWalk, bounces: DmarcWalk): Judgement {
  const strict = own.policy?.tags.get('aspf')?.toLowerCase() === 's';
  if (returnPath === domain) return { state: 'ok', why: 'it is the domain of From' };
  if (strict) return { state: 'warning', why: `"aspf=s" wants ${domain} itself: only DKIM counts for DMARC` };
  if (own.organisation === bounces.organisation)
    return {
      state: 'ok',
      why: `From and return path belong to ${own.organisation}: SPF and DKIM both count for DMARC`,
    };
  const why = `TENDRIL_MAIL_DOMAIN belongs to ${bounces.organisation}: SPF does not count for DMARC, only DKIM does`;
  return { state: 'warning', why };
}
