/** The clocks of an offer: reminders, the next salesperson, a word to the manager. Hours are skipped. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { apartDesk, testWorkspace } from '../support/workspace.ts';
import { handedOver, look, offersIn } from './handoff-ground.ts';

const isToManager = (mail: { readonly subject: string }) => mail.subject.startsWith('Late: ');

describe('a hand-off whose time is skipped', () => {
  let skipping: TestEngine;
  beforeAll(async () => {
    skipping = await startEngine({ stopAfterHours: 5 });
    await skipping.publish('sequence: recycle\nsteps:\n  - send: still-there\n');
  });
  afterAll(() => skipping?.close());

  it('is reminded, lapses at the deadline and goes to the next salesperson', async () => {
    const { lead, handoffId } = await handedOver(skipping);
    await skipping.until(look(skipping, handoffId), (h) => h.offer === 2, 'the second offer');
    await skipping.until(
      async () => offersIn(skipping, lead.email),
      (to) => to.length >= 3,
      'three mails',
    );
    const [first, reminder, second] = offersIn(skipping, lead.email);
    expect(reminder).toBe(first);
    expect(second).not.toBe(first);
    const lapsed = skipping.store.handoffs.decide(handoffId, { kind: 'accepted', offer: 1 }, 'first', now());
    await expect(lapsed).rejects.toMatchObject({ code: 'HANDOFF_REASSIGNED' });
  });

  it('is reminded three times and then goes to the next one, though the relay puts a reminder off', async () => {
    const others = { accept: 'PT2H', contact: null };
    const reminding = { remindAt: 0.25, remindAgainAt: [0.5, 0.75], reassignAt: 1, managerAt: 5 };
    const service = { hot: others, others, ...reminding, silentAfter: null };
    const sales = { ...testWorkspace.sales, desk: { ...apartDesk, service } };
    await skipping.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
    let refusals = 0;
    let offers = 0;
    skipping.sink.behave(({ stage, to }) => {
      if (stage !== 'rcpt' || !to.some((address) => address.endsWith('@sales.acme.example'))) return undefined;
      offers += 1;
      if (offers !== 2) return undefined;
      refusals += 1;
      return { reply: '451 4.3.0 try again' };
    });
    const { lead, handoffId } = await handedOver(skipping);
    await skipping.until(look(skipping, handoffId), (h) => h.offer === 2, 'the second offer');
    await skipping.until(
      async () => offersIn(skipping, lead.email),
      (to) => to.length >= 5,
      'five mails',
    );
    skipping.sink.behave(() => undefined);
    const about = skipping.sink.mails.filter((mail) => mail.text.includes(lead.email)).slice(0, 5);
    const [first = '', ...mails] = about.map(
      (mail) => `${mail.envelope.to[0]?.split('@')[0]} ${mail.subject.split(':')[0]}`,
    );
    const [person = ''] = first.split(' ');
    const other = person === 'ines' ? 'joel' : 'ines';
    expect([first, ...mails]).toEqual([
      `${person} hot lead`,
      ...[1, 2, 3].map(() => `${person} Reminder`),
      `${other} hot lead`,
    ]);
    expect(refusals).toBe(1);
    await skipping.store.handoffs.decide(handoffId, { kind: 'accepted', offer: 2 }, other, now());
  });

  it('with service times is reminded, reassigned, and told to the manager at their shares of the time', async () => {
    const others = { accept: 'PT2H', contact: null };
    const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
    const desk = { ...apartDesk, manager: 'mara@sales.acme.example', service };
    const sales = { ...testWorkspace.sales, desk };
    await skipping.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
    const { lead, handoffId } = await handedOver(skipping);
    const about = () => skipping.sink.mails.filter((mail) => mail.text.includes(lead.email));
    await skipping.until(
      async () => about(),
      (mails) => mails.some(isToManager),
      'a mail to the manager',
    );
    const [first, reminder, second, ...rest] = about().map(
      (mail) => `${mail.envelope.to[0]?.split('@')[0]} ${mail.subject.split(':')[0]}`,
    );
    const [person = ''] = first?.split(' ') ?? [];
    expect(first).toBe(`${person} hot lead`);
    expect(reminder).toBe(`${person} Reminder`);
    expect(second).toMatch(/^(ines|joel) hot lead$/);
    expect(second).not.toBe(first);
    // An hour after the deadline of the first offer: the second has been reminded by then.
    expect(rest).toContain('mara Late');
    const late = about().find(isToManager);
    expect(late?.text).toMatch(/Nobody has accepted .* in time\. (Ines Blum|Joel Park) has it and has not answered\./);
    expect(late?.text).not.toContain('/h/');
    const { offer } = await look(skipping, handoffId)();
    expect(offer).toBe(2);
  });
});
