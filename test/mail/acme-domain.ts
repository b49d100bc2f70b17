/** A sending domain that is set up as receivers want, its zone, and the preflight of it with something broken. */
import { generateKeyPairSync } from 'node:crypto';
import type { SenderCheck } from '../../domain/sender-check.ts';
import type { TryHttps } from '../../mail/preflight/https-handshake.ts';
import { preflight } from '../../mail/preflight/preflight.ts';
import type { SendingDomain } from '../../mail/preflight/subject.ts';
import { type Zone, type ZoneEntry, zoneResolver } from '../support/zone.ts';

export const publicKeyOf = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
export const [own, other] = [publicKeyOf(2048), publicKeyOf(2048)];

export const acme: SendingDomain = {
  domain: 'acme.example',
  relays: [{ kind: 'smtp', name: 'default', host: 'out.acme.example', dkim: 'tendril' }],
  keys: [{ selector: 't202611a', state: 'active', publicKey: own }],
  returnPath: 'reply.acme.example',
  publicUrl: 'https://go.acme.example',
};
export const dkimAt = 't202611a._domainkey.acme.example';
export const good: Zone = {
  'acme.example': {
    TXT: ['google-site-verification=abc', 'v=spf1 ip4:203.0.113.0/28 -all'],
    MX: ['10 mx.acme.example.'],
  },
  'mx.acme.example': { A: ['203.0.113.9'] },
  'out.acme.example': { A: ['203.0.113.7'] },
  'go.acme.example': { A: ['203.0.113.8'] },
  'reply.acme.example': { TXT: ['v=spf1 a:out.acme.example -all'], MX: ['10 mx.acme.example.'] },
  '7.113.0.203.in-addr.arpa': { PTR: ['out.acme.example'] },
  [dkimAt]: { TXT: [`v=DKIM1; k=rsa; p=${own}`] },
  '_dmarc.acme.example': { TXT: ['v=DMARC1; p=quarantine; rua=mailto:dmarc@acme.example'] },
};
export const down: ZoneEntry = { fails: true };
/** Links can be opened. */
export const opens: TryHttps = async () => ({ kind: 'trusted' });

/** What is not ok: `id state`. */
export async function trouble(zone: Zone, sending: Partial<SendingDomain> = {}): Promise<readonly string[]> {
  const checks = await preflight(zoneResolver(zone), { ...acme, ...sending }, opens);
  return checks.filter(({ state }) => state !== 'ok').map(({ id, state }) => `${id} ${state}`);
}
/** One check of a domain that is set up well but for this. */
export async function check(
  id: string,
  zone: Zone = {},
  sending: Partial<SendingDomain> = {},
  tryHttps: TryHttps = opens,
): Promise<SenderCheck> {
  const checks = await preflight(zoneResolver({ ...good, ...zone }), { ...acme, ...sending }, tryHttps);
  const found = checks.find((each) => each.id === id);
  if (!found) throw new Error(`There is no check ${id}`);
  return found;
}
export const txt = (...texts: readonly string[]): ZoneEntry => ({ TXT: texts });
export const withMx = (...texts: readonly string[]): ZoneEntry => ({ TXT: texts, MX: ['10 mx.acme.example.'] });
