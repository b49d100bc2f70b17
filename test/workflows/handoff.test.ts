import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import { plainDesk } from '../../domain/sales-desk.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { apartDesk, testWorkspace } from '../support/workspace.ts';
import { handedOver, look, outcomeOf } from './handoff-ground.ts';

let engine: TestEngine;

describe('a hand-off in real time', () => {
  beforeAll(async () => {
    engine = await startEngine();
    await engine.publish(
      'sequence: recycle\nsteps:\n  - send: still-there\n  - waitFor: click\n    timeout: 9 days\n    then: [ { exit: back } ]\n',
    );
  });
  afterAll(() => engine?.close());

  it('mails a salesperson the story, with a link', async () => {
    const { lead } = await handedOver(engine);
    const [mail] = await engine.sink.waitFor((m) => m.text.includes(lead.email));
    expect(mail?.envelope.to[0]).toMatch(/@sales\.acme\.example$/);
    expect(mail?.text).toContain('Call me');
    expect(mail?.text).toContain('Asked for a demo');
    expect(mail?.text).toMatch(/Why now: .*, \d{4}-\d{2}-\d{2} \d{2}:\d{2}\./);
    expect(mail?.text).toContain('Its points come from: ');
    expect(mail?.text).toContain('You could begin with: “Thank you for your answer.');
    expect(mail?.text).toMatch(/https:\/\/go\.acme\.example\/h\/[a-z2-7]+/);
    expect(mail?.header('list-unsubscribe')).toBeUndefined();
  });

  it('accepted makes the lead sql, and the first decision counts', async () => {
    const { lead, handoffId } = await handedOver(engine);
    await engine.until(look(engine, handoffId), (h) => h.salesperson !== null, 'an offer');
    await engine.store.handoffs.decide(handoffId, { kind: 'accepted' }, 'ines', now());
    expect((await engine.store.leads.get(lead.id, now())).stage).toBe('sql');
    const late = engine.store.handoffs.decide(handoffId, { kind: 'returned', reason: 'timing' }, 'joel', now());
    await expect(late).rejects.toMatchObject({ code: 'HANDOFF_DECIDED' });
  });

  it('returned makes the lead recycled, halves its points and starts the recycle sequence', async () => {
    const { lead, handoffId } = await handedOver(engine);
    const before = await engine.store.leads.get(lead.id, now());
    await engine.until(look(engine, handoffId), (h) => h.salesperson !== null, 'an offer');
    await engine.store.handoffs.decide(handoffId, { kind: 'returned', reason: 'no_budget' }, 'ines', now());
    await engine.sink.waitFor((mail) => mail.envelope.to[0] === lead.email && mail.subject.startsWith('still-there'));
    const after = await engine.store.leads.get(lead.id, now());
    expect(after.stage).toBe('recycled');
    expect(after.score).toBeCloseTo(before.score / 2, 0);
  });

  it('of a recycled lead needs new interest', async () => {
    const { lead, handoffId } = await handedOver(engine);
    await engine.store.handoffs.decide(handoffId, { kind: 'returned', reason: 'no_budget' }, 'ines', now());
    const small = await engine.ingest({ kind: 'click', lead: { id: lead.id } });
    expect([small.stage, small.handoffId]).toEqual(['prospect', null]);
    const enough = await engine.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
    expect(enough.stage).toBe('mql');
    expect(enough.handoffId).not.toBeNull();
  });
});

describe('two hand-offs of one company', () => {
  it('are one to whoever has them: one mail about the second, and one clock', async () => {
    const of = await startEngine();
    try {
      const others = { accept: 'PT4H', contact: 'PT2S' };
      const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: 'PT4S' };
      const sales = { ...testWorkspace.sales, desk: { ...plainDesk, service } };
      await of.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
      const company = `Together ${randomUUID()}`;
      const first = await handedOver(of, company);
      await of.until(look(of, first.handoffId), ({ offer }) => offer === 1, 'an offer');
      await of.store.handoffs.decide(first.handoffId, { kind: 'accepted' }, 'ines', now());
      const second = await handedOver(of, company);
      await of.until(look(of, second.handoffId), ({ status }) => status === 'accepted', 'an acceptance with the first');
      const about = ({ lead }: { readonly lead: { readonly email: string } }) =>
        of.sink.mails.filter((mail) => mail.text.includes(lead.email)).map((mail) => mail.subject.split(/[: ]/)[0]);
      await of.sink.waitFor((mail) => mail.subject.startsWith('Overdue') && mail.text.includes(first.lead.email));
      // Heard of again, the first one is silent later; the second has no silence of its own.
      await of.store.handoffs.decide(first.handoffId, { kind: 'contacted' }, 'ines', now());
      const led = await of.until(look(of, first.handoffId), ({ status }) => status === 'returned', 'a return');
      const went = await look(of, second.handoffId)();
      expect(went).toMatchObject({ status: 'returned', reason: 'silent', decidedAt: led.decidedAt });
      expect(about(second).filter((subject) => subject !== 'One')).toEqual([]);
    } finally {
      await of.close();
    }
  });
});

describe('a hand-off after its acceptance, whose time is skipped', () => {
  let skipping: TestEngine;
  const others = { accept: 'PT4H', contact: 'PT2H' };
  const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: 'P3D' };
  const desk = { ...apartDesk, manager: 'mara@sales.acme.example', service };
  beforeAll(async () => {
    skipping = await startEngine({ skipping: true });
    await skipping.publish('sequence: recycle\nsteps:\n  - send: still-there\n');
    const sales = { ...testWorkspace.sales, desk };
    await skipping.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
  });
  afterAll(() => skipping?.close());

  it('is chased until a contact is logged, and comes back when nothing is heard', async () => {
    const { lead, handoffId } = await handedOver(skipping);
    await skipping.store.handoffs.decide(handoffId, { kind: 'accepted' }, 'ines', now());
    await skipping.until(look(skipping, handoffId), (h) => h.status === 'returned', 'a return');
    const { handoff } = await skipping.store.handoffs.story(handoffId, now());
    expect(handoff).toMatchObject({ reason: 'silent', decidedBy: 'engine', salesperson: { key: 'ines' } });
    expect(await outcomeOf(skipping, lead.id)).toBe('recycled');
    const { items } = await skipping.store.enrollments.list({ leadId: lead.id }, { limit: 9 });
    expect(items).toMatchObject([{ sequence: 'recycle', origin: `handoff/${handoffId}` }]);
    const about = skipping.sink.mails.filter(
      (mail) => mail.text.includes(lead.email) && /^(Please call|Overdue|No contact): /.test(mail.subject),
    );
    expect(about.map((mail) => `${mail.envelope.to[0]} ${mail.subject.split(':')[0]}`)).toEqual([
      ...[
        'ines@sales.acme.example Please call',
        'ines@sales.acme.example Overdue',
        'mara@sales.acme.example No contact',
      ],
    ]);
    const history = await skipping.client.getHandle(`handoff/${lead.id}/1`).fetchHistory();
    expect(history.events?.length).toBeLessThanOrEqual(40);
  });

  it('that has a planned contact reminds of it then, once, with the note', async () => {
    const { lead, handoffId } = await handedOver(skipping);
    const plannedAt = plusMs(now(), 40 * 86_400_000);
    const plan = { kind: 'planned', at: plannedAt, note: 'their budget is decided' } as const;
    await skipping.store.handoffs.decide(handoffId, plan, 'ines', now());
    // Nothing is heard for three days after it.
    await skipping.until(look(skipping, handoffId), (h) => h.status === 'returned', 'a return');
    const reminders = skipping.sink.mails.filter(
      (mail) => mail.subject.startsWith('As you planned') && mail.text.includes(lead.email),
    );
    expect(reminders.map(({ envelope }) => envelope.to[0])).toEqual(['ines@sales.acme.example']);
    expect(reminders[0]?.text).toContain('Your note: their budget is decided');
    const { handoff } = await skipping.store.handoffs.story(handoffId, now());
    expect(handoff).toMatchObject({ reason: 'silent', plannedAt: null });
    expect(handoff.decidedAt && handoff.decidedAt > plannedAt).toBe(true);
  });

  it('reminds of a planned contact also when the relay does not take the mail at that moment', async () => {
    const { lead, handoffId } = await handedOver(skipping);
    await skipping.store.handoffs.decide(handoffId, { kind: 'contacted' }, 'ines', now());
    let refusals = 0;
    skipping.sink.behave(({ stage, to }) => {
      if (stage !== 'rcpt' || refusals > 0 || !to.some((address) => address.startsWith('ines'))) return undefined;
      refusals += 1;
      return { reply: '451 4.3.0 try again' };
    });
    const plan = { kind: 'planned', at: plusMs(now(), 10 * 86_400_000) } as const;
    await skipping.store.handoffs.decide(handoffId, plan, 'ines', now());
    await skipping.until(look(skipping, handoffId), (h) => h.status === 'returned', 'a return');
    skipping.sink.behave(() => undefined);
    const isReminder = (mail: { readonly subject: string; readonly text: string }) =>
      mail.subject.startsWith('As you planned') && mail.text.includes(lead.email);
    expect([refusals, skipping.sink.mails.filter(isReminder).length]).toEqual([1, 1]);
  });

  it('that is won ends, and one that is lost goes to nurturing', async () => {
    const { lead, handoffId } = await handedOver(skipping);
    await skipping.store.handoffs.decide(handoffId, { kind: 'won', amount: '100', currency: 'EUR' }, 'ines', now());
    expect(await outcomeOf(skipping, lead.id)).toBe('won');
    const lost = await handedOver(skipping);
    await skipping.store.handoffs.decide(lost.handoffId, { kind: 'lost', reason: 'price' }, 'ines', now());
    expect(await outcomeOf(skipping, lost.lead.id)).toBe('recycled');
    const { items } = await skipping.store.enrollments.list({ leadId: lost.lead.id }, { limit: 9 });
    expect(items).toMatchObject([{ sequence: 'recycle', origin: `handoff/${lost.handoffId}` }]);
  });
});
