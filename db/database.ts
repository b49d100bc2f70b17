/**
 * The connection to PostgreSQL: one pool, used by Prisma for plain reads and writes and by `transaction` for the work
 * whose locks and statements must be visible. A transaction here costs half of one through Prisma's engine, and that is
 * what every event and every mail pays.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { Subscription } from '../domain/outgoing-webhook.ts';
import { failureOf } from './database-errors.ts';
import { PrismaClient } from './generated/client.ts';
import { type Sql, storable, textOf } from './sql.ts';

/** What a statement can run on: a transaction, or the pool for a single statement. */
export interface Queryable {
  /** The rows of a statement; times come as instants, `bigint` as text, JSON parsed. */
  rows<Row extends object>(statement: Sql): Promise<readonly Row[]>;
  /** What other systems want to be told of changes (`webhook-announcements.ts`); absent: nothing. */
  readonly subscriptions?: readonly Subscription[];
}

export interface Database extends Queryable {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /**
   * Runs `work` in one transaction (READ COMMITTED: every statement sees what was committed before it). What PostgreSQL
   * ends for the sake of another transaction (a deadlock, a serialization failure) is tried again after a moment, so `work`
   * must have no effect outside the transaction, or one that a second run replaces.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Runs `work`, which is one statement and so a transaction by itself; a deadlock is tried again. */
  retried<T>(work: (on: Queryable) => Promise<T>): Promise<T>;
  /**
   * As `transaction`, on connections of its own and tried once: for work that calls other methods of the store, or the
   * outside, while it holds a lock. With connections of the pool, such callers could wait for each other for ever. What it
   * did outside cannot be undone, so whether to do it again is the caller's to say.
   */
  guarded<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseLog {
  warn(details: object, message: string): void;
}

const attempts = 5;
const firstPauseMs = 20;
/** Relays and idempotent requests that run at one moment; more wait for a turn. */
const guardConnections = 8;
const connectTimeoutMs = 10_000;

export function createDatabase(
  databaseUrl: string,
  poolSize: number,
  log: DatabaseLog,
  subscriptions: readonly Subscription[] = [],
): Database {
  const pool = openPool(databaseUrl, poolSize, log);
  const guards = openPool(databaseUrl, guardConnections, log);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  let closing: Promise<unknown> | undefined;
  const retried = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt === attempts || failureOf(error) !== 'conflict') throw error;
        await pause(conflictPauseMs(attempt, Math.random()));
      }
    }
  };
  return {
    prisma,
    pool,
    subscriptions,
    rows: (statement) => run(pool, statement),
    transaction: (work) => retried(() => inTransaction(pool, subscriptions, work)),
    retried: (work) => retried(() => work({ subscriptions, rows: (statement) => run(pool, statement) })),
    guarded: (work) => inTransaction(guards, subscriptions, work),
    async close() {
      closing ??= prisma.$disconnect().then(() => Promise.all([pool.end(), guards.end()]));
      await closing;
    },
  };
}

/**
 * How long to wait before a conflict is tried again: any time up to a limit that doubles, so that those who met do not meet
 * again in step. At most a third of a second in all, for locks are held meanwhile by nobody.
 * @param chance from 0 to 1
 */
export const conflictPauseMs = (attempt: number, chance: number): number => chance * firstPauseMs * 2 ** (attempt - 1);

function openPool(databaseUrl: string, max: number, log: DatabaseLog): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    // Prisma's adapter reads and writes local times of the session, and only in UTC these are instants.
    options: '-c TimeZone=UTC',
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection broke'));
  return pool;
}

async function inTransaction<T>(
  pool: pg.Pool,
  subscriptions: readonly Subscription[],
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  let isOver = false;
  const tx: Queryable = {
    subscriptions,
    // Of two branches that write side by side one may fail while the other is under way: what that writes then would be in no
    // transaction, or in that of whoever has the connection next.
    rows: async (statement) => {
      if (isOver) throw new TendrilError('INTERNAL', 'A statement came when its transaction was over');
      return run(client, statement);
    },
  };
  try {
    await client.query('BEGIN');
    const result = await work(tx);
    isOver = true;
    await client.query('COMMIT');
    return result;
  } catch (error) {
    isOver = true;
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken ??= failure;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Prepared once for each connection under a name; the texts are templates in this folder, so there are few. */
const names = new Map<string, string>();

async function run<Row extends object>(on: pg.Pool | pg.PoolClient, statement: Sql): Promise<readonly Row[]> {
  const text = textOf(statement);
  const values = statement.values.map((value) => (typeof value === 'string' ? storable(value) : value));
  const name = statement.once ? {} : { name: nameOf(text) };
  const { rows } = await on.query<Row>({ ...name, text, values, types });
  return rows;
}

function nameOf(text: string): string {
  const known = names.get(text) ?? `tendril_${names.size}`;
  names.set(text, known);
  return known;
}

/** Times as instants, everything else as `pg` does it. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') => {
    const parse: (value: string) => unknown = pg.types.getTypeParser(oid, format);
    if (oid !== pg.types.builtins.TIMESTAMPTZ) return parse;
    return (value: string) => plainInstant(value) ?? (parse(value) as Date).toISOString();
  }) as typeof pg.types.getTypeParser,
};

/** Of a time as PostgreSQL writes nearly all (a session's zone is UTC): by hand, for a batch reads thousands. */
function plainInstant(value: string): Instant | null {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?\+00$/.exec(value);
  if (!parts) return null;
  const [, day, time, fraction = ''] = parts;
  return `${day}T${time}.${fraction.padEnd(3, '0')}Z`;
}
