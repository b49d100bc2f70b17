/** A mail of a program, a sequence or a broadcast: who it comes from, and how it is made. */
import { consentVerdict, trackingPurpose } from '../domain/consent.ts';
import type { Instant } from '../domain/instant.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import type { CompiledTemplate } from '../mail/ports.ts';
import { type Composed, routeOf } from './deliver.ts';
import type { Claimed } from './delivery.ts';
import type { ConversationDeps } from './ports.ts';

/** @param about what the log says beside it, when the key names nobody. */
export function senderNamed(
  { log }: Pick<ConversationDeps, 'log'>,
  key: string | null,
  { sender, senders }: Organisation,
  about: Readonly<Record<string, unknown>>,
): SenderIdentity {
  if (key === null) return sender;
  const named = Object.hasOwn(senders, key) ? senders[key] : undefined;
  if (named !== undefined) return named;
  // What was ordered names what was there at that time; the workspace may have lost it since.
  const message = 'the workspace has no such sender any more; the mail comes from the sender of the organisation';
  log.warn({ ...about, sender: key }, message);
  return sender;
}

export interface ProgramMail {
  readonly kind: 'sequence' | 'broadcast';
  readonly name: string;
  readonly template: CompiledTemplate;
  readonly templateVersionId: string;
  readonly sender: SenderIdentity;
  readonly organisation: Organisation;
  readonly now: Instant;
}

/** @throws TEMPLATE_VARIABLE, TEMPLATE_INVALID, ADDRESS_INVALID, ADDRESS_MULTIPLE */
export function composeProgramMail(
  { composer, publicUrl, mailDomain, signer }: ConversationDeps,
  {
    messageId,
    facts,
    consents,
    trackingConsents,
    recipient,
  }: Pick<Claimed, 'messageId' | 'facts' | 'consents' | 'trackingConsents' | 'recipient'>,
  { kind, name, template, templateVersionId, sender, organisation, now }: ProgramMail,
): Composed {
  const tracking = consentVerdict(organisation.tracking, facts.country, trackingPurpose, trackingConsents, now);
  return composer.nurtureMail({
    messageId,
    template,
    cacheKey: templateVersionId,
    facts,
    consents,
    recipient,
    sender,
    relay: routeOf(sender).relay,
    organisation,
    list: { name: `${organisation.name}: ${name}`, id: `${name}.lists.${mailDomain}` },
    feedback: { campaign: name, kind },
    tracked: tracking.kind === 'given',
    now,
    renderer: composer.renderer,
    publicUrl,
    mailDomain,
    signer,
  });
}
