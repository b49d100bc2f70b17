/** The contract of the database: files of leads, how far they came in, and how such files are read. */
import type { ErrorCode } from '../../domain/errors.ts';
import type { ImportRules, ImportWishes } from '../../domain/import-rule.ts';
import type { LeadInput } from '../../domain/lead.ts';
import type { OriginDetail } from '../../domain/origin.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

/** How a file is read. The same content under the same plan is the same import. */
export interface ImportPlan {
  readonly encoding: string;
  readonly wishes: ImportWishes;
  /** Of leads whose row names none. */
  readonly source: string | null;
}

export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

export interface ImportRun extends ImportCounts {
  readonly id: string;
  readonly fileName: string;
  readonly contentHash: string;
  readonly plan: ImportPlan;
  readonly actor: string;
  /** `stopped`: by a person, or by a failure; it goes on with the same file. `running` too, when whoever ran it is gone. */
  readonly status: 'running' | 'done' | 'stopped';
  readonly doneBytes: number;
  /** What is before this line is in. */
  readonly nextLine: number;
  /** Where its broken rows go, as the one who imported named it; null: nowhere. */
  readonly errorFile: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly endedAt: Instant | null;
}

export interface ImportRow {
  readonly line: number;
  readonly lead: LeadInput;
  readonly origin: OriginDetail;
}

/** Rows that are saved together, with how far the file is done then. */
export interface ImportBatch {
  readonly rows: readonly ImportRow[];
  readonly rules: ImportRules;
  /** Rows of this part of the file that could not be read. */
  readonly broken: number;
  readonly fromLine: number;
  readonly nextLine: number;
  readonly doneBytes: number;
}

export interface RefusedRow {
  readonly line: number;
  readonly code: ErrorCode;
  readonly message: string;
}

export type BatchSaved = Omit<ImportCounts, 'refused'> & { readonly refused: readonly RefusedRow[] };

export interface Imports {
  /** Does the work while nobody else imports the same content. @throws IMPORT_RUNNING */
  alone<T>(contentHash: string, work: () => Promise<T>): Promise<T>;
  /**
   * The import of a file: a new one, or the one of before, which goes on where it was; `done` when it is in already and is not
   * wanted `again`.
   */
  begin(
    file: Pick<ImportRun, 'contentHash' | 'plan' | 'errorFile'> & { readonly name: string; readonly again: boolean },
    actor: string,
    now: Instant,
  ): Promise<{ readonly run: ImportRun; readonly state: 'new' | 'resumed' | 'done' }>;
  /**
   * Saves a batch and how far the import is with it, in one transaction. `keep` is told of the rows that were refused before it
   * is done, and may be told several times.
   * @throws IMPORT_RUNNING when somebody else has saved them meanwhile
   */
  save(
    run: Pick<ImportRun, 'id' | 'fileName' | 'plan'>,
    batch: ImportBatch,
    actor: string,
    now: Instant,
    keep: (refused: readonly RefusedRow[]) => Promise<void>,
  ): Promise<BatchSaved>;
  /** What `save` would do. Writes nothing. */
  preview(batch: ImportBatch, plan: ImportPlan, now: Instant): Promise<BatchSaved>;
  end(runId: string, status: 'done' | 'stopped', now: Instant): Promise<void>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<ImportRun>>;
  /** How files with this header were read last; null when none was told how. */
  wishesFor(header: readonly string[]): Promise<ImportWishes | null>;
  remember(header: readonly string[], wishes: ImportWishes, actor: string, now: Instant): Promise<void>;
  /** Whether there was something to forget. */
  forget(header: readonly string[]): Promise<boolean>;
}
