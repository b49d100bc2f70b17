/** The bridge to the CRM on the real engine: what happens here wakes it, what happens there is read by the schedule. */
import { randomUUID } from 'node:crypto';
import { ScheduleClient } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduleCrm } from '../../worker/crm-schedule.ts';
import type { HubspotServer } from '../crm/hubspot-server.ts';
import { startCrmHere } from '../support/crm-here.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { testWorkspace } from '../support/workspace.ts';

let engine: TestEngine;
let hubspot: HubspotServer;
beforeAll(async () => {
  const here = await startCrmHere();
  hubspot = here.hubspot;
  hubspot.owners = [{ id: '41', email: 'ines@sales.acme.example', userId: 1 }];
  engine = await startEngine({ crm: here.access });
  await engine.publish('sequence: recycle\nsteps:\n  - send: still-there\n');
  const others = { accept: 'PT4H', contact: null };
  const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
  const { desk } = testWorkspace.sales;
  if (!desk) throw new Error('The workspace of tests has a desk');
  const sales = { ...testWorkspace.sales, desk: { ...desk, service } };
  await engine.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
  await engine.store.crm.setUp({ tells: [], cursor: here.access.crm.cursorAt(now()) }, now());
});
afterAll(() => Promise.all([engine?.close(), hubspot?.close()]));

async function handedOver() {
  const lead = await engine.addLead({ company: `A ${randomUUID()}` });
  await engine.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId } = await engine.ingest({ kind: 'reply', lead: { id: lead.id }, payload: { text: 'Call me' } });
  if (handoffId === null) throw new Error('No hand-off was opened');
  const dealIs = async () => hubspot.account.all('deals').find((one) => one.tendril_handoff_id === handoffId);
  const seen = async () => (await engine.store.handoffs.story(handoffId, now())).handoff;
  return { id: handoffId, dealIs, seen };
}

describe('a hand-off', () => {
  it('is known to the CRM by itself, and what sales does there is done here; the workflow of the CRM ends in between', async () => {
    const one = await handedOver();
    const deal = await engine.until(one.dealIs, (found) => found?.dealstage === 'appointmentscheduled', 'the deal');
    const ended = async () => (await engine.client.getHandle('crm').describe()).status.name;
    expect(await engine.until(ended, (name) => name === 'COMPLETED', 'the end of the workflow of the CRM')).toBe(
      'COMPLETED',
    );
    hubspot.account.edit('deals', deal?.id ?? '', { dealstage: '1002' });
    await engine.until(
      () =>
        engine.client.execute('crmPull', {
          workflowId: `crm-pull-${randomUUID()}`,
          taskQueue: engine.taskQueue,
          args: [],
        }),
      (told) => (told as { readonly taken: number }).taken > 0,
      'a change that is read',
    );
    await engine.until(one.seen, ({ status, meetingAt }) => status === 'accepted' && meetingAt !== null, 'the meeting');
    await engine.store.handoffs.decide(one.id, { kind: 'won', amount: '10', currency: 'EUR' }, 'ines', now());
    await engine.until(one.dealIs, (found) => found?.dealstage === 'closedwon', 'the win over there');
  });
});

it('is read every minute by a schedule, which goes when no CRM is set up', async () => {
  const client = new ScheduleClient({ connection: engine.client.connection });
  const scheduleId = `crm-${randomUUID()}`;
  const told: unknown[] = [];
  const deps = { taskQueue: 'none', scheduleId, log: { warn: (...all: readonly unknown[]) => void told.push(all) } };
  await scheduleCrm(client, { ...deps, wanted: true });
  const { spec, action } = await client.getHandle(scheduleId).describe();
  expect(spec.intervals?.[0]?.every).toBe(60_000);
  expect(action).toMatchObject({ workflowType: 'crmPull' });
  for (const _ of ['once', 'and again']) await scheduleCrm(client, { ...deps, wanted: false });
  await expect(client.getHandle(scheduleId).describe()).rejects.toThrow();
  expect(told).toEqual([]);
});
