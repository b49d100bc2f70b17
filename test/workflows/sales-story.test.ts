/**
 * The story that the desk is for, on real parts: two leads of one company, one offered and one attached; returned by a mail with
 * "no budget until March"; nurtured again in March; back by new interest; won; welcomed. Months are skipped.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainDesk } from '../../domain/sales-desk.ts';
import { run } from '../db/merge-ground.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { arrival, rawMail, receivingOver } from '../support/receiving.ts';
import type { SkippingWorkflowClient } from '../support/temporal.ts';
import { testWorkspace } from '../support/workspace.ts';

let engine: TestEngine;
const others = { accept: 'PT4H', contact: 'PT8H' };
const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
beforeAll(async () => {
  // Time is real but for a second, until a workflow is sent on.
  engine = await startEngine({ stopAfterHours: 1 / 3600 });
  await engine.publish(
    'sequence: recycle\nsteps:\n  - send: still-there\n  - waitFor: click\n    timeout: 9 days\n    then: [ { exit: back } ]\n',
  );
  await engine.publish('sequence: onboarding\nstages: [ customer ]\nsteps:\n  - send: hello-customer\n');
  const desk = { ...plainDesk, service, onboarding: 'onboarding' };
  await engine.store.publications.publishWorkspace(
    { ...testWorkspace, sales: { ...testWorkspace.sales, desk } },
    now(),
  );
});
afterAll(() => engine?.close());

const log = { debug() {}, info() {}, warn() {}, error() {} };
const mailTo = async (person: string, about: string, subject: RegExp) => {
  const isIt = (mail: TestEngine['sink']['mails'][number]) =>
    mail.envelope.to[0]?.startsWith(person) === true && subject.test(mail.subject) && mail.text.includes(about);
  const [mail] = await engine.sink.waitFor(isIt);
  if (!mail) throw new Error(`No mail to ${person} about ${about}`);
  return mail;
};

/** The relay sees the real clock: what is due in months is made due, as if they had gone by. */
async function monthsGoBy(): Promise<void> {
  await engine.holdSignals();
  await run(engine.databaseUrl, 'UPDATE outbox SET available_at = now() WHERE available_at > now()');
  await engine.deliverSignals();
}

it('two leads of one company: offered and attached, returned until March, recycled, back by new interest, won, welcomed', async () => {
  const { store, sink } = engine;
  const company = `Globex ${randomUUID()}`;
  const comes = async (firstName: string) => {
    const lead = await engine.addLead({ company, firstName });
    await engine.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
    const { handoffId } = await engine.ingest({ kind: 'reply', lead: { id: lead.id }, payload: { text: 'Call me' } });
    if (handoffId === null) throw new Error('No hand-off was opened');
    return { lead, id: handoffId, seen: async () => (await store.handoffs.story(handoffId, now())).handoff };
  };
  const stageOf = async ({ lead }: { readonly lead: { readonly id: string } }) =>
    (await store.leads.get(lead.id, now())).stage;

  const before = now();
  // One is offered, the other one goes with it, and whoever has the first learns of both.
  const ann = await comes('Ann');
  const offered = await engine.until(ann.seen, ({ salesperson }) => salesperson !== null, 'an offer');
  const who = offered.salesperson?.key ?? '';
  const bob = await comes('Bob');
  await engine.until(bob.seen, ({ attachedTo }) => attachedTo === ann.id, 'Bob attached to Ann');
  const offerMail = await mailTo(who, ann.lead.email, /lead: Ann/);
  const more = await mailTo(who, bob.lead.email, /^One more at Globex/);
  expect(more.text).toContain('goes with Ann');

  // The salesperson answers the mail.
  const answered = async (mail: { header(name: string): string | undefined }, text: string, at: string) => {
    const [, to = ''] = /([^<\s]+@[^>\s]+)/.exec(mail.header('reply-to') ?? '') ?? [];
    expect(to).toMatch(/^r\+/);
    const headers = { From: `<${who}@sales.acme.example>`, 'Message-ID': `<${randomUUID()}@sales.acme.example>` };
    const receiving = receivingOver({ store, signer: engine.signer, now: () => at, log });
    await receiving.deliver(arrival(rawMail({ headers, body: [text] }), [to], { receivedAt: at }));
  };
  await answered(offerMail, 'Return: no budget until March', now());
  const march = `${new Date().getFullYear() + 1}-03-01`;
  for (const one of [ann, bob]) {
    expect(await one.seen()).toMatchObject({ status: 'returned', reason: 'no_budget', againOn: march });
    expect(await stageOf(one)).toBe('recycled');
  }
  const confirmed = await mailTo(who, 'Returned for no budget; to be tried again from 1 March', /^Re: /);
  expect(confirmed.header('reply-to')).toMatch(/r\+/);

  // Nothing happens before March; then both are nurtured again.
  const client = engine.client as SkippingWorkflowClient;
  for (const { lead } of [ann, bob]) {
    const id = `handoff/${lead.id}/1`;
    await client.stopped(id);
    expect((await store.enrollments.list({ leadId: lead.id }, { limit: 9 })).items).toEqual([]);
    await client.sendOn(id, 'to the end');
    expect(await client.getHandle(id).result()).toBe('recycled');
    const { items } = await store.enrollments.list({ leadId: lead.id }, { limit: 9 });
    expect(items).toMatchObject([{ sequence: 'recycle', createdAt: expect.stringMatching(`^${march}T`) }]);
    await monthsGoBy();
    await sink.waitFor((mail) => mail.envelope.to[0] === lead.email);
  }

  // What Ann did last year, and is told only now, brings her back to nobody; what she does in March does.
  const inMarch = `${march.slice(0, 8)}09T10:00:00.000Z`;
  const does = (occurredAt: string) =>
    store.events.ingest(
      { dedupeKey: randomUUID(), kind: 'custom', name: 'demo_requested', lead: { id: ann.lead.id }, occurredAt },
      inMarch,
    );
  for (const _ of [1, 2]) expect((await does(before)).handoffId).toBeNull();
  let handoffId: string | null = null;
  for (let i = 0; i < 3 && handoffId === null; i += 1) handoffId = (await does(inMarch)).handoffId;
  if (handoffId === null) throw new Error('Ann did not come back');
  const back = { lead: ann.lead, seen: async () => (await store.handoffs.story(handoffId, now())).handoff };
  expect(await stageOf(back)).toBe('mql');
  await monthsGoBy();
  await engine.until(back.seen, ({ offer }) => offer === 1, 'another offer');

  // Won; the customer is welcomed, and the company has an owner.
  const { salesperson } = await back.seen();
  await store.handoffs.decide(handoffId, { kind: 'meeting' }, salesperson?.key ?? '', inMarch);
  await store.handoffs.decide(
    handoffId,
    { kind: 'won', amount: '12500', currency: 'EUR' },
    salesperson?.key ?? '',
    inMarch,
  );
  await monthsGoBy();
  expect(await client.getHandle(`handoff/${ann.lead.id}/2`).result()).toBe('won');
  expect(await stageOf(back)).toBe('customer');
  const welcomed = () => store.messages.list({ leadId: ann.lead.id }, { limit: 50 });
  await engine.until(
    welcomed,
    ({ items }) => items.some((mail) => mail.stepId === 'hello-customer' && mail.state === 'SENT'),
    'the welcome',
  );
  const told = (await store.leads.timeline(ann.lead.id)).flatMap((entry) =>
    entry.kind === 'handoff' ? [entry.what] : [],
  );
  expect(told.filter((what) => what !== 'offered' && what !== 'lapsed')).toEqual([
    ...['opened', 'returned', 'opened', 'accepted', 'meeting', 'won'],
  ]);
});
