/** The way back of a lead that sales returned or lost: into the sequence that nurtures it, once for each hand-off. */
import { errorCode, TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import { orAgain } from './aliases.ts';
import type { Queryable } from './database.ts';
import { enrollLocked } from './enrolling.ts';
import type { EntryContext } from './entrants.ts';
import { checkedHandoffId, unknownHandoff } from './handoff-rows.ts';
import { lockLead } from './lead-writes.ts';
import { sql } from './sql.ts';
import type { HandoffView, Recycling } from './store.ts';

interface Returned {
  readonly lead_id: string;
  readonly status: HandoffView['status'];
  readonly recycled_as: string | null;
  readonly note: string | null;
}

/** Enrolls the lead again. Why that can never be is noted on the hand-off, where sales and marketing look. */
export async function recycle(
  tx: Queryable,
  context: EntryContext,
  id: string,
  sequence: string,
  now: Instant,
): Promise<Recycling> {
  const find = () =>
    tx.rows<Returned>(sql`SELECT lead_id, status, recycled_as, note FROM handoff WHERE id = ${checkedHandoffId(id)}`);
  const lead = await orAgain(async () => {
    const [owner] = await find();
    return owner ? lockLead(tx, owner.lead_id) : null;
  });
  // Again, under the lock: another attempt may have done it.
  const [handoff] = await find();
  if (!lead || !handoff) throw unknownHandoff(id);
  if (handoff.recycled_as !== null) return { kind: 'enrolled', enrollmentId: handoff.recycled_as };
  if (handoff.status !== 'returned' && handoff.status !== 'lost') {
    throw new TendrilError('INTERNAL', `The hand-off ${id} is ${handoff.status}, not returned`, { handoffId: id });
  }
  try {
    const enrollmentId = await enrollLocked(tx, context, lead, sequence, `handoff/${id}`, now);
    const note = withoutWaiting(handoff.note);
    await tx.rows(sql`UPDATE handoff SET recycled_as = ${enrollmentId}, note = ${note} WHERE id = ${id}`);
    return { kind: 'enrolled', enrollmentId };
  } catch (error) {
    // The gate refuses before anything is written, so that the transaction can go on with the note.
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    if (refusal.code === 'SEQUENCE_UNKNOWN') await addNote(tx, id, handoff.note, `${waiting}${refusal.reason}`);
    if (refusal.kind === 'refused') await addNote(tx, id, handoff.note, `Not nurtured again: ${refusal.reason}`);
    return refusal;
  }
}

/** What the gate's error means for a lead that has no other way back into nurturing; null for any other error. */
function refusalOf(error: unknown): Exclude<Recycling, { readonly kind: 'enrolled' }> | null {
  if (!(error instanceof TendrilError)) return null;
  const { message: reason } = error;
  const code = errorCode(error);
  switch (code) {
    case 'ALREADY_ENROLLED':
    case 'SEQUENCE_UNKNOWN':
    case 'LEAD_TAKEN':
    case 'COLLEAGUE_WITH_SALES':
      return { kind: 'not_yet', code, reason };
    case 'LEAD_SUPPRESSED':
    case 'STAGE_ILLEGAL':
    case 'ENTRY_REFUSED':
    case 'REENTRY_REFUSED':
      return { kind: 'refused', code, reason };
    default:
      return null;
  }
}

const waiting = 'Not nurtured yet: ';
const withoutWaiting = (note: string | null): string | null =>
  note
    ?.split('\n')
    .filter((line) => !line.startsWith(waiting))
    .join('\n') || null;

async function addNote(tx: Queryable, id: string, before: string | null, line: string): Promise<void> {
  if (before?.includes(line)) return;
  const note = [before, line].filter(Boolean).join('\n');
  await tx.rows(sql`UPDATE handoff SET note = ${note} WHERE id = ${id}`);
}
