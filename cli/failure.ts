/**
 * The one place where a failure becomes what the caller sees: a line on stderr that begins with the place or the code, the
 * remedy below it, and the exit code of the registry; or one JSON object.
 */
import { CommanderError } from 'commander';
import { type ErrorCode, errorCode, errorKind, type Finding, hasCode, TendrilError } from '../domain/errors.ts';
import { wordsHere } from './local-time.ts';
import type { Screen } from './terminal/screen.ts';
import { printable } from './terminal/width.ts';

/** Any thrown value as an error with a code. */
export function failureOf(thrown: unknown): TendrilError {
  if (thrown instanceof TendrilError) return thrown;
  if (thrown instanceof CommanderError) return new TendrilError('USAGE', usageMessage(thrown), {}, thrown);
  const message = firstLine(thrown instanceof Error ? thrown.message : String(thrown));
  return new TendrilError(systemCode(thrown) ?? errorCode(thrown), message, {}, thrown);
}

/** Several findings in authored files as one failure, which has the code of the first. */
export function findingsFailure(findings: readonly Finding[], so = 'nothing was published'): TendrilError {
  const files = new Set(findings.map(({ file }) => file)).size;
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const message = `${count} in ${files === 1 ? '1 file' : `${files} files`}; ${so}`;
  return new TendrilError(findings[0]?.code ?? 'INTERNAL', message, { findings });
}

/** Reports a failure and returns the exit code. */
export function report(screen: Screen, failure: TendrilError, withStack: boolean): number {
  const { code, details } = failure;
  const { remedy, exit } = errorKind(code);
  const message = withoutPassword(failure.message);
  if (screen.json) screen.raw(`${JSON.stringify({ error: { code, message, remedy, details } })}\n`);
  else screen.raw(`${humanLines(screen, failure, wordsHere(message)).join('\n')}\n`);
  if (hasCode(failure, 'INTERNAL')) {
    if (withStack) screen.raw(`${withoutPassword(stackOf(failure))}\n`);
    else screen.note('  TENDRIL_LOG_LEVEL=debug shows where it happened.');
  }
  return exit;
}

/** A finding as people read it: `file:line:col CODE message`, the remedy below. */
export const findingLines = (finding: Finding, paintCode: (code: string) => string): readonly string[] => [
  `${finding.file}:${finding.line}:${finding.col} ${paintCode(finding.code)}${finding.severity ? ' (warning)' : ''} ${printable(finding.message)}`,
  `  ${finding.remedy}`,
];

function humanLines(screen: Screen, failure: TendrilError, message: string): readonly string[] {
  const red = (code: string): string => screen.paintNote('red', code);
  const { findings, file, line, col } = failure.details;
  if (Array.isArray(findings)) {
    return [...(findings as readonly Finding[]).flatMap((finding) => findingLines(finding, red)), message];
  }
  const { remedy } = errorKind(failure.code);
  if (typeof file === 'string' && typeof line === 'number') {
    const finding = { file, line, col: typeof col === 'number' ? col : 1, code: failure.code, message, remedy };
    return findingLines(finding, red);
  }
  // A usage message may hold a suggestion on a line of its own.
  return [`${red(failure.code)} ${message.split('\n').map(printable).join('\n  ')}`, `  ${remedy}`];
}

function systemCode(thrown: unknown): ErrorCode | null {
  switch ((thrown as { code?: unknown } | null)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'DISK_FULL';
    case 'EADDRINUSE':
      return 'PORT_TAKEN';
    default:
      return null;
  }
}

function usageMessage(error: CommanderError): string {
  return error.message.replace(/^error: /, '');
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

const stackOf = (error: Error): string => (error.cause instanceof Error ? error.cause : error).stack ?? '';

/** A connection string in a message of a driver must not show its password. */
const withoutPassword = (text: string): string => text.replace(/(\b[a-z]+:\/\/[^:@\s/]*):[^@\s/]+@/gi, '$1:***@');
