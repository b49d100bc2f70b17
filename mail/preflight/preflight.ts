/**
 * The preflight of a sending domain: everything that receivers look up about a mail, looked up before the first one
 * leaves. What DNS does not answer is unknown and never passes for good.
 */
import type { SenderCheck } from '../../domain/sender-check.ts';
import { isPublicName } from './address.ts';
import { dkimChecks, keyCheck } from './dkim-check.ts';
import { alignmentCheck, dmarcCheck } from './dmarc-check.ts';
import type { TryHttps } from './https-handshake.ts';
import { createLookups, type DnsResolver } from './lookups.ts';
import { fromCheck, returnPathCheck } from './mx-checks.ts';
import { ptrCheck } from './ptr-check.ts';
import { type SpfQuestion, spfCheck } from './spf-check.ts';
import type { CheckedKey, SendingDomain } from './subject.ts';
import { trackingCheck } from './tracking-check.ts';

/** All checks of a domain, in the order in which one would set it up. Never throws for what the network says. */
export async function preflight(
  resolver: DnsResolver,
  sending: SendingDomain,
  tryHttps: TryHttps,
): Promise<readonly SenderCheck[]> {
  const lookups = createLookups(resolver);
  const checks = await Promise.all([
    fromCheck(lookups, sending),
    ...spfQuestions(sending).map((question) => spfCheck(lookups, question)),
    dkimChecks(lookups, sending),
    dmarcCheck(lookups, sending),
    alignmentCheck(lookups, sending),
    returnPathCheck(lookups, sending),
    ptrCheck(lookups, sending),
    trackingCheck(lookups, tryHttps, sending),
  ]);
  return checks.flat().filter((check) => check !== null);
}

/** Whether the record of one key is published and fits it. */
export const checkDkimKey = (resolver: DnsResolver, domain: string, key: CheckedKey): Promise<SenderCheck> =>
  keyCheck(createLookups(resolver), domain, key);

/** A provider that is spoken to by its API puts its own envelope sender; there only From's domain is left to look at. */
function spfQuestions({ domain, relays, returnPath }: SendingDomain): readonly SpfQuestion[] {
  const ours = relays.filter(({ kind }) => kind === 'smtp');
  const decides = returnPath === domain && ours.length > 0;
  const own: SpfQuestion = { id: 'spf', domain, relays, decides };
  if (decides || ours.length === 0 || !isPublicName(returnPath)) return [own];
  return [own, { id: 'return-path-spf', domain: returnPath, relays: ours, decides: true }];
}
