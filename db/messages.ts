/**
 * The sending ledger. PENDING → CLAIMED → IN_FLIGHT → SENT | DEFERRED | FAILED | UNKNOWN, or SUPPRESSED or SKIPPED by the
 * gate; each step is one conditional statement, so of two workers one wins. `updated_at` is a time that a caller gave,
 * because it is compared with the time of workflows: going in flight and most ends leave it at the time of the claim.
 */
import { assertNever, TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import { claimMessage } from './claims.ts';
import type { Database } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { isId, newId } from './ids.ts';
import { ownMail } from './message-evidence.ts';
import { pageOf, pageQuery } from './pages.ts';
import { json, sql } from './sql.ts';
import type { MessageLink, MessageState, Messages, MessageView, Settlement } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface MessagesDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly addressHash: (address: string) => string;
}

export function createMessages({ database, workspaces, addressHash }: MessagesDeps): Messages {
  return {
    async claim(key, owner, rules, leaseMs, now) {
      const model = (await workspaces.current())?.scoring ?? null;
      return database.transaction((tx) => claimMessage(tx, key, owner, { addressHash, model, rules, leaseMs, now }));
    },

    async markInFlight(messageId, claimToken, { subject, links }) {
      const taken = await database.rows(sql`
        UPDATE message SET state = 'IN_FLIGHT', subject = ${subject}, links = ${json(links)}
        WHERE id = ${messageId} AND claim_token = ${claimToken} AND state = 'CLAIMED' RETURNING id`);
      if (taken.length > 0) return;
      throw new TendrilError('CLAIM_LOST', `The message ${messageId} is not claimed by this attempt any more`, {
        messageId,
      });
    },

    settle: (messageId, claimToken, settlement) => settle(database, messageId, claimToken, settlement),

    async find(messageId) {
      const row = isId(messageId)
        ? await database.prisma.message.findUnique({ where: { id: messageId }, include })
        : null;
      return row && messageView(row);
    },

    async newestSent(leadId) {
      if (!isId(leadId)) return null;
      const where: Prisma.MessageWhereInput = {
        leadId,
        handoffId: null,
        internal: false,
        state: { in: ['SENT', 'UNKNOWN'] },
      };
      const row = await database.prisma.message.findFirst({ where, include, orderBy: { id: 'desc' } });
      return row && messageView(row);
    },

    async list({ state, leadId }, page) {
      if (leadId !== undefined && !isId(leadId)) return { items: [], next: null };
      const { take, orderBy, before } = pageQuery(page);
      const where = { ...before, ...(state && { state }), ...(leadId !== undefined && { leadId }) };
      return pageOf(await database.prisma.message.findMany({ where, include, orderBy, take }), page, messageView);
    },
  };
}

async function settle(
  database: Database,
  messageId: string,
  claimToken: string,
  settlement: Settlement,
): Promise<void> {
  switch (settlement.kind) {
    case 'sent':
      return settleSent(database, messageId, claimToken, settlement.response, settlement.at);
    case 'unknown':
      return settleAs(database, messageId, claimToken, 'UNKNOWN', settlement.detail);
    case 'deferred':
      return settleAs(database, messageId, claimToken, 'DEFERRED', settlement.detail);
    case 'failed':
      return settleAs(database, messageId, claimToken, 'FAILED', settlement.detail);
    default:
      return assertNever(settlement);
  }
}

async function settleAs(
  database: Database,
  messageId: string,
  claimToken: string,
  state: MessageState,
  detail: string,
): Promise<void> {
  await database.rows(sql`
    UPDATE message SET state = ${state}, detail = ${detail}, lease_until = NULL
    WHERE id = ${messageId} AND claim_token = ${claimToken} AND state IN ('CLAIMED', 'IN_FLIGHT')`);
}

/** The relay took it: also after the lease had ended, when the message was UNKNOWN by then. Tells the timeline. */
async function settleSent(
  database: Database,
  messageId: string,
  claimToken: string,
  response: string,
  at: Instant,
): Promise<void> {
  await database.rows(sql`
    WITH taken AS (
      UPDATE message m SET state = 'SENT', detail = ${response}, sent_at = ${at}, lease_until = NULL, updated_at = ${at}
      WHERE id = ${messageId} AND claim_token = ${claimToken} AND state IN ('CLAIMED', 'IN_FLIGHT', 'UNKNOWN')
      RETURNING m.id, m.lead_id, ${ownMail}
    )
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, enrollment_id, step_id, visit, occurred_at, recorded_at)
    SELECT ${newId()}::uuid, 'sent/' || id, 'sent', lead_id, id, enrollment_id, step_id, visit, ${at}::timestamptz,
      ${at}::timestamptz
    FROM taken ON CONFLICT (dedupe_key) DO NOTHING`);
}

/** What a view shows beside the row itself. */
const include = { templateVersion: { select: { name: true } } } as const satisfies Prisma.MessageInclude;

const messageView = (row: Prisma.MessageGetPayload<{ include: typeof include }>): MessageView => ({
  id: row.id,
  key: row.key,
  leadId: row.leadId,
  enrollmentId: row.enrollmentId,
  stepId: row.stepId,
  visit: row.visit,
  handoffId: row.handoffId,
  recipient: row.recipient,
  subject: row.subject,
  template: row.templateVersion?.name ?? null,
  state: row.state as MessageState,
  attempts: row.attempts,
  detail: row.detail,
  // Written by `markInFlight` from this very type.
  links: row.links as unknown as readonly MessageLink[],
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
});
