/**
 * What an automatic answer does. It is no reply: it stops no sequence and earns no points. Somebody who says when they are
 * back gets the next mail then; somebody who has left the company, or a gate that wants to see a person, is a task.
 */
import type { AnswerReading } from '../../domain/inbound-reading.ts';
import { earlier, type Instant, instantAt, plusMs } from '../../domain/time.ts';
import { zoneOf } from '../../domain/zone.ts';
import type { About } from './matching.ts';
import { applied, eventKey, eventSubject, type Item, type Outcome, type ReceivingDeps } from './ports.ts';

/** Longer absences are not waited for: a slip of a year would silence a sequence. */
const longestAbsenceMs = 30 * 86_400_000;

export async function absent(
  { store, now }: ReceivingDeps,
  item: Item,
  answer: AnswerReading,
  about: About,
): Promise<Outcome> {
  const { leadId } = about;
  const at = now();
  await store.events.ingest(
    {
      dedupeKey: eventKey(about, 'auto-reply', item),
      kind: 'auto_reply',
      name: answer.class,
      lead: eventSubject(about),
      payload: { reason: answer.sign, ...(answer.returnsOn && { returnsOn: answer.returnsOn }) },
      occurredAt: item.receivedAt,
    },
    at,
  );
  switch (answer.class) {
    case 'out-of-office':
      return applied('auto-reply', await waitedFor());
    case 'left-company':
      await task('left-company', `${answer.from || 'The lead'} has left the company`);
      return applied('auto-reply', 'the person has left the company: a task was opened');
    case 'challenge':
      await task('challenge', `${answer.from || 'A filter'} wants to see that a person writes`);
      return applied('auto-reply', 'a filter asks for a proof that a person writes: a task was opened');
    default:
      return applied('auto-reply', `a machine answered (${answer.sign})`);
  }

  async function waitedFor(): Promise<string> {
    if (answer.returnsOn === null) return `out of office, without a day of return (${answer.sign})`;
    const until = await returnOf(answer.returnsOn);
    if (until <= at) return `out of office until ${answer.returnsOn}, which is over`;
    const moved = await store.inbound.away(leadId, until, at);
    return moved ? `no mail before ${until}: out of office` : 'out of office; a later day of return was known';
  }

  async function returnOf(day: string): Promise<Instant> {
    const [lead, { organisation }] = await Promise.all([store.leads.get(leadId, at), store.publications.workspace()]);
    const { zone } = zoneOf({
      lead: lead.timeZone,
      country: lead.country,
      sequence: null,
      organisation: organisation.timeZone,
    });
    return earlier(instantAt(day, null, zone), plusMs(item.receivedAt, longestAbsenceMs));
  }

  async function task(kind: 'left-company' | 'challenge', title: string): Promise<void> {
    const referral = answer.referral && `Write to ${answer.referral.address} instead, it says.`;
    await store.tasks.open(
      { key: `inbound/${item.id}`, kind, leadId, inboundItemId: item.id, title, detail: referral, assignee: null },
      at,
    );
  }
}
