/** What comes back by mail, once it has been recognised. */
import type { DeliveryClass } from './delivery-class.ts';

/** What an incoming mail is, and which of our messages it answers. */
export type InboundMail =
  | {
      readonly kind: 'reply';
      readonly messageId: string;
      readonly text: string;
      readonly subject: string;
      readonly from: string;
    }
  | { readonly kind: 'auto-reply'; readonly messageId: string; readonly reason: string }
  | {
      readonly kind: 'bounce';
      readonly messageId: string;
      /** The address is dead. */
      readonly hard: boolean;
      readonly class: DeliveryClass;
      /** The name of the rule that put it into its class. */
      readonly rule: string;
      readonly status: string;
      readonly diagnostic: string;
    }
  | { readonly kind: 'unsubscribe'; readonly messageId: string }
  | { readonly kind: 'other'; readonly reason: string };
