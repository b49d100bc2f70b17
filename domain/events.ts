/**
 * Engagement events: what a lead did or what happened to a mail to it. An event is recorded once (by id), moves the
 * score, and wakes an enrollment only if that one waits for it or must stop for it.
 */
import type { EventMatcher, StepId } from './program.ts';
import type { Instant } from './time.ts';

export const eventKinds = [
  'sent',
  'open',
  'click',
  'reply',
  'auto_reply',
  'bounce_hard',
  'bounce_soft',
  'complaint',
  'unsubscribe',
  'form',
  'page_view',
  'custom',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Events that end every enrollment of the lead, whatever its program says. */
export const stopReasons = ['reply', 'unsubscribe', 'bounce_hard', 'complaint', 'mql', 'manual'] as const;
export type StopReason = (typeof stopReasons)[number];

/**
 * An event as a workflow sees it: ids and names only, never the lead's data, because histories must stay erasable.
 * `stepId` and `visit` name the mail it answers, if that mail belongs to this enrollment.
 */
export interface EventFact {
  readonly id: string;
  readonly kind: EventKind;
  /** The name of a custom event. */
  readonly name: string | null;
  /** The name of the link that was clicked. */
  readonly link: string | null;
  readonly stepId: StepId | null;
  readonly visit: number | null;
  readonly recordedAt: Instant;
}

/** A matcher whose mail is known: `of` names the visit of the send step that it looks at. */
export type ArmedMatcher =
  | {
      readonly kind: 'click';
      readonly of: { readonly stepId: StepId; readonly visit: number } | null;
      readonly link: string | null;
    }
  | { readonly kind: 'reply' }
  | { readonly kind: 'custom'; readonly name: string };

/**
 * Whether an event is one that the wait is for. Events that happened before `since` count only if they answer the mail
 * that the matcher names (they cannot be older than that mail).
 */
function matches(matcher: ArmedMatcher, event: EventFact, since: Instant): boolean {
  switch (matcher.kind) {
    case 'click':
      return (
        event.kind === 'click' &&
        matcher.of !== null &&
        event.stepId === matcher.of.stepId &&
        event.visit === matcher.of.visit &&
        (matcher.link === null || event.link === matcher.link)
      );
    case 'reply':
      return event.kind === 'reply' && event.recordedAt >= since;
    case 'custom':
      return event.kind === 'custom' && event.name === matcher.name && event.recordedAt >= since;
  }
}

export const matchesAny = (any: readonly ArmedMatcher[], event: EventFact, since: Instant): boolean =>
  any.some((matcher) => matches(matcher, event, since));

/** Fixes which mail a matcher looks at, given the visits made so far and the mail sent last. */
export function armMatcher(
  matcher: EventMatcher,
  visits: Readonly<Record<StepId, number>>,
  lastSend: StepId | null,
): ArmedMatcher {
  if (matcher.kind !== 'click') return matcher;
  const stepId = matcher.of ?? lastSend;
  const visit = stepId === null ? undefined : visits[stepId];
  return { kind: 'click', link: matcher.link, of: stepId === null || visit === undefined ? null : { stepId, visit } };
}

/** The reason for which an event stops an enrollment, or null if it does not stop anything. */
export function stopReasonOf(kind: EventKind): StopReason | null {
  switch (kind) {
    case 'reply':
    case 'unsubscribe':
    case 'bounce_hard':
    case 'complaint':
      return kind;
    default:
      return null;
  }
}
