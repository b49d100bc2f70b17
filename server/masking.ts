/**
 * Keeps addresses and link tokens out of the log: whoever reads a log must not learn who a lead is, nor be able to act
 * with a link from it.
 */

/** The text without e-mail addresses and without the tokens of addresses such as `/c/TOKEN` and `/confirm/TOKEN`. */
export const masked = (text: string): string =>
  text
    .replace(/[^\s<>"'(),:;@]{1,64}@[^\s<>"'(),:;@]{1,253}/g, '[address]')
    .replace(/(\/(?:[couhp]|confirm)\/)[a-z2-7]{16,}(?:\/[\w-]+)?/gi, '$1[token]');

/** What the log keeps of an error: name, code, message, stack and causes, masked. */
export function maskedError(thrown: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(thrown instanceof Error)) return { message: masked(String(thrown)) };
  return {
    name: thrown.name,
    code: (thrown as { code?: unknown }).code,
    message: masked(thrown.message),
    stack: masked(thrown.stack ?? ''),
    ...(thrown.cause === undefined || depth >= 3 ? {} : { cause: maskedError(thrown.cause, depth + 1) }),
  };
}
