/**
 * What a report says of whoever sent: behind a relay that takes everything, a receiver's blocks come back in no other way.
 * Pauses the domain or the relay of a mail when the reports of the last time together are reason enough.
 */
import type { MessageView, Store } from '../../db/store.ts';
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import { pauseThreshold, senderStop, stopNotice, stopsTogether } from '../../domain/sender-stops.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import type { Log } from '../log.ts';

export interface Reported {
  readonly verdict: DeliveryClass;
  /** The name of the rule that put it there. */
  readonly rule: string;
  readonly status: string;
}

export async function stopSender(
  store: Pick<Store, 'bounces' | 'pauses'>,
  { verdict, rule, status }: Reported,
  { id, fromDomain, relay }: MessageView,
  now: Instant,
  log: Log,
): Promise<void> {
  // A mail of an older version names neither.
  if (fromDomain === null || relay === null) return;
  const judged = { class: verdict, rule, codes: status, saidBy: 'report' } as const;
  const stop = senderStop(judged, { fromDomain, relay });
  if (stop === null) return;
  const since = plusMs(now, -pauseThreshold.withinMinutes * 60_000);
  const enough = stop.atOnce || stopsTogether(await store.bounces.figures(stop.scope, verdict, id, since));
  if (!enough) return;
  const paused = await store.pauses.pause(stop.scope, stop.reason, 'engine', now);
  const details = { ...stop.scope, messageId: id, class: verdict, rule, codes: status };
  if (paused.since === now) log.error(details, stopNotice(stop, id));
}
