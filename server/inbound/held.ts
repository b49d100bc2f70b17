/**
 * A mail that names none of ours. A report of that kind is backscatter and is never acted on; a person's answer is held for
 * a person to say whom it is about, with guesses by its sender; what answers nothing and comes from nobody known is noted.
 */

import { assertNever } from '../../domain/errors.ts';
import type { InboundReading } from '../../domain/inbound-reading.ts';
import type { MailNames } from '../../domain/mail-names.ts';
import { type Item, ignored, type Outcome, type ReceivingDeps } from './ports.ts';

export async function hold(
  { store, now, log }: ReceivingDeps,
  item: Item,
  reading: InboundReading,
  { inReplyTo, references }: MailNames,
): Promise<Outcome> {
  switch (reading.kind) {
    case 'bounce':
    case 'complaint':
      log.info({ item: item.id, kind: reading.kind }, 'a report without a valid token is not acted on');
      return ignored(reading.kind, 'it carries no token of ours: backscatter, or forged');
    case 'auto-reply':
      return ignored('auto-reply', `a machine answered (${reading.answer.sign}), and not one of our mails`);
    case 'other':
      return ignored('other', reading.reason);
    case 'reply': {
      const { from, subject } = reading.answer;
      const guesses = await store.inbound.guesses(from);
      const answers = inReplyTo.length + references.length > 0 || /^\s*(?:re|aw|sv|vs|rif|odp|antw)\s*:/i.test(subject);
      if (guesses.length === 0 && !answers)
        return ignored('reply', 'it answers none of our mails and its sender is not known');
      await store.tasks.askWhom({ inboundItemId: item.id, from }, now());
      return { kind: 'reply', status: 'held', note: 'it names none of our mails: a person is to say whom it is about' };
    }
    default:
      return assertNever(reading);
  }
}
