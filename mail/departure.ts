/**
 * The instant at which a mail begins to leave. The relay reads the body only after it has answered 354, so the first
 * read of the body stream is the last moment at which a mail surely has not been sent: there the ledger is told, and
 * no byte leaves before it has agreed. SMTP errors alone cannot tell "before" from "after" (RFC 1047).
 */
import { Readable } from 'node:stream';

export interface Departure {
  /** The message as a stream that waits for the ledger; a second stream may be asked for when a connection broke. */
  guard(message: Buffer): Readable;
  /** Waits for a ledger call under way and forbids any later byte. True when bytes may have left already. */
  settle(): Promise<boolean>;
  /** Bytes may have left. */
  readonly left: boolean;
  /** Why the ledger did not agree, if it did not. */
  readonly refusal: { readonly error: unknown } | null;
}

/** `beforeBody` is called at most once, even if the pool tries a second connection. */
export function createDeparture(beforeBody: () => Promise<void>): Departure {
  let asked: Promise<boolean> | null = null;
  let refusal: { readonly error: unknown } | null = null;
  let left = false;
  let over = false;

  const ask = async (): Promise<boolean> => {
    try {
      await beforeBody();
      return true;
    } catch (error) {
      refusal = { error };
      return false;
    }
  };

  return {
    guard(message) {
      let started = false;
      const start = async (body: Readable) => {
        if (!over) asked ??= ask();
        const agreed = await asked;
        // A second stream of a mail that has begun to leave must stay empty: the first may have arrived.
        if (!agreed || left || over || body.destroyed) {
          body.destroy(new Error('The mail may not leave'));
          return;
        }
        left = true;
        body.push(message);
        body.push(null);
      };
      return new Readable({
        read() {
          if (started) return;
          started = true;
          void start(this);
        },
      });
    },
    async settle() {
      over = true;
      await asked;
      return left;
    },
    get left() {
      return left;
    },
    get refusal() {
      return refusal;
    },
  };
}
