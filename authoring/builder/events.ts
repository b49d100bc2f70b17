/** What a `waitFor`, a goal or a stop rule looks at, in code. `Mail` is the ids of the send steps that exist so far. */
import type { ReplyClass } from '../../domain/events.ts';
import type { ReturnReason } from '../../domain/handoff.ts';
import type { Stage } from '../../domain/lifecycle.ts';

export type EventOf<Mail extends string> =
  | 'click'
  | 'reply'
  | 'form'
  | { readonly click: Mail | { readonly of?: Mail; readonly link?: string } }
  | { readonly reply: true | ReplyClass | readonly ReplyClass[] }
  | { readonly form: string }
  | { readonly page: string }
  | { readonly event: string | { readonly name: string; readonly where: string } }
  | { readonly score: number }
  | { readonly stage: Stage }
  | {
      readonly decision:
        | 'accepted'
        | 'returned'
        | { readonly is: 'accepted' | 'returned'; readonly reason?: ReturnReason };
    };

/** One event, or several of which any one or all must happen. */
export type AwaitedEvents<Mail extends string> =
  | EventOf<Mail>
  | { readonly any: readonly [EventOf<Mail>, ...EventOf<Mail>[]] }
  | { readonly all: readonly [EventOf<Mail>, ...EventOf<Mail>[]] };
