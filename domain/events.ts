/**
 * Engagement events: what a lead did or what happened to a mail to it. An event is recorded once (by id), moves the
 * score, and wakes an enrollment only if that one waits for it or must end for it.
 */
import type { ReturnReason } from './handoff.ts';
import type { Instant } from './instant.ts';
import type { Stage } from './lifecycle.ts';

export const eventKinds = [
  'sent',
  'open',
  'click',
  /** A click that is held until it can be told whose it was; and one that was a machine's. Nothing waits for these. */
  'click_held',
  'click_machine',
  'reply',
  'auto_reply',
  'bounce_hard',
  'bounce_soft',
  'complaint',
  'unsubscribe',
  /** The lead said which mails it wants, and how many. Gives no points, and nothing waits for it. */
  'preferences',
  'form',
  'page_view',
  'custom',
  /** A call, a chat or a meeting that another system tells of. Nothing waits for it. */
  'touch',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a touch was, and who began it: the lead (`in`) or a person of one's own. */
export const touchKinds = ['call', 'chat', 'sms', 'meeting', 'letter', 'other'] as const;
export type TouchKind = (typeof touchKinds)[number];
export const touchDirections = ['in', 'out'] as const;

/** What a human wrote back, as `reply-class.ts` sorts it. */
export const replyClasses = ['interested', 'question', 'later', 'not_interested', 'other'] as const;
export type ReplyClass = (typeof replyClasses)[number];

/**
 * What a program can wait for, or take as its goal or as a reason to stop. `of` null means "the mail sent last before
 * this step" in a wait, and "any mail of this enrollment" in goals and stops.
 */
export type EventMatcher =
  | { readonly kind: 'click'; readonly of: string | null; readonly link: string | null }
  /** Null: whatever a human writes. */
  | { readonly kind: 'reply'; readonly classes: readonly ReplyClass[] | null }
  | { readonly kind: 'form'; readonly name: string | null }
  /** The path of a page; a `*` at its end stands for whatever follows. */
  | { readonly kind: 'page'; readonly path: string }
  /** `where`: a condition over the `event` that was posted. */
  | { readonly kind: 'custom'; readonly name: string; readonly where: string | null }
  /** Met as well when it is so already. */
  | { readonly kind: 'score'; readonly atLeast: number }
  /** Met as well when the lead is there already. */
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'decision';
      readonly decision: 'accepted' | 'returned';
      readonly reason: ReturnReason | null;
    };

/** A mail of an enrollment: the step that sent it, by the id it had then, and the visit. */
export interface MailRef {
  readonly stepId: string;
  readonly visit: number;
}

/** A matcher whose mail is known. In `of`, null stands for any; `of` null itself: there is no such mail. */
export type ArmedMatcher =
  | {
      readonly kind: 'click';
      readonly of: { readonly stepId: string | null; readonly visit: number | null } | null;
      readonly link: string | null;
    }
  | Exclude<EventMatcher, { readonly kind: 'click' }>;

/** Why an enrollment was stopped. `goal` counts as a success; `merged`: its person is in it by another lead;
 * `colleague`: another lead of its company came to sales. */
export const stopReasons = [
  'reply',
  'unsubscribe',
  'bounce_hard',
  'complaint',
  'consent',
  'mql',
  'colleague',
  'manual',
  'rule',
  'superseded',
  'merged',
  'goal',
] as const;
export type StopReason = (typeof stopReasons)[number];

/** What a workflow can be told of: events, and changes of the lead that programs wait for. */
export type FactKind = EventKind | 'score' | 'stage' | 'decision';

/**
 * An event as a workflow sees it: ids and names only, never the lead's data, because histories must stay erasable.
 * `stepId` and `visit` name the mail it answers, if that mail belongs to this enrollment.
 */
export interface EventFact {
  readonly id: string;
  readonly kind: FactKind;
  /** Of a custom event or a form its name, of a page its path, of a reply its class, of a stage or decision which. */
  readonly name: string | null;
  /** The name of the link that was clicked. */
  readonly link: string | null;
  readonly stepId: string | null;
  readonly visit: number | null;
  readonly recordedAt: Instant;
  /** The reason of a decision. */
  readonly detail?: string | null;
  /** The points of a score. */
  readonly value?: number | null;
  /** The conditions on its payload that were looked at and hold. */
  readonly holds?: readonly string[];
}

/**
 * Whether an event is one that the matcher means. Events that happened before `since` count only if they answer the
 * mail that the matcher names (they cannot be older than that mail), or tell what is so at this moment.
 */
export function matches(matcher: ArmedMatcher, event: EventFact, since: Instant): boolean {
  const fresh = event.recordedAt >= since;
  switch (matcher.kind) {
    case 'click':
      return event.kind === 'click' && clicked(matcher, event);
    case 'reply':
      return event.kind === 'reply' && fresh && (matcher.classes ?? [event.name]).includes(event.name as ReplyClass);
    case 'form':
      return event.kind === 'form' && fresh && (matcher.name ?? event.name) === event.name;
    case 'page':
      return event.kind === 'page_view' && fresh && pathFits(matcher.path, event.name ?? '');
    case 'custom':
      return (
        event.kind === 'custom' &&
        fresh &&
        event.name === matcher.name &&
        (matcher.where === null || (event.holds ?? []).includes(matcher.where))
      );
    case 'score':
      return event.kind === 'score' && (event.value ?? 0) >= matcher.atLeast;
    case 'stage':
      return event.kind === 'stage' && event.name === matcher.stage;
    case 'decision':
      return (
        event.kind === 'decision' &&
        fresh &&
        event.name === matcher.decision &&
        (matcher.reason ?? event.detail ?? null) === (event.detail ?? null)
      );
  }
}

function clicked({ of, link }: ArmedMatcher & { kind: 'click' }, event: EventFact): boolean {
  if (of === null || event.stepId === null) return false;
  return (
    (of.stepId ?? event.stepId) === event.stepId &&
    (of.visit ?? event.visit) === event.visit &&
    (link ?? event.link) === event.link
  );
}

/** Whether a path is the wanted one; a `*` at the end of that stands for whatever follows. */
export const pathFits = (wanted: string, path: string): boolean =>
  wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted;

export const matchesAny = (any: readonly ArmedMatcher[], event: EventFact, since: Instant): boolean =>
  any.some((matcher) => matches(matcher, event, since));

/** Fixes which mail a matcher of a wait looks at, given the mails of each step and the mail sent last. */
export function armMatcher(
  matcher: EventMatcher,
  mails: Readonly<Record<string, MailRef>>,
  lastMail: MailRef | null,
): ArmedMatcher {
  if (matcher.kind !== 'click') return matcher;
  return { ...matcher, of: (matcher.of === null ? lastMail : mails[matcher.of]) ?? null };
}

/** A goal or a stop rule looks at every mail of the enrollment, or at every visit of the step it names. */
export const armForAll = (matcher: EventMatcher): ArmedMatcher =>
  matcher.kind === 'click' ? { ...matcher, of: { stepId: matcher.of, visit: null } } : matcher;

/** Which kinds of event can be found in the ledger of events; the others tell what is so. */
export const ledgerKind: Readonly<Record<ArmedMatcher['kind'], EventKind | null>> = {
  click: 'click',
  reply: 'reply',
  form: 'form',
  page: 'page_view',
  custom: 'custom',
  score: null,
  stage: null,
  decision: null,
};
