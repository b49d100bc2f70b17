/**
 * The domains that mails are sent from. What is activated here opens the gate of the ledger; what is not is held by a
 * pause that the claim of its first mail makes (`hold_unactivated`), so a sender that is published later is held as well.
 */
import { TendrilError } from '../domain/errors.ts';
import type { SenderCheck } from '../domain/sender-check.ts';
import type { Database, Queryable } from './database.ts';
import { resume, takeTurn } from './pauses.ts';
import { json, type Sql, sql } from './sql.ts';
import { activationActor, type SenderDomainView, type Senders } from './store.ts';

export function createSenders(database: Database): Senders {
  return {
    list: () => database.rows<SenderDomainView>(sql`SELECT ${columns} FROM sender_domain ORDER BY domain`),

    activate: (domain, { actor, checks }, now) =>
      database.transaction(async (tx) => {
        await takeTurn(tx);
        const view = await written(
          tx,
          sql`
          INSERT INTO sender_domain (domain, activated_at, activated_by, checks)
          VALUES (${domain}, ${now}, ${actor}, ${json(checks satisfies readonly SenderCheck[])}::jsonb)
          ON CONFLICT (domain) DO UPDATE SET activated_at = excluded.activated_at,
            activated_by = excluded.activated_by, checks = excluded.checks
          RETURNING ${columns}`,
        );
        const resumed = (await isHeld(tx, domain))
          ? (await resume(tx, { kind: 'domain', domain }, actor, now)).resumed
          : 0;
        return { view, resumed };
      }),

    deactivate: async (domain) => {
      await database.rows(
        sql`UPDATE sender_domain SET activated_at = NULL, activated_by = NULL WHERE domain = ${domain}`,
      );
    },

    warmUp: (domain, since) =>
      written(
        database,
        sql`
        INSERT INTO sender_domain (domain, warm_up_since) VALUES (${domain}, ${since})
        ON CONFLICT (domain) DO UPDATE SET warm_up_since = excluded.warm_up_since RETURNING ${columns}`,
      ),
  };
}

const columns: Sql = sql`domain, activated_at AS "activatedAt", activated_by AS "activatedBy", checks,
  warm_up_since AS "warmUpSince"`;

async function isHeld(tx: Queryable, domain: string): Promise<boolean> {
  const held = await tx.rows(sql`
    SELECT 1 FROM pause WHERE kind = 'domain' AND target = ${domain} AND actor = ${activationActor}`);
  return held.length > 0;
}

async function written(on: Queryable, statement: Sql): Promise<SenderDomainView> {
  const [view] = await on.rows<SenderDomainView>(statement);
  if (!view) throw new TendrilError('INTERNAL', 'The sending domain was not written');
  return view;
}
