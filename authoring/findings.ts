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

  add(code: ErrorCode, message: string, at: SourcePosition): void {
    const { file, line, col } = at;
    this.#found.push({ file, line, col, code, message, remedy: errorKind(code).remedy });
  }

  get count(): number {
    return this.#found.length;
  }

  /** By position; findings of several files keep the order in which the files were checked. */
  get sorted(): readonly Finding[] {
    const files = [...new Set(this.#found.map(({ file }) => file))];
    return this.#found.toSorted(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.col - b.col,
    );
  }
}

/** One line for a person: `sequences/guide.yaml:4:5 STEP_UNKNOWN …`. */
export const printFinding = ({ file, line, col, code, message }: Finding): string =>
  `${file}:${line}:${col} ${code} ${message}`;
