/** Pauses of sending domains and relays: whom they hold, and whom their lifting frees. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView, PauseScope, SendRules } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, leaseMs, minute, outboxOf, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
let lead: LeadView;
let enrollment: EnrollmentView;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  for (const { scope } of await test.store.pauses.list()) await test.store.pauses.resume(scope, 'test', start);
  lead = await addLead(test.store);
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
});

const asks = (rules: Partial<SendRules> = {}, now = start, of = enrollment) =>
  claim(test.store, of, 'hello', templateVersionId, now, rules);
const newest = async (leadId: string) => (await test.store.messages.list({ leadId }, { limit: 1 })).items[0];

describe('a pause of who sends', () => {
  const acme: PauseScope = { kind: 'domain', domain: 'acme.example' };
  const relay: PauseScope = { kind: 'relay', relay: 'smtp' };
  const hold = (scope: PauseScope) => test.store.pauses.pause(scope, 'blocked by a receiver', 'engine', start);
  const lift = (scope: PauseScope) => test.store.pauses.resume(scope, 'mara', minute(1));
  const told = async ({ workflowId }: EnrollmentView) =>
    (await outboxOf(test.url)).filter((row) => row.workflow_id === workflowId && row.kind === 'signal_nurture');

  it.each([acme, relay])('$kind parks the enrollment at its mail, which says so, until it is lifted', async (scope) => {
    await hold(scope);
    expect(await asks()).toEqual({ kind: 'parked' });
    const why = scope.kind === 'relay' ? 'the relay smtp is paused' : 'the sending domain acme.example is paused';
    expect(await test.store.enrollments.get(enrollment.id)).toMatchObject({
      paused: true,
      stepId: 'hello',
      heldBy: why,
    });
    expect(await newest(lead.id)).toMatchObject({
      state: 'DEFERRED',
      attempts: 0,
      fromDomain: 'acme.example',
      relay: 'smtp',
    });
    expect((await test.store.pauses.list())[0]).toMatchObject({ scope, holds: 1, reason: 'blocked by a receiver' });
    expect((await test.store.enrollments.list({ status: 'paused', leadId: lead.id }, { limit: 9 })).items).toHaveLength(
      1,
    );
    expect(await lift(scope)).toEqual({ resumed: 1, lifted: true });
    expect(await told(enrollment)).toMatchObject([{ payload: { kind: 'resume' } }]);
    expect(await asks()).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('frees exactly those that halted at it', async () => {
    const at = async (rules: Partial<SendRules>) => {
      const its = await test.store.enrollments.enroll((await addLead(test.store)).id, 'welcome', 'test', start);
      return { its, answer: (await asks(rules, start, its)).kind };
    };
    await hold({ kind: 'domain', domain: 'Acme.Example' });
    await hold({ kind: 'domain', domain: 'other.example' });
    const halted = await at({ fromDomain: 'ACME.example' });
    const elsewhere = await at({ fromDomain: 'other.example' });
    const free = await at({ fromDomain: 'third.example' });
    expect([halted.answer, elsewhere.answer, free.answer]).toEqual(['parked', 'parked', 'claimed']);
    expect(await lift(acme)).toEqual({ resumed: 1, lifted: true });
    expect(await told(halted.its)).toHaveLength(1);
    expect(await told(elsewhere.its)).toHaveLength(0);
    expect(await told(enrollment)).toHaveLength(0);
    expect(await lift(acme)).toEqual({ resumed: 0, lifted: false });
  });

  it('holds beside other pauses, whichever is lifted first', async () => {
    await hold(acme);
    await asks();
    await hold(relay);
    await hold({ kind: 'sequence', sequence: 'welcome' });
    expect(await lift({ kind: 'sequence', sequence: 'welcome' })).toMatchObject({ resumed: 0 });
    expect(await lift(acme)).toMatchObject({ resumed: 0 });
    expect(await lift(relay)).toMatchObject({ resumed: 1 });
  });

  it('holds nothing that is not a mail, and does not hide that a mail has left', async () => {
    await sendMail(test.store, enrollment, 'hello', templateVersionId);
    await hold(acme);
    expect(await test.store.enrollments.park(enrollment.id)).toBe(false);
    expect(await asks()).toMatchObject({ kind: 'settled', state: 'SENT' });
    await test.store.enrollments.stop(enrollment.id, 'test', start);
    await test.store.enrollments.close(enrollment.id, 'stopped', 'manual', start);
    expect(await claim(test.store, enrollment, 'next', templateVersionId)).toMatchObject({ kind: 'blocked' });
  });

  it('puts work mail off for a quarter of an hour, because nobody parks a hand-off', async () => {
    await hold(acme);
    const recipient = 'ines@sales.acme.example';
    const owner = { kind: 'notice', enrollmentId: enrollment.id, stepId: 'tell', visit: 1, recipient } as const;
    const route = { fromDomain: 'acme.example', relay: 'smtp' };
    const note = () => test.store.messages.claim(`notice/${enrollment.id}`, owner, route, leaseMs, start);
    expect(await note()).toMatchObject({
      kind: 'later',
      until: minute(15),
      why: 'the sending domain acme.example is paused',
    });
    await lift(acme);
    expect(await note()).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('that is lifted in this very moment does not leave the enrollment behind', async () => {
    await hold(acme);
    const results = await Promise.all([asks(), lift(acme)]);
    const [claiming, lifting] = results;
    expect(claiming.kind === 'parked' ? lifting.resumed : claiming.kind).toBe(
      claiming.kind === 'parked' ? 1 : 'claimed',
    );
  });
});
