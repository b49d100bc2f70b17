/**
 * The wire of the workflows: their names, inputs, signals and queries. Shared by the workflows and by whoever starts
 * and signals them. Everything here is plain JSON and a promise to running executions.
 */
import type { EventFact, StopReason } from '../domain/events.ts';
import type { HandoffDecision, HandoffInput, HandoffState } from '../domain/handoff.ts';
import type { Instant } from '../domain/instant.ts';
import type { EnrollmentState, Input } from '../domain/machine.ts';
import type { Program, StepId } from '../domain/program.ts';

/** Pointers only: what a step needs of the lead is looked up when it runs. */
export interface NurtureInput {
  readonly enrollmentId: string;
  readonly sequenceVersionId: string;
  /** Carried over when a run continues as new. */
  readonly state?: EnrollmentState;
}

export interface HandoffWorkflowInput {
  readonly handoffId: string;
  readonly state?: HandoffState;
}

export const workflowNames = { nurture: 'nurture', handoff: 'handoff' } as const;

export const signalNames = { event: 'event', stop: 'stop', decision: 'decision' } as const;
export const queryNames = { position: 'position' } as const;

export type EventSignal = [EventFact];
export type StopSignal = [StopReason];
export type DecisionSignal = [HandoffDecision];

/** Where an enrollment stands, for support: "why did nothing happen?". */
export interface PositionAnswer {
  readonly phase: string;
  readonly stepId: StepId | null;
  readonly until: Instant | null;
  readonly visits: Readonly<Record<StepId, number>>;
}

export interface ConverseRequest {
  readonly enrollmentId: string;
  readonly sequenceVersionId: string;
  readonly state: EnrollmentState;
  /** The workflow's time: activities never decide what time it is. */
  readonly now: Instant;
  /** True when the workflow does not know the program yet. */
  readonly wantProgram: boolean;
}

export interface ConverseResult {
  readonly program: Program | null;
  readonly inputs: readonly Input[];
}

export interface ConverseHandoffRequest {
  readonly handoffId: string;
  readonly state: HandoffState;
  readonly now: Instant;
}

export interface ConverseHandoffResult {
  readonly inputs: readonly HandoffInput[];
}

/** What the workflows call; implemented by activities/. */
export interface Activities {
  converse(request: ConverseRequest): Promise<ConverseResult>;
  converseHandoff(request: ConverseHandoffRequest): Promise<ConverseHandoffResult>;
}
