/**
 * The DKIM record of a selector, held against the private key that signs: RFC 6376 §3.6.1, with the key lengths of
 * RFC 8301 §3.2. A record that does not fit makes every mail fail, which is worse than none.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { dkimName, dkimRecord, type SenderCheck } from '../../domain/sender-check.ts';
import type { Answer, Lookups } from './lookups.ts';
import type { CheckedKey, SendingDomain } from './subject.ts';
import { parseTags } from './tags.ts';

const leastBits = 1024;
const goodBits = 2048;

type Judgement = Pick<SenderCheck, 'state' | 'why'>;

/** The checks of a domain's keys: the one that signs, and one that is to follow it. */
export async function dkimChecks(lookups: Lookups, sending: SendingDomain): Promise<readonly SenderCheck[]> {
  const { domain, keys, relays } = sending;
  const active = keys.find(({ state }) => state === 'active');
  const next = keys.find(({ state }) => state === 'next');
  const first = active ?? next;
  const signers = relays.filter((relay) => relay.kind !== 'smtp' || relay.dkim === 'relay').map(({ name }) => name);
  if (first === undefined) return [withoutKey(domain, signers, signers.length === relays.length)];
  const checks = [await keyCheck(lookups, domain, first)];
  if (active && next) {
    const check = await keyCheck(lookups, domain, next);
    // Nothing is signed with it yet.
    checks.push(check.state === 'ok' ? { ...check, id: 'dkim-next' } : { ...check, id: 'dkim-next', state: 'warning' });
  }
  return checks;
}

function withoutKey(domain: string, signers: readonly string[], all: boolean): SenderCheck {
  const check = { id: 'dkim', found: null, wanted: `a DKIM key of ${domain}` };
  if (all) {
    const why = `the relay ${signers.join(', ')} signs with a key of its own, whose record its provider has to show`;
    return { ...check, state: 'warning', why };
  }
  const why = `mails would leave unsigned; make a key: tendril senders keys new ${domain}`;
  return { ...check, state: 'missing', why };
}

/** Whether the record of a key is published and fits it. */
export async function keyCheck(lookups: Lookups, domain: string, key: CheckedKey): Promise<SenderCheck> {
  const record = dkimRecord(domain, key.selector, key.publicKey);
  const answer = await lookups.txt(dkimName(domain, key.selector));
  const found = answer.kind === 'found' ? answer.values.join(' | ') : null;
  const judgement = judge(answer, key);
  const check = { id: 'dkim', found, wanted: `the public key of ${key.selector} at ${record.name}`, ...judgement };
  // The name is for this key alone, so what belongs there is known even when nobody says what is there.
  return judgement.state === 'ok' ? check : { ...check, record };
}

function judge(answer: Answer<string>, { selector, publicKey }: CheckedKey): Judgement {
  if (answer.kind === 'failed') return { state: 'unknown', why: answer.why };
  if (answer.kind === 'none')
    return { state: 'missing', why: `receivers cannot verify what is signed with ${selector}` };
  if (answer.values.length > 1)
    return { state: 'wrong', why: 'there are several records, and which one counts is undefined (RFC 6376 §3.6.2.2)' };
  const tags = parseTags(answer.values[0] ?? '');
  const complaint = tags === null ? 'it is not a list of tags' : complaintOf(tags);
  if (tags === null || complaint !== null) return { state: 'wrong', why: complaint ?? '' };
  const published = keyOf(tags.get('p') ?? '');
  if (published === null) return { state: 'wrong', why: '"p=" is not an RSA key; part of it may be missing' };
  const own = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const bits = published.asymmetricKeyDetails?.modulusLength ?? 0;
  if (!own.equals(published)) return { state: 'wrong', why: `it is the public key of another key than ${selector}` };
  if (bits < leastBits) return { state: 'wrong', why: `a key of ${bits} bits counts as none (RFC 8301 §3.2)` };
  if (bits < goodBits) return { state: 'warning', why: `a key of ${bits} bits is weak: make one of ${goodBits}` };
  if ((tags.get('t') ?? '').split(':').some((flag) => flag.trim() === 'y'))
    return {
      state: 'warning',
      why: '"t=y" says that the domain is only testing: receivers may treat mails as unsigned',
    };
  return { state: 'ok', why: `it fits the private key, ${bits} bits` };
}

function complaintOf(tags: ReadonlyMap<string, string>): string | null {
  const [first] = tags.keys();
  const has = (name: string, wanted: string, otherwise: string): boolean =>
    (tags.get(name) ?? otherwise).split(':').some((value) => [wanted, '*'].includes(value.trim().toLowerCase()));
  if (tags.has('v') && (first !== 'v' || tags.get('v') !== 'DKIM1')) return 'it must begin with "v=DKIM1"';
  if ((tags.get('k') ?? 'rsa').toLowerCase() !== 'rsa') return `it is for keys of the kind ${tags.get('k')}, not rsa`;
  if (!has('h', 'sha256', 'sha256')) return '"h=" does not allow sha256';
  if (!has('s', 'email', '*')) return '"s=" does not allow e-mail';
  if (!tags.has('p')) return 'it has no "p="';
  return tags.get('p') === '' ? '"p=" is empty, which revokes the key' : null;
}

/** As SubjectPublicKeyInfo, which everybody publishes, or as the bare RSAPublicKey that the RFC speaks of. */
function keyOf(base64: string): KeyObject | null {
  const der = Buffer.from(base64.replace(/\s/g, ''), 'base64');
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // Of the other form, or cut off.
    }
  }
  return null;
}
