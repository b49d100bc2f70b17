/**
 * What follows when sales has accepted a lead: whoever has it is reminded to call, then told that it is overdue, then their manager
 * is; and a lead of which nothing is heard for too long comes back to marketing. Pure.
 */
import type { Service } from './sales-desk.ts';
import type { Temperature } from './scoring.ts';
import { serviceTimeOf } from './service-times.ts';
import { addDuration, durationMs, earlier, type Instant, later, plusMs } from './time.ts';
import { afterWorking, type WorkingHours } from './working-time.ts';

/** Mails about a contact that nobody has logged, in the order in which they are due. */
export const chasers = ['contact-reminder', 'contact-overdue', 'contact-manager'] as const;
export type Chaser = (typeof chasers)[number];

/** A hand-off that sales has accepted and that is not over. */
export interface Followed {
  /** When whoever has it has it since: they accepted it then, or were given it. */
  readonly since: Instant;
  /** The first contact that was logged; null: none yet. */
  readonly contactedAt: Instant | null;
  /** When whoever has it wants to be reminded of the next contact; null: never. */
  readonly plannedAt: Instant | null;
  /** When sales logged something last, the acceptance and a change of who has it included. */
  readonly heardAt: Instant;
  /** Of when it was offered to who has it. */
  readonly temperature: Temperature;
}

export interface FollowUp {
  /** The mail that is due by now; the one before it has been sent, or its time was over. */
  readonly due: Chaser | null;
  /** Of several reminders, how many were due before. */
  readonly which?: number;
  /** The time of the planned contact has come: they are reminded, if they were not. */
  readonly isPlanDue: boolean;
  /** It has been silent for too long. */
  readonly silent: boolean;
  /** When to look again, if nothing is logged before. */
  readonly next: Instant;
}

/** When nothing is to come any more: whatever is logged wakes it. */
const farMs = 400 * 86_400_000;

export function followUp(
  service: Service,
  { since, contactedAt, plannedAt, heardAt, temperature }: Followed,
  hours: WorkingHours,
  now: Instant,
): FollowUp {
  const { contact } = serviceTimeOf(service, temperature);
  const chasing = contact === null || contactedAt !== null ? null : durationMs(contact);
  const marks =
    chasing === null
      ? []
      : marksOf(service).map(({ share, ...mark }) => {
          const ms = chasing * share;
          return { ...mark, at: afterWorking(hours, since, ms) ?? plusMs(since, ms) };
        });
  const { chaser: due = null, which } = marks.findLast(({ at }) => at <= now) ?? {};
  // Nothing is expected before what was planned.
  const quietFrom = plannedAt === null ? heardAt : later(heardAt, plannedAt);
  const silentAt = service.silentAfter === null ? null : addDuration(quietFrom, service.silentAfter, hours.zone);
  const all = [...marks.map(({ at }) => at), silentAt, plannedAt];
  const coming = all.flatMap((at) => (at !== null && at > now ? [at] : []));
  return {
    due,
    ...(which ? { which } : {}),
    // What was planned before it came to them was for somebody else.
    isPlanDue: plannedAt !== null && plannedAt <= now && plannedAt > since,
    silent: silentAt !== null && silentAt <= now,
    next: coming.length === 0 ? plusMs(later(now, heardAt), farMs) : coming.reduce(earlier),
  };
}

/** In the order in which they are due. */
const marksOf = ({ remindAt, remindAgainAt = [], reassignAt, managerAt }: Service) => [
  ...[remindAt, ...remindAgainAt].map((share, which) => ({ chaser: 'contact-reminder' as const, which, share })),
  { chaser: 'contact-overdue' as const, which: 0, share: reassignAt },
  { chaser: 'contact-manager' as const, which: 0, share: managerAt },
];
