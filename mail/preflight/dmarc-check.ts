/** DMARC of a sending domain, and whether what authenticates its mails belongs to it (RFC 9989). */
import { dnsRecord, type SenderCheck } from '../../domain/sender-check.ts';
import { type DmarcWalk, dmarcWalk } from './dmarc.ts';
import type { Lookups } from './lookups.ts';
import type { SendingDomain } from './subject.ts';

export async function dmarcCheck(lookups: Lookups, { domain }: SendingDomain): Promise<SenderCheck> {
  const { failure, several, policy } = await dmarcWalk(lookups, domain);
  const name = `_dmarc.${domain}`;
  const check = { id: 'dmarc', wanted: `a DMARC record that holds for ${domain}` };
  if (failure !== null) return { ...check, state: 'unknown', found: null, why: failure };
  if (several.length > 1) {
    const why = `${several.length} DMARC records at ${name} are all discarded (RFC 9989 §4.10): leave one`;
    return { ...check, state: 'wrong', found: several.join(' | '), why };
  }
  if (policy === null) {
    const record = dnsRecord(name, 'TXT', `v=DMARC1; p=none; rua=mailto:dmarc-reports@${domain}`);
    const why = 'Gmail, Yahoo and Microsoft want one from everybody who sends in bulk; p=none is enough for them';
    return { ...check, state: 'missing', found: null, record, why };
  }
  return { ...check, found: policy.text, ...judged(policy.domain, policy.text, policy.tags) };
}

type Judgement = Pick<SenderCheck, 'state' | 'why' | 'record'>;

function judged(domain: string, text: string, tags: ReadonlyMap<string, string>): Judgement {
  const p = tags.get('p')?.toLowerCase();
  const reports = (tags.get('rua') ?? '').split(',').some((uri) => /^\s*mailto:[^\s@]+@[^\s@]+$/i.test(uri));
  const sound = p !== undefined && ['none', 'quarantine', 'reject'].includes(p);
  if (!sound && !reports)
    return { state: 'wrong', why: 'without a valid "p=" and without "rua=" it is ignored (RFC 9989 §4.7)' };
  if (!sound) return { state: 'warning', why: 'it has no valid "p=": newer receivers read p=none, older ones nothing' };
  if (reports) return { state: 'ok', why: `the policy is ${p}, reports are asked for` };
  const record = dnsRecord(
    `_dmarc.${domain}`,
    'TXT',
    `${text.replace(/[;\s]*$/, '')}; rua=mailto:dmarc-reports@${domain}`,
  );
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
