/** Looks into the database of an engine from outside: what it has of what was done, and what it still has to do. */
import { connect } from '../db/fixtures.ts';

export interface OutageLedger {
  /** How many enrollments wait for an event. */
  waiting(): Promise<number>;
  /** How often each mark (`mark-N`, somewhere in an event) is in the ledger. */
  marks(): Promise<ReadonlyMap<string, number>>;
  /** Entries of the outbox: all of them, those that are due, and those that were given up. */
  outbox(): Promise<{ readonly all: number; readonly due: number; readonly dead: number }>;
  /** How many enrollments of each sequence have come to which end: `clicks exited woken`. */
  ends(): Promise<Readonly<Record<string, number>>>;
  /** How many clicks count as a person's, and points were given for. */
  points(): Promise<number>;
  /** As if all mails had left so much earlier. */
  sentEarlier(hours: number, addresses: readonly string[]): Promise<void>;
}

export function openOutageLedger(databaseUrl: string): OutageLedger {
  /** A connection for each question: the server may have been away since the last one. */
  async function asked<Row>(question: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const client = await connect(databaseUrl);
    try {
      return (await client.query(question, [...values])).rows as Row[];
    } finally {
      await client.end();
    }
  }
  const one = async <Row>(question: string): Promise<Row> => {
    const [row] = await asked<Row>(question);
    if (row === undefined) throw new Error(`No answer to ${question}`);
    return row;
  };
  return {
    async waiting() {
      const question = `SELECT count(*)::int AS n FROM enrollment WHERE status = 'active' AND wait_for IS NOT NULL`;
      return (await one<{ readonly n: number }>(question)).n;
    },
    async marks() {
      const rows = await asked<{ readonly mark: string; readonly n: number }>(
        `SELECT substring(payload::text from 'mark-[0-9]+') AS mark, count(*)::int AS n FROM event
         WHERE payload::text LIKE '%mark-%' GROUP BY 1`,
      );
      return new Map(rows.map(({ mark, n }) => [mark, n]));
    },
    outbox: () =>
      one(`SELECT count(*)::int AS all, count(*) FILTER (WHERE dead_at IS NOT NULL)::int AS dead,
        count(*) FILTER (WHERE kind <> 'judge_clicks' OR attempts > 0 OR available_at <= now())::int AS due FROM outbox`),
    async ends() {
      const rows = await asked<{ readonly what: string; readonly n: number }>(
        `SELECT concat_ws(' ', sequence, status, reason) AS what, count(*)::int AS n FROM enrollment GROUP BY 1`,
      );
      return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
    },
    async points() {
      return (await one<{ readonly n: number }>('SELECT count(*)::int AS n FROM score_entry')).n;
    },
    async sentEarlier(hours, addresses) {
      await asked(`UPDATE message SET sent_at = sent_at - $1 * interval '1 hour' WHERE recipient = ANY ($2)`, [
        hours,
        addresses,
      ]);
    },
  };
}
