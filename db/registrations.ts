/** Whether leads are real: what checks of their addresses found, what people say, and what only a person does. */
import { TendrilError } from '../domain/errors.ts';
import { keptReasons, type Registration, registrationAfter } from '../domain/registration.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { stopEnrollments } from './enrollment-stops.ts';
import type { EventDraft } from './event-rows.ts';
import type { SubjectLead } from './event-subjects.ts';
import { isId } from './ids.ts';
import { type Sql, sql, storable } from './sql.ts';
import { moveLocked } from './stages.ts';
import type { Registrations, RegistrationView, UncheckedLead } from './store.ts';
import type { Workspaces } from './workspaces.ts';

/** That a person has said so. */
const byPerson = 'person';

interface RegistrationsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
}

export function createRegistrations({ database, workspaces }: RegistrationsDeps): Registrations {
  return {
    of: (leadId) => registrationOf(database, leadId),

    checked: (leadId, verdict, now) =>
      database.transaction(async (tx) => {
        const before = await registrationOf(tx, leadId, forUpdate);
        const registration = registrationAfter(before.registration, verdict);
        const reasons =
          registration === before.registration && isSettled(registration)
            ? before.reasons
            : keptReasons(verdict.reasons);
        if (registration === before.registration && String(reasons) === String(before.reasons)) return before;
        await tx.rows(sql`
          UPDATE lead SET registration = ${registration}, registration_reasons = ${[...reasons]}, updated_at = ${now}
          WHERE id = ${leadId}`);
        return { ...before, registration, reasons };
      }),

    async fake(leadId, reason, actor, now) {
      const model = (await workspaces.current())?.scoring ?? null;
      return database.transaction((tx) => markFake(tx, model, leadId, { reason, actor }, now));
    },

    unchecked: ({ source }, after, limit) =>
      database.rows<UncheckedLead>(sql`
        SELECT id, email FROM lead
        WHERE erased_at IS NULL AND registration = 'unchecked' AND (${source}::text IS NULL OR source = ${source})
          AND (${after}::uuid IS NULL OR id > ${after}::uuid)
        ORDER BY id LIMIT ${limit}`),
  };
}

const forUpdate = sql`FOR NO KEY UPDATE`;

const isSettled = (registration: Registration): boolean => registration === 'confirmed' || registration === 'fake';

/**
 * That somebody is there: confirmed a request, or did what no machine does. A person's word that it is a fake stays: behind
 * a real mailbox there may be nobody of that name.
 */
export const confirmLeads = (tx: Queryable, leadIds: readonly string[], now: Instant): Promise<unknown> =>
  tx.rows(sql`
    UPDATE lead SET registration = 'confirmed', registration_reasons = '{}', updated_at = ${now}
    WHERE id = ANY (${[...leadIds]}::uuid[]) AND registration IN ('unchecked', 'checked', 'suspicious')`);

/**
 * Who answers a mail or follows a link of it is somebody: events that are judged a person's confirm their leads. Costs a
 * statement only for leads of which that is new.
 */
export async function confirmByEvents(
  tx: Queryable,
  leads: ReadonlyMap<string, SubjectLead>,
  events: readonly EventDraft[],
  now: Instant,
): Promise<void> {
  const real = events.flatMap(({ leadId, message, input: { kind } }) =>
    message && !message.internal && (kind === 'click' || kind === 'reply') && leads.get(leadId)?.unproven
      ? [leadId]
      : [],
  );
  if (real.length > 0) await confirmLeads(tx, [...new Set(real)], now);
}

/** @throws LEAD_UNKNOWN */
async function registrationOf(on: Queryable, leadId: string, lock: Sql = sql``): Promise<RegistrationView> {
  const [row] = isId(leadId)
    ? await on.rows<RegistrationView>(sql`
        SELECT id AS "leadId", email, registration, registration_reasons AS reasons FROM lead
        WHERE id = ${leadId} AND erased_at IS NULL ${lock}`)
    : [];
  if (!row) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId.slice(0, 320)}`, { leadId });
  return row;
}

interface Saying {
  readonly reason: string;
  readonly actor: string;
}

/** @throws LEAD_UNKNOWN, STAGE_ILLEGAL */
async function markFake(
  tx: Queryable,
  model: ScoringModel | null,
  leadId: string,
  { reason, actor }: Saying,
  now: Instant,
): Promise<RegistrationView> {
  const before = await registrationOf(tx, leadId, forUpdate);
  if (before.registration === 'fake') return before;
  await moveLocked(
    tx,
    model,
    leadId,
    { lead: leadId, stage: 'disqualified', reason: `fake: ${storable(reason)}` },
    now,
    actor,
  );
  const reasons = [...new Set([...before.reasons, byPerson])];
  await tx.rows(sql`
    UPDATE lead SET registration = 'fake', registration_reasons = ${reasons}, updated_at = ${now} WHERE id = ${leadId}`);
  await stopEnrollments(tx, sql`lead_id = ${leadId}`, 'manual', now);
  return { ...before, registration: 'fake', reasons };
}
