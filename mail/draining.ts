/** A mailer that ends in an orderly way: what is under way may still be answered for a while, and is cut off then. */
import type { Mailer, SendResult } from './ports.ts';

export interface Drained {
  /** One sending, as `Mailer.send`. */
  readonly deliver: Mailer['send'];
  /** What is under way ends now. */
  readonly cutOff: () => void;
  /** How long closing waits for mails under way. */
  readonly drainMs?: number | undefined;
}

/** After the first `close` it takes no more mails: they are declined, and tried again by whoever comes next. */
export function drainingMailer({ deliver, cutOff, drainMs = 8000 }: Drained): Mailer {
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;

  const close = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const drained = Promise.allSettled(underWay);
    await Promise.race([
      drained,
      new Promise((resolve) => {
        timer = setTimeout(resolve, drainMs);
      }),
    ]);
    clearTimeout(timer);
    cutOff();
    await drained;
  };

  return {
    async send(mail, beforeBody) {
      if (closing) return closed;
      const sending = deliver(mail, beforeBody);
      underWay.add(sending);
      try {
        return await sending;
      } finally {
        underWay.delete(sending);
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const closed: SendResult = {
  kind: 'declined',
  class: 'unreachable',
  rule: 'mailer closing',
  response: 'The mailer is closing',
  code: null,
  enhanced: null,
};
