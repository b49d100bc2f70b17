/**
 * Ctrl-C and SIGTERM for one command: the first ends it at once, or gives work that can stop cleanly a few seconds to do
 * so; a second one ends the process the hard way.
 */

/** Exit codes of shells: 128 and the number of the signal. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
const patienceMs = 5000;

export interface Interrupts {
  /** The exit code once a signal has come. */
  readonly exit: number | null;
  /** Resolves with the exit code when a signal has ended the command; otherwise stays pending. */
  readonly stopped: Promise<number>;
  stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  release(): void;
}

/** @param listen false leaves the signals to the command itself. */
export function watchInterrupts(listen: boolean): Interrupts {
  const abort = new AbortController();
  let exit: number | null = null;
  let working = 0;
  let end: (code: number) => void = () => {};
  const stopped = new Promise<number>((resolve) => {
    end = resolve;
  });
  const interrupt = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const code = exitCodes[signal];
    exit = code;
    release();
    abort.abort();
    if (working === 0) end(code);
    else setTimeout(() => end(code), patienceMs).unref();
  };
  const release = (): void => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  if (listen) {
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
  }
  return {
    get exit() {
      return exit;
    },
    stopped,
    async stoppable(work) {
      working += 1;
      try {
        return await work(abort.signal);
      } finally {
        working -= 1;
      }
    },
    release,
  };
}
