/**
 * Letters: what people write to leads by hand, the engine to people about leads, and the question whether a lead meant it. A letter is written once by its key,
 * and the workflow that sends it is started by the same transaction; what becomes of its mail stands in the ledger.
 */
import { TendrilError } from '../domain/errors.ts';
import { letterWorkflowId } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { isId, newId } from './ids.ts';
import { itemView } from './inbound-items.ts';
import { isInternal } from './message-evidence.ts';
import { messageParts, messageView } from './messages.ts';
import { enqueue } from './outbox-writes.ts';
import { sql, storable } from './sql.ts';
import type { Letters, LetterView, NewLetter, ThreadEntry } from './store.ts';

/** Entries of a thread that are shown, the newest. */
const longestThread = 500;
/** Letters of a conversation that are gone back over to find who began it. */
const furthestBack = 50;

export function createLetters(database: Database): Letters {
  return {
    write: (letter, key, now) => database.transaction((tx) => writeLetter(tx, letter, key, now)),

    async get(id) {
      const row = isId(id) ? await database.prisma.letter.findUnique({ where: { id }, include: letterParts }) : null;
      if (!row) throw new TendrilError('LETTER_UNKNOWN', `There is no letter ${id}`, { letterId: id });
      const senders = await sendersOf(database, [id]);
      return letterView(row, senders.get(id) ?? null);
    },

    thread: (leadId) => threadOf(database, leadId),
  };
}

/** Writes a letter and starts the workflow that sends it; a second one of the key is the first. @throws LEAD_UNKNOWN */
export async function writeLetter(
  tx: Queryable,
  letter: NewLetter,
  key: string,
  now: Instant,
): Promise<{ readonly id: string; readonly written: boolean }> {
  const { kind, leadId, inboundItemId, recipient, subject, text, inReplyTo, references, actor } = letter;
  const { consentRequestId = null } = letter;
  const id = newId();
  // The lead's row is held, so that no letter is written to somebody who is being erased.
  const fresh = isId(leadId)
    ? await tx.rows(sql`
        WITH person AS (SELECT id FROM lead WHERE id = ${leadId} AND erased_at IS NULL FOR NO KEY UPDATE)
        INSERT INTO letter (id, key, kind, lead_id, inbound_item_id, recipient, subject, text, in_reply_to, "references",
          actor, created_at, consent_request_id)
        SELECT ${id}::uuid, ${key}, ${kind}, person.id, ${inboundItemId}::uuid, ${recipient}, ${storable(subject)},
          ${storable(text)}, ${inReplyTo}, ${[...references]}::text[], ${actor}, ${now}::timestamptz, ${consentRequestId}::uuid
        FROM person ON CONFLICT (key) DO NOTHING RETURNING id`)
    : [];
  if (fresh.length > 0) {
    await enqueue(tx, [{ kind: 'start_letter', workflowId: letterWorkflowId(id), payload: { letterId: id } }], now);
    return { id, written: true };
  }
  const [known] = await tx.rows<{ readonly id: string }>(sql`SELECT id FROM letter WHERE key = ${key}`);
  if (!known) throw unknownLead(leadId);
  return { id: known.id, written: false };
}

interface ThreadRow {
  readonly kind: ThreadEntry['kind'];
  readonly id: string;
  readonly at: Instant;
}

/** Only what went between the lead and us: neither notes nor offers, nor what colleagues answered to those. */
async function threadOf(database: Database, leadId: string): Promise<readonly ThreadEntry[]> {
  const known = isId(leadId) ? await database.rows(sql`SELECT 1 FROM lead WHERE id = ${leadId}`) : [];
  if (known.length === 0) throw unknownLead(leadId);
  const rows = await database.rows<ThreadRow>(sql`
    SELECT kind, id, at FROM (
      SELECT 'mail' AS kind, m.id, coalesce(m.sent_at, m.created_at) AS at FROM message m
      WHERE m.lead_id = ${leadId} AND m.letter_id IS NULL AND NOT ${isInternal} AND m.state IN ('SENT', 'UNKNOWN', 'IN_FLIGHT')
      UNION ALL
      SELECT 'letter', t.id, t.created_at FROM letter t WHERE t.lead_id = ${leadId} AND t.kind = 'answer'
      UNION ALL
      SELECT 'received', i.id, i.received_at FROM inbound_item i
      WHERE i.lead_id = ${leadId} AND i.format = 'mail' AND i.kind IN ('reply', 'auto-reply', 'unsubscribe')
        AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = i.message_id AND ${isInternal})
    ) entry ORDER BY at DESC, id DESC LIMIT ${longestThread}`);
  const entries = await entriesOf(database, rows);
  return rows.flatMap(({ id }) => entries.get(id) ?? []).reverse();
}

async function entriesOf(database: Database, rows: readonly ThreadRow[]): Promise<ReadonlyMap<string, ThreadEntry>> {
  const { prisma } = database;
  const among = (kind: ThreadRow['kind']) => ({
    id: { in: rows.filter((row) => row.kind === kind).map(({ id }) => id) },
  });
  const at = new Map(rows.map((row) => [row.id, row.at]));
  const when = (id: string): Instant => at.get(id) ?? '';
  const [mails, letters, items] = await Promise.all([
    prisma.message.findMany({ where: among('mail'), include: messageParts }),
    prisma.letter.findMany({ where: among('letter'), include: letterParts }),
    prisma.inboundItem.findMany({ where: among('received'), omit: { raw: true } }),
  ]);
  const ids = items.map(({ id }) => id);
  const [senders, kept] = await Promise.all([
    sendersOf(
      database,
      letters.map(({ id }) => id),
    ),
    database.rows<{ readonly id: string }>(
      sql`SELECT id FROM inbound_item WHERE id = ANY (${ids}::uuid[]) AND raw IS NOT NULL`,
    ),
  ]);
  const readable = new Set(kept.map(({ id }) => id));
  const entries: readonly (readonly [string, ThreadEntry])[] = [
    ...mails.map((row) => [row.id, { kind: 'mail', at: when(row.id), message: messageView(row) }] as const),
    ...letters.map((row) => {
      const letter = letterView(row, senders.get(row.id) ?? null);
      return [row.id, { kind: 'letter', at: when(row.id), letter }] as const;
    }),
    ...items.map((row) => {
      const item = itemView({ ...row, kept: readable.has(row.id) });
      return [row.id, { kind: 'received', at: when(row.id), item }] as const;
    }),
  ];
  return new Map(entries);
}

/**
 * The key of the sender identity whose mail began the conversation, by letter: of the step or else its sequence, or of the
 * broadcast. A letter that answers an answer to a letter is traced back to the first.
 */
async function sendersOf(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (ids.length === 0) return new Map();
  const rows = await database.rows<{ readonly id: string; readonly sender: string | null }>(sql`
    WITH RECURSIVE back AS (
      SELECT t.id AS letter_id, i.message_id, 1 AS depth FROM letter t JOIN inbound_item i ON i.id = t.inbound_item_id
      WHERE t.id = ANY (${ids}::uuid[])
      UNION ALL
      SELECT b.letter_id, i.message_id, b.depth + 1 FROM back b
      JOIN message m ON m.id = b.message_id JOIN letter t ON t.id = m.letter_id JOIN inbound_item i ON i.id = t.inbound_item_id
      WHERE b.depth < ${furthestBack}
    )
    SELECT b.letter_id AS id, coalesce(r.sender, v.program -> 'steps' -> m.step_id ->> 'sender',
      v.program -> 'settings' ->> 'sender') AS sender
    FROM back b JOIN message m ON m.id = b.message_id
    LEFT JOIN broadcast r ON r.id = m.broadcast_id
    LEFT JOIN enrollment e ON e.id = m.enrollment_id LEFT JOIN sequence_version v ON v.id = e.sequence_version_id
    WHERE m.letter_id IS NULL`);
  return new Map(rows.map(({ id, sender }) => [id, sender]));
}

const unknownLead = (leadId: string): TendrilError =>
  new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId.slice(0, 320)}`);

/** A letter has one mail at most. */
const letterParts = {
  messages: { include: messageParts, take: 1 },
} as const satisfies Prisma.LetterInclude;

const letterView = (
  row: Prisma.LetterGetPayload<{ include: typeof letterParts }>,
  sender: string | null,
): LetterView => ({
  id: row.id,
  kind: row.kind as LetterView['kind'],
  leadId: row.leadId,
  inboundItemId: row.inboundItemId,
  recipient: row.recipient,
  subject: row.subject,
  text: row.text,
  inReplyTo: row.inReplyTo,
  references: row.references,
  actor: row.actor,
  createdAt: row.createdAt.toISOString(),
  consentRequestId: row.consentRequestId,
  sender,
  message: row.messages[0] ? messageView(row.messages[0]) : null,
});
