/** Who fills in a form types what it likes: whose lead it is, and what that person agreed to, follows from none of it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../domain/workspace.ts';
import { consentField } from '../../server/forms/shown-form.ts';
import { submissionOf } from '../../server/forms/submission.ts';
import { exampleForms, type FormServer, startFormServer } from './forms-ground.ts';
import { eventsOf, publicUrl } from './test-server.ts';

/** The demo asks for a confirmation, so that a request can be under way while leads are merged. */
function confirming(): Workspace {
  const workspace = exampleForms();
  const { demo } = workspace.forms ?? {};
  if (!demo?.consent) throw new Error('the demo asks for no consent');
  const confirmed = { ...demo, consent: { ...demo.consent, confirm: true } };
  return { ...workspace, forms: { ...workspace.forms, demo: confirmed } };
}

let server: FormServer;
beforeAll(async () => {
  server = await startFormServer(confirming());
});
afterAll(() => server?.close());

const vera = { firstName: 'Vera', lastName: 'Victim' };
let people = 0;

/** A lead that came in a file, in a sequence. */
async function victim(phone: string | null) {
  people += 1;
  const email = `vera${people}@victim.example`;
  const { store, now, advance } = server;
  const given = { email, ...vera, ...(phone === null ? {} : { phone }) };
  const { lead } = await store.leads.save(given, now(), 'test', { way: 'file', own: true });
  const { id: enrollment } = await store.enrollments.enroll(lead.id, 'welcome', 'test', now());
  advance(1_000);
  return { id: lead.id, email, enrollment };
}

async function fillIn(email: string, phone: string, agrees = false): Promise<void> {
  people += 1;
  const network = { 'x-test-network': `n${people}` };
  const first = await server.open('/f/demo', network);
  const second = await first.send({ email, ...vera, company: 'Evil Ltd', buildingType: 'office' }, network);
  await second.send({ employees: '3', phone, ...(agrees ? { [consentField]: 'yes' } : {}) }, network);
  await server.desk.idle();
}

const stays = async ({ id, email, enrollment }: Awaited<ReturnType<typeof victim>>, other: string) => {
  const { store, now } = server;
  expect(await store.leads.get(email, now())).toMatchObject({ id, email, suppressed: null });
  expect(await store.leads.get(other, now())).toMatchObject({ email: other });
  expect((await store.enrollments.get(enrollment)).leadId).toBe(id);
};

async function query(text: string, values: readonly unknown[]) {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const { rows } = await client.query(text, [...values]);
  await client.end();
  return rows;
}

/** The id stands in no answer: only the mail has it. */
async function requestOf(leadId: string): Promise<string> {
  const rows = await query('SELECT id FROM consent_request WHERE lead_id = $1', [leadId]);
  expect(rows).toHaveLength(1);
  return rows[0].id;
}

describe('a lead stays who it is', () => {
  it('when somebody types its name and telephone number with another address', async () => {
    const known = await victim('+4533123401');
    await fillIn('one@evil.example', '+45 33 12 34 01');
    await stays(known, 'one@evil.example');
  });

  it('when somebody first gives it a number, under its own address, and the same to another', async () => {
    const known = await victim(null);
    await fillIn('two@evil.example', '+45 33 12 34 02');
    await fillIn(known.email, '+45 33 12 34 02');
    await stays(known, 'two@evil.example');
  });

  it('when a system of ours tells of it later what somebody typed with another address', async () => {
    const known = await victim('+4533123403');
    await fillIn('three@evil.example', '+45 33 12 34 03');
    const told = { email: known.email, company: 'Victim AG' };
    await server.store.leads.save(told, server.now(), 'crm', { way: 'api', detail: {} });
    await stays(known, 'three@evil.example');
  });

  it.each([
    ['api', '05'],
    ['hand', '06'],
    ['file', '07'],
  ] as const)('when a form of another site tells by our API what somebody typed there, as %s', async (way, end) => {
    const phone = `+45331234${end}`;
    const known = await victim(phone);
    const site = { way, detail: {} };
    const { store, now } = server;
    const { lead } = await store.leads.save({ email: `${way}@evil.example` }, now(), 'site', site);
    // Further in the funnel, it would be the one that is left.
    await store.stages.move({ lead: lead.id, stage: 'engaged', reason: 'answered' }, now(), 'site');
    await store.leads.save({ email: lead.email, ...vera, phone }, now(), 'site', site);
    await stays(known, `${way}@evil.example`);
  });
});

describe('who types the address of somebody who is known', () => {
  it.each([
    ['vera.one@gmail.com', 'vera.one@gmail.com'],
    ['vera.two@gmail.com', 'VeraTwo+news@googlemail.com'],
  ])('changes nothing that is known of %s, and its browser is not that lead, as %s', async (email, typed) => {
    const { store, now, desk } = server;
    const facts = { ...vera, fields: { employees: 12 } };
    const { lead } = await store.leads.save({ email, ...facts }, now(), 'test', { way: 'file', own: true });
    // Below a lead that is new, which would be the one that is left.
    await query(`UPDATE lead SET stage = 'awareness' WHERE id = $1`, [lead.id]);
    const visitor = randomUUID();
    await store.visitors.view({ id: visitor, site: publicUrl, landing: null }, { id: randomUUID(), path: '/x' }, now());
    const form = exampleForms().forms?.demo;
    if (!form) throw new Error('there is no demo form');
    const told = { email: typed, firstName: 'Eve', country: 'US', fields: { employees: 99, buildingType: 'office' } };
    const rest = { wording: null, visit: typed, answers: {}, origin: {}, identified: null, proof: {}, visitor };
    await desk.submit(submissionOf({ form, lead: told, judged: { kind: 'fine', reasons: [] }, ...rest }));
    await desk.idle();
    const left = await store.leads.get(lead.id, now());
    expect(left).toMatchObject({ email, ...vera, country: null, fields: { employees: 12, buildingType: 'office' } });
    expect(await store.leads.get(typed, now()).catch(() => left)).toMatchObject({ id: lead.id });
    expect(await query('SELECT lead_id FROM visitor WHERE id = $1', [visitor])).toEqual([{ lead_id: null }]);
    expect(await eventsOf(store, lead.id)).toMatchObject([{ name: 'demo' }]);
  });
});

describe('a request for a consent', () => {
  it('that was mailed to one mailbox is not confirmed for another, when the leads were merged meanwhile', async () => {
    const known = await victim('+4533123404');
    await fillIn('four@evil.example', '', true);
    const { store, now, token, app } = server;
    const asking = await store.leads.get('four@evil.example', now());
    const requestId = await requestOf(asking.id);
    await store.merges.merge(known.id, asking.id, { keep: known.id, actor: 'a person' }, now());
    const url = `${publicUrl}/confirm/${token('confirm', requestId)}`;
    const body = new URLSearchParams({ action: 'confirm' });
    const headers = { Origin: publicUrl, 'Sec-Fetch-Site': 'same-origin' };
    const { status } = await app.fetch(new Request(url, { method: 'POST', body, headers }));
    expect(status).toBeGreaterThanOrEqual(400);
    expect((await store.consents.list(known.id)).filter(({ basis }) => basis === 'express')).toEqual([]);
  });
});
