import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EnrollmentView } from '../../db/store.ts';
import { noConsentPolicy } from '../../domain/consent.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, claimed, event, minute, publishBasics, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

/** How many statements `work` sends, BEGIN and COMMIT included; printed, because it is a figure of the design. */
async function statementsOf(name: string, work: () => Promise<unknown>): Promise<number> {
  // The workspace is remembered for a second; whether it is asked again is not what is counted.
  await test.store.publications.workspace();
  const query = vi.spyOn(pg.Client.prototype, 'query');
  await work();
  const count = query.mock.calls.length;
  query.mockRestore();
  console.log(`${name}: ${count} statements`);
  return count;
}

const caps = [
  { atMost: 1, within: 'P1D' },
  { atMost: 3, within: 'P7D' },
];

const enrolled = async (): Promise<EnrollmentView> => {
  const { id } = await addLead(test.store);
  return test.store.enrollments.enroll(id, 'welcome', 'test', start);
};

describe('round trips', () => {
  it('of a mail, whatever the gate looks at: one to claim it, one to send it, one to settle it', async () => {
    const { messages } = test.store;
    const enrollment = await enrolled();
    const rules = { caps, consent: { ...noConsentPolicy, countries: { DE: 'express' } } } as const;
    let taken = { messageId: '', claimToken: '' };
    expect(
      await statementsOf('claim', async () => {
        taken = await claimed(test.store, enrollment, 'hello', templateVersionId, start, rules);
      }),
    ).toBe(1);
    const { messageId, claimToken } = taken;
    expect(
      await statementsOf('markInFlight', () =>
        messages.markInFlight(messageId, claimToken, { subject: 's', links: [] }),
      ),
    ).toBe(1);
    const sent = { kind: 'sent', response: '250', at: start } as const;
    expect(await statementsOf('settle', () => messages.settle(messageId, claimToken, sent))).toBe(1);
  });

  it('of a mail that is put off: one to claim it, one to say so', async () => {
    const slot = () => ({ kind: 'later', until: minute(60), why: 'the window is closed' }) as const;
    const enrollment = await enrolled();
    const asking = () => claim(test.store, enrollment, 'hello', templateVersionId, start, { caps, slot });
    expect(await statementsOf('a claim that is put off', asking)).toBe(2);
  });

  it('of an event: five when nothing follows from it, twelve when a hand-off does', async () => {
    const { events, enrollments } = test.store;
    const { id, leadId } = await enrolled();
    const open = event({ kind: 'open', lead: { id: leadId } });
    expect(await statementsOf('ingest of an open', () => events.ingest(open, start))).toBeLessThanOrEqual(5);
    expect(await statementsOf('ingest of the same open', () => events.ingest(open, start))).toBeLessThanOrEqual(5);
    const forReply = { mode: 'any', events: [{ kind: 'reply', classes: null }], since: start } as const;
    await enrollments.arm(id, { stepId: 'look', awaited: forReply, until: minute(60), consumed: [] }, start);
    const click = event({ kind: 'click', lead: { id: leadId } });
    expect(await statementsOf('ingest of a click', () => events.ingest(click, start))).toBeLessThanOrEqual(6);
    const { leadId: second } = await enrolled();
    const awaited = event({ kind: 'reply', lead: { id: second } });
    expect(await statementsOf('ingest of a reply', () => events.ingest(awaited, start))).toBeLessThanOrEqual(8);
    const optOut = event({ kind: 'unsubscribe', lead: { id: second } });
    expect(await statementsOf('ingest of an opt-out', () => events.ingest(optOut, start))).toBeLessThanOrEqual(8);
    const crossing = event({ kind: 'click', lead: { id: second } });
    expect(await statementsOf('ingest of an MQL crossing', () => events.ingest(crossing, start))).toBeLessThanOrEqual(
      12,
    );
  });
});
