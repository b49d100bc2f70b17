/** The contract of the database: what refusals of mails add up to. */
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import type { RefusalFigures, StopScope } from '../../domain/sender-stops.ts';
import type { Instant } from '../../domain/time.ts';

export interface Bounces {
  /** When the event of this key was recorded; null when it was not. */
  recordedAt(dedupeKey: string): Promise<Instant | null>;
  /** How many refusals in a row a mail has had with this verdict, the present one included, which is booked last. */
  inARow(messageId: string, verdict: DeliveryClass): Promise<number>;
  /**
   * To how many recipients mails of a sending domain or relay were refused with this verdict since then, at once or by
   * a report that came back, and of how many among the newest. The message named counts as one of them: its refusal is
   * booked last.
   */
  figures(scope: StopScope, verdict: DeliveryClass, messageId: string, since: Instant): Promise<RefusalFigures>;
}
