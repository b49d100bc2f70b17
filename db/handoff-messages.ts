/** Mails about hand-offs, found by what was answered to them. */
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';
import type { HandoffMessage } from './store.ts';

/** Answers to answers that are gone back over: people do not write more of them about one thing. */
const furthestBack = 20;

/** Of a mail about a hand-off, or of a letter about an answer to one, however many lie between. */
export async function handoffOfMessage(on: Queryable, messageId: string): Promise<HandoffMessage | null> {
  if (!isId(messageId)) return null;
  const [row] = await on.rows<HandoffMessage>(sql`
    WITH RECURSIVE asked AS (
      SELECT m.id, m.handoff_id, m.key, m.recipient, m.subject, m.letter_id, 0 AS back FROM message m WHERE m.id = ${messageId}
      UNION ALL
      SELECT m.id, m.handoff_id, m.key, m.recipient, m.subject, m.letter_id, a.back + 1
      FROM asked a JOIN letter t ON t.id = a.letter_id AND t.kind = 'decision'
      JOIN inbound_item i ON i.id = t.inbound_item_id JOIN message m ON m.id = i.message_id
      WHERE a.back < ${furthestBack}
    )
    SELECT coalesce(h.attached_to, h.id) AS "handoffId", h.id AS "ownId", a.recipient, a.id AS "messageId", a.subject
    FROM asked a JOIN handoff h ON h.id = a.handoff_id WHERE a.key ~ '^handoff/[^/]+/[0-9]+/' ORDER BY a.back LIMIT 1`);
  return row ?? null;
}
