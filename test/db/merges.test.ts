/** Two leads become one, and two again. Long, because a whole life is told of both. */
import { beforeEach, describe, expect, it } from 'vitest';
import { columnRules } from '../../db/merge-facts.ts';
import { movedTables, numberedTables, otherTables } from '../../db/merge-moves.ts';
import type { LeadView, NewConsent } from '../../db/store.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  claim,
  connect,
  event,
  minute,
  outboxOf,
  publishBasics,
  publishWith,
  sendMail,
  start,
  untilWaiting,
  whileHeld,
} from './fixtures.ts';
import { dumpOf, mergeById, run } from './merge-ground.ts';
import { knownPerson } from './person.ts';

let test: TestStore;
let templateVersionId: string;

beforeEach(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
  // What sales has does not end it, so that it goes on for the one that is left.
  await publishWith(test.store, 'beside', { ...defaultSettings, stops: { reply: true, mql: false, on: [] } });
  return () => test.close();
});

const unknown = { code: 'LEAD_UNKNOWN' };
const signals = async (workflowId: string) =>
  (await outboxOf(test.url))
    .filter((row) => row.workflow_id === workflowId && row.kind !== 'start_nurture')
    .map(({ payload }) => payload);

describe('the schema', () => {
  it('has no table with the id of a lead that merging does not know', async () => {
    const rows = await run(
      test.url,
      `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'lead_id'`,
    );
    const known = new Set(
      [...movedTables, ...numberedTables].map(({ table }) => table).concat(Object.keys(otherTables)),
    );
    expect(rows.map(({ name }) => String(name)).filter((name) => !known.has(name))).toEqual([]);
  });

  it('has each table in one list once, for what is moved a second time would not go back', () => {
    const named = [...movedTables, ...numberedTables].map(({ table }) => table).concat(Object.keys(otherTables));
    expect(named).toEqual([...new Set(named)]);
  });

  it('has no column of a lead without a rule', async () => {
    const rows = await run(
      test.url,
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'lead'`,
    );
    expect(rows.map(({ name }) => String(name)).toSorted()).toEqual(Object.keys(columnRules).toSorted());
  });
});

describe('a merge', () => {
  it('gives all that is known of the one to the other, and undone gives every row back as it was', async () => {
    const known = await knownPerson(test.store, test.url, templateVersionId);
    const other = await addLead(test.store, {
      email: 'av@private.test',
      firstName: null,
      tags: ['fair'],
      fields: { employees: 7, sites: 2 },
    });
    await test.store.enrollments.enroll(other.id, 'beside', 'test', minute(1));
    await test.store.events.ingest(
      event({ kind: 'custom', name: 'demo_requested', lead: { id: other.id } }),
      minute(8),
    );
    await test.store.suppressions.put(
      'av@private.test',
      { reason: 'unsubscribe', scope: 'topic/tips', detail: null, actor: 'x' },
      minute(8),
    );
    await test.store.consents.withdraw(other.id, 'tips', 'ines', minute(8));
    await test.store.consents.record(known.lead.id, [consent('tips', minute(9))], 'ines', minute(9));
    const ids = [known.lead.id, other.id];
    const before = await dumpOf(test.url, ids);

    const { merge, effects } = await mergeById(test.store, known.lead.id, other.id, minute(10), other.id);
    expect(effects).toMatchObject({ kept: { id: other.id }, merged: { id: known.lead.id }, objections: ['tips'] });
    const merged = await dumpOf(test.url, ids);
    expect(merged.lead).toHaveLength(1);
    for (const table of [
      'event',
      'message',
      'enrollment',
      'handoff',
      'score_entry',
      'letter',
      'task',
      'inbound_item',
      'consent_request',
      'lead_origin',
      'intervention',
    ]) {
      expect([table, merged[table]?.length]).toEqual([table, before[table]?.length]);
    }
    const lead = await test.store.leads.get(other.id, minute(11));
    expect(lead).toMatchObject({
      email: 'av@private.test',
      lastName: 'Vogelsang',
      company: 'Birkenhof GmbH',
      tags: ['fair'],
      stage: 'mql',
    });
    expect(lead.fields).toEqual({ employees: 7, sites: 2, region: 'Kirschholz' });
    expect(await test.store.leads.get('annika.vogelsang@birkenhof.test', minute(11))).toMatchObject({ id: other.id });
    expect(await test.store.leads.get(known.lead.id, minute(11))).toMatchObject({ id: other.id });

    await test.store.merges.undo(merge.id, 'ines', minute(12));
    const after = await dumpOf(test.url, ids);
    for (const table of Object.keys(before)) expect([table, after[table]]).toEqual([table, before[table]]);
    await expect(test.store.merges.undo(merge.id, 'ines', minute(13))).rejects.toMatchObject({ code: 'MERGE_UNDONE' });
    expect((await test.store.merges.duplicates({ limit: 10 })).items).toEqual([]);
  });

  it('keeps the one that is further in the funnel, else the older one, and tells beforehand exactly what it does', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store, { title: 'Head of heat' })];
    const preview = await test.store.merges.preview(one.id, two.email, { actor: 'ines' }, minute(1));
    expect(preview).toMatchObject({
      kept: { id: one.id },
      changes: [{ what: 'title', before: null, after: 'Head of heat' }],
    });
    expect(await test.store.leads.get(two.email, minute(1))).toMatchObject({ id: two.id });
    await test.store.events.ingest(event({ kind: 'form', name: 'guide', lead: { id: two.id } }), minute(1));
    const { effects } = await mergeById(test.store, one.id, two.id, minute(2));
    expect(effects.kept.id).toBe(two.id);
    await expect(mergeById(test.store, one.id, two.id, minute(3))).rejects.toMatchObject({ code: 'LEADS_SAME' });
  });

  it('adds up the points of both ledgers, and an event that is told again under the old id is still one', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    const demo = (lead: LeadView) =>
      event({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id }, dedupeKey: `api/crm/${lead.id}/7` });
    await test.store.events.ingest(demo(two), minute(1));
    await test.store.events.ingest(event({ kind: 'reply', lead: { id: one.id } }), minute(1));
    await mergeById(test.store, one.id, two.id, minute(2), one.id);
    const told = await test.store.leads.explainScore(one.id, minute(2));
    expect(told.score).toBeCloseTo(105, 0);
    const again = await test.store.events.ingest({ ...demo(two), dedupeKey: `api/crm/${one.id}/7` }, minute(3));
    expect(again).toMatchObject({ recorded: false, leadId: one.id });
    const late = await test.store.events.ingest(
      event({ kind: 'form', name: 'guide', lead: { id: two.id } }),
      minute(3),
    );
    expect(late).toMatchObject({ recorded: true, leadId: one.id });
  });

  it('lets an enrollment go on for the one that is left, with its mails to that address and its caps over both', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    const first = await test.store.enrollments.enroll(one.id, 'welcome', 'test', start);
    const other = await test.store.enrollments.enroll(two.id, 'recycle', 'test', start);
    await sendMail(test.store, first, 'hello', templateVersionId);
    await mergeById(test.store, one.id, two.id, minute(1), one.id);
    expect(await test.store.enrollments.get(other.id)).toMatchObject({
      leadId: one.id,
      email: one.email,
      status: 'active',
      workflowId: other.workflowId,
    });
    const caps = [{ atMost: 1, within: 'P1D' }] as const;
    expect(await claim(test.store, other, 'hello', templateVersionId, minute(2), { caps })).toMatchObject({
      kind: 'later',
    });
    const mail = await claim(test.store, other, 'hello', templateVersionId, minute(3 * 24 * 60));
    expect(mail).toMatchObject({ kind: 'claimed', leadId: one.id, recipient: one.email });
    expect(await signals(other.workflowId)).toEqual([{ kind: 'replan' }]);
    const next = await test.store.enrollments
      .enroll(one.id, 'recycle', 'test', minute(2))
      .catch((error: unknown) => error);
    expect(next).toMatchObject({ code: 'ALREADY_ENROLLED' });
  });

  it('stops the enrollment in a sequence that both are in, and an exclusive one beside an exclusive one', async () => {
    await publishWith(test.store, 'alone', { ...defaultSettings, exclusive: true });
    await publishWith(test.store, 'single', { ...defaultSettings, exclusive: true });
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    const both = await Promise.all(
      [one, two].map(({ id }) => test.store.enrollments.enroll(id, 'welcome', 'test', start)),
    );
    await test.store.enrollments.enroll(one.id, 'alone', 'test', start);
    const single = await test.store.enrollments.enroll(two.id, 'single', 'test', start);
    const { effects } = await mergeById(test.store, one.id, two.id, minute(1), one.id);
    expect(effects.stopped.toSorted()).toEqual(['single', 'welcome']);
    const [, second] = both;
    if (!second) throw new Error('not enrolled');
    expect(await signals(second.workflowId)).toContainEqual({ kind: 'stop', reason: 'merged' });
    expect(await signals(single.workflowId)).toContainEqual({ kind: 'stop', reason: 'merged' });
    expect(await test.store.enrollments.get(second.id)).toMatchObject({ number: 2, leadId: one.id });
    expect(await claim(test.store, second, 'hello', templateVersionId, minute(2))).toMatchObject({
      kind: 'blocked',
      reason: 'merged',
    });
  });

  it('stops what mailed the one that sales does not have, unless that goes beside sales; customers keep what they are in', async () => {
    const stages = [...defaultSettings.stages, 'mql', 'customer'] as const;
    await publishWith(test.store, 'beside-sales', { ...defaultSettings, stops: { reply: true, mql: false, on: [] } });
    await publishWith(test.store, 'any-stage', { ...defaultSettings, stages });
    const [sold, wanted, fresh] = await Promise.all([addLead(test.store), addLead(test.store), addLead(test.store)]);
    const enrolled = [];
    for (const sequence of ['welcome', 'beside-sales']) {
      enrolled.push(await test.store.enrollments.enroll(fresh.id, sequence, 'test', start));
    }
    await run(test.url, "UPDATE lead SET stage = 'mql' WHERE id = $1", [wanted.id]);
    const own = await test.store.enrollments.enroll(wanted.id, 'any-stage', 'test', start);
    const { effects } = await mergeById(test.store, wanted.id, fresh.id, minute(1), wanted.id);
    expect(effects.stopped).toEqual(['welcome']);
    const [welcome, beside] = await Promise.all(enrolled.map(({ workflowId }) => signals(workflowId)));
    expect(welcome).toContainEqual({ kind: 'stop', reason: 'mql' });
    expect(beside).toEqual([{ kind: 'replan' }]);
    expect(await signals(own.workflowId)).toEqual([{ kind: 'replan' }]);
    await run(test.url, "UPDATE lead SET stage = 'customer' WHERE id = $1", [sold.id]);
    await test.store.enrollments.enroll(sold.id, 'any-stage', 'test', start);
    expect((await mergeById(test.store, sold.id, wanted.id, minute(2), sold.id)).effects.stopped).toEqual([
      'any-stage',
    ]);
  });

  it('ends the second of two open hand-offs without nurturing anybody, and opens it anew when it is undone', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    const opened = [];
    for (const { id } of [one, two]) {
      await test.store.events.ingest(event({ kind: 'reply', lead: { id } }), minute(1));
      opened.push(
        await test.store.events.ingest(event({ kind: 'custom', name: 'demo_requested', lead: { id } }), minute(1)),
      );
    }
    const [, second] = opened.map(({ handoffId }) => handoffId ?? '');
    const { merge, effects } = await mergeById(test.store, one.id, two.id, minute(2), one.id);
    expect(effects.endedHandoffs).toBe(1);
    expect(await test.store.handoffs.decisionOf(second ?? '')).toMatchObject({
      decision: { reason: 'duplicate' },
      erased: true,
    });
    expect(
      (await test.store.handoffs.list({ status: 'open' }, { limit: 9 })).items.map(({ leadId }) => leadId),
    ).toEqual([one.id]);
    await test.store.merges.undo(merge.id, 'ines', minute(3));
    const open = (await test.store.handoffs.list({ status: 'open' }, { limit: 9 })).items.map(({ leadId }) => leadId);
    expect(open.toSorted()).toEqual([one.id, two.id].toSorted());
  });

  it('is undone without what came since: facts that were changed stay, mails of its enrollments go with them', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store, { title: 'Head', tags: ['old'] })];
    const enrollment = await test.store.enrollments.enroll(two.id, 'recycle', 'test', start);
    const { merge } = await mergeById(test.store, one.id, two.id, minute(1), one.id);
    const mail = await sendMail(test.store, enrollment, 'hello', templateVersionId, minute(2));
    await test.store.events.ingest(
      event({ kind: 'click', link: 'guide', lead: { messageId: mail }, occurredAt: minute(3) }),
      minute(3),
    );
    await test.store.leads.save({ email: one.email, title: 'Chief', tags: ['new'] }, minute(3), 'test');
    await test.store.merges.undo(two.email, 'ines', minute(4));
    expect(await test.store.leads.get(one.id, minute(4))).toMatchObject({ title: 'Chief', tags: ['new'], score: 0 });
    const back = await test.store.leads.get(two.id, minute(4));
    expect(back).toMatchObject({ title: 'Head', tags: ['old'] });
    expect(back.score).toBeCloseTo(10, 1);
    expect(await run(test.url, 'SELECT lead_id FROM message WHERE id = $1', [mail])).toEqual([{ lead_id: two.id }]);
    expect(merge.mergedEmail).toBe(two.email);
    const kinds = (await test.store.leads.timeline(one.id)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['merged', 'unmerged']));
  });

  it('that is older than another one is undone alone: the younger stands as it was, and undone as well gives all rows back', async () => {
    const kept = await addLead(test.store, { tags: ['own'] });
    const older = await knownPerson(test.store, test.url, templateVersionId);
    await run(
      test.url,
      `INSERT INTO form_submission (id, key, visit, form, version, lead_id, status, at)
       VALUES (gen_random_uuid(), 'a key', 'a visit', 'guide', 'v1', $1, 'taken', now())`,
      [older.lead.id],
    );
    const younger = await addLead(test.store, { title: 'Head', tags: ['fair'], fields: { sites: 3 } });
    await test.store.enrollments.enroll(younger.id, 'beside', 'test', minute(1));
    await test.store.events.ingest(event({ kind: 'reply', lead: { id: younger.id } }), minute(1));
    const ids = [kept.id, older.lead.id, younger.id];
    const before = await dumpOf(test.url, ids);
    const first = (await mergeById(test.store, kept.id, older.lead.id, minute(10), kept.id)).merge;
    const second = (await mergeById(test.store, kept.id, younger.id, minute(11), kept.id)).merge;

    await test.store.merges.undo(first.id, 'ines', minute(12));
    const olderOwn = Object.entries(await dumpOf(test.url, [older.lead.id])).filter(([table]) => table !== 'pause');
    const wasOwn: Record<string, readonly unknown[]> = {};
    for (const [table, rows] of Object.entries(before)) {
      wasOwn[table] = rows.filter((row) => JSON.stringify(row).includes(older.lead.id));
    }
    for (const [table, rows] of olderOwn) {
      if (!table.startsWith('suppression')) expect([table, rows]).toEqual([table, wasOwn[table]]);
    }
    expect((await test.store.merges.of(kept.id)).find(({ id }) => id === second.id)).toEqual(second);
    // What the lead has of the younger one: its title, which the older one had filled in before, and no more hand-offs.
    expect(await test.store.leads.get(younger.id, minute(12))).toMatchObject({
      id: kept.id,
      title: 'Head',
      tags: ['own', 'fair'],
      fields: { sites: 3 },
    });
    await test.store.merges.undo(second.id, 'ines', minute(13));
    const after = await dumpOf(test.url, ids);
    for (const table of Object.keys(before)) expect([table, after[table]]).toEqual([table, before[table]]);
  });

  it('cannot be undone once its time is over or the lead went on into another, and the copy goes with the time and with the person', async () => {
    const [one, two, three] = [await addLead(test.store), await addLead(test.store), await addLead(test.store)];
    const first = (await mergeById(test.store, one.id, two.id, minute(1), one.id)).merge;
    const second = (await mergeById(test.store, one.id, three.id, minute(2), three.id)).merge;
    await expect(test.store.merges.undo(first.id, 'ines', minute(3))).rejects.toMatchObject({ code: 'MERGE_BURIED' });
    await test.store.merges.undo(second.id, 'ines', minute(3));
    expect(await test.store.merges.expire(minute(4))).toBe(0);
    const later = minute(31 * 24 * 60);
    await expect(test.store.merges.undo(first.id, 'ines', later)).rejects.toMatchObject({ code: 'MERGE_EXPIRED' });
    expect(await test.store.merges.expire(later)).toBe(1);
    await expect(test.store.merges.undo('nothing', 'ines', later)).rejects.toMatchObject({ code: 'MERGE_UNKNOWN' });
    const third = (await mergeById(test.store, one.id, three.id, later, one.id)).merge;
    await test.store.rights.erase(one.id, 'ines', null, later);
    const [row] = await run(test.url, 'SELECT snapshot FROM lead_merge WHERE id = $1', [third.id]);
    expect(row).toEqual({ snapshot: null });
    for (const email of [one.email, two.email, three.email]) {
      await expect(test.store.leads.get(email, later)).rejects.toMatchObject(unknown);
      await expect(addLead(test.store, { email })).rejects.toMatchObject({ code: 'LEAD_SUPPRESSED' });
    }
  });
});

const consent = (purpose: string, at: string): NewConsent => ({
  ...{ purpose, basis: 'express', source: 'form', wording: null, at, expiresAt: null },
  proof: { method: 'form', reference: 'r' },
});

describe('at one moment', () => {
  it('two merges of the same two are one', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    const hold = `SELECT 1 FROM lead WHERE id = '${one.id}' FOR UPDATE`;
    const outcomes = await whileHeld(test.url, hold, 2, () =>
      Promise.allSettled([
        mergeById(test.store, one.id, two.id, minute(1)),
        mergeById(test.store, two.id, one.id, minute(1)),
      ]),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'LEADS_SAME' } });
    expect(await test.store.merges.of(one.id)).toHaveLength(1);
  });

  it('an event, a mail, a save and a note that wait for the lead that goes find the one that is left', async () => {
    const [one, two] = [await addLead(test.store), await addLead(test.store)];
    const enrollment = await test.store.enrollments.enroll(two.id, 'welcome', 'test', start);
    const mail = await sendMail(test.store, enrollment, 'hello', templateVersionId);
    const client = await connect(test.url);
    // The older lead is locked first, so the merge waits with neither, and everything else waits behind the other one.
    await client.query('BEGIN');
    await client.query(`SELECT 1 FROM lead WHERE id = '${two.id}' FOR UPDATE`);
    const merging = mergeById(test.store, one.id, two.id, minute(1), one.id);
    await untilWaiting(test.url, 1);
    const rest = [
      test.store.events.ingest(event({ kind: 'form', name: 'guide', lead: { id: two.id } }), minute(2)),
      test.store.events.ingest(event({ kind: 'click', link: 'guide', lead: { messageId: mail } }), minute(2)),
      test.store.leads.save({ email: two.email, title: 'Head' }, minute(2), 'test'),
      claim(test.store, enrollment, 'second', templateVersionId, minute(2)),
      test.store.enrollments.act(
        { enrollmentId: enrollment.id, stepId: 'tag', visit: 1 },
        { kind: 'tag', add: ['a'], remove: [] },
        minute(2),
      ),
    ] as const;
    await untilWaiting(test.url, 6);
    await client.query('COMMIT');
    await client.end();
    await merging;
    const [form, click, saved, claimed] = await Promise.all(rest);
    expect([form.leadId, click.leadId]).toEqual([one.id, one.id]);
    expect(claimed).toMatchObject({ leadId: one.id });
    expect(saved).toMatchObject({ created: false, lead: { id: one.id } });
    expect(await test.store.leads.get(two.email, minute(3))).toMatchObject({ id: one.id, tags: ['a'], title: 'Head' });
    expect(await run(test.url, 'SELECT count(*)::int AS n FROM lead')).toEqual([{ n: 1 }]);
  });
});
