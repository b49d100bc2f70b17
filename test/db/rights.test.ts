/**
 * What a person may ask for: everything that is known of it, and to be forgotten. Long, because all of it is told of one
 * whole life.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { personalTables } from '../../db/personal-tables.ts';
import type { LeadExport } from '../../db/store.ts';
import { exportPage } from '../../domain/export-page.ts';
import { sectionWords } from '../../domain/export-words.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claimed, connect, event, minute, outboxOf, publishBasics, start, whileLocked } from './fixtures.ts';
import { type Known, knownPerson, personal, tablesWith } from './person.ts';

let test: TestStore;
let known: Known;
let templateVersionId: string;
const nobody = '018f0000-0000-7000-8000-000000000000';
const address = personal[0];

beforeEach(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
  known = await knownPerson(test.store, test.url, templateVersionId);
  return () => test.close();
});

const query = async (text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> => {
  const client = await connect(test.url);
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
};

const section = (all: LeadExport, name: string) => all.sections.find((one) => one.name === name)?.rows ?? [];
const erase = () => test.store.rights.erase(known.lead.id, 'ines', 'asked for it', minute(10));

describe('the tables of the database', () => {
  /** Tables that hold nothing that is about a lead, with the reason. */
  const impersonal: Readonly<Record<string, string>> = {
    api_key: 'names of programs',
    crm_bridge: "how the organisation's CRM answers",
    broadcast: 'an order for many; a filter that names the address is cleaned by the erasure',
    enrollment_batch: 'an order for many; a filter that names the address is cleaned by the erasure',
    erasure: 'the record that it was done; its reason is cleaned of addresses and names',
    import_mapping: 'columns of files, by their headings',
    idempotent_request: 'copies of answers, deleted by the erasure; an export has what they are copies of',
    lead_import: 'how far a file was read, and how; none of its lines',
    mailbox_cursor: 'how far a mailbox was read',
    outbox: 'ids only, for moments',
    pace_bucket: 'allowances of domains',
    form_day: 'how often forms were seen, nothing of whom',
    retention_sweep: 'counts',
    score_recompute: 'an order for all',
    segment_watch: 'authored',
    source_cost: 'money that was paid',
    salesperson: "the organisation's own people",
    sender_domain: "the organisation's own domains",
    sequence_migration: 'an order for many',
    sequence_version: 'authored',
    source_alert: 'counts',
    split_winner: 'counts',
    template_version: 'authored',
    webhook_endpoint: "how the organisation's own systems answer",
    workspace_version: 'authored',
    _tendril_migration: 'how the schema came to be',
    _prisma_migrations: 'how the schema came to be',
  };

  it('are each part of export and erasure, or on the list of those that are about nobody', async () => {
    const rows = await query(`SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`);
    const named = new Set([...personalTables.map(({ table }) => table), ...Object.keys(impersonal)]);
    expect(rows.map(({ name }) => String(name)).filter((name) => !named.has(name))).toEqual([]);
  });

  it('that hold the id of a lead, an enrollment, a message or an incoming mail are part of both', async () => {
    const rows = await query(`SELECT DISTINCT table_name AS name FROM information_schema.columns
      WHERE table_schema = 'public'
        AND column_name IN ('lead_id', 'enrollment_id', 'message_id', 'handoff_id', 'letter_id', 'inbound_item_id', 'address_hash')`);
    const personalNames = new Set(personalTables.map(({ table }) => table));
    expect(rows.map(({ name }) => String(name)).filter((name) => !personalNames.has(name))).toEqual(['erasure']);
  });

  it('have no column with text that an erasure leaves without a reason', async () => {
    const rows = await query(`SELECT table_name AS name, column_name AS column FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'json', 'ARRAY', 'bytea', 'character varying')`);
    const left = rows.filter(({ name, column }) => {
      const erasure = personalTables.find(({ table }) => table === name)?.erasure;
      return erasure?.kind === 'columns' && !Object.hasOwn({ ...erasure.set, ...erasure.kept }, String(column));
    });
    expect(left).toEqual([]);
  });
});

describe('an export', () => {
  it('tells all that is known, section by section, in plain words', async () => {
    const all = await test.store.rights.export(known.lead.id, minute(9));
    expect(all.exportedAt).toBe(minute(9));
    const empty = all.sections.filter(({ rows }) => rows.length === 0).map(({ name }) => name);
    // It has neither been migrated, nor is it suppressed for all mail, nor was it known twice, nor does anything wait for it.
    expect(empty.filter((name) => !['visitorViews', 'visitors', 'forms'].includes(name))).toEqual([
      ...['suppressed', 'moves', 'aliases', 'merges', 'duplicates', 'segments', 'told'],
    ]);
    expect(all.sections.every(({ about }) => /[.)]$/.test(about))).toBe(true);
    expect(section(all, 'lead')[0]).toMatchObject({ email: known.lead.email, company: 'Birkenhof GmbH' });
    expect(section(all, 'mails')).toContainEqual(expect.objectContaining({ subject: 'Hello Ann', template: 'hello' }));
    expect(section(all, 'received')[0]).toMatchObject({
      text: 'Gern, mit Quittengelee',
      wholeMailKept: true,
      headers: `From: ${address}\r\nSubject: Brombeerhecke`,
    });
    expect(JSON.stringify(all)).toContain('Mondscheinagent');
    expect(JSON.stringify(all)).not.toMatch(/claimToken|addressHash/);
    for (const word of personal) expect(JSON.stringify(all).toLowerCase()).toContain(word.toLowerCase());
  });

  it('has a word for every member of every record, or a reason to leave it out of the page', async () => {
    const columns = await query(`SELECT table_name AS table, column_name AS column FROM information_schema.columns
      WHERE table_schema = 'public'`);
    const unworded = personalTables.flatMap(({ table, section: name, hidden = [] }) => {
      const { head, labels, left = [] } = sectionWords[name] ?? { head: [], labels: {} };
      return columns
        .filter((one) => one.table === table && !['lead_id', ...hidden].includes(String(one.column)))
        .map(({ column }) => String(column).replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
        .filter((key) => key !== 'id' && !key.endsWith('Id'))
        .filter((key) => !head.includes(key) && !Object.hasOwn(labels, key) && !left.includes(key))
        .map((key) => `${name}.${key}`);
    });
    expect(unworded).toEqual([]);
    const page = exportPage(await test.store.rights.export(known.lead.id, minute(9)), 'Acme');
    for (const word of personal) expect(page.toLowerCase()).toContain(word.toLowerCase());
    expect(page.replaceAll(/datetime="[^"]*"/g, '')).not.toMatch(
      /\d{4}-\d\d-\d\dT|[0-9a-f]{8}-[0-9a-f]{4}-|IN_FLIGHT|bounce_hard/,
    );
  });

  it('is refused of a lead that is not there', async () => {
    await expect(test.store.rights.export(nobody, start)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    await expect(test.store.rights.export('no id', start)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
  });
});

describe('an erasure', () => {
  it('leaves no word of the person in any column of any table', async () => {
    for (const word of personal) expect(await tablesWith(test.url, word)).not.toEqual([]);
    await erase();
    for (const word of personal) expect(`${word}: ${await tablesWith(test.url, word)}`).toBe(`${word}: `);
  });

  it('and an export leave a colleague alone who wrote for the lead and was answered', async () => {
    const letter = { kind: 'answer', leadId: known.lead.id, inboundItemId: null, recipient: 'bob@else.test' } as const;
    await test.store.letters.write(
      { ...letter, subject: 'To Bob', text: 'Dear Bob', inReplyTo: null, references: [], actor: 'ines' },
      'to bob',
      minute(8),
    );
    const item = {
      way: 'smtp',
      wayKey: null,
      contentKey: 'bob',
      format: 'mail',
      envelopeFrom: 'bob@else.test',
    } as const;
    await test.store.inbound.keep({ ...item, receivedAt: minute(8), envelopeTo: [], raw: Buffer.from('Bob alone') });
    const told = JSON.stringify(section(await test.store.rights.export(known.lead.id, minute(9)), 'received'));
    expect(told).not.toContain('bob@else.test');
    await erase();
    expect(await test.store.suppressions.reasonFor('bob@else.test')).toBeNull();
  });

  it('leaves colleagues and their company as they are', async () => {
    const colleague = await addLead(test.store, { email: 'bert@birkenhof.test', company: 'Birkenhof GmbH' });
    await erase();
    expect(await test.store.leads.get(colleague.id, minute(11))).toMatchObject({ company: 'Birkenhof GmbH' });
    expect(await tablesWith(test.url, 'Vogelsang')).toEqual([]);
  });

  it('is one row that says who asked, and asked again is the same', async () => {
    const first = await erase();
    expect(first).toMatchObject({ leadId: known.lead.id, actor: 'ines', reason: 'asked for it', doneAt: null });
    expect(first.counts).toMatchObject({ mails: 2, received: 1, letters: 1, company: 1, requests: 1, filters: 1 });
    expect(await test.store.rights.erase(known.lead.id, 'joel', null, minute(11))).toEqual(first);
    expect(await test.store.rights.erasures(10)).toEqual([first]);
    const starts = (await outboxOf(test.url)).filter(({ kind }) => kind === 'start_erasure');
    expect(starts).toEqual([
      { kind: 'start_erasure', workflow_id: `erasure/${first.id}`, payload: { erasureId: first.id } },
    ]);
    await test.store.rights.erased(first.id, { workflows: 3 }, minute(12));
    expect((await test.store.rights.erasures(1))[0]).toMatchObject({
      doneAt: minute(12),
      counts: { workflows: 3, mails: 2 },
    });
  });

  it.each([
    ['Annika Vogelsang asked by phone, ticket 4711', '(erased) (erased) asked by phone, ticket 4711'],
    [`frau VOGELSANG (${address.toUpperCase()}) asked`, `frau (erased) ((erased)) asked`],
    ["Annika's wish: no more Vogelsangers", "(erased)'s wish: no more Vogelsangers"],
  ])('keeps the reason %s without whom it is about', async (reason, kept) => {
    const erasure = await test.store.rights.erase(known.lead.id, 'ines', reason, minute(10));
    expect(erasure.reason).toBe(kept);
    expect(await query('SELECT reason FROM erasure')).toEqual([{ reason: kept }]);
  });

  it('takes names of several words out of the reason, and leaves what is no name', async () => {
    const lead = await addLead(test.store, {
      email: 'j@y.test',
      firstName: 'Jan-Piet (JP)',
      lastName: 'von der Heide',
    });
    const reason = 'Herr von der Heide, also Jan Heide, nach der Anfrage; J. (jan-piet (jp))';
    const { reason: kept } = await test.store.rights.erase(lead.id, 'ines', reason, minute(10));
    expect(kept).toBe('Herr (erased), also (erased) (erased), nach der Anfrage; J. ((erased))');
  });

  it('leaves a link by its name in the mail, and no address of a page that a site told', async () => {
    const { lead, mail } = known;
    const link = `https://acme.example/welcome?e=${address}`;
    for (const [kind, about] of [
      ['page_view', { id: lead.id }],
      ['custom', { messageId: mail }],
    ] as const)
      await test.store.events.ingest(
        event({ kind, name: 'seen', link, lead: about, occurredAt: minute(8) }),
        minute(8),
      );
    const links = async () => (await query('SELECT DISTINCT link FROM event ORDER BY link')).map((row) => row.link);
    const [own, ...told] = await links();
    expect([own, told]).toEqual(['guide', [link, null]]);
    await erase();
    expect(await links()).toEqual(['guide', null]);
  });

  it('tells the workflows to end, and names them all', async () => {
    const { id } = await erase();
    const workflows = await test.store.rights.workflowsOf(id);
    expect(workflows.map((one) => one.split('/')[0]).toSorted()).toEqual(['handoff', 'letter', 'nurture']);
    const told = await outboxOf(test.url);
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'signal_handoff', payload: { kind: 'returned', reason: 'unreachable' } }),
    );
    expect(
      told.some(({ kind, workflow_id }) => kind === 'signal_nurture' && workflows.includes(String(workflow_id))),
    ).toBe(true);
    await expect(test.store.rights.workflowsOf(nobody)).rejects.toMatchObject({ code: 'ERASURE_UNKNOWN' });
  });

  it('keeps the address out until a person lifts that', async () => {
    await erase();
    const { store } = test;
    expect(await store.suppressions.reasonFor(address)).toBe('legal');
    const { items } = await store.suppressions.list({ limit: 50 });
    expect(items.filter(({ reason }) => reason === 'legal')).toHaveLength(1);
    await expect(addLead(store, { email: 'ANNIKA.vogelsang@Birkenhof.test' })).rejects.toMatchObject({
      code: 'LEAD_SUPPRESSED',
    });
    await store.suppressions.lift(address, { scope: 'all', reason: 'legal', right: 'legal', by: 'joel' }, minute(20));
    expect(await addLead(store, { email: address })).toMatchObject({ suppressed: null });
  });

  it('takes the lead out of every list, count and enrollment', async () => {
    const before = (await test.store.overview.status()).leads;
    await erase();
    const { store } = test;
    const after = (await store.overview.status()).leads;
    const sum = (of: Record<string, number>) => Object.values(of).reduce((a, b) => a + b, 0);
    expect(sum(after)).toBe(sum(before) - 1);
    expect((await store.leads.list({}, { limit: 50 }, minute(11))).items).toEqual([]);
    await expect(store.leads.get(known.lead.id, minute(11))).rejects.toMatchObject({
      code: 'LEAD_UNKNOWN',
      message: expect.stringContaining('was erased'),
    });
    await expect(store.leads.get(address, minute(11))).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    await expect(store.leads.timeline(known.lead.id)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    await expect(store.enrollments.enroll(known.lead.id, 'recycle', 'test', minute(11))).rejects.toMatchObject({
      code: expect.stringMatching(/^LEAD_(UNKNOWN|SUPPRESSED)$/),
    });
    const batch = await store.batches.begin(
      'recycle',
      { source: null, tag: null, when: null, segment: null },
      5,
      minute(11),
    );
    expect(batch.total).toBe(0);
    expect(await store.batches.carryOn(batch.id, 10, minute(11))).toMatchObject({ looked: 0, more: false });
  });

  it('lets a mail that is leaving at this moment settle, and writes nothing of it back', async () => {
    await erase();
    const { messageId, claimToken } = known.leaving;
    await test.store.messages.settle(messageId, claimToken, {
      ...{ kind: 'sent', response: `250 2.1.5 <${address}> queued`, at: minute(11) },
    });
    const [mail] = await query('SELECT state, recipient, subject, detail FROM message WHERE id = $1', [messageId]);
    expect(mail).toEqual({ state: 'SENT', recipient: '', subject: null, detail: null });
    expect(await tablesWith(test.url, address)).toEqual([]);
  });

  it('keeps back a mail that was about to leave', async () => {
    const { store, url } = test;
    const other = await addLead(store, { email: 'clara@acme.test', lastName: 'Dornfelder' });
    const enrollment = await store.enrollments.enroll(other.id, 'welcome', 'test', start);
    const { messageId, claimToken } = await claimed(store, enrollment, 'hello', templateVersionId);
    await store.rights.erase(other.id, 'ines', null, minute(1));
    await expect(
      store.messages.markInFlight(messageId, claimToken, { subject: 'Hello Dornfelder', links: [] }),
    ).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    expect(await query('SELECT state FROM message WHERE id = $1', [messageId])).toEqual([{ state: 'SUPPRESSED' }]);
    expect(await tablesWith(url, 'Dornfelder')).toEqual([]);
  });

  it('drops what comes later: events are refused, and a mail about it is settled without its content', async () => {
    await erase();
    const { store } = test;
    for (const lead of [{ id: known.lead.id }, { messageId: known.mail }]) {
      await expect(store.events.ingest(event({ kind: 'click', lead }), minute(11))).rejects.toMatchObject({
        code: 'LEAD_UNKNOWN',
      });
    }
    const { id } = await store.inbound.keep({
      ...{ way: 'smtp', wayKey: null, contentKey: 'late', format: 'mail', receivedAt: minute(12) },
      ...{ envelopeFrom: address, envelopeTo: [], raw: Buffer.from(`To: ${address}\r\n\r\n5.1.1 Vogelsang`) },
    });
    const reading = { kind: 'other', reason: `about ${address}` } as const;
    await store.inbound.settle(
      id,
      {
        ...{ kind: 'bounce', reading, messageId: known.mail, leadId: null, matchedBy: 'token', status: 'applied' },
        ...{ note: `${address} is gone` },
      },
      null,
      minute(12),
    );
    expect(await store.inbound.get(id)).toMatchObject({ status: 'ignored', kept: false });
    expect(await tablesWith(test.url, address)).toEqual([]);
  });

  it('reaches mails that nobody was found for, and reports about several leads that were filed under a colleague', async () => {
    const { store } = test;
    const colleague = await addLead(store, { email: 'colleague@customer.example' });
    const keep = async (contentKey: string, from: string, leadId: string | null) => {
      const { id } = await store.inbound.keep({
        ...{ way: 'smtp', wayKey: null, contentKey, format: 'mail', receivedAt: minute(1), envelopeFrom: from },
        ...{ envelopeTo: [], raw: Buffer.from(`From: ${from}\r\n\r\nHi`) },
      });
      const reading = { kind: 'other', reason: `about ${address}` } as const;
      const status = leadId === null ? ('held' as const) : ('applied' as const);
      const finding = { kind: leadId === null ? 'reply' : 'bounce', reading, messageId: null, leadId } as const;
      await store.inbound.settle(id, { ...finding, matchedBy: null, status, note: '' }, null, minute(1));
      return id;
    };
    const held = await keep('held', address, null);
    const others = await keep('others', 'mailer-daemon@relay.example', colleague.id);
    await store.tasks.askWhom({ inboundItemId: held, from: address }, minute(2));
    await erase();
    expect(await store.inbound.get(held)).toMatchObject({ status: 'ignored', kept: false });
    expect(await store.inbound.get(others)).toMatchObject({ status: 'applied', kept: false, leadId: colleague.id });
    expect((await store.tasks.list({ kind: 'match' }, { limit: 9 })).items).toEqual([]);
    expect(await tablesWith(test.url, address)).toEqual([]);
  });

  it('is one when it is asked for twice at the same moment, and an import of that moment brings nobody back', async () => {
    const both = () =>
      Promise.allSettled([erase(), erase(), addLead(test.store, { email: address, lastName: 'Vogelsang' })]);
    const [first, second] = await whileLocked(test.url, known.lead.id, 3, both);
    expect(first.status).toBe('fulfilled');
    expect(second).toEqual(first);
    expect(await tablesWith(test.url, address)).toEqual([]);
    expect(await tablesWith(test.url, 'Vogelsang')).toEqual([]);
  });

  it('keeps nothing of what was on its way when it was done: a task, the answer of a webhook, a letter', async () => {
    await erase();
    const { store } = test;
    const enrollmentId = String((await query('SELECT id FROM enrollment WHERE lead_id = $1', [known.lead.id]))[0]?.id);
    const place = { enrollmentId, stepId: 'late', visit: 1 };
    await store.enrollments.recordAnswer(place, { status: 200, body: { who: 'Vogelsang' } }, minute(11));
    const task = { kind: 'call', leadId: known.lead.id, inboundItemId: null, assignee: null } as const;
    await store.tasks.open({ ...task, key: 'late', title: `Call ${address}`, detail: 'Haselnuss' }, minute(11));
    const letter = { kind: 'answer', leadId: known.lead.id, inboundItemId: null, recipient: address } as const;
    const written = store.letters.write(
      { ...letter, subject: 'Brombeerhecke', text: 'Annika', inReplyTo: null, references: [], actor: 'ines' },
      'late',
      minute(11),
    );
    await expect(written).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    for (const word of personal) expect(`${word}: ${await tablesWith(test.url, word)}`).toBe(`${word}: `);
  });

  it('is refused of a lead that is not there', async () => {
    await expect(test.store.rights.erase(nobody, 'ines', null, start)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
  });
});
