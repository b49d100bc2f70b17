/**
 * Leads that may be one person: looked for when they come in or change, for one or for thousands in the same few statements.
 * What is as good as sure is merged at once, unless the organisation wants to be asked; the rest is listed for a person. Two
 * that somebody has told apart are never found again.
 */
import { canonicalAddress } from '../domain/address.ts';
import { hasSpellings, mailboxOf } from '../domain/mailbox-aliases.ts';
import { type DuplicatePolicy, type DuplicateReason, leftOf } from '../domain/merging.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import type { LeadRow } from './lead-rows.ts';
import { type MergeContext, mergeLeads } from './merging.ts';
import { json, type Sql, sql } from './sql.ts';

/** A lead as far as others are compared with it. Its row is written, and locked or new in this transaction. */
export type Compared = Pick<LeadRow, 'id' | 'email' | 'first_name' | 'last_name' | 'phone' | 'company'>;

export interface DuplicateContext extends MergeContext {
  readonly duplicates: DuplicatePolicy;
  readonly actor: string;
}

/** Phones that more leads than this have are those of a house, and say nothing of who is who. */
const mostOfOnePhone = 5;

/** Whether anything of it that is compared became other. */
export const isCompared = (before: Compared | null, lead: Compared): boolean =>
  before === null ||
  (['first_name', 'last_name', 'phone', 'company'] as const).some((fact) => before[fact] !== lead[fact]);

/**
 * Looks for duplicates of one lead that was saved; `before`: as it was, null when it is new. Returns the id of the lead that is
 * left: another one when they were merged.
 */
export async function noteDuplicates(
  tx: Queryable,
  lead: Compared,
  before: Compared | null,
  context: DuplicateContext,
  now: Instant,
): Promise<string> {
  if (!isCompared(before, lead)) return lead.id;
  const left = await noteDuplicatesOf(tx, [lead], context, now);
  return left.get(lead.id) ?? lead.id;
}

/**
 * The same for many at once. Returns what became of those that were merged: the id of the lead that is left. What an import
 * of thousands finds nothing for costs two statements in all.
 */
export async function noteDuplicatesOf(
  tx: Queryable,
  leads: readonly Compared[],
  context: DuplicateContext,
  now: Instant,
): Promise<ReadonlyMap<string, string>> {
  if (leads.length === 0) return new Map();
  const compared = leads.map(comparedOf);
  await noteMailboxes(tx, compared);
  await takeTurns(tx, compared);
  const found = await lookUp(tx, compared);
  const merging = found.filter((one) => one.same || (context.duplicates === 'merge' && isSure(one)));
  await list(
    tx,
    found.filter((one) => !merging.includes(one)),
    now,
  );
  return mergeAll(tx, merging, context, now);
}

interface ComparedLead {
  readonly id: string;
  readonly canonical: string;
  readonly mailbox: string;
  /** Whether other spellings of its address reach the same mailbox. */
  readonly spelled: boolean;
  readonly phone: string | null;
}

function comparedOf({ id, email, phone }: Compared): ComparedLead {
  const canonical = canonicalAddress(email);
  return { id, canonical, mailbox: mailboxOf(email), spelled: hasSpellings(canonical), phone };
}

/** The mailbox is noted where it is another text than the address, which is rare. */
async function noteMailboxes(tx: Queryable, compared: readonly ComparedLead[]): Promise<void> {
  const noted = compared.filter(({ mailbox, canonical }) => mailbox !== canonical);
  if (noted.length === 0) return;
  await tx.rows(sql`
    UPDATE lead l SET mailbox = n.mailbox FROM jsonb_to_recordset(${json(noted)}::jsonb) AS n (id uuid, mailbox text)
    WHERE l.id = n.id AND l.mailbox IS DISTINCT FROM n.mailbox`);
}

/** As many locks as there can be, however many leads: each stands for a share of all mailboxes and phones. */
const turns = 256;

/**
 * Two spellings of one mailbox that come in at one moment would not see each other. So who looks for a mailbox or a phone waits
 * for whoever looks for the same one, and then sees what that wrote.
 */
async function takeTurns(tx: Queryable, compared: readonly ComparedLead[]): Promise<void> {
  const keys = compared.flatMap(({ spelled, mailbox, phone }) => [
    ...(spelled ? [mailbox] : []),
    ...(phone ? [phone] : []),
  ]);
  if (keys.length === 0) return;
  await tx.rows(sql`
    SELECT pg_advisory_xact_lock(hashtext('duplicates'), turn) FROM (
      SELECT DISTINCT abs(hashtext(key) % ${turns}::int) AS turn FROM unnest(${keys}::text[]) AS key ORDER BY turn) t`);
}

interface Found {
  readonly id: string;
  readonly other: string;
  readonly reason: DuplicateReason;
  /** It is the very address of a lead that was merged into the other. */
  readonly same: boolean;
  /** All that is known of either came by people of the organisation. */
  readonly own: boolean;
}

/**
 * Whether nobody need be asked. A telephone number and a name prove nothing where anybody else told any of it, by a form of ours,
 * by one behind the API, at a partner's: whoever knows them of somebody could have that lead mailed at its own address, at once
 * or with the next change that comes from elsewhere.
 */
const isSure = ({ reason, own }: Found): boolean => reason === 'address' || (reason === 'phone-and-name' && own);

/** A name as it is compared: `foldedPerson`, in the database. Most names are ASCII, which takes a tenth of the time. */
function folded(lead: Sql): Sql {
  const name = sql`concat_ws(' ', ${lead}.first_name, ${lead}.last_name)`;
  return sql`CASE WHEN octet_length(${name}) = char_length(${name}) AND strpos(${name}, '  ') = 0 THEN lower(btrim(${name}))
    ELSE lower(btrim(regexp_replace(regexp_replace(normalize(${name}, NFKD), '[\\u0300-\\u036f]', '', 'g'), '\\s+', ' ', 'g'))) END`;
}

const l = sql`l`;
const o = sql`o`;

/**
 * The names of those that came in, of all in their companies, and of all with their phones: each is folded once, however many
 * leads have the same company or phone. Names of other lengths are other names, which is seen without folding them.
 */
const sides = (compared: readonly ComparedLead[]): Sql => sql`
  arrived AS MATERIALIZED (
    SELECT a.*, l.account_id, char_length(l.first_name) AS first, char_length(l.last_name) AS last,
      CASE WHEN l.first_name IS NOT NULL AND l.last_name IS NOT NULL THEN ${folded(l)} END AS name
    FROM jsonb_to_recordset(${json(compared)}::jsonb) AS a (id uuid, canonical text, mailbox text, spelled boolean, phone text)
    JOIN lead l ON l.id = a.id
  ), colleague AS MATERIALIZED (
    SELECT o.id, o.account_id, ${folded(o)} AS name FROM lead o
    WHERE o.account_id IN (SELECT account_id FROM arrived WHERE name IS NOT NULL AND account_id IS NOT NULL)
      AND (char_length(o.first_name), char_length(o.last_name)) IN (SELECT first, last FROM arrived WHERE name IS NOT NULL)
  ), called AS MATERIALIZED (
    SELECT o.id, o.phone, ${folded(o)} AS name, count(*) OVER (PARTITION BY o.phone) AS house FROM lead o
    WHERE o.phone IN (SELECT phone FROM arrived WHERE phone IS NOT NULL)
  )`;

/** One row for each two leads, with the best reason. Nothing that was decided before, or is listed already. */
const lookUp = (tx: Queryable, compared: readonly ComparedLead[]): Promise<readonly Found[]> =>
  tx.rows<Found>(sql`
    WITH ${sides(compared)}, found AS (
      SELECT a.id, o.id AS other, 'address' AS reason, 1 AS rank, false AS same
      FROM arrived a JOIN lead o ON o.canonical_email = a.mailbox WHERE a.spelled
      UNION ALL
      SELECT a.id, o.id, 'address', 1, false FROM arrived a JOIN lead o ON o.mailbox = a.mailbox WHERE a.spelled
      UNION ALL
      SELECT a.id, x.lead_id, 'address', 0, true FROM arrived a JOIN lead_alias x ON x.canonical_email = a.canonical
      UNION ALL
      SELECT a.id, x.lead_id, 'address', 1, false FROM arrived a JOIN lead_alias x ON x.canonical_email = a.mailbox WHERE a.spelled
      UNION ALL
      SELECT a.id, x.lead_id, 'address', 1, false FROM arrived a JOIN lead_alias x ON x.mailbox = a.mailbox WHERE a.spelled
      UNION ALL
      SELECT a.id, c.id, 'phone-and-name', 2, false FROM arrived a JOIN called c ON c.phone = a.phone AND c.name = a.name
      UNION ALL
      SELECT a.id, c.id, 'phone', 3, false FROM arrived a JOIN called c ON c.phone = a.phone AND c.house <= ${mostOfOnePhone}
      UNION ALL
      SELECT a.id, c.id, 'name', 4, false FROM arrived a JOIN colleague c ON c.account_id = a.account_id AND c.name = a.name
    )
    SELECT DISTINCT ON (least(f.id, f.other), greatest(f.id, f.other)) f.id, f.other, f.reason, f.same,
      CASE WHEN f.reason = 'phone-and-name' THEN (
        SELECT count(DISTINCT g.lead_id) = 2 AND bool_and(g.own)
        FROM lead_origin g WHERE g.lead_id IN (f.id, f.other)) ELSE false END AS own
    FROM found f JOIN lead other ON other.id = f.other AND other.erased_at IS NULL
    LEFT JOIN lead_duplicate d ON d.lead_id = least(f.id, f.other) AND d.other_id = greatest(f.id, f.other)
    WHERE f.id <> f.other AND (f.same OR d.status IS NULL OR (d.status = 'open' AND f.rank < 3))
    ORDER BY least(f.id, f.other), greatest(f.id, f.other), f.rank`);

async function list(tx: Queryable, found: readonly Found[], now: Instant): Promise<void> {
  if (found.length === 0) return;
  await tx.rows(sql`
    INSERT INTO lead_duplicate AS d (lead_id, other_id, reason, found_at)
    SELECT least(f.id, f.other), greatest(f.id, f.other), f.reason, ${now}
    FROM jsonb_to_recordset(${json(found)}::jsonb) AS f (id uuid, other uuid, reason text)
    ON CONFLICT (lead_id, other_id) DO UPDATE SET reason = excluded.reason WHERE d.status = 'open'`);
}

/** One after the other: of three that are one, the second merge is with what the first has left. */
async function mergeAll(
  tx: Queryable,
  found: readonly Found[],
  context: DuplicateContext,
  now: Instant,
): Promise<ReadonlyMap<string, string>> {
  const left = new Map<string, string>();
  const leftFor = (id: string): string => {
    const next = left.get(id);
    return next === undefined ? id : leftFor(next);
  };
  for (const { id, other, reason } of found) {
    const [one, two] = [leftFor(id), leftFor(other)];
    if (one === two) continue;
    const keptId = await keptOf(tx, one, two);
    if (keptId === null) continue;
    const mergedId = keptId === one ? two : one;
    const sure = reason === 'address' ? reason : 'phone';
    const decision = { keptId, mergedId, reason: sure, note: null, actor: context.actor } as const;
    await mergeLeads(tx, context, decision, now);
    left.set(mergedId, keptId);
  }
  return new Map([...left.keys()].map((id) => [id, leftFor(id)]));
}

/** Which of the two is left; null when one of them is gone by now, and whoever did that has looked as well. */
async function keptOf(tx: Queryable, one: string, two: string): Promise<string | null> {
  const rows = await tx.rows<Pick<LeadRow, 'id' | 'stage'>>(sql`
    SELECT id, stage FROM lead WHERE id = ANY (${[one, two]}::uuid[]) AND erased_at IS NULL ORDER BY id FOR UPDATE`);
  const [first, second] = rows;
  return first && second ? leftOf(first, second).id : null;
}
