/** A person of whom the database knows everything that it can know; for tests of export and erasure. */
import type { LeadView, Store } from '../../db/store.ts';
import { claimed, connect, event, minute, sendMail, start } from './fixtures.ts';
import { run } from './merge-ground.ts';

/** Words that occur nowhere but in what is known of this person. */
export const personal = [
  'annika.vogelsang@birkenhof.test',
  'Annika',
  'Vogelsang',
  'Birkenhof',
  'Kesselraumleiterin',
  'rotelaterne',
  'Kirschholz',
  'Zitronenfalter',
  'Wolkenkuckuck',
  'Quittengelee',
  'Mondscheinagent',
  'Haselnuss',
  'Brombeerhecke',
  'Lakritzschnecke',
  'Pusteblume',
  'Sternschnuppe',
  '+493012345678',
  'Kuckucksuhr',
] as const;

const address = personal[0];

export interface Known {
  readonly lead: LeadView;
  readonly mail: string;
  /** A mail that is leaving. */
  readonly leaving: { readonly messageId: string; readonly claimToken: string };
  readonly itemId: string;
  readonly handoffId: string;
}

/** `templateVersionId`: of `publishBasics`. */
export async function knownPerson(store: Store, url: string, templateVersionId: string): Promise<Known> {
  const { lead } = await store.leads.save(
    {
      email: 'Annika.Vogelsang@birkenhof.test',
      firstName: 'Annika',
      lastName: 'Vogelsang',
      company: 'Birkenhof GmbH',
      title: 'Kesselraumleiterin',
      country: 'DE',
      source: 'rotelaterne',
      phone: '+493012345678',
      fields: { employees: 100, region: 'Kirschholz' },
    },
    start,
    'test',
    { way: 'form', detail: { form: 'guide', campaign: { campaign: 'Kuckucksuhr' } } },
  );
  const enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  const mail = await sendMail(store, enrollment, 'hello', templateVersionId);
  const leaving = await claimed(store, enrollment, 'second', templateVersionId, minute(1));
  await store.messages.markInFlight(leaving.messageId, leaving.claimToken, { subject: 'Hallo Annika', links: [] });
  await store.events.ingest(
    event({ kind: 'form', name: 'Zitronenfalter', lead: { id: lead.id }, payload: { wish: 'Wolkenkuckuck' } }),
    minute(2),
  );
  const hit = {
    ...{ link: 0, honeypot: false, method: 'GET', prefetch: false, userAgent: 'Mondscheinagent/1.0' },
    ...{ network: 'a network', networkKind: null },
  };
  await store.events.ingest(event({ kind: 'click', lead: { messageId: mail }, hit, occurredAt: minute(3) }), minute(3));
  await store.events.ingest(event({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } }), minute(4));
  const { handoffId } = await store.events.ingest(
    event({
      kind: 'reply',
      lead: { messageId: mail },
      payload: { text: 'Gern, mit Quittengelee' },
      occurredAt: minute(4),
    }),
    minute(4),
  );
  if (handoffId === null) throw new Error('No hand-off was opened');
  await store.handoffs.offer(handoffId, 1, minute(5));
  const step = [handoffId, minute(5), 'mag Quittengelee'];
  await run(
    url,
    "INSERT INTO handoff_step (id, handoff_id, kind, at, actor, note) VALUES (gen_random_uuid(), $1, 'contacted', $2, 'ines', $3)",
    step,
  );
  const itemId = await keptMail(store, mail, lead.id);
  await store.tasks.open(
    {
      ...{ key: `reply/${itemId}`, kind: 'reply', leadId: lead.id, inboundItemId: itemId, assignee: 'ines' },
      ...{ title: `Answer ${address}`, detail: 'Haselnuss' },
    },
    minute(6),
  );
  await store.letters.write(
    {
      ...{ kind: 'answer', leadId: lead.id, inboundItemId: itemId, recipient: address, subject: 'Re: Brombeerhecke' },
      ...{ text: 'Liebe Annika', inReplyTo: '<1@birkenhof.test>', references: [], actor: 'ines' },
    },
    'a letter to Annika',
    minute(6),
  );
  await store.pauses.pause({ kind: 'lead', leadId: lead.id }, 'Lakritzschnecke', 'ines', minute(7));
  await store.suppressions.put(
    address,
    { reason: 'manual', scope: 'topic/news', detail: `said ${address}`, actor: 'ines' },
    minute(7),
  );
  await store.batches.begin(
    'recycle',
    { source: null, tag: null, when: `lead.email == "${address}"`, segment: null },
    5,
    start,
  );
  await rowsByHand(url, lead.id, enrollment.id, handoffId);
  return { lead, mail, leaving, itemId, handoffId };
}

async function keptMail(store: Store, messageId: string, leadId: string): Promise<string> {
  const raw = Buffer.from(`From: ${address}\r\nSubject: Brombeerhecke\r\n\r\nGern, mit Quittengelee`);
  const { id } = await store.inbound.keep({
    ...{ way: 'smtp', wayKey: null, contentKey: 'a mail of hers', format: 'mail', receivedAt: minute(4), raw },
    ...{ envelopeFrom: address, envelopeTo: ['reply@acme.example'] },
  });
  const answer = {
    ...{ subject: 'Brombeerhecke', from: address, text: 'Gern, mit Quittengelee', intent: 'interested' },
    ...{ referral: null },
  };
  await store.inbound.settle(
    id,
    {
      ...{ kind: 'reply', reading: { kind: 'reply', answer: answer as never }, messageId, leadId, matchedBy: 'token' },
      ...{ status: 'applied', note: `an answer of ${address}` },
    },
    null,
    minute(4),
  );
  return id;
}

/** What other parts of the engine write, as they write it. */
async function rowsByHand(url: string, leadId: string, enrollmentId: string, handoffId: string): Promise<void> {
  const client = await connect(url);
  try {
    await client.query(
      `INSERT INTO consent (id, lead_id, purpose, basis, source, wording, proof, at)
       VALUES (gen_random_uuid(), $1, 'marketing', 'express', 'Pusteblume', 'Ja, Annika', '{"ip":"Sternschnuppe"}', now())`,
      [leadId],
    );
    await client.query(
      `INSERT INTO consent_request (id, lead_id, purposes, source, wording, actor, requested_at, expires_at)
       VALUES (gen_random_uuid(), $1, '{marketing}', 'Pusteblume', 'Annika?', 'api/crm', now(), now())`,
      [leadId],
    );
    await client.query(
      `INSERT INTO step_mark (enrollment_id, step_id, visit, kind, answer, at)
       VALUES ($1, 'ask', 1, 'call', '{"status":200,"body":{"who":"Vogelsang"}}', now())`,
      [enrollmentId],
    );
    await client.query(
      `INSERT INTO crm_record (id, of, own_id, lead_id, due_at, refusal, field, words, synced, remote_id)
       VALUES (gen_random_uuid(), 'contact', $1, $1, now(), 'invalid_value', 'phone', 'Sternschnuppe is no phone',
         '{"firstname":{"v":"Annika","at":null}}', '101')`,
      [leadId],
    );
    await client.query(
      `INSERT INTO crm_change (id, key, of, own_id, lead_id, remote_id, kind, data, at, taken_at, state, words)
       VALUES (gen_random_uuid(), 'person-change', 'contact', $1, $1, '101', 'field', '{"value":"Kirschholz"}', now(), now(), 'refused', 'Haselnuss')`,
      [leadId],
    );
    await client.query(`UPDATE handoff SET note = 'Annika likes Haselnuss' WHERE id = $1`, [handoffId]);
    await client.query(
      `INSERT INTO idempotent_request (key, api_key_id, request_hash, status, body, created_at)
       VALUES ($1, gen_random_uuid(), 'hash', 200, $2, now())`,
      [`import ${address}`, JSON.stringify({ id: leadId, firstName: 'Annika' })],
    );
  } finally {
    await client.end();
  }
}

/** In which tables a text occurs, in any column, whatever its type; whole mails too. */
export async function tablesWith(url: string, text: string): Promise<readonly string[]> {
  const client = await connect(url);
  try {
    const { rows: tables } = await client.query<{ name: string; blobs: string[] | null }>(`
      SELECT t.table_name AS name, array_agg(c.column_name::text) FILTER (WHERE c.data_type = 'bytea') AS blobs
      FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
      WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' GROUP BY t.table_name`);
    const found: string[] = [];
    for (const { name, blobs } of tables) {
      const texts = ['t::text', ...(blobs ?? []).map((column) => `encode(t."${column}", 'escape')`)].join(', ');
      const { rows } = await client.query(
        `SELECT 1 FROM "${name}" t WHERE strpos(lower(concat(${texts})), lower($1)) > 0 LIMIT 1`,
        [text],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}
