/** Keeping the retention periods: what goes, what stays, and that a run can be cut short anywhere. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TendrilError } from '../../domain/errors.ts';
import { defaultRetention, type RetentionPeriods } from '../../domain/retention.ts';
import { nothingSwept, takeTurn } from '../../domain/retention-run.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

const never: RetentionPeriods = {
  rawMail: null,
  requests: null,
  machineEvents: null,
  bookkeeping: null,
  requestsToConfirm: null,
  visitors: null,
  idleLeads: null,
};
const day = (days: number) => minute(days * 24 * 60);
const query = async (text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> => {
  const client = await connect(test.url);
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
};
let mails = 0;
const keepMail = async (receivedAt: string, leadId: string | null) => {
  mails += 1;
  const { store } = test;
  const { id } = await store.inbound.keep({
    ...{ way: 'smtp', wayKey: null, contentKey: `mail ${mails}`, format: 'mail', receivedAt, raw: Buffer.from('Hi') },
    ...{ envelopeFrom: 'a@b.test', envelopeTo: ['c@d.test'] },
  });
  const reading = { kind: 'other', reason: 'a reason' } as const;
  const status = leadId === null ? ('held' as const) : ('applied' as const);
  await store.inbound.settle(
    id,
    { kind: 'other', reading, messageId: null, leadId, matchedBy: null, status, note: '' },
    null,
    receivedAt,
  );
  return id;
};

describe('the retention', () => {
  it('takes whole mails away, and of a mail that belongs to nobody who wrote it', async () => {
    const { store } = test;
    const lead = await addLead(store);
    const old = await keepMail(start, lead.id);
    const nobodys = await keepMail(start, null);
    const young = await keepMail(day(20), lead.id);
    expect(await store.retention.sweep('rawMail', day(10), 100, day(40))).toBe(2);
    expect(await store.inbound.get(old)).toMatchObject({ kept: false, envelopeFrom: 'a@b.test' });
    expect(await store.inbound.get(nobodys)).toMatchObject({ kept: false, envelopeFrom: null, envelopeTo: [] });
    expect(await store.inbound.get(young)).toMatchObject({ kept: true });
    expect(await store.retention.sweep('rawMail', day(10), 100, day(40))).toBe(0);
  });

  it('gives up asking whom a mail is about once the mail is gone, and asks on about the next of its sender', async () => {
    const { store } = test;
    const first = await keepMail(start, null);
    const second = await keepMail(day(20), null);
    const from = 'stranger@customer.example';
    await query('UPDATE inbound_item SET from_address = $1 WHERE id = ANY ($2)', [from, [first, second]]);
    await store.tasks.askWhom({ inboundItemId: first, from }, start);
    const open = async () => (await store.tasks.list({ kind: 'match' }, { limit: 10 })).items;
    const asked = await open();
    await store.retention.sweep('rawMail', day(10), 100, day(40));
    expect(await store.inbound.get(first)).toMatchObject({ status: 'ignored', fromAddress: null });
    expect(await open()).toMatchObject([{ id: asked[0]?.id, inboundItemId: second }]);
    await store.retention.sweep('rawMail', day(30), 100, day(40));
    expect(await open()).toEqual([]);
  });

  it('takes away what was seen of a request, and leaves whose it was', async () => {
    const { store } = test;
    const lead = await addLead(store);
    const enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
    const mail = await sendMail(store, enrollment, 'hello', templateVersionId);
    const hit = {
      ...{
        link: 0,
        honeypot: false,
        method: 'GET',
        prefetch: false,
        userAgent: 'Firefox',
        network: 'n',
        networkKind: null,
      },
    };
    await store.events.ingest(
      event({ kind: 'open', lead: { messageId: mail }, hit, occurredAt: minute(9) }),
      minute(9),
    );
    const before = await query(`SELECT kind, verdict FROM event WHERE lead_id = $1 AND payload ? 'hit'`, [lead.id]);
    expect(before).toHaveLength(1);
    expect(await store.retention.sweep('requests', day(1), 100, day(100))).toBe(1);
    const after = await query(
      `SELECT kind, verdict, payload::text LIKE '%Firefox%' AS told FROM event WHERE lead_id = $1 AND kind <> 'sent'`,
      [lead.id],
    );
    expect(after).toEqual(before.map((row) => ({ ...row, told: false })));
  });

  it('takes opens away and leaves what people did', async () => {
    const { store } = test;
    const { id } = await addLead(store);
    await store.events.ingest(event({ kind: 'open', lead: { id } }), start);
    await store.events.ingest(event({ kind: 'form', name: 'demo', lead: { id } }), start);
    await store.retention.sweep('machineEvents', day(1), 100, day(500));
    expect(await query('SELECT kind FROM event WHERE lead_id = $1', [id])).toEqual([{ kind: 'form' }]);
  });

  it('takes done tasks away and leaves open ones', async () => {
    const { store } = test;
    const task = {
      kind: 'call',
      leadId: null,
      inboundItemId: null,
      title: 'Call',
      detail: null,
      assignee: null,
    } as const;
    const done = await store.tasks.open({ ...task, key: 'done' }, start);
    await store.tasks.open({ ...task, key: 'open' }, start);
    await store.tasks.done(done.id, 'ines', start);
    expect(await store.retention.sweep('bookkeeping', day(1), 100, day(40))).toBe(1);
    expect(await query("SELECT key FROM task WHERE kind <> 'match'")).toEqual([{ key: 'open' }]);
  });

  it('forgets leads that do nothing, and lets them come back', async () => {
    const { store } = test;
    const idle = await addLead(store, { email: 'idle@acme.test' });
    const busy = await addLead(store, { email: 'busy@acme.test' });
    await store.events.ingest(
      event({ kind: 'form', name: 'demo', lead: { id: busy.id }, occurredAt: day(50) }),
      day(50),
    );
    await store.retention.sweep('idleLeads', day(30), 100, day(60));
    await expect(store.leads.get(idle.id, day(60))).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    expect((await store.leads.get(busy.id, day(60))).email).toBe('busy@acme.test');
    expect((await store.rights.erasures(100)).find(({ leadId }) => leadId === idle.id)).toMatchObject({
      actor: 'retention',
    });
    expect(await addLead(store, { email: 'idle@acme.test' })).toMatchObject({ suppressed: null });
  });

  it('goes on where a turn ended, and notes the run once it is through', async () => {
    const { store } = test;
    for (let i = 0; i < 5; i += 1) await keepMail(start, null);
    const few = {
      ...store.retention,
      sweep: (...[kind, before, , now]: Parameters<typeof store.retention.sweep>) =>
        store.retention.sweep(kind, before, 2, now),
    };
    // A sweeper that takes two at a time ends its batch early, so each turn is one.
    const periods = { ...never, rawMail: 1 };
    let left = 5;
    while (left > 0) {
      const { rows } = await takeTurn(few, periods, nothingSwept, day(50));
      expect(rows.rawMail).toBe(Math.min(2, left));
      left -= rows.rawMail ?? 0;
    }
    const stopped = AbortSignal.abort(new Error('the worker stops'));
    await expect(takeTurn(store.retention, periods, nothingSwept, day(50), { stopping: stopped })).rejects.toThrow(
      'the worker stops',
    );
    await takeTurn(store.retention, periods, { rows: { rawMail: 5 }, failures: {} }, day(51));
    expect(await store.retention.sweeps()).toEqual([
      { kind: 'rawMail', before: day(50), at: day(51), rows: 5, failure: null },
    ]);
  });

  it('keeps a failure to itself: every other period is kept, and the next run tries it again', async () => {
    const { store } = test;
    for (const name of ['first', 'second', 'third']) await addLead(store, { email: `${name}@idle.test` });
    await keepMail(start, null);
    const poisoned = (await store.leads.get('second@idle.test', start)).id;
    await query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$`);
    await query(
      `CREATE TRIGGER refuse BEFORE UPDATE ON lead FOR EACH ROW WHEN (NEW.id = '${poisoned}') EXECUTE FUNCTION refuse()`,
    );
    await query(`CREATE TRIGGER refuse BEFORE UPDATE ON inbound_item FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const periods = { ...never, rawMail: 1, bookkeeping: 1, idleLeads: 1 };
    const told: string[] = [];
    const failed = (kind: string, error: unknown) => void told.push(`${kind}: ${(error as Error).message}`);
    const turn = await takeTurn(store.retention, periods, nothingSwept, day(60), { failed });
    expect(turn).toMatchObject({ failures: { rawMail: 'INTERNAL', idleLeads: 'INTERNAL' }, more: false });
    expect(told).toEqual([expect.stringMatching(/^rawMail: .*no/s), expect.stringMatching(/^idleLeads: .*no/s)]);
    for (const [name, code] of [
      ['first', 'LEAD_UNKNOWN'],
      ['second', undefined],
      ['third', 'LEAD_UNKNOWN'],
    ]) {
      const looked = await store.leads.get(`${name}@idle.test`, day(60)).catch((error: unknown) => error);
      expect((looked as { readonly code?: string }).code, name).toBe(code);
    }
    const sweeps = await store.retention.sweeps();
    expect(Object.fromEntries(sweeps.map(({ kind, failure }) => [kind, failure]))).toEqual({
      ...{ rawMail: 'INTERNAL', bookkeeping: null, idleLeads: 'INTERNAL' },
    });
    for (const table of ['lead', 'inbound_item']) await query(`DROP TRIGGER refuse ON ${table}`);
    expect(await takeTurn(store.retention, periods, nothingSwept, day(61))).toMatchObject({
      ...{ rows: { idleLeads: 1 }, failures: {} },
    });
    expect((await store.retention.sweeps()).map(({ failure }) => failure)).toEqual([null, null, null]);
  });

  it('does not take an outage for a failure: the whole run is tried again', async () => {
    const away = async () => Promise.reject(new TendrilError('DATABASE_UNAVAILABLE', 'away'));
    const swept: string[] = [];
    const sweeper = { sweep: away, swept: async ({ kind }: { readonly kind: string }) => void swept.push(kind) };
    await expect(takeTurn(sweeper, defaultRetention, nothingSwept, start)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    expect(swept).toEqual([]);
  });

  it('keeps what is to be kept for good', async () => {
    const touched: string[] = [];
    const sweeper = {
      sweep: async (kind: string) => {
        touched.push(kind);
        return 0;
      },
      swept: async () => {},
    };
    await takeTurn(sweeper, defaultRetention, nothingSwept, start);
    expect(touched).toEqual(['rawMail', 'requests', 'machineEvents', 'bookkeeping', 'requestsToConfirm', 'visitors']);
  });
});
