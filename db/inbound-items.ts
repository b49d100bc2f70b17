/**
 * What came from outside, kept for replay: each item once, whichever way and however often it comes. What it means is
 * decided elsewhere and noted here. Nothing in an item but its text and its sender is about a person, and both go when the
 * lead is erased.
 */
import { canonicalOrNull } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import type { InboundReading } from '../domain/inbound-reading.ts';
import { keptNames } from '../domain/relay-message-id.ts';
import type { Instant } from '../domain/time.ts';
import { leadOfAddress } from './aliases.ts';
import type { Database } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { isId, newId } from './ids.ts';
import { isInternal } from './message-evidence.ts';
import { pageOf, pageQuery } from './pages.ts';
import { json, sql, storable } from './sql.ts';
import type { FoundMessage, InboundItems, InboundItemView, InboundKind, InboundStatus, MatchWay } from './store.ts';

/** Items that one look for abandoned ones returns. */
const abandonedAtOnce = 100;
/** Message-IDs that one look goes through. */
const mostNames = 50;

export function createInboundItems(database: Database): InboundItems {
  return {
    async keep(item) {
      const [fresh] = await database.rows<{ readonly id: string }>(sql`
        INSERT INTO inbound_item (id, way, way_key, content_key, format, received_at, envelope_from, envelope_to, size, raw,
          kind, reading, status, note)
        VALUES (${newId()}, ${item.way}, ${item.wayKey}, ${item.contentKey}, ${item.format}, ${item.receivedAt},
          ${item.envelopeFrom === null ? null : storable(item.envelopeFrom)}, ${item.envelopeTo.map(storable)}::text[],
          ${item.raw.byteLength}, ${Buffer.from(item.raw)}, 'other', '{"kind":"other","reason":""}', 'pending', '')
        ON CONFLICT DO NOTHING RETURNING id`);
      if (fresh) return { id: fresh.id, known: false, status: 'pending' };
      const [known] = await database.rows<{ readonly id: string; readonly status: InboundStatus }>(sql`
        SELECT id, status FROM inbound_item WHERE content_key = ${item.contentKey} OR way_key = ${item.wayKey}
        ORDER BY id LIMIT 1`);
      if (!known) throw new TendrilError('INTERNAL', 'An incoming item was neither kept nor known');
      return { ...known, known: true };
    },

    async settle(id, finding, by, now) {
      const { subject, fromAddress, text, intent } = answerOf(finding.reading);
      const rows = isId(id)
        ? await database.rows(sql`
            WITH person AS MATERIALIZED (
              SELECT erased_at IS NOT NULL AS gone FROM lead WHERE id = coalesce(
                ${finding.leadId}::uuid, (SELECT lead_id FROM message WHERE id = ${finding.messageId})) FOR SHARE
            ), about AS (SELECT coalesce((SELECT gone FROM person), false) AS gone)
            UPDATE inbound_item t SET kind = ${finding.kind}, message_id = ${finding.messageId}, lead_id = ${finding.leadId},
              matched_by = ${finding.matchedBy}, handled_by = ${by},
              handled_at = ${finding.status === 'held' ? null : now}::timestamptz,
              status = CASE WHEN gone THEN 'ignored' ELSE ${finding.status} END,
              reading = CASE WHEN gone THEN ${json(nothingRead)}::jsonb ELSE ${json(storedReading(finding.reading))}::jsonb END,
              note = CASE WHEN gone THEN 'the person was erased' ELSE ${storable(finding.note)} END,
              subject = CASE WHEN NOT gone THEN ${subject} END, text = CASE WHEN NOT gone THEN ${text} END,
              from_address = CASE WHEN NOT gone THEN ${fromAddress} END, intent = CASE WHEN NOT gone THEN ${intent} END,
              raw = CASE WHEN NOT gone THEN t.raw END, envelope_from = CASE WHEN NOT gone THEN t.envelope_from END,
              envelope_to = CASE WHEN gone THEN '{}' ELSE t.envelope_to END
            FROM about WHERE t.id = ${id} RETURNING t.id`)
        : [];
      if (rows.length === 0) throw unknownItem(id);
    },

    async get(id) {
      const row = isId(id)
        ? await database.prisma.inboundItem.findUnique({ where: { id }, omit: { raw: true } })
        : null;
      if (!row) throw unknownItem(id);
      return itemView({ ...row, kept: await isKept(database, id) });
    },

    async raw(id) {
      const row = isId(id)
        ? await database.prisma.inboundItem.findUnique({ where: { id }, select: { raw: true } })
        : null;
      if (!row) throw unknownItem(id);
      return row.raw;
    },

    async list({ status, kind, leadId }, page) {
      if (leadId !== undefined && !isId(leadId)) return { items: [], next: null };
      const { take, orderBy, before } = pageQuery(page);
      const where = { ...before, ...(status && { status }), ...(kind && { kind }), ...(leadId && { leadId }) };
      const rows = await database.prisma.inboundItem.findMany({ where, orderBy, take, omit: { raw: true } });
      const kept = await keptAmong(
        database,
        rows.map(({ id }) => id),
      );
      return pageOf(rows, page, (row) => itemView({ ...row, kept: kept.has(row.id) }));
    },

    async abandoned(before) {
      const rows = await database.rows<{ readonly id: string }>(sql`
        SELECT id FROM inbound_item WHERE status = 'pending' AND format = 'mail' AND raw IS NOT NULL AND received_at < ${before} ORDER BY id LIMIT ${abandonedAtOnce}`);
      return rows.map(({ id }) => id);
    },

    async messagesCalled(messageIds) {
      const names = messageIds.slice(0, mostNames);
      const own = names.flatMap((name) => /^m\.([0-9a-f-]{36})@/i.exec(name)?.[1] ?? []).filter(isId);
      if (names.length === 0) return [];
      return database.rows<FoundMessage>(sql`
        SELECT m.id AS "messageId", m.lead_id AS "leadId", ${isInternal} AS internal FROM message m
        WHERE m.id = ANY (${own}::uuid[]) OR m.relay_message_id = ANY (${keptNames(names)}::text[])`);
    },

    async message(messageId) {
      if (!isId(messageId)) return null;
      const [row] = await database.rows<FoundMessage>(sql`
        SELECT m.id AS "messageId", m.lead_id AS "leadId", ${isInternal} AS internal FROM message m WHERE m.id = ${messageId}`);
      return row ?? null;
    },

    async guesses(address) {
      const canonical = canonicalOrNull(address);
      if (canonical === null) return [];
      return database.rows(sql`
        SELECT l.id AS "leadId", (
          SELECT m.id FROM message m WHERE m.lead_id = l.id AND NOT ${isInternal} AND m.state IN ('SENT', 'UNKNOWN')
          ORDER BY m.id DESC LIMIT 1) AS "messageId"
        FROM lead l WHERE l.id = ${leadOfAddress(canonical)} AND l.erased_at IS NULL`);
    },

    async away(leadId, until, now) {
      const [row] = isId(leadId)
        ? await database.rows<{ readonly changed: boolean }>(sql`
            WITH known AS (SELECT id, away_until FROM lead WHERE id = ${leadId} FOR NO KEY UPDATE),
            moved AS (
              UPDATE lead l SET away_until = ${until}, updated_at = ${now} FROM known
              WHERE l.id = known.id AND coalesce(known.away_until < ${until}, true) RETURNING l.id)
            SELECT EXISTS (SELECT 1 FROM moved) AS changed FROM known`)
        : [];
      if (!row) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId}`, { leadId });
      return row.changed;
    },
  };
}

/** Of a person who was erased before nothing is kept: what still comes is settled without its content. */
const nothingRead: InboundReading = { kind: 'other', reason: 'erased' };

const unknownItem = (id: string): TendrilError =>
  new TendrilError('INBOUND_UNKNOWN', `There is no incoming item ${id}`, { id });

const isKept = async (database: Database, id: string): Promise<boolean> => (await keptAmong(database, [id])).has(id);

/** Which of the items can be read again: looked up apart, so that a list does not read whole mails. */
async function keptAmong(database: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database.rows<{ readonly id: string }>(
    sql`SELECT id FROM inbound_item WHERE id = ANY (${ids}::uuid[]) AND raw IS NOT NULL`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** What a person wrote lies in columns of its own, where an erasure finds it. */
function answerOf(reading: InboundReading) {
  if (reading.kind !== 'reply' && reading.kind !== 'auto-reply') {
    return { subject: null, fromAddress: null, text: null, intent: null };
  }
  const { subject, from, text, intent } = reading.answer;
  return { subject: storable(subject), fromAddress: storable(from), text: storable(text), intent };
}

const storedReading = (reading: InboundReading): InboundReading =>
  reading.kind === 'reply' || reading.kind === 'auto-reply'
    ? { ...reading, answer: { ...reading.answer, subject: '', from: '', text: '', referral: null } }
    : reading;

type ItemRow = Omit<Prisma.InboundItemGetPayload<object>, 'raw'> & { readonly kept: boolean };

/** As `settle` was given it, but for whom it refers to. */
function readingOf({ reading, subject, fromAddress, text }: ItemRow): InboundReading {
  // Written by `settle` from this very type.
  const stored = reading as unknown as InboundReading;
  if (stored.kind !== 'reply' && stored.kind !== 'auto-reply') return stored;
  const told = { subject: subject ?? '', from: fromAddress ?? '', text: text ?? '' };
  return { ...stored, answer: { ...stored.answer, ...told } };
}

export const itemView = (row: ItemRow): InboundItemView => ({
  id: row.id,
  way: row.way,
  format: row.format as InboundItemView['format'],
  receivedAt: row.receivedAt.toISOString() as Instant,
  envelopeFrom: row.envelopeFrom,
  envelopeTo: row.envelopeTo,
  size: row.size,
  kept: row.kept,
  kind: row.kind as InboundKind,
  reading: readingOf(row),
  messageId: row.messageId,
  leadId: row.leadId,
  matchedBy: row.matchedBy as MatchWay | null,
  status: row.status as InboundStatus,
  note: row.note,
  subject: row.subject,
  fromAddress: row.fromAddress,
  text: row.text,
  intent: row.intent,
  handledAt: (row.handledAt?.toISOString() as Instant | undefined) ?? null,
  handledBy: row.handledBy,
});
