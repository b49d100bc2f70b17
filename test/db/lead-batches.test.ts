/** Many leads saved in a few statements: the same comes out as if they were saved one by one. */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportRow } from '../../db/store.ts';
import { noWishes } from '../../domain/import-rule.ts';
import type { LeadInput } from '../../domain/lead.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, outboxOf, publishBasics, start } from './fixtures.ts';

let [batched, single]: TestStore[] = [];

beforeAll(async () => {
  [batched, single] = await Promise.all([createTestStore(), createTestStore()]);
  for (const { store } of [the(batched), the(single)]) await publishBasics(store);
});
afterAll(async () => {
  await Promise.all([batched?.close(), single?.close()]);
});

function the(test: TestStore | undefined): TestStore {
  if (!test) throw new Error('not started');
  return test;
}

const plan = { encoding: 'utf-8', wishes: noWishes, source: null };
let files = 0;

/** Imports rows as one batch of a file of their own. */
async function importRows(test: TestStore, inputs: readonly LeadInput[], now: Instant, rules = {}) {
  files += 1;
  const file = { name: 'list.csv', contentHash: `file ${files}`, plan, errorFile: null, again: false };
  const { run } = await test.store.imports.begin(file, 'test', now);
  const rows = inputs.map((lead, i): ImportRow => ({ line: i + 2, lead, origin: {} }));
  const batch = { rows, rules, broken: 0, fromLine: 1, nextLine: rows.length + 2, doneBytes: 1 };
  return test.store.imports.save(run, batch, 'test', now, async () => undefined);
}

const origin = { way: 'file', own: true, detail: { reference: 'list.csv' } } as const;

/** All that saving leads writes, without ids. */
async function dump(test: TestStore): Promise<unknown> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  try {
    const rows = async (text: string) => (await client.query(text)).rows as unknown[];
    return {
      leads:
        await rows(`SELECT l.email, canonical_email, mailbox, address_hash, first_name, last_name, title, country, language,
        time_zone, source, phone, kind, consent_rule, fields, tags, stage, fit_points, grade, engagement, score, temperature,
        a.name, l.created_at, l.updated_at FROM lead l LEFT JOIN account a ON a.id = l.account_id ORDER BY canonical_email`),
      accounts: await rows('SELECT name, key, domain FROM account ORDER BY key'),
      moves: await rows(`SELECT l.canonical_email, m.from, m.to, m.actor, m.reason, m.score, m.grade, m.at
        FROM stage_move m JOIN lead l ON l.id = m.lead_id ORDER BY 1, 2, 3, m.at, m.reason, m.grade`),
      // Of two rows of one person that are merged, a batch may record both arrivals.
      origins: await rows(`SELECT DISTINCT l.canonical_email, o.source, o.way, o.detail, o.actor, o.at
        FROM lead_origin o JOIN lead l ON l.id = o.lead_id ORDER BY 1, o.at, 2, 3, 4`),
      aliases: await rows(
        `SELECT x.canonical_email, l.canonical_email AS lead FROM lead_alias x JOIN lead l ON l.id = x.lead_id ORDER BY 1`,
      ),
      duplicates:
        await rows(`SELECT least(l.canonical_email, o.canonical_email) AS one, greatest(l.canonical_email, o.canonical_email) AS two,
        d.reason, d.status FROM lead_duplicate d JOIN lead l ON l.id = d.lead_id JOIN lead o ON o.id = d.other_id WHERE d.reason <> 'name' ORDER BY 1, 2`),
      handoffs: await rows(
        'SELECT l.canonical_email, h.number, h.status FROM handoff h JOIN lead l ON l.id = h.lead_id ORDER BY 1, 2',
      ),
    };
  } finally {
    await client.end();
  }
}

const some = fc.constantFrom;
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/**
 * What two leads are compared by is a matter of the address here: of two rows of one file that are like each other only until the
 * second is read, one by one lists them as perhaps the same, and a batch does not.
 */
const named = (local: string, domain: string) => ({
  firstName: `${local.slice(0, 1)}.`,
  lastName: 'Lee',
  phone: /^(ann|bob)$/.test(local) && /acme|yare/.test(domain) ? '+4533123456' : undefined,
});

const anyInput = fc
  .record({
    local: some('ann', 'bob', 'cem', 'd.ora', 'dora', 'Eve'),
    domain: some('acme.test', 'yare.test', 'gmail.com', 'gmx.de'),
    company: perhaps(some('Acme', ' ACME ', 'Yare Ltd', 'Sole', null)),
    title: perhaps(some('CTO', null)),
    country: perhaps(some('DE', 'DK')),
    timeZone: perhaps(some('Europe/Berlin', 'Europe/Copenhagen')),
    source: perhaps(some('fair', 'Fair', 'list')),
    fields: perhaps(fc.record({ employees: some(10, 60, 90), region: some('north', 'south') }, { requiredKeys: [] })),
    tags: perhaps(fc.uniqueArray(some('vip', 'fair'))),
  })
  .map(({ local, domain, ...rest }): LeadInput => {
    const told = { email: `${local}@${domain}`, ...named(local, domain), ...rest };
    // A batch merges after all rows are saved: what one row erases, the other lead of the same person fills in again.
    const erases = domain === 'gmx.de';
    return JSON.parse(
      JSON.stringify(told, (_, value: unknown) => (value === null && !erases ? undefined : value)),
    ) as LeadInput;
  });

describe('a batch', () => {
  it('makes of leads what saving them one by one makes of them', async () => {
    let round = 0;
    const batches = fc.uniqueArray(anyInput, { selector: ({ email }) => email.toLowerCase(), maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(batches, async (inputs) => {
        round += 1;
        const now = plusMs(start, round * 90_000_000);
        await importRows(the(batched), inputs, now);
        for (const input of inputs) await the(single).store.leads.save(input, now, 'test', origin);
        expect(await dump(the(batched))).toEqual(await dump(the(single)));
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('tells what is new, changed, unchanged and refused', async () => {
    const test = the(batched);
    await test.store.suppressions.add('gone@r.test', 'legal', null, start);
    const rows = [{ email: 'new@r.test', firstName: 'New' }, { email: 'gone@r.test' }];
    const refused = [{ line: 3, code: 'LEAD_SUPPRESSED', message: expect.stringContaining('erased') }];
    expect(await importRows(test, rows, start)).toEqual({ created: 1, updated: 0, unchanged: 0, refused });
    const next = [{ email: 'NEW@r.test', firstName: 'New' }, { email: 'new2@r.test' }];
    expect(await importRows(test, next, start)).toMatchObject({ created: 1, unchanged: 1 });
    expect(await importRows(test, [{ email: 'new@r.test', lastName: 'Lee' }], start)).toMatchObject({ updated: 1 });
  });

  it('gives a lead to sales whose points were enough once its fit is, and tells enrollments of one that moves', async () => {
    const test = the(batched);
    const lead = await addLead(test.store, { email: 'ripe@s.test', fields: {} });
    for (const [n, name] of ['demo_requested', 'demo_requested'].entries()) {
      await test.store.events.ingest(
        event({ kind: 'custom', name, lead: { id: lead.id }, dedupeKey: `ripe ${n}` }),
        minute(1),
      );
    }
    await importRows(test, [{ email: 'ripe@s.test', fields: { employees: 80 } }], minute(2));
    expect(await test.store.leads.get(lead.id, minute(2))).toMatchObject({ grade: 'A', stage: 'mql' });
    expect((await outboxOf(test.url)).some(({ kind }) => kind === 'start_handoff')).toBe(true);
  });

  it('writes over what is known by the rule of each column', async () => {
    const test = the(batched);
    const known = { email: 'rule@t.test', firstName: 'Ann', title: 'CTO', fields: { employees: 60 }, tags: ['vip'] };
    await test.store.leads.save(known, start, 'test');
    const rules = {
      firstName: 'fill',
      lastName: 'fill',
      title: 'keep',
      country: 'keep',
      employees: 'max',
      tags: 'fill',
    };
    const given = {
      firstName: 'X',
      lastName: 'Lee',
      title: 'X',
      country: 'DE',
      fields: { employees: 50 },
      tags: ['x'],
    };
    await importRows(test, [{ email: 'rule@t.test', ...given }], start, rules);
    const lead = await test.store.leads.get('rule@t.test', start);
    expect(lead).toMatchObject({ ...known, lastName: 'Lee', country: null });
    await importRows(test, [{ email: 'rule@t.test', fields: { employees: 70 }, tags: ['x'] }], start, {
      employees: 'max',
    });
    expect(await test.store.leads.get('rule@t.test', start)).toMatchObject({
      fields: { employees: 70 },
      tags: ['vip', 'x'],
    });
  });

  it('saves what two batches of one moment have in common once', async () => {
    const test = the(batched);
    const rows = Array.from({ length: 40 }, (_, n) => ({ email: `race-${n}@u.test`, company: `Race ${n % 7}` }));
    const results = await Promise.all([importRows(test, rows, start), importRows(test, rows.toReversed(), start)]);
    expect(results.map(({ created }) => created).reduce((a, b) => a + b)).toBe(40);
    expect(results.map(({ unchanged }) => unchanged).reduce((a, b) => a + b)).toBe(40);
  });
});

describe('an import', () => {
  it('is known by content and plan, goes on where it was, and is done once', async () => {
    const { imports } = the(batched).store;
    const file = { name: 'a.csv', contentHash: 'same', plan, errorFile: null, again: false };
    const first = await imports.begin(file, 'test', start);
    expect(first.state).toBe('new');
    const batch = { rows: [], rules: {}, broken: 2, fromLine: 1, nextLine: 40, doneBytes: 900 };
    await imports.save(first.run, batch, 'test', start, async () => undefined);
    const next = await imports.begin({ ...file, name: 'renamed.csv' }, 'test', minute(1));
    expect(next).toMatchObject({
      state: 'resumed',
      run: { id: first.run.id, nextLine: 40, doneBytes: 900, refused: 2 },
    });
    await expect(imports.save(first.run, batch, 'test', start, async () => undefined)).rejects.toMatchObject({
      code: 'IMPORT_RUNNING',
    });
    await imports.end(first.run.id, 'done', minute(2));
    expect((await imports.begin(file, 'test', minute(3))).state).toBe('done');
    expect((await imports.begin({ ...file, plan: { ...plan, source: 'fair' } }, 'test', minute(3))).state).toBe('new');
    expect(await imports.begin({ ...file, again: true }, 'test', minute(4))).toMatchObject({
      state: 'new',
      run: { nextLine: 1 },
    });
    const listed = await imports.list({ limit: 2 });
    expect(listed.items.map(({ status, fileName }) => [status, fileName])).toEqual([
      ['running', 'a.csv'],
      ['running', 'a.csv'],
    ]);
  });

  it('of one content is done by one at a time', async () => {
    const { imports } = the(batched).store;
    await imports.alone('content', async () => {
      await expect(imports.alone('content', async () => 1)).rejects.toMatchObject({ code: 'IMPORT_RUNNING' });
      expect(await imports.alone('other content', async () => 2)).toBe(2);
    });
    expect(await imports.alone('content', async () => 3)).toBe(3);
  });

  it('has how files of a header are read remembered, whatever its case, until that is forgotten', async () => {
    const { imports } = the(batched).store;
    const wishes = { ...noWishes, map: { Firma: 'company' }, dates: 'dmy' } as const;
    await imports.remember(['E-Mail', 'Firma'], wishes, 'test', start);
    expect(await imports.wishesFor([' e-mail', 'FIRMA'])).toEqual(wishes);
    expect(await imports.wishesFor(['Firma', 'E-Mail'])).toBeNull();
    expect(await imports.forget(['E-Mail', 'Firma'])).toBe(true);
    expect(await imports.forget(['E-Mail', 'Firma'])).toBe(false);
  });
});
