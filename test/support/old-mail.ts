/** Whole mails that nobody was found for, received years ago: more of them than one turn of the retention takes away. */
import pg from 'pg';

export async function fillWithOldMail(databaseUrl: string, mails: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO inbound_item (id, way, content_key, format, received_at, envelope_to, size, raw, kind, reading, status, note)
       SELECT gen_random_uuid(), 'smtp', 'old ' || n, 'mail', '2020-01-01', '{}', 3, 'old', 'other',
         '{"kind":"other","reason":"old"}', 'ignored', '' FROM generate_series(1, $1::int) n`,
      [mails],
    );
  } finally {
    await client.end();
  }
}
