/** Hand-offs when something is missing or broken: nobody to offer to, mails that bounce, nowhere to give a lead back to. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandoffState } from '../../domain/handoff.ts';
import { addDuration } from '../../domain/time.ts';
import type { Workspace } from '../../domain/workspace.ts';
import { queryNames } from '../../workflows/messages.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import type { SmtpFault } from '../support/smtp-sink.ts';
import { testWorkspace } from '../support/workspace.ts';

async function handedOver(of: TestEngine) {
  // A company of its own, or the second lead of one would go to who has the first.
  const lead = await of.addLead({ company: `Big Buildings ${randomUUID()}` });
  await of.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId } = await of.ingest({ kind: 'reply', lead: { id: lead.id }, payload: { text: 'Call me' } });
  if (handoffId === null) throw new Error('No hand-off was opened');
  return { lead, handoffId };
}

const sales = (changes: Partial<Workspace['sales']>): Workspace => ({
  ...testWorkspace,
  sales: { ...testWorkspace.sales, ...changes },
});
const workflowOf = (of: TestEngine, leadId: string) => of.client.getHandle(`handoff/${leadId}/1`);

/** Where the workflow stands; null until it has been started. */
const positionOf = (of: TestEngine, leadId: string) => (): Promise<HandoffState | null> =>
  workflowOf(of, leadId)
    .query<HandoffState>(queryNames.position)
    .catch(() => null);

const sleepsBefore = (question: HandoffState['phase']['kind'] | 'offer' | 'recycle') => (state: HandoffState | null) =>
  state?.phase.kind === 'sleeping' && state.phase.again.kind === question;

const enrolledBy = (of: TestEngine, leadId: string, handoffId: string) => async () =>
  (await of.store.enrollments.list({ leadId }, { limit: 10 })).items.find((e) => e.origin === `handoff/${handoffId}`);

describe('a returned lead', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine({ skipping: true });
    await engine.publish('sequence: recycle\nsteps:\n  - send: still-there\n');
  });
  afterAll(() => engine?.close());

  it('is left alone while its cool-down lasts, and nurtured again then', async () => {
    const { lead, handoffId } = await handedOver(engine);
    const decision = { kind: 'returned', reason: 'timing' } as const;
    const { decidedAt } = await engine.store.handoffs.decide(handoffId, decision, 'ines', now());
    const enrollment = await engine.until(enrolledBy(engine, lead.id, handoffId), (e) => e !== undefined, 'recycling');
    const { timeZone } = testWorkspace.organisation;
    expect(enrollment?.sequence).toBe('recycle');
    expect((enrollment?.createdAt ?? '') >= addDuration(decidedAt ?? '', 'P30D', timeZone)).toBe(true);
    expect((enrollment?.createdAt ?? '') < addDuration(decidedAt ?? '', 'P31D', timeZone)).toBe(true);
  });

  it('of a lead that is erased ends at once, whatever the cool-down', async () => {
    const { publications, rights } = engine.store;
    const coolDown = { unreachable: 'P90D' } as const;
    await publications.publishWorkspace(sales({ returns: { sequence: 'recycle', coolDown } }), now());
    const { lead, handoffId } = await handedOver(engine);
    await rights.erase(lead.id, 'ines', null, now());
    expect(await engine.store.handoffs.decisionOf(handoffId)).toMatchObject({ erased: true });
    expect(await workflowOf(engine, lead.id).result()).toBe('recycled');
    // Waits are skipped here: the clock of the workflow tells whether there was one.
    const { startTime, closeTime } = await workflowOf(engine, lead.id).describe();
    expect((closeTime?.getTime() ?? 0) - startTime.getTime()).toBeLessThan(86_400_000);
    await publications.publishWorkspace(testWorkspace, now());
  });

  it('is given back as soon as the recycle sequence is published, however late', async () => {
    const { publications, handoffs } = engine.store;
    await publications.publishWorkspace(sales({ returns: { sequence: 'not-yet', coolDown: {} } }), now());
    const { lead, handoffId } = await handedOver(engine);
    await handoffs.decide(handoffId, { kind: 'returned', reason: 'no_budget' }, 'ines', now());
    await engine.until(positionOf(engine, lead.id), sleepsBefore('recycle'), 'a refused recycling');
    expect(await enrolledBy(engine, lead.id, handoffId)()).toBeUndefined();
    const noted = { note: 'Not nurtured yet: There is no published sequence "not-yet"' };
    expect((await handoffs.story(handoffId, now())).handoff).toMatchObject(noted);
    await engine.publish('sequence: not-yet\nsteps:\n  - send: at-last\n');
    expect(await workflowOf(engine, lead.id).result()).toBe('recycled');
    expect(await enrolledBy(engine, lead.id, handoffId)()).toMatchObject({ sequence: 'not-yet' });
    expect((await handoffs.story(handoffId, now())).handoff.note).toBeNull();
    await publications.publishWorkspace(testWorkspace, now());
  });
});

describe('a hand-off with nobody to offer it to', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine({ skipping: true });
    await engine.store.publications.publishWorkspace(sales({ salespeople: [] }), now());
  });
  afterAll(() => engine?.close());

  it('waits, and is offered once there is a salesperson', async () => {
    const { lead, handoffId } = await handedOver(engine);
    const asleep = await engine.until(positionOf(engine, lead.id), sleepsBefore('offer'), 'the pause');
    expect(asleep?.phase).toMatchObject({ again: { kind: 'offer', offer: 1 } });
    expect(engine.sink.mails).toEqual([]);
    await engine.store.publications.publishWorkspace(testWorkspace, now());
    const [mail] = await engine.sink.waitFor((m) => m.text.includes(lead.email));
    expect(mail?.envelope.to[0]).toMatch(/@sales\.acme\.example$/);
    await engine.store.handoffs.decide(handoffId, { kind: 'accepted' }, 'ines', now());
    expect(await workflowOf(engine, lead.id).result()).toBe('accepted');
  });
});

describe('an offer whose mail bounces', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine?.close());
  const gone: SmtpFault = { reply: '550 5.1.1 no such mailbox' };
  const toSales = (to: readonly string[]) => to.find((address) => address.endsWith('@sales.acme.example'));

  it('goes to the next salesperson at once, and the one who bounced is offered the next lead', async () => {
    let bounced: string | undefined;
    engine.sink.behave(({ stage, to }) => {
      if (stage !== 'rcpt') return undefined;
      bounced ??= toSales(to);
      return bounced !== undefined && to.includes(bounced) ? gone : undefined;
    });
    const first = await handedOver(engine);
    const [mail] = await engine.sink.waitFor((m) => m.text.includes(first.lead.email));
    expect(mail?.envelope.to[0]).not.toBe(bounced);
    const { handoff } = await engine.store.handoffs.story(first.handoffId, now());
    expect([handoff.offer, handoff.salesperson?.address]).toEqual([2, mail?.envelope.to[0]]);
    expect(await engine.store.suppressions.reasonFor(bounced ?? '')).toBeNull();
    engine.sink.behave();
    const second = await handedOver(engine);
    const [next] = await engine.sink.waitFor((m) => m.text.includes(second.lead.email));
    expect(next?.envelope.to[0]).toBe(bounced);
  });

  it('is tried once with everybody, then pauses', async () => {
    const tried: string[] = [];
    engine.sink.behave(({ stage, to }) => {
      const address = stage === 'rcpt' ? toSales(to) : undefined;
      if (address === undefined) return undefined;
      tried.push(address);
      return gone;
    });
    const { lead } = await handedOver(engine);
    const asked = now();
    const thirdAwaited = (state: HandoffState | null) =>
      state?.phase.kind === 'sleeping' && state.phase.again.kind === 'offer' && state.phase.again.offer === 3;
    const state = await engine.until(positionOf(engine, lead.id), thirdAwaited, 'the pause');
    expect(tried.sort()).toEqual(testWorkspace.sales.salespeople.map(({ address }) => address).sort());
    if (state?.phase.kind !== 'sleeping') throw new Error('not asleep');
    expect(Date.parse(state.phase.until) - Date.parse(asked)).toBeGreaterThan(9 * 60_000);
    engine.sink.behave();
  });
});
