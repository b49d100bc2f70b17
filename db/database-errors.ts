/**
 * The one place where failures of the database get a code of the registry. Reads SQLSTATE, Node and Prisma errors by
 * their codes, wherever in the chain of causes they are; never lets a password through.
 */
import { type ErrorCode, TendrilError } from '../domain/errors.ts';

/** A failure of work that a caller handed in: it is the caller's, and passes through the store as it is. */
class CallerFailure extends Error {
  constructor(cause: unknown) {
    super('The work that was handed in failed', { cause });
  }
}

/** Runs work of a caller inside a method of the store. */
export async function callersWork<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new CallerFailure(error);
  }
}

/** What went wrong, as far as it changes what to do. */
export type DatabaseFailure =
  | 'unavailable'
  | 'refused'
  | 'missing'
  | 'full'
  | 'conflict'
  | 'duplicate'
  | 'outdated'
  | 'other';

const byCode: Readonly<Record<string, DatabaseFailure>> = {
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  ETIMEDOUT: 'unavailable',
  EHOSTUNREACH: 'unavailable',
  ENETUNREACH: 'unavailable',
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  EPIPE: 'unavailable',
  ENOSPC: 'full',
  // Prisma: cannot reach, timed out, closed; a transaction could not be started in time or was lost with its connection.
  P1001: 'unavailable',
  P1002: 'unavailable',
  P1017: 'unavailable',
  P2024: 'unavailable',
  P2028: 'unavailable',
  P1000: 'refused',
  P1010: 'refused',
  P1003: 'missing',
  P2002: 'duplicate',
  P2021: 'outdated',
  P2022: 'outdated',
  P2034: 'conflict',
  // SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
  '28000': 'refused',
  '28P01': 'refused',
  '3D000': 'missing',
  '23505': 'duplicate',
  // What a row refers to went while it was being written: a lead that was merged, which is asked for again.
  '23503': 'conflict',
  '40001': 'conflict',
  '40P01': 'conflict',
  '42P01': 'outdated',
  '42703': 'outdated',
  '53100': 'full',
  '53300': 'unavailable',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '55P03': 'conflict',
};

/** Kinds of the driver adapter's own errors that lose the code. */
const byKind: Readonly<Record<string, DatabaseFailure>> = {
  DatabaseNotReachable: 'unavailable',
  ConnectionClosed: 'unavailable',
  SocketTimeout: 'unavailable',
  TlsConnectionError: 'unavailable',
  TooManyConnections: 'unavailable',
  DatabaseAccessDenied: 'refused',
  AuthenticationFailed: 'refused',
  DatabaseDoesNotExist: 'missing',
  UniqueConstraintViolation: 'duplicate',
  TransactionWriteConflict: 'conflict',
  TableDoesNotExist: 'outdated',
  ColumnNotFound: 'outdated',
};

/** Messages of `pg` for connections that ended; they carry no code. */
const lostConnection =
  /connection terminated|timeout exceeded when trying to connect|not queryable|client was closed|transaction already closed/i;

/** What kind of failure a thrown value of the driver or of Prisma is. */
export function failureOf(thrown: unknown): DatabaseFailure {
  for (const error of chain(thrown)) {
    const { code, originalCode, kind, message } = error;
    for (const name of [originalCode, code]) {
      const known = typeof name === 'string' ? (byCode[name] ?? (name.startsWith('08') ? 'unavailable' : null)) : null;
      if (known) return known;
    }
    const known = typeof kind === 'string' ? byKind[kind] : undefined;
    if (known) return known;
    if (typeof message === 'string' && lostConnection.test(message)) return 'unavailable';
  }
  return 'other';
}

/** The error as the rest of the project should see it. Errors that have a code of the registry pass as they are. */
export function databaseError(thrown: unknown, databaseUrl: string): unknown {
  if (thrown instanceof CallerFailure) return thrown.cause;
  if (thrown instanceof TendrilError) return thrown;
  const where = placeOf(databaseUrl);
  const coded = (code: ErrorCode, message: string) => new TendrilError(code, message, { database: where }, thrown);
  switch (failureOf(thrown)) {
    case 'unavailable':
      return coded(
        'DATABASE_UNAVAILABLE',
        `The database at ${where} does not answer; check that PostgreSQL runs there and that DATABASE_URL is right`,
      );
    case 'refused':
      return coded(
        'DATABASE_UNAVAILABLE',
        `The database at ${where} refuses the user or the password; correct them in DATABASE_URL`,
      );
    case 'missing':
      return coded(
        'DATABASE_UNAVAILABLE',
        `There is no such database at ${where}; start the engine once with npm start, which creates it, or correct DATABASE_URL`,
      );
    case 'full':
      return coded('DISK_FULL', `The database at ${where} has no space left on its disk`);
    case 'outdated':
      return coded('SCHEMA_OUTDATED', `The database at ${where} lacks a table or a column of this version`);
    case 'conflict':
    case 'duplicate':
    case 'other':
      return thrown;
  }
}

/** `host:port/database`, without user and password. */
export function placeOf(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    return `${url.hostname}:${url.port || '5432'}${url.pathname}`;
  } catch {
    return 'the address in DATABASE_URL';
  }
}

interface Link {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly kind?: unknown;
  readonly message?: unknown;
}

/** The error and what it was caused by, outermost first. Bounded, because a chain of causes may be a ring. */
function* chain(thrown: unknown): Generator<Link> {
  const waiting: unknown[] = [thrown];
  for (let seen = 0; waiting.length > 0 && seen < 20; seen += 1) {
    const error = waiting.shift();
    if (typeof error !== 'object' || error === null) continue;
    yield error;
    const { cause, errors, meta } = error as {
      cause?: unknown;
      errors?: unknown;
      meta?: { driverAdapterError?: unknown };
    };
    waiting.push(meta?.driverAdapterError, cause, ...(Array.isArray(errors) ? errors : []));
  }
}
