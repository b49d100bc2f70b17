/** The contract of the database: what refusals of mails add up to. */
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import type { RefusalFigures } from '../../domain/delivery-rules.ts';
import type { Instant } from '../../domain/time.ts';
import type { PauseScope } from './pauses.ts';

export interface Bounces {
  /** When the event of this key was recorded; null when it was not. */
  recordedAt(dedupeKey: string): Promise<Instant | null>;
  /**
   * How many of the newest mails of a sending domain or relay were refused with this verdict since then. The message
   * named counts as one of them: its refusal is booked last.
   */
  figures(
    scope: PauseScope & { readonly kind: 'domain' | 'relay' },
    verdict: DeliveryClass,
    messageId: string,
    since: Instant,
  ): Promise<RefusalFigures>;
}
