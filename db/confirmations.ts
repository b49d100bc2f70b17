/**
 * Requests for a consent that counts once the person confirms it: the row, the mail that asks, and the sequence that
 * follows. Nobody can have a mailbox bombed by asking in its name: three such mails a day and mailbox are the most.
 */
import { canonicalAddress } from '../domain/address.ts';
import { type ErrorCode, errorCode, TendrilError } from '../domain/errors.ts';
import { confirmationKey } from '../domain/identity.ts';
import { mailboxOf } from '../domain/mailbox-aliases.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { enrollLocked } from './enrolling.ts';
import type { EntryContext } from './entrants.ts';
import { isId, newId } from './ids.ts';
import { lockLead } from './lead-writes.ts';
import { writeLetter } from './letters.ts';
import { sql } from './sql.ts';
import type { ConsentRequestView, NewConsentRequest } from './store.ts';

/** How long a request may be confirmed. Who asks again after that makes a new one. */
const requestMs = 7 * 86_400_000;

/** Mails of the kind to one mailbox, within a day. */
const mostMails = 3;
const withinMs = 86_400_000;

/** Adds a request of a lead that is known. */
export async function writeRequest(
  tx: Queryable,
  leadId: string,
  { id = newId(), purposes, source, wording, wordingVersion, enroll = null, visitor = null }: NewConsentRequest,
  actor: string,
  now: Instant,
): Promise<ConsentRequestView> {
  await tx.rows(sql`
    INSERT INTO consent_request (id, lead_id, purposes, source, wording, wording_version, actor, requested_at, expires_at, enroll,
      visitor_id)
    VALUES (${id}, ${leadId}, ${[...new Set(purposes)]}, ${source}, ${wording}, ${wordingVersion}, ${actor}, ${now},
      ${plusMs(now, requestMs)}, ${enroll}, ${visitor !== null && isId(visitor) ? visitor : null})`);
  const request = await requestOf(tx, id, now);
  if (!request) throw new TendrilError('INTERNAL', `The request ${id} was written and is not there`);
  return request;
}

/**
 * The request with the mail that asks; when the mailbox has had enough of them, the last request as it is. Who asks again with
 * the same id, after a crash for one, has asked already.
 */
export async function askConfirmation(
  tx: Queryable,
  lead: { readonly id: string; readonly email: string },
  request: NewConsentRequest,
  actor: string,
  now: Instant,
): Promise<{ readonly request: ConsentRequestView; readonly mailed: boolean }> {
  // In the turn of the mailbox, so that of two who ask at once with the same id the second finds what the first wrote.
  const mails = await mailsTo(tx, lead.email, now);
  const asked = request.id === undefined ? null : await writtenAs(tx, request.id);
  if (asked) return { request: asked, mailed: false };
  if (mails >= mostMails) {
    const last = await lastRequestOf(tx, lead.id, now);
    return { request: last ?? (await writeRequest(tx, lead.id, request, actor, now)), mailed: false };
  }
  const fresh = await writeRequest(tx, lead.id, request, actor, now);
  const letter = {
    kind: 'confirmation',
    leadId: lead.id,
    inboundItemId: null,
    recipient: lead.email,
    subject: '',
    text: request.wording,
    inReplyTo: null,
    references: [],
    actor,
    consentRequestId: fresh.id,
  } as const;
  await writeLetter(tx, letter, confirmationKey(fresh.id), now);
  return { request: fresh, mailed: true };
}

/**
 * How many went to the mailbox of late, in whatever spelling. What stands behind a `+` names no other mailbox, so it does not
 * count: else one person is asked as often as somebody makes up endings. Whoever asks for a mailbox takes turns.
 */
async function mailsTo(tx: Queryable, email: string, now: Instant): Promise<number> {
  const mailbox = untagged(mailboxOf(email));
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtext('confirmation'), hashtext(${mailbox}))`);
  // As the index has it; dots mean nothing to some providers only.
  const letters = canonicalAddress(email)
    .replace(/[+@].*$/, '')
    .replaceAll('.', '');
  const sent = await tx.rows<{ readonly recipient: string }>(sql`
    SELECT recipient FROM letter
    WHERE kind = 'confirmation' AND translate(regexp_replace(lower(recipient), '[+@].*$', ''), '.', '') = ${letters}
      AND created_at > ${plusMs(now, -withinMs)}`);
  return sent.filter(({ recipient }) => untagged(mailboxOf(recipient)) === mailbox).length;
}

const untagged = (address: string): string => address.replace(/\+[^@]*@/, '@');

async function lastRequestOf(tx: Queryable, leadId: string, now: Instant): Promise<ConsentRequestView | null> {
  const [row] = await tx.rows<{ readonly id: string }>(sql`
    SELECT id FROM consent_request WHERE lead_id = ${leadId} AND expires_at > ${now} ORDER BY requested_at DESC, id DESC LIMIT 1`);
  return row ? requestOf(tx, row.id, now) : null;
}

/** Null when there is none, its lead was erased, or unconfirmed it has expired or came to a lead with another mailbox. */
export async function requestOf(on: Queryable, id: string, now: Instant): Promise<ConsentRequestView | null> {
  const request = await writtenAs(on, id);
  if (!request || request.confirmedAt !== null) return request;
  return request.expiresAt > now && (await isForItsMailbox(on, request)) ? request : null;
}

/**
 * Who confirms shows that the mailbox is its own for which it was asked: that says nothing of the other one, when the leads were
 * merged meanwhile. A merge that is undone gives the request back. What undoing needs outlives the request by weeks.
 */
async function isForItsMailbox(on: Queryable, { id, leadId }: ConsentRequestView): Promise<boolean> {
  const came = await on.rows<{ readonly from: string; readonly to: string }>(sql`
    SELECT m.snapshot -> 'lead' ->> 'email' AS "from", l.email AS "to" FROM lead_merge m JOIN lead l ON l.id = m.lead_id
    WHERE m.lead_id = ${leadId} AND m.undone_at IS NULL
      AND m.snapshot -> 'moves' -> 'rows' -> 'consent_request' ? ${id}::text`);
  return came.every(({ from, to }) => mailboxOf(from) === mailboxOf(to));
}

/** Whether it has expired or not. */
async function writtenAs(on: Queryable, id: string): Promise<ConsentRequestView | null> {
  if (!isId(id)) return null;
  const [row] = await on.rows<ConsentRequestView>(sql`
    SELECT r.id, r.lead_id AS "leadId", r.purposes, r.source, r.wording, l.language, r.requested_at AS "requestedAt",
      r.expires_at AS "expiresAt", r.confirmed_at AS "confirmedAt", r.enroll, r.enroll_refused AS "enrollRefused"
    FROM consent_request r JOIN lead l ON l.id = r.lead_id
    WHERE r.id = ${id} AND l.erased_at IS NULL`);
  return row ?? null;
}

/** What a sequence refuses by its own rules; anything else is a fault, and nothing is confirmed then. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'SEQUENCE_UNKNOWN',
  'LEAD_SUPPRESSED',
  'STAGE_ILLEGAL',
  'ALREADY_ENROLLED',
  'ENTRY_REFUSED',
  'REENTRY_REFUSED',
  'LEAD_TAKEN',
  'COLLEAGUE_WITH_SALES',
]);

/**
 * Enrolls who has confirmed, by the rules of entry. Who may not enter has confirmed all the same: the code why is kept with
 * the request and returned.
 */
export async function enrollBy(
  tx: Queryable,
  context: EntryContext,
  { id, leadId, enroll }: Pick<ConsentRequestView, 'id' | 'leadId'> & { readonly enroll: string },
  now: Instant,
): Promise<string | null> {
  const lead = await lockLead(tx, leadId);
  if (!lead) return null;
  try {
    await enrollLocked(tx, context, lead, enroll, `confirmation/${id}`, now);
    return null;
  } catch (error) {
    // The rules refuse before anything is written, so that the transaction can go on.
    const code = errorCode(error);
    if (!refusals.has(code)) throw error;
    await tx.rows(sql`UPDATE consent_request SET enroll_refused = ${code} WHERE id = ${id}`);
    return code;
  }
}
