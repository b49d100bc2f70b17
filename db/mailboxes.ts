/**
 * How far mailboxes have been read, and which process reads them: one at a time. A process that has lost its turn may still
 * write what it did: a cursor never goes back within one UIDVALIDITY.
 */
import type { Instant } from '../domain/time.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';
import type { Mailboxes } from './store.ts';

interface CursorRow {
  readonly mailbox: string;
  readonly uid_validity: string | null;
  readonly last_uid: string;
  readonly read_at: Instant | null;
  readonly last_error: string | null;
}

export function createMailboxes(database: Database): Mailboxes {
  return {
    async read(mailbox) {
      const [row] = await database.rows<CursorRow>(
        sql`SELECT uid_validity, last_uid FROM mailbox_cursor WHERE mailbox = ${mailbox} AND uid_validity IS NOT NULL`,
      );
      return row ? cursorOf(row) : null;
    },

    async write(mailbox, { uidValidity, lastUid }, now) {
      await database.rows(sql`
        INSERT INTO mailbox_cursor AS m (mailbox, uid_validity, last_uid, read_at)
        VALUES (${mailbox}, ${uidValidity}, ${lastUid}, ${now})
        ON CONFLICT (mailbox) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = CASE WHEN m.uid_validity = excluded.uid_validity THEN greatest(m.last_uid, excluded.last_uid)
            ELSE excluded.last_uid END,
          read_at = excluded.read_at`);
    },

    async note(mailbox, error, now) {
      await database.rows(sql`
        INSERT INTO mailbox_cursor (mailbox, read_at, last_error)
        VALUES (${mailbox}, ${error === null ? now : null}, ${error?.slice(0, 500) ?? null})
        ON CONFLICT (mailbox) DO UPDATE SET last_error = excluded.last_error,
          read_at = coalesce(excluded.read_at, mailbox_cursor.read_at)`);
    },

    async lease(mailbox, by, until, now) {
      const rows = await database.rows(sql`
        INSERT INTO mailbox_cursor AS m (mailbox, lease_by, lease_until) VALUES (${mailbox}, ${by}, ${until})
        ON CONFLICT (mailbox) DO UPDATE SET lease_by = excluded.lease_by, lease_until = excluded.lease_until
        WHERE m.lease_by = ${by} OR m.lease_until IS NULL OR m.lease_until <= ${now} RETURNING m.mailbox`);
      return rows.length > 0;
    },

    async release(mailbox, by) {
      await database.rows(
        sql`UPDATE mailbox_cursor SET lease_by = NULL, lease_until = NULL WHERE mailbox = ${mailbox} AND lease_by = ${by}`,
      );
    },

    async list() {
      const rows = await database.rows<CursorRow>(
        sql`SELECT mailbox, uid_validity, last_uid, read_at, last_error FROM mailbox_cursor ORDER BY mailbox`,
      );
      return rows.map((row) => ({
        mailbox: row.mailbox,
        ...cursorOf(row),
        readAt: row.read_at,
        lastError: row.last_error,
      }));
    },
  };
}

/** A UID has 32 bits (RFC 9051 §2.3.1.1), so a number holds it. */
const cursorOf = ({ uid_validity, last_uid }: Pick<CursorRow, 'uid_validity' | 'last_uid'>) => ({
  uidValidity: uid_validity ?? '',
  lastUid: Number(last_uid),
});
