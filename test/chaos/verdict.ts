/**
 * Holds the ledger against the relay once the last worker has finished. Pure. A mail has arrived when its whole body has,
 * answered or not: whoever gets no answer has to reckon with it.
 */

export interface LedgerRow {
  readonly id: string;
  readonly recipient: string;
  readonly state: string;
  readonly detail: string | null;
}

export interface Arrival {
  /** The id of the message in the ledger, from the Message-ID. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  /** False when the relay broke off instead of saying 250. */
  readonly answered: boolean;
}

export interface Evidence {
  /** Mails that there must be. */
  readonly mails: number;
  readonly rows: readonly LedgerRow[];
  readonly arrivals: readonly Arrival[];
  /** Ids of mails that stood IN_FLIGHT when their worker was struck. */
  readonly inFlight: ReadonlySet<string>;
  /** Whether those that were struck are dead: one that wakes up may still book what it had sent. */
  readonly dead: boolean;
}

export interface Verdict {
  readonly sent: number;
  readonly unknown: number;
  /** Of the unknown ones. */
  readonly arrived: number;
  readonly twice: number;
  readonly lost: number;
  /** What must not be, in words; empty when all is well. */
  readonly faults: readonly string[];
}

export function verdictOf(evidence: Evidence): Verdict {
  const { mails, rows, arrivals, inFlight, dead } = evidence;
  const arrived = new Set(arrivals.map(({ messageId }) => messageId));
  const answered = new Set(arrivals.filter((arrival) => arrival.answered).map(({ messageId }) => messageId));
  const ended = new Map(rows.map((row) => [row.id, row.state]));
  const unknown = rows.filter(({ state }) => state === 'UNKNOWN');

  const ids = repeated(arrivals, ({ messageId }) => messageId);
  const copies = repeated(arrivals, ({ subject, to }) => `"${subject}" to ${to}`);
  const twice = [...ids, ...copies].map((mail) => `${mail} arrived more than once`);
  const lost = [
    ...rows
      .filter(({ state }) => state !== 'SENT' && state !== 'UNKNOWN')
      .map(({ id, state, detail }) => `${id} ended ${state}: ${detail}`),
    ...rows
      .filter(({ id, state }) => state === 'SENT' && !answered.has(id))
      .map(({ id }) => `${id} is SENT, and the relay never took it`),
    ...Array.from({ length: Math.max(0, mails - rows.length) }, () => 'a mail has no row'),
  ];
  const others = [
    ...(rows.length > mails ? [`${rows.length} rows for ${mails} mails`] : []),
    ...unknown.filter(({ detail }) => !detail).map(({ id }) => `${id} is UNKNOWN and does not say why`),
    ...unknown
      .filter(({ id }) => !inFlight.has(id) && (!arrived.has(id) || answered.has(id)))
      .map(({ id }) => `${id} is UNKNOWN although its worker was not struck while it left`),
    ...[...inFlight]
      .filter((id) => dead && ended.get(id) !== 'UNKNOWN')
      .map((id) => `${id} was leaving when its worker died, and is ${ended.get(id)}`),
    ...[...arrived]
      .filter((id) => !['SENT', 'UNKNOWN'].includes(ended.get(id) ?? ''))
      .map((id) => `${id} arrived, and is ${ended.get(id) ?? 'not in the ledger'}`),
  ];
  return {
    sent: rows.filter(({ state }) => state === 'SENT').length,
    unknown: unknown.length,
    arrived: unknown.filter(({ id }) => arrived.has(id)).length,
    twice: Math.max(ids.length, copies.length),
    lost: lost.length,
    faults: [...twice, ...lost, ...others],
  };
}

/** The keys that more than one has. */
function repeated<T>(all: readonly T[], keyOf: (one: T) => string): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return [...counts].flatMap(([key, count]) => (count > 1 ? [key] : []));
}
