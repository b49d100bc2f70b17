/** A way on which mails leave, as a round plays it: how it is prepared, and who works on it. */
import type { Installation } from './installation.ts';
import type { Fault } from './misbehaviour.ts';

export interface Path {
  readonly name: string;
  /** Of twenty. */
  readonly rounds: number;
  /** In a round. */
  readonly mails: number;
  /** `kill`: SIGKILL. `freeze`: SIGSTOP, and SIGCONT when another worker has gone on for a while. */
  readonly blow: 'kill' | 'freeze';
  /** How often a worker is struck in a round: at least, at most. */
  readonly strikes: readonly [number, number];
  /** The most mails that one strike may find IN_FLIGHT. */
  readonly mostInFlight: number;
  /** How the relay misbehaves in every second round. */
  readonly faults: readonly Fault[];
  /** Whether what `prepare` makes is copied for every round; otherwise it is made anew. */
  readonly copied: boolean;
  prepare(into: Installation): Promise<void>;
  crew(of: Installation): Promise<Crew>;
}

/** The workers of one round, one after the other. */
export interface Crew {
  /** Makes one ready, which looks at nothing before it begins. */
  hire(): Promise<Sender>;
}

export interface Sender {
  /** Carries on with whatever is not finished; resolves when it has been told. */
  begin(): Promise<void>;
  /** At once. */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when all is finished and it has ended; rejects when it failed. */
  finish(): Promise<void>;
  /** Resolves when its process is gone. */
  readonly gone: Promise<void>;
}
