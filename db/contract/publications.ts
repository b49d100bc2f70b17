/** The contract of the database: published workspaces, templates and sequences. */
import type { Program, StepId } from '../../domain/program.ts';
import type { Instant } from '../../domain/time.ts';
import type { Workspace } from '../../domain/workspace.ts';

export interface Published {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  /** False when the newest version has this very content already. */
  readonly created: boolean;
}

export interface SequenceSummary {
  readonly name: string;
  readonly version: number;
  readonly publishedAt: Instant;
  readonly active: number;
  readonly ended: number;
  /** Since when a pause holds all of it. */
  readonly pausedSince: Instant | null;
}

export interface SequenceDetail extends SequenceSummary {
  readonly source: string;
  readonly program: Program;
  /** How many active enrollments stand at each step, over all versions. */
  readonly at: Readonly<Record<StepId, number>>;
}

export interface Publications {
  publishWorkspace(workspace: Workspace, now: Instant): Promise<Published>;
  /** The workspace in force; cached for a second. @throws WORKSPACE_EMPTY */
  workspace(): Promise<Workspace>;
  /** `compiled` is opaque JSON made by mail/. */
  publishTemplate(
    template: { readonly name: string; readonly contentHash: string; readonly compiled: unknown },
    now: Instant,
  ): Promise<Published>;
  publishSequence(
    sequence: {
      readonly name: string;
      readonly contentHash: string;
      readonly source: string;
      readonly program: Program;
      readonly templates: Readonly<Record<string, string>>;
    },
    now: Instant,
  ): Promise<Published>;
  /** The compiled form of a template version; immutable. @throws TEMPLATE_UNKNOWN */
  template(templateVersionId: string): Promise<unknown>;
  /** @throws TEMPLATE_UNKNOWN */
  newestTemplate(name: string): Promise<{ readonly id: string; readonly number: number; readonly compiled: unknown }>;
  sequences(): Promise<readonly SequenceSummary[]>;
  /** One version of a sequence, the newest when `number` is not given. @throws SEQUENCE_UNKNOWN */
  version(
    name: string,
    number?: number,
  ): Promise<{ readonly id: string; readonly number: number; readonly source: string; readonly program: Program }>;
  /** @throws SEQUENCE_UNKNOWN */
  sequence(name: string): Promise<SequenceDetail>;
  /** How many active enrollments of one version stand at each step. */
  leadsAt(name: string, number: number): Promise<Readonly<Record<StepId, number>>>;
  /** The ids of the steps that any version of the sequence has, or of all sequences. @throws SEQUENCE_UNKNOWN */
  stepIds(sequence?: string): Promise<readonly StepId[]>;
}
