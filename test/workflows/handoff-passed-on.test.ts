/** What sales has accepted and somebody else gets: each is told once, and may answer. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainDesk, plainPerson, type SalesDesk } from '../../domain/sales-desk.ts';
import { localTime } from '../../domain/time.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { testWorkspace } from '../support/workspace.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.publish('sequence: recycle\nsteps:\n  - send: still-there\n');
});
afterAll(() => engine?.close());

const others = { accept: 'PT4H', contact: 'PT4H' };
const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
const { salespeople } = testWorkspace.sales;
const sell = (desk: Partial<SalesDesk> = {}, people = salespeople) => {
  const manager = 'mara@sales.acme.example';
  const sales = { ...testWorkspace.sales, salespeople: people, desk: { ...plainDesk, service, manager, ...desk } };
  return engine.store.publications.publishWorkspace({ ...testWorkspace, sales }, now());
};

const company = () => `Passed ${randomUUID()}`;
async function comes(at: string) {
  const lead = await engine.addLead({ company: at });
  await engine.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId } = await engine.ingest({ kind: 'reply', lead: { id: lead.id }, payload: { text: 'Call me' } });
  if (handoffId === null) throw new Error('No hand-off was opened');
  const look = async () => (await engine.store.handoffs.story(handoffId, now())).handoff;
  await engine.until(look, (h) => h.salesperson !== null, 'an offer');
  return { lead, id: handoffId, look };
}
type Coming = Awaited<ReturnType<typeof comes>>;
const accept = ({ id }: Coming) => engine.store.handoffs.decide(id, { kind: 'accepted' }, 'ines', now());
/** Whom mails about a lead went to that begin so. */
const told = ({ lead }: Coming, subject: RegExp) =>
  engine.sink.mails
    .filter((mail) => mail.text.includes(lead.email) && subject.test(mail.subject))
    .map((mail) => mail.envelope.to[0]?.split('@')[0]);
const mailed = async (one: Coming, subject: RegExp) => {
  await engine.sink.waitFor((mail) => mail.text.includes(one.lead.email) && subject.test(mail.subject));
  return engine.sink.mails.find((mail) => mail.text.includes(one.lead.email) && subject.test(mail.subject));
};

it('one given to a colleague by hand is mailed to them, who may say what has happened', async () => {
  await sell();
  const ann = await comes(company());
  await accept(ann);
  await engine.store.handoffs.assign(ann.id, 'joel', 'mara', now());
  const mail = await mailed(ann, /^Now yours: /);
  expect(told(ann, /^Now yours: /)).toEqual(['joel']);
  expect(mail?.text).toContain('Say what has happened');
  expect(mail?.text).toMatch(/\/h\/[a-z2-7]+/);
  expect(mail?.text).toContain('won 12500 EUR');
  // Looked at again, it is not told again.
  await engine.store.handoffs.decide(ann.id, { kind: 'contacted' }, 'joel', now());
  await engine.store.handoffs.assign(ann.id, 'ines', 'mara', now());
  await engine.until(
    async () => told(ann, /^Now yours: /),
    (to) => to.length > 1,
    'the second mail',
  );
  expect(told(ann, /^Now yours: /)).toEqual(['joel', 'ines']);
});

it('one whose salesperson sells no more goes to somebody else, or waits for one while the manager knows', async () => {
  await sell();
  const ann = await comes(company());
  await accept(ann);
  const joel = salespeople.filter(({ key }) => key === 'joel');
  const away = { ...plainPerson, absences: [{ from: '2020-01-01', to: '2099-12-31' }] };
  const products = { roof: { label: 'Roofs', when: 'lead.company != ""' } };
  await sell({ people: { joel: away }, products }, joel);
  const waits = await mailed(ann, /^Nobody for /);
  expect(told(ann, /^Nobody for /)).toEqual(['mara']);
  expect(waits?.text).toMatch(/It asks for: product roof\.\s+joel: does not work in the next three days/);
  expect(waits?.text).toContain(`tendril handoffs assign ${ann.id} SALESPERSON`);
  expect((await ann.look()).salesperson?.key).toBe('ines');
  await sell({}, joel);
  await mailed(ann, /^Now yours: /);
  expect(told(ann, /^Now yours: /)).toEqual(['joel']);
  expect(await ann.look()).toMatchObject({ status: 'accepted', salesperson: { key: 'joel' } });
  await sell();
});

it('the next of a group whose person was the wrong one is mailed to who has the company', async () => {
  await sell();
  const at = company();
  const [ann, bob] = [await comes(at), await comes(at)];
  await accept(ann);
  await engine.until(bob.look, ({ status }) => status === 'accepted', 'an acceptance with the first');
  const wrong = { kind: 'returned', reason: 'no_authority', seen: 'accepted' } as const;
  await engine.store.handoffs.decide(ann.id, wrong, 'ines', now());
  await mailed(bob, /^Now yours: /);
  expect(told(bob, /^Now yours: /)).toEqual(['ines']);
  expect(told(bob, /while away: /)).toEqual([]);
});

it('one more of a company whose owner is away is told to the manager as well', async () => {
  await sell();
  const at = company();
  const ann = await comes(at);
  await accept(ann);
  await sell({ people: { ines: { ...plainPerson, absences: [{ from: '2020-01-01', to: '2099-12-31' }] } } });
  const bob = await comes(at);
  const mail = await mailed(bob, /while away: /);
  expect(told(bob, /while away: /)).toEqual(['mara']);
  expect(mail?.text).toMatch(/Ines Blum has the company and is away/);
  expect(mail?.text).not.toContain('/h/');
  await engine.until(bob.look, ({ status }) => status === 'accepted', 'an acceptance with the first');
  expect(told(bob, /^One more at /)).toContain('ines');
  await sell();
});

it('times in a mail are those of who reads it', async () => {
  const tokyo = { ...plainPerson, zone: 'Asia/Tokyo' };
  await sell({ people: { ines: tokyo, joel: tokyo } });
  const ann = await comes(company());
  const mail = await mailed(ann, / lead: /);
  const { deadline } = await ann.look();
  expect(mail?.text).toContain(`by ${localTime(deadline ?? now(), 'Asia/Tokyo')} (Asia/Tokyo)`);
  expect(mail?.text).not.toContain('Europe/Berlin');
  await sell();
});
