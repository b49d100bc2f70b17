/** What all mails of one turn of a broadcast share: its terms, who it comes from, what the gate holds it to, and the time. */
import type { BroadcastClaim, BroadcastRules, BroadcastTerms } from '../db/store.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { sendSlot } from '../domain/send-slot.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import type { CompiledTemplate } from '../mail/ports.ts';
import { type Composed, routeOf } from './deliver.ts';
import { calendarFor } from './lead-calendar.ts';
import type { ConversationDeps } from './ports.ts';

export interface BroadcastRun {
  readonly deps: ConversationDeps;
  readonly terms: BroadcastTerms;
  readonly rules: BroadcastRules;
  /** The workflow's time, moved on by what this turn has taken so far. */
  now(): Instant;
  /** @throws TEMPLATE_VARIABLE, TEMPLATE_INVALID, ADDRESS_INVALID, ADDRESS_MULTIPLE */
  compose(claim: BroadcastClaim): Composed;
}

export function createBroadcastRun(
  deps: ConversationDeps,
  terms: BroadcastTerms,
  organisation: Organisation,
  template: CompiledTemplate,
  from: Instant,
): BroadcastRun {
  const began = performance.now();
  const now = () => plusMs(from, performance.now() - began);
  const sender = senderOf(deps, terms, organisation);
  return {
    deps,
    terms,
    now,
    rules: rulesFor(deps, terms, sender, organisation, now),
    compose: ({ messageId, facts, consents, recipient }) => {
      const { composer, publicUrl, mailDomain, signer } = deps;
      const { name } = terms;
      return composer.nurtureMail({
        messageId,
        template,
        cacheKey: terms.templateVersionId,
        facts,
        consents,
        recipient,
        sender,
        relay: routeOf(sender).relay,
        organisation,
        list: { name: `${organisation.name}: ${name}`, id: `${name}.lists.${mailDomain}` },
        feedback: { campaign: name, kind: 'broadcast' },
        now: now(),
        renderer: composer.renderer,
        publicUrl,
        mailDomain,
        signer,
      });
    },
  };
}

/** A broadcast has no zone of its own: that of the lead, its country or the organisation counts. */
function rulesFor(
  deps: ConversationDeps,
  { settings, startAt }: BroadcastTerms,
  sender: SenderIdentity,
  organisation: Organisation,
  now: () => Instant,
): BroadcastRules {
  const { stages, priority, caps, purpose, window, stale } = settings;
  const route = routeOf(sender);
  return {
    ...route,
    mustBeActivated: deps.leavesMachine(route.relay),
    stages,
    priority,
    caps: [...organisation.caps, ...caps],
    purpose,
    consent: organisation.consent,
    slot(facts, seed) {
      const calendar = calendarFor(deps, { zone: null, window }, facts, organisation);
      return sendSlot({ dueAt: startAt, now: now(), settings: { window, stale }, calendar, seed });
    },
  };
}

function senderOf(deps: ConversationDeps, { id, sender: key }: BroadcastTerms, organisation: Organisation) {
  if (key === null) return organisation.sender;
  const named = Object.hasOwn(organisation.senders, key) ? organisation.senders[key] : undefined;
  if (named !== undefined) return named;
  deps.log.warn(
    { broadcastId: id, sender: key },
    'the workspace has no such sender any more; the mails come from the sender of the organisation',
  );
  return organisation.sender;
}
