import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView, Store } from '../../db/store.ts';
import { currentProgram } from '../../domain/formats.ts';
import type { LeadInput } from '../../domain/lead.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, outboxOf, publishBasics, start, whileLocked, workspace } from './fixtures.ts';
import { publish, publishProgram } from './published.ts';

let test: TestStore;
let store: Store;

const segments = { large: 'lead.fields.employees >= 500', keen: 'events.clicks("pricing") >= 2' };

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  await publishBasics(store);
  const organisation = { ...workspace.organisation, segments };
  await store.publications.publishWorkspace({ ...workspace, organisation }, start);
});
afterAll(() => test.close());

const enroll = (lead: LeadView, sequence: string, now = start) =>
  store.enrollments.enroll(lead.id, sequence, 'test', now);
/** The refusal, as code and words. */
async function refusal(lead: LeadView, sequence: string, now = start): Promise<string> {
  const error = await enroll(lead, sequence, now).then(
    () => null,
    (thrown: { readonly code: string; readonly message: string }) => thrown,
  );
  return error ? `${error.code}: ${error.message.replaceAll(lead.email, 'LEAD')}` : 'entered';
}
const person = (input: Partial<LeadInput> = {}) => addLead(store, input);

describe('the entry rule', () => {
  it('takes those who meet its condition, and tells the others by what they do not', async () => {
    await publish(store, 'dach', { enter: { when: 'lead.country in ["DE", "AT"] && score < 50' } });
    expect(await refusal(await person({ country: 'AT' }), 'dach')).toBe('entered');
    expect(await refusal(await person({ country: 'FR' }), 'dach')).toBe(
      'ENTRY_REFUSED: LEAD may not enter "dach": it does not meet lead.country in ["DE", "AT"] && score < 50; ' +
        'lead.country is "FR"; score is 0',
    );
    expect(await refusal(await person(), 'dach')).toContain('lead.country is not known');
  });

  it('takes those of its sources', async () => {
    await publish(store, 'sourced', { enter: { sources: ['guide', 'webinar'] } });
    expect(await refusal(await person({ source: 'webinar' }), 'sourced')).toBe('entered');
    expect(await refusal(await person({ source: 'list' }), 'sourced')).toBe(
      'ENTRY_REFUSED: LEAD may not enter "sourced": its source is "list"; it takes leads from guide, webinar',
    );
    expect(await refusal(await person(), 'sourced')).toContain('its source is not known');
  });

  it('takes those who are in all of its segments, as the organisation has them now', async () => {
    await publish(store, 'segmented', { enter: { segments: ['large', 'keen'] } });
    const lead = await person({ fields: { employees: 600 } });
    expect(await refusal(lead, 'segmented')).toContain(
      'it is not in the segment "keen" (events.clicks("pricing") >= 2)',
    );
    for (const _ of [1, 2]) await store.events.ingest(event({ kind: 'click', link: 'pricing', lead }), start);
    expect(await refusal(lead, 'segmented')).toBe('entered');
    expect(await refusal(await person({ fields: { employees: 5 } }), 'segmented')).toContain(
      'it is not in the segment "large" (lead.fields.employees >= 500; lead.fields.employees is 5)',
    );
    await publish(store, 'lost', { enter: { segments: ['gone'] } });
    expect(await refusal(await person(), 'lost')).toContain('the organisation has no segment "gone" any more');
  });

  it('looks at the company and the consents when it asks for them', async () => {
    const consented = 'account.leads == 2 && "newsletter" in consent';
    await publish(store, 'asked', { enter: { when: consented } });
    const lead = await person({ company: 'Asked Ltd' });
    expect(await refusal(lead, 'asked')).toContain('ENTRY_REFUSED');
    await person({ company: 'asked  LTD' });
    const client = await connect(test.url);
    await client.query(
      `INSERT INTO consent (id, lead_id, purpose, basis, source, at, withdrawn_at)
       VALUES (gen_random_uuid(), $1, 'newsletter', 'form', 'site', $2, $3)`,
      [lead.id, start, minute(10)],
    );
    await client.end();
    expect(await refusal(lead, 'asked', minute(10))).toContain('ENTRY_REFUSED');
    expect(await refusal(lead, 'asked', minute(5))).toBe('entered');
  });

  it('mails leads at its stages only', async () => {
    await publish(store, 'customers', { stages: ['customer'] });
    expect(await refusal(await person(), 'customers')).toBe(
      'STAGE_ILLEGAL: LEAD is at stage name; "customers" mails leads at customer',
    );
    await publish(store, 'newcomers', { stages: ['name', 'customer'] });
    expect(await refusal(await person(), 'newcomers')).toBe('entered');
  });

  it('of a program of an older version is what it always was', async () => {
    const first = { sequence: 'older', entry: 'x', steps: { x: { kind: 'exit', id: 'x', reason: 'done' } } };
    await publishProgram(store, first as unknown as ReturnType<typeof currentProgram>);
    const lead = await person();
    const { id } = await enroll(lead, 'older');
    await store.enrollments.close(id, 'exited', 'done', start);
    const again = await enroll(lead, 'older');
    const client = await connect(test.url);
    const { rows } = await client.query('SELECT sequence_version_id FROM enrollment WHERE id = $1', [again.id]);
    await client.end();
    const expected = currentProgram(first);
    expect((await store.enrollments.runnable(rows[0].sequence_version_id)).program).toEqual(expected);
    expect((await store.publications.version('older')).program).toEqual(expected);
    expect((await store.publications.sequence('older')).program).toEqual(expected);
  });
});

describe('entering again', () => {
  const once = async (sequence: string) => {
    const lead = await person();
    const { id } = await enroll(lead, sequence);
    expect(await refusal(lead, sequence)).toBe(`ALREADY_ENROLLED: LEAD is in the sequence "${sequence}" already`);
    await store.enrollments.close(id, 'completed', 'end', start);
    return lead;
  };

  it('is refused where nobody enters twice', async () => {
    await publish(store, 'once', { enter: { again: { kind: 'never' } } });
    expect(await refusal(await once('once'), 'once', '2030-01-01T00:00:00.000Z')).toBe(
      'REENTRY_REFUSED: LEAD was in the sequence "once" until 2026-11-21 10:00 (Europe/Berlin), and nobody enters it twice',
    );
  });

  it('is possible a while after the last end, by the calendar of the organisation', async () => {
    // Berlin, 10:00 in winter; a hundred and fifty days later it is summer, and 10:00 comes an hour earlier in UTC.
    await publish(store, 'seldom', { enter: { again: { kind: 'after', duration: 'P150D' } } });
    const lead = await once('seldom');
    expect(await refusal(lead, 'seldom', '2027-04-20T07:59:59.999Z')).toBe(
      'REENTRY_REFUSED: LEAD was in the sequence "seldom" until 2026-11-21 10:00 (Europe/Berlin), ' +
        'and may enter again 150 days later: from 2027-04-20 10:00 (Europe/Berlin)',
    );
    expect(await refusal(lead, 'seldom', '2027-04-20T08:00:00.000Z')).toBe('entered');
  });
});

describe('exclusive sequences', () => {
  beforeAll(async () => {
    await publish(store, 'low', { exclusive: true, priority: 1 });
    await publish(store, 'low-too', { exclusive: true, priority: 1 });
    await publish(store, 'high', { exclusive: true, priority: 9 });
    await publish(store, 'shared', { priority: 99 });
  });
  const signalsTo = async (workflowId: string) =>
    (await outboxOf(test.url)).filter((row) => row.workflow_id === workflowId && row.kind === 'signal_nurture');

  it('do not share a lead: the one of higher priority supersedes the other', async () => {
    const lead = await person();
    const low = await enroll(lead, 'low');
    const high = await enroll(lead, 'high');
    expect(high.status).toBe('active');
    expect(await signalsTo(low.workflowId)).toMatchObject([{ payload: { kind: 'stop', reason: 'superseded' } }]);
    expect(await signalsTo(high.workflowId)).toEqual([]);
    expect(await refusal(lead, 'low-too')).toBe(
      'LEAD_TAKEN: LEAD is held by the exclusive sequence "high" of priority 9; "low-too" has priority 1',
    );
    const client = await connect(test.url);
    const { rows } = await client.query('SELECT stop_reason FROM enrollment WHERE id = $1', [low.id]);
    await client.end();
    expect(rows).toEqual([{ stop_reason: 'superseded' }]);
  });

  it('keep the lead against one of the same priority until they end or are stopped for good', async () => {
    const lead = await person();
    const first = await enroll(lead, 'low');
    expect(await refusal(lead, 'low-too')).toContain('LEAD_TAKEN');
    await store.enrollments.stop(first.id, 'test', start);
    expect(await refusal(lead, 'low-too')).toBe('entered');
    expect(await signalsTo(first.workflowId)).toMatchObject([{ payload: { reason: 'manual' } }]);
  });

  it('keep the lead when a reply stops them that a wait may yet use up', async () => {
    const lead = await person();
    await enroll(lead, 'low');
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), start);
    expect(await refusal(lead, 'low-too')).toContain('LEAD_TAKEN');
  });

  it('leave the others alone', async () => {
    const lead = await person();
    const shared = await enroll(lead, 'shared');
    expect(await refusal(lead, 'high')).toBe('entered');
    expect(await refusal(lead, 'welcome')).toBe('entered');
    expect(await signalsTo(shared.workflowId)).toEqual([]);
  });

  it('that want a lead at one moment do not both get it', async () => {
    const lead = await person();
    const both = () => Promise.allSettled(['low', 'low-too'].map((sequence) => enroll(lead, sequence)));
    const outcomes = await whileLocked(test.url, lead.id, 2, both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

it('an unknown sequence is told before anything else', async () => {
  expect(await refusal(await person(), 'nowhere')).toBe('SEQUENCE_UNKNOWN: There is no published sequence "nowhere"');
});
