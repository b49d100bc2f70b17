/**
 * How every command is built: a name, one line of what it does, `--json`, and help with examples that run as written.
 */
import { Command } from 'commander';
import type { ErrorCode } from '../domain/errors.ts';
import type { Services } from './services.ts';
import type { Screen } from './terminal/screen.ts';

/** What a command has at hand. */
export interface Cli {
  readonly screen: Screen;
  /** The parts of the engine; asking for them reads the settings. @throws CONFIG_INVALID */
  services(): Promise<Services>;
  /** The same under further settings, e.g. the addresses of an engine that has just come up; the caller closes them. */
  servicesWith(settings: Readonly<Record<string, string | undefined>>): Promise<Services>;
  /** Runs long work that ends early, and cleanly, when Ctrl-C aborts the signal. */
  stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What a person at the terminal says to a question, yes or no; null when nobody can be asked. */
  confirm(question: string): Promise<boolean | null>;
  /** Sets the exit code of a command whose data already tells what is wrong. */
  exitAs(code: ErrorCode): void;
}

/** One command, e.g. `import` of `tendril leads import`. */
export function command(name: string, summary: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(summary)
    .option('--json', 'write JSON to stdout: one object, or one line for each item of a list')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`);
}

/**
 * A command that only holds others, e.g. `leads`.
 * @param examples commands that run as written; without them the help of each child is named.
 */
export function group(
  name: string,
  summary: string,
  children: readonly Command[],
  examples: readonly string[] = children.map((child) => `tendril ${name} ${child.name()} --help`),
): Command {
  const parent = new Command(name).description(summary).helpOption('-h, --help', 'show this help').helpCommand(false);
  for (const child of children) parent.addCommand(child);
  const hints = examples.map((example) => `  $ ${example}`);
  return parent.addHelpText('after', `\nExamples:\n${hints.join('\n')}`);
}
