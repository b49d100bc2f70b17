/**
 * Where the server writes what an operator should know.
 */

/** Structured logging as pino does it. Fields must hold neither addresses nor tokens. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
