/**
 * What all mails of one turn of a broadcast share: its terms, who it comes from, what the gate holds it to, the time, and
 * what the turn has found out about making them.
 */
import type { BroadcastRules, BroadcastTerms } from '../db/store.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { sendSlot } from '../domain/send-slot.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import type { CompiledTemplate } from '../mail/ports.ts';
import { createMaking, type Making } from './broadcast-making.ts';
import { routeOf } from './deliver.ts';
import { calendarFor } from './lead-calendar.ts';
import type { ConversationDeps } from './ports.ts';
import { composeProgramMail, senderNamed } from './program-mail.ts';

export interface BroadcastRun {
  readonly deps: ConversationDeps;
  readonly terms: BroadcastTerms;
  readonly rules: BroadcastRules;
  /** The workflow's time, moved on by what this turn has taken so far. */
  now(): Instant;
  readonly making: Making;
  /** So long a handful waits for its last answers. Who answers later is booked when it does. */
  readonly patienceMs: number;
}

export function createBroadcastRun(
  deps: ConversationDeps,
  terms: BroadcastTerms,
  organisation: Organisation,
  template: CompiledTemplate,
  from: Instant,
  patienceMs: number,
): BroadcastRun {
  const began = performance.now();
  const now = () => plusMs(from, performance.now() - began);
  const sender = senderNamed(deps, terms.sender, organisation, { broadcastId: terms.id });
  return {
    deps,
    terms,
    now,
    rules: rulesFor(deps, terms, sender, organisation, now),
    patienceMs,
    making: createMaking(
      (claim) =>
        composeProgramMail(deps, claim, {
          kind: 'broadcast',
          name: terms.name,
          template,
          templateVersionId: terms.templateVersionId,
          sender,
          organisation,
          now: now(),
        }),
      deps.log,
    ),
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
