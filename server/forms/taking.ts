/**
 * A submission becomes a lead: the lead is saved, what it agreed to is recorded or asked for, and what follows is begun. Each
 * part is done once however often it is tried, so a crash leaves it to whoever looks next.
 */
import type { LeadView, OpenSubmission, Store } from '../../db/store.ts';
import { errorCode, errorKind, isOutage } from '../../domain/errors.ts';
import type { LeadInput } from '../../domain/lead.ts';
import type { Instant } from '../../domain/time.ts';
import type { Log } from '../log.ts';

export interface TakingDeps {
  readonly store: Store;
  now(): Instant;
  readonly log: Log;
}

/** Does nothing when somebody else is at it, or it is done. @throws DATABASE_UNAVAILABLE */
export async function takeSubmission({ store, now, log }: TakingDeps, id: string): Promise<void> {
  const submission = await store.forms.claim(id, now());
  if (submission === null) return;
  try {
    const outcome = await becomeLead(store, submission, now());
    await store.forms.accepted(id, outcome, now());
  } catch (error) {
    if (isOutage(error) || errorKind(errorCode(error)).retry !== 'never' || errorCode(error) === 'INTERNAL')
      throw error;
    log.warn({ submission: id, code: errorCode(error) }, 'a form that was filled in cannot be kept');
    await store.forms.refused(id, errorCode(error), now());
  }
}

async function becomeLead(store: Store, submission: OpenSubmission, now: Instant) {
  const { key, form, origin, content, at } = submission;
  const actor = `form ${form}`;
  const known = await store.leads.ofMailbox(content.lead.email, now);
  const isIdentified = known !== null && known.id === content.identified;
  const typed = known === null ? content.lead : { ...content.lead, email: known.email };
  const input = known === null || isIdentified ? typed : onlyNew(typed, known);
  const { lead, created } = await store.leads.save(input, now, actor, { way: 'form', detail: { ...origin, form } });
  const payload = { answered: content.answered };
  const event = { dedupeKey: `form/${key}`, kind: 'form', name: form, lead: { id: lead.id }, payload } as const;
  await store.events.ingest({ ...event, occurredAt: at }, now);
  if (content.verdict) await store.registrations.checked(lead.id, content.verdict, now);
  const consentRequestId = await agreed(store, submission, lead.id, isIdentified, now);
  const isAsked = consentRequestId !== null;
  // Whoever types the address of somebody who is known may be anybody; a request joins who confirms it.
  if (content.visitor && !isAsked && (created || isIdentified)) {
    await store.visitors.identify(content.visitor, lead.id, now);
  }
  const note = content.enroll === null || isAsked ? null : await enrolled(store, lead.id, content.enroll, actor, now);
  return { leadId: lead.id, consentRequestId, note };
}

/**
 * Anybody can type anybody's address. So what is known of a lead is not changed by who has not shown to be that lead: only what
 * is not known yet is filled in, and nothing by which the law would let it have more mail.
 */
function onlyNew({ email, fields = {}, country: _, ...facts }: LeadInput, known: LeadView): LeadInput {
  const isNew =
    (of: object) =>
    ([name]: readonly [string, unknown]): boolean =>
      ((of as Readonly<Record<string, unknown>>)[name] ?? '') === '';
  // The source is told with every origin; the lead's own stays the first.
  const { source, ...rest } = facts;
  const fresh = Object.fromEntries(Object.entries(fields).filter(isNew(known.fields)));
  return {
    email,
    ...Object.fromEntries(Object.entries(rest).filter(isNew(known))),
    ...(source === undefined ? {} : { source }),
    ...(Object.keys(fresh).length > 0 ? { fields: fresh } : {}),
  };
}

/**
 * Records the consent, or asks for it by mail and returns the request. Who has not shown to be the lead lifts no opt-out by
 * typing its address: such a consent counts only for who has not objected (`undated`).
 */
async function agreed(
  { consents }: Store,
  { id, form, version, content, at }: OpenSubmission,
  leadId: string,
  isIdentified: boolean,
  now: Instant,
): Promise<string | null> {
  const { consent, enroll, proof } = content;
  if (consent === null) return null;
  const source = `form ${form}`;
  const { purposes, wording } = consent;
  if (consent.confirm) {
    const asked = { id, purposes, source, wording, wordingVersion: version, enroll, visitor: content.visitor ?? null };
    const { request } = await consents.askConfirmation(leadId, asked, source, now);
    return request.id;
  }
  const given = purposes.map((purpose) => ({
    purpose,
    basis: 'express' as const,
    source,
    wording,
    proof: { method: 'form' as const, ...proof, wordingVersion: version, reference: `submission ${id}` },
    at,
    undated: !isIdentified,
    expiresAt: null,
  }));
  await consents.record(leadId, given, source, now);
  return null;
}

/** Why it did not enter, as the code of an error; null: it did, or is in it. */
async function enrolled(
  { enrollments }: Store,
  leadId: string,
  sequence: string,
  origin: string,
  now: Instant,
): Promise<string | null> {
  try {
    await enrollments.enroll(leadId, sequence, origin, now);
    return null;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ALREADY_ENROLLED') return null;
    if (isOutage(error) || errorKind(code).retry !== 'never') throw error;
    return code;
  }
}
