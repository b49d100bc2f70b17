/** What is asked of a letter before it leaves; and that workers of the version before are answered as they were. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, EnrollmentView, LeadView, SuppressionReason } from '../../db/store.ts';
import { suppressionReasons } from '../../db/store.ts';
import { messageKey } from '../../domain/identity.ts';
import { plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, connect, leaseMs, minute, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
let lead: LeadView;
let enrollment: EnrollmentView;
let other: pg.Client;
beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(test.store);
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  other = await connect(test.url);
});
afterEach(() => other.end());

const route = { fromDomain: 'acme.example', relay: 'smtp' };
const content = { subject: 'Re: Hello', links: [] };

async function letter(recipient = lead.email, internal = false) {
  const { rows } = await other.query<{ readonly id: string }>(
    `INSERT INTO letter (id, key, kind, lead_id, recipient, subject, text, "references", actor, created_at)
     VALUES (gen_random_uuid(), gen_random_uuid()::text, $1, $2, $3, 'Re: Hello', 'Yes.', '{}', 'ines', $4) RETURNING id`,
    [internal ? 'note' : 'answer', lead.id, recipient, start],
  );
  const letterId = rows[0]?.id ?? '';
  const owner = { kind: 'letter', letterId, recipient, internal } as const;
  return (now = start) => test.store.messages.claim(`letter/${letterId}`, owner, route, leaseMs, now);
}
const suppress = (reason: SuppressionReason, address = lead.email) =>
  test.store.suppressions.put(address, { reason, scope: 'all', detail: null, actor: 'test' }, start);
/** Claims it, and lets it go. */
async function leave(asks: (now: string) => Promise<Claim>): Promise<void> {
  const claimed = await asks(minute(1));
  if (claimed.kind !== 'claimed') throw new Error(JSON.stringify(claimed));
  const { messageId, claimToken } = claimed;
  await test.store.messages.markInFlight(messageId, claimToken, content);
  await test.store.messages.settle(messageId, claimToken, { kind: 'sent', response: '250 ok', at: minute(1) });
}
const day = (days: number) => plusMs(start, days * 86_400_000);

describe('a letter', () => {
  it('that answers a lead is stopped by every reason but its having left the list; a note only by hand', async () => {
    const table: Record<string, readonly string[]> = {};
    const colleague = 'ines@sales.acme.example';
    for (const reason of suppressionReasons) {
      lead = await addLead(test.store);
      await suppress(reason);
      await suppress(reason, `${reason}.${colleague}`);
      const [answer, note] = [await letter(), await letter(`${reason}.${colleague}`, true)];
      table[reason] = [(await answer()).kind, (await note()).kind];
    }
    expect(table).toEqual({
      manual: ['blocked', 'blocked'],
      bounce_hard: ['blocked', 'claimed'],
      unsubscribe: ['claimed', 'claimed'],
      complaint: ['blocked', 'claimed'],
      legal: ['blocked', 'blocked'],
    });
  });

  it('to a lead that wants no marketing leaves, whatever pause, cap and topic say', async () => {
    await sendMail(test.store, enrollment, 'hello', templateVersionId);
    await suppress('unsubscribe');
    const wanted = { topics: { marketing: false }, frequency: 'monthly', pausedUntil: day(20) } as const;
    await test.store.preferences.changeOfLead(lead.id, wanted, 'ines', start);
    await leave(await letter());
  });

  it('counts for no cap', async () => {
    await test.store.preferences.changeOfLead(lead.id, { frequency: 'weekly' }, 'ines', start);
    await leave(await letter());
    expect(await claim(test.store, enrollment, 'hello', templateVersionId, minute(2))).toMatchObject({
      kind: 'claimed',
    });
  });

  it('is held back when the lead complains before it leaves, and never goes to one that was erased', async () => {
    const asks = await letter();
    const claimed = await asks();
    if (claimed.kind !== 'claimed') throw new Error(JSON.stringify(claimed));
    await suppress('complaint');
    const leaving = test.store.messages.markInFlight(claimed.messageId, claimed.claimToken, content);
    await expect(leaving).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    expect(await asks(minute(1))).toMatchObject({ kind: 'blocked', reason: 'complaint' });
    lead = await addLead(test.store);
    const gone = await letter();
    await other.query('UPDATE lead SET erased_at = now() WHERE id = $1', [lead.id]);
    expect(await gone()).toMatchObject({ kind: 'blocked', detail: 'the lead was erased' });
  });

  it('that is not known is not claimed', async () => {
    const letterId = '00000000-0000-7000-8000-000000000000';
    const owner = { kind: 'letter', letterId, recipient: lead.email, internal: false } as const;
    const unknown = test.store.messages.claim('letter/none', owner, route, leaseMs, start);
    await expect(unknown).rejects.toMatchObject({ code: 'LETTER_UNKNOWN' });
  });
});

describe('a lead that was erased', () => {
  it('gets no mail', async () => {
    await other.query('UPDATE lead SET erased_at = now() WHERE id = $1', [lead.id]);
    expect(await claim(test.store, enrollment, 'hello', templateVersionId)).toMatchObject({
      kind: 'blocked',
      detail: 'the lead was erased',
    });
    await expect(test.store.enrollments.enroll(lead.id, 'recycle', 'test', start)).rejects.toMatchObject({
      code: 'LEAD_SUPPRESSED',
    });
  });
});

describe('a worker of the version before', () => {
  /** What it asks `claim_message` for: it knows of no letters, purposes and wishes. */
  const asks = async (over: Readonly<Record<string, unknown>> = {}) => {
    const key = messageKey(enrollment.id, 'hello', 1);
    const request = {
      ...{ key, messageId: crypto.randomUUID(), claimToken: crypto.randomUUID(), nurture: true },
      ...{ enrollmentId: enrollment.id, handoffId: null, stepId: 'hello', visit: 1, formerKeys: [], templateVersionId },
      ...{ recipient: null, addressHash: null, priority: 0, ...route, mustBeActivated: false, countSince: null },
      ...{ capMark: 'frequency cap: ', leaseUntil: minute(1), now: start, ...over },
    };
    const { rows } = await other.query<{ readonly claim: Readonly<Record<string, unknown>> }>(
      'SELECT claim_message($1::jsonb) AS claim',
      [JSON.stringify(request)],
    );
    return rows[0]?.claim;
  };

  it('is answered with all that it knows', async () => {
    await suppress('unsubscribe');
    expect(await asks()).toMatchObject({
      kind: 'claimed',
      attempt: 1,
      recipient: lead.email,
      lead: { id: lead.id },
      status: 'active',
      stopReason: null,
      suppressed: 'unsubscribe',
      heldBy: null,
      consents: [],
      traffic: null,
    });
    expect(await asks()).toMatchObject({ kind: 'taken', message: { state: 'CLAIMED' } });
  });

  it('still marks a notice as mail to a colleague', async () => {
    const recipient = 'ines@sales.acme.example';
    const over = { nurture: false, recipient, addressHash: 'x', key: `notice/${enrollment.id}`, stepId: 'tell' };
    expect(await asks(over)).toMatchObject({ kind: 'claimed', recipient, consents: null, traffic: null });
    const { rows } = await other.query('SELECT internal FROM message WHERE key = $1', [over.key]);
    expect(rows).toEqual([{ internal: true }]);
  });
});
