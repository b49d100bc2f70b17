/**
 * Providers whose servers deliver from other addresses than those one connects to, with the SPF term that each of them
 * documents for its customers.
 */
import type { CheckedRelay } from './subject.ts';

interface KnownRelay {
  readonly provider: string;
  readonly host: RegExp;
  /** The domain of its `include:`. */
  readonly spf: string;
}

const ses = { provider: 'Amazon SES', spf: 'amazonses.com' } as const;
const postmark = { provider: 'Postmark', spf: 'spf.mtasv.net' } as const;

const knownRelays: readonly KnownRelay[] = [
  { ...ses, host: /^email-smtp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/ },
  { ...postmark, host: /^smtp(?:-broadcasts)?\.postmarkapp\.com$/ },
  { provider: 'SendGrid', host: /^smtp(?:\.eu)?\.sendgrid\.net$/, spf: 'sendgrid.net' },
  { provider: 'Mailgun', host: /^smtp(?:\.eu)?\.mailgun\.org$/, spf: 'mailgun.org' },
  { provider: 'Mailjet', host: /^in(?:-v3)?\.mailjet\.com$/, spf: 'spf.mailjet.com' },
  { provider: 'Brevo', host: /^smtp-relay\.(?:brevo|sendinblue)\.com$/, spf: 'spf.brevo.com' },
  { provider: 'Google Workspace', host: /^smtp(?:-relay)?\.gmail\.com$/, spf: '_spf.google.com' },
  {
    provider: 'Microsoft 365',
    host: /^(?:smtp\.office365\.com|[a-z0-9-]+\.mail\.protection\.outlook\.com)$/,
    spf: 'spf.protection.outlook.com',
  },
];

/** The provider behind a relay, if it is one of those. */
export function knownRelay(relay: CheckedRelay): Pick<KnownRelay, 'provider' | 'spf'> | null {
  if (relay.kind === 'ses') return ses;
  if (relay.kind === 'postmark') return postmark;
  return knownRelays.find(({ host }) => host.test(relay.host.toLowerCase())) ?? null;
}
