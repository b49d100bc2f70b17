/**
 * The sending ledger. PENDING → CLAIMED → IN_FLIGHT → SENT | DEFERRED | FAILED | UNKNOWN, or SUPPRESSED or SKIPPED by the
 * gate; each step is one conditional statement, so of two workers one wins. A mail that is sent takes three of them. `updated_at` is a time that a caller gave,
 * because it is compared with the time of workflows: going in flight and most ends leave it at the time of the claim.
 */
import type { DeliveryClass } from '../domain/delivery-class.ts';
import { TendrilError } from '../domain/errors.ts';
import { claimMessage } from './claims.ts';
import type { Database } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { isId } from './ids.ts';
import { markInFlight, putOff, settle } from './message-ends.ts';
import { resolve } from './message-resolution.ts';
import { pageOf, pageQuery } from './pages.ts';
import type { MessageLink, MessageState, Messages, MessageView } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface MessagesDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly addressHash: (address: string) => string;
}

export function createMessages({ database, workspaces, addressHash }: MessagesDeps): Messages {
  const find = async (messageId: string): Promise<MessageView | null> => {
    const row = isId(messageId)
      ? await database.prisma.message.findUnique({ where: { id: messageId }, include: messageParts })
      : null;
    return row && messageView(row);
  };
  return {
    async claim(key, owner, rules, leaseMs, now) {
      const model = (await workspaces.current())?.scoring ?? null;
      return claimMessage(database, key, owner, { addressHash, model, rules, leaseMs, now });
    },

    markInFlight: (messageId, claimToken, content) => markInFlight(database, messageId, claimToken, content),
    settle: (messageId, claimToken, settlement) => settle(database, messageId, claimToken, settlement),
    putOff: (messageId, claimToken, why) => putOff(database, messageId, claimToken, why),

    async resolve(messageId, fate, actor, now) {
      await database.transaction((tx) => resolve(tx, messageId, fate, actor, now));
      const message = await find(messageId);
      if (message) return message;
      throw new TendrilError('MESSAGE_UNKNOWN', `There is no mail ${messageId}`, { messageId });
    },

    find,

    async newestSent(leadId) {
      if (!isId(leadId)) return null;
      const where: Prisma.MessageWhereInput = {
        leadId,
        handoffId: null,
        internal: false,
        state: { in: ['SENT', 'UNKNOWN'] },
      };
      const row = await database.prisma.message.findFirst({ where, include: messageParts, orderBy: { id: 'desc' } });
      return row && messageView(row);
    },

    async list({ state, leadId, broadcastId }, page) {
      if (![leadId, broadcastId].every((id) => id === undefined || isId(id))) return { items: [], next: null };
      const { take, orderBy, before } = pageQuery(page);
      const where = {
        ...before,
        ...(state && { state }),
        ...(leadId && { leadId }),
        ...(broadcastId && { broadcastId }),
      };
      return pageOf(
        await database.prisma.message.findMany({ where, include: messageParts, orderBy, take }),
        page,
        messageView,
      );
    },
  };
}

/** What a view shows beside the row itself. */
export const messageParts = { templateVersion: { select: { name: true } } } as const satisfies Prisma.MessageInclude;

export const messageView = (row: Prisma.MessageGetPayload<{ include: typeof messageParts }>): MessageView => ({
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
  // Written by `settle` from this very type.
  verdict: row.verdict as DeliveryClass | null,
  fromDomain: row.fromDomain,
  relay: row.relay,
  broadcastId: row.broadcastId,
  resolvedBy: row.resolvedBy,
  // Written by `markInFlight` from this very type.
  links: row.links as unknown as readonly MessageLink[],
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
});
