/**
 * Where a command writes: data to stdout, everything else to stderr. Colours only on a terminal and only while NO_COLOR
 * is unset (no-color.org). When the reader of stdout has gone (`| head`), writing goes on quietly into nothing, and
 * `closed` tells lists to stop.
 */
import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

export type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** A stream that may be a terminal: `process.stdout`, or any writable in tests. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface Screen {
  /** Whether the caller asked for JSON. */
  readonly json: boolean;
  /** The reader of stdout has gone. */
  readonly closed: boolean;
  /** Columns of the terminal on stdout; null when it is none. */
  readonly columns: number | null;
  /** Whether stderr is a terminal, which can show progress. */
  readonly interactive: boolean;
  /** Writes one line of data to stdout; resolves when the stream takes more. */
  line(text: string): Promise<void>;
  /** Writes bytes to stdout as they are. */
  bytes(content: Uint8Array): Promise<void>;
  /** Writes one JSON value as a line to stdout. */
  record(value: unknown): Promise<void>;
  /** Tells a person something, on stderr; nothing in JSON mode, where stderr holds errors only. */
  note(text: string): void;
  /** Writes to stderr as it is. */
  raw(text: string): void;
  paint(style: Paint, text: string): string;
  /** Like `paint`, for what goes to stderr. */
  paintNote(style: Paint, text: string): string;
}

export function createScreen(options: {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly json: boolean;
  readonly noColor: boolean;
}): Screen {
  const { stdout, stderr, json, noColor } = options;
  let closed = false;
  const coloured = (stream: Output): boolean => stream.isTTY === true && !noColor;
  const paintOn =
    (stream: Output) =>
    (style: Paint, text: string): string =>
      coloured(stream) ? styleText(style, text, { validateStream: false }) : text;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  // Nobody is left to tell; the exit code still says how it went.
  stderr.on('error', () => {});

  const line = (text: string): Promise<void> =>
    new Promise((resolve) => {
      if (closed) return resolve();
      stdout.write(`${text}\n`, () => resolve());
    });
  return {
    json,
    get closed() {
      return closed;
    },
    columns: stdout.isTTY === true ? (stdout.columns ?? 80) : null,
    interactive: stderr.isTTY === true,
    line,
    bytes: (content) =>
      new Promise((resolve) => {
        if (closed) return resolve();
        stdout.write(content, () => resolve());
      }),
    record: (value) => line(JSON.stringify(value)),
    note(text) {
      if (!json) stderr.write(`${text}\n`);
    },
    raw: (text) => void stderr.write(text),
    paint: paintOn(stdout),
    paintNote: paintOn(stderr),
  };
}
