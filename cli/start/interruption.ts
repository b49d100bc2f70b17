/**
 * What ends the engine from outside: Ctrl-C, SIGTERM, a closed terminal, or the end of the `npm start` that we belong to.
 * A second Ctrl-C asks to hurry.
 */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  /** Resolves at the first request to stop. */
  readonly asked: Promise<string>;
  /** Aborts at the second. */
  readonly hurry: AbortSignal;
  release(): void;
}

export function watchInterruption(npm: boolean): Interruption {
  const hurry = new AbortController();
  let ask: (why: string) => void = () => {};
  let asked = false;
  const first = new Promise<string>((resolve) => {
    ask = resolve;
  });
  const interrupt = (why: string) => {
    if (asked) hurry.abort();
    asked = true;
    ask(why);
  };
  for (const signal of signals) process.on(signal, interrupt);
  const parent = process.ppid;
  // npm killed with SIGKILL cannot tell us; that our parent changes does. Without npm this is how daemons live.
  const watch = npm
    ? setInterval(() => process.ppid !== parent && !asked && interrupt('npm is gone'), 1_000)
    : undefined;
  return {
    asked: first,
    hurry: hurry.signal,
    release() {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
