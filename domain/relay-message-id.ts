/**
 * What a relay calls a mail when it gives it another name than our Message-ID: what comes back then names that one. Read from
 * its answer, and found again in what incoming mails and providers' reports name.
 */

/** Providers that make Message-IDs of their own from the id that they answered with. */
const ownHosts = /@(?:[a-z0-9-]+\.)?(?:amazonses\.com|mtasv\.net)$/i;

const patterns: readonly RegExp[] = [
  // An HTTP interface: the id is all that it says.
  /^HTTP 2\d\d (\S{8,200})$/,
  // Microsoft 365: `250 2.6.0 <…@….outlook.com> [InternalId=…] Queued mail for delivery`.
  /^250[ -].{0,40}<([^<>\s]{3,250}@[^<>\s]{3,250})>/,
  // SES by SMTP: `250 Ok 0100018c…-000000`.
  /^250 Ok ([0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f-]{20,40})\b/i,
];

/** The name in a relay's answer; null when it gives none. A queue id (`queued as 4Xy…`) is no name of the mail. */
export function relayMessageIdIn(response: string): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(response)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

/** Message-IDs (without brackets) in all forms under which a relay's name for the mail may have been kept. */
export const keptNames = (messageIds: readonly string[]): readonly string[] =>
  messageIds.flatMap((id) => (ownHosts.test(id) ? [id, id.slice(0, id.lastIndexOf('@'))] : [id]));
