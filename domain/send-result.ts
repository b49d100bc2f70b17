/** What is known of a mail after it was handed to a relay. */
import type { DeliveryClass } from './delivery-class.ts';

/** How the relay took it. `code` and `enhanced` are those of the SMTP reply, if there was one. */
export type SendResult =
  | { readonly kind: 'sent'; readonly response: string }
  /** Surely not accepted. `rule` names what put it into its class. */
  | {
      readonly kind: 'declined';
      readonly class: DeliveryClass;
      readonly rule: string;
      readonly response: string;
      readonly code: number | null;
      readonly enhanced: string | null;
    }
  /** The body had begun to leave and no reply came: it may have arrived. */
  | { readonly kind: 'unknown'; readonly response: string };
