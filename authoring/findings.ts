/**
 * The findings of one check, collected as they are met and handed out in the order of the file.
 */
import { type ErrorCode, errorKind, type Finding, type SourcePosition } from '../domain/errors.ts';

/** An authored text and the name under which its findings are reported. Nothing here reads a disk. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export class Findings {
  readonly #found: Finding[] = [];

  /** @param severity `warning` for what a person should know, but need not correct. */
  add(code: ErrorCode, message: string, at: SourcePosition, severity?: 'warning'): void {
    const { file, line, col } = at;
    const { remedy } = errorKind(code);
    this.#found.push({ file, line, col, code, message, remedy, ...(severity ? { severity } : {}) });
  }

  /** How many there are that must be corrected. */
  get count(): number {
    return this.#found.filter(({ severity }) => severity === undefined).length;
  }

  /** By position; findings of several files keep the order in which the files were checked. */
  get sorted(): readonly Finding[] {
    const files = [...new Set(this.#found.map(({ file }) => file))];
    return this.#found.toSorted(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.col - b.col,
    );
  }
}

/** Says of what was found that it kept other checks from being made. */
export const notTheLast = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => (finding.severity ? finding : { ...finding, moreMayFollow: true }));

/** One line for a person: `sequences/guide.yaml:4:5 STEP_UNKNOWN …`. */
export const printFinding = ({ file, line, col, code, message }: Finding): string =>
  `${file}:${line}:${col} ${code} ${message}`;
