/** How mails are read where they come in: in threads, with the keys that tell our tokens and with the classifier, if there is one. */
import type { InboundReading, ReadingContext } from '../../domain/inbound-reading.ts';
import type { MailNames } from '../../domain/mail-names.ts';
import type { ReplyClassifier } from '../../domain/reply-classifier.ts';
import type { Signer } from '../../domain/tokens.ts';
import { classifiedAnswer } from './answers/answer.ts';
import { createMailReaders, type MailReaders } from './mail-readers.ts';
import { namesOf, tokensIn } from './names.ts';

export interface MailReadingDeps {
  readonly signer: Signer;
  /** Asked about what humans write. */
  readonly classifier?: ReplyClassifier | null;
  readonly readers?: MailReaders;
}

export function createMailReading({ signer, classifier = null, readers = createMailReaders() }: MailReadingDeps) {
  return {
    /** @throws INBOUND_BUSY */
    async read(
      raw: Uint8Array,
      context: ReadingContext,
      envelopeTo: readonly string[],
    ): Promise<{ readonly reading: InboundReading; readonly names: MailNames }> {
      const { reading, named, traces } = await readers.read(raw, context);
      const names = namesOf(signer, traces, envelopeTo);
      if (reading.kind !== 'reply') return { reading, names };
      return {
        reading: { ...reading, answer: await classifiedAnswer({ answer: reading.answer, named }, classifier) },
        names,
      };
    },
    tokens: (texts: readonly string[]): MailNames['tokens'] => tokensIn(signer, texts.join('\n')),
    close: (): Promise<void> => readers.close(),
  };
}
