/**
 * Webhooks out: what other systems can be told of, who wants what, and when a message that was not taken is tried again.
 * Pure; who they are stands in `config/outgoing-webhooks.ts`.
 */
import { type Instant, plusMs } from './instant.ts';
import type { Secret } from './secret.ts';

/** What an endpoint can ask to be told. */
export const announcedTypes = [
  'lead.created',
  'lead.score_changed',
  'lead.temperature_changed',
  'lead.stage_changed',
  'lead.segment_entered',
  'lead.segment_left',
  'handoff.opened',
  'handoff.offered',
  'handoff.lapsed',
  'handoff.queued',
  'handoff.attached',
  'handoff.assigned',
  'handoff.accepted',
  'handoff.contacted',
  'handoff.planned',
  'handoff.meeting',
  'handoff.won',
  'handoff.lost',
  'handoff.returned',
  'source.alert',
] as const;
export type AnnouncedType = (typeof announcedTypes)[number];

/** Sent by hand, to try an endpoint. */
export const pingType = 'test.ping';

/** What an endpoint wants to be told: all that those who change leads need to know of it. */
export interface Subscription {
  readonly endpoint: string;
  readonly types: readonly AnnouncedType[];
  /** A score is told only when it differs by so much from the last that was told. */
  readonly scoreStep: number | null;
}

/** An endpoint of the settings. */
export interface OutgoingEndpoint extends Subscription {
  readonly url: string;
  /** Each `whsec_…`, newest first: every message is signed with all of them. */
  readonly secrets: readonly Secret[];
  /** It may be at an address of the inside, and by http there. */
  readonly allowInsecure: boolean;
  /** It is told nothing new, and what waits for it goes on waiting. */
  readonly disabled: boolean;
}

/** Ids, names and numbers. Never what tells who a lead is: whoever may know that asks the API. */
export interface Announcement {
  readonly type: AnnouncedType;
  readonly leadId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What is wanted now, for those who change leads. */
export const subscriptionsOf = (endpoints: readonly OutgoingEndpoint[]): readonly Subscription[] =>
  endpoints
    .filter(({ disabled }) => !disabled)
    .map(({ endpoint, types, scoreStep }) => ({ endpoint, types, scoreStep }));

/** Workflow id of the deliveries to an endpoint: one of them runs at a time, and ends when nothing is left. */
export const webhooksWorkflowId = (endpoint: string): string => `hooks/${endpoint}`;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Before the n-th repeat of a message (the proposal of Standard Webhooks). After the last it is given up. */
export const repeatPausesMs = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

/** The sum of all pauses, rounded up: what is older and still not taken is given up, however often it was tried. */
export const patienceMs = 76 * hour;

/** What became of one try. */
export type Attempted =
  | { readonly kind: 'taken'; readonly status: number }
  /** 410: it does not want to be told anything any more. */
  | { readonly kind: 'gone'; readonly status: number }
  /** It answers, and asks for a pause. */
  | { readonly kind: 'busy'; readonly status: number; readonly pauseMs: number; readonly why: string }
  /** It answers that it does not want this. */
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }
  /** It is not there, or not well. */
  | { readonly kind: 'away'; readonly status: number | null; readonly why: string };

const shortestPauseMs = 1 * second;
const longestPauseMs = 24 * hour;

/** What an answer means. `pauseMs`: of its Retry-After. */
export function attemptedBy(status: number, pauseMs: number | null): Attempted {
  const why = `the answer was ${status}`;
  if (status >= 200 && status < 300) return { kind: 'taken', status };
  if (status === 410) return { kind: 'gone', status };
  if ((status === 429 || status === 503) && pauseMs !== null) {
    return { kind: 'busy', status, why, pauseMs: Math.min(longestPauseMs, Math.max(shortestPauseMs, pauseMs)) };
  }
  if (status >= 500 || status === 429 || status === 408) return { kind: 'away', status, why };
  return { kind: 'refused', status, why };
}

/** When a message that has been tried so often is tried again; null: it is given up. `chance`: from 0 to below 1. */
export function repeatAt(tries: number, since: Instant, now: Instant, chance: number): Instant | null {
  const pause = repeatPausesMs[tries - 1];
  if (pause === undefined || since < plusMs(now, -patienceMs)) return null;
  // Up to a tenth later, so that what failed together does not come back together.
  return plusMs(now, Math.round(pause * (1 + chance / 10)));
}

/** How an endpoint answers. */
export interface EndpointHealth {
  /** Answers since the last good one. */
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly restUntil: Instant | null;
}

export const healthy: EndpointHealth = { failures: 0, failingSince: null, restUntil: null };

/** One message now and then is tried with an endpoint that is down; the others wait. */
const probePausesMs = [5 * second, 15 * second, 1 * minute, 5 * minute] as const;
const failuresAway = 3;
/** Refusals may be about the messages; so many in a row are about the endpoint. */
const failuresRefused = 20;

/** Whether so many failures, the last of them of this kind, mean that an endpoint is down. */
const isDownAfter = (failures: number, kind: 'refused' | 'away'): boolean =>
  failures >= (kind === 'away' ? failuresAway : failuresRefused);

/** How an endpoint is after one more answer. */
export function healthAfter(health: EndpointHealth, attempted: Attempted, now: Instant): EndpointHealth {
  switch (attempted.kind) {
    case 'taken':
    case 'gone':
      return healthy;
    case 'busy':
      return { ...health, restUntil: plusMs(now, attempted.pauseMs) };
    case 'refused':
    case 'away': {
      const failures = health.failures + 1;
      const failingSince = health.failingSince ?? now;
      if (!isDownAfter(failures, attempted.kind)) return { failures, failingSince, restUntil: null };
      const least = attempted.kind === 'away' ? failuresAway : failuresRefused;
      const pause = probePausesMs[Math.min(failures - least, probePausesMs.length - 1)] ?? 5 * minute;
      return { failures, failingSince, restUntil: plusMs(now, pause) };
    }
  }
}

/** Whether only one message is tried at the next look. */
export const isDown = ({ failures, restUntil }: EndpointHealth): boolean => failures > 0 && restUntil !== null;
