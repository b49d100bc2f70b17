/** What sources brought and what they cost. */
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CostInput, Store } from '../../db/store.ts';
import { defaultLimits, type Source } from '../../domain/source.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, publishBasics, start, workspace } from './fixtures.ts';

let test: TestStore | undefined;
let store: Store;

beforeEach(async () => {
  await test?.close();
  test = await createTestStore();
  store = test.store;
  await publishBasics(store);
  const fairs: Source = {
    ...{ label: null, channel: 'event', partner: null, kind: null, consent: null, alertAt: defaultLimits },
  };
  await store.publications.publishWorkspace({ ...workspace, sources: { fairs, quiet: fairs } }, start);
});
afterAll(() => test?.close());

const cost = (given: Partial<CostInput> = {}): CostInput => ({
  ...{ source: 'fairs', from: '2026-11-01', to: '2026-11-30', amount: '300', currency: 'EUR', note: null },
  ...given,
});
const add = (given: Partial<CostInput> = {}) => store.sources.addCost(cost(given), 'ines', start);
const always = { from: null, to: null };
const of = async (
  source: string | null,
  period: { readonly from: string | null; readonly to: string | null } = always,
) => (await store.sources.report(period)).find((one) => one.source === source);

describe('a report', () => {
  it('tells of each source what became of its leads, declared or not', async () => {
    const lead = await addLead(store, { source: 'fairs', fields: { employees: 100 } });
    await addLead(store, { source: 'fairs' });
    await addLead(store, { source: 'street' });
    await addLead(store, {});
    // 10 points, then 55 and 50: it is engaged, then ready for sales.
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), minute(1));
    await store.events.ingest(event({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } }), minute(2));
    await add({ amount: '300.50' });
    await add({ amount: '100', currency: 'USD' });
    const reports = await store.sources.report(always);
    expect(reports.map(({ source, declared, leads }) => [source, declared?.channel, leads])).toEqual([
      ['fairs', 'event', 2],
      ['quiet', 'event', 0],
      ['street', undefined, 1],
      [null, undefined, 1],
    ]);
    expect(reports[0]).toMatchObject({
      leads: 2,
      engaged: 1,
      mql: 1,
      customers: 0,
      temperature: { cold: 1, warm: 0, hot: 1 },
    });
    expect(reports[0]?.costs).toEqual([
      { currency: 'EUR', amount: '300.50', perLead: '150.25', perMql: '300.50', perCustomer: null },
      { currency: 'USD', amount: '100.00', perLead: '50.00', perMql: '100.00', perCustomer: null },
    ]);
  });

  it('counts leads by the day on which they came, in the zone of the organisation, and costs by their share of days', async () => {
    await addLead(store, { source: 'fairs' });
    await add();
    await add({ from: '2026-11-20', to: '2026-12-09', amount: '20' });
    const amounts = async (from: string | null, to: string | null) =>
      (await of('fairs', { from, to }))?.costs.map(({ amount }) => amount);
    expect(await amounts(null, null)).toEqual(['320.00']);
    expect(await amounts('2026-11-01', '2026-11-15')).toEqual(['150.00']);
    expect(await amounts('2026-11-21', '2026-11-30')).toEqual(['110.00']);
    expect(await amounts('2026-12-10', null)).toEqual([]);
    const leads = async (from: string | null, to: string | null) => (await of('fairs', { from, to }))?.leads;
    expect(await leads('2026-11-21', '2026-11-21')).toBe(1);
    expect(await leads('2026-11-22', null)).toBe(0);
    expect(await leads(null, '2026-11-20')).toBe(0);
  });

  it('keeps a lead with the source that it came by first', async () => {
    const { email } = await addLead(store, { source: 'fairs' });
    await store.leads.save({ email, source: 'street' }, minute(1), 'crm', { way: 'api' });
    expect(await of('fairs')).toMatchObject({ leads: 1 });
    expect(await of('street')).toBeUndefined();
  });

  it('of the parts of any division of a period adds up to the whole', async () => {
    await add({ from: '2026-01-01', to: '2026-12-31', amount: '1000.01' });
    const iso = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 2, max: 365 }), { maxLength: 4 }), async (cuts) => {
        const starts = [1, ...cuts.toSorted((a, b) => a - b)];
        const parts = starts.map((from, i) => ({ from: iso(from), to: iso((starts[i + 1] ?? 366) - 1) }));
        const sums = await Promise.all(
          parts.map(async (period) => Number((await of('fairs', period))?.costs[0]?.amount)),
        );
        expect(Math.abs(sums.reduce((a, b) => a + b, 0) - 1000.01)).toBeLessThan(0.01 * parts.length);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a cost', () => {
  it('counts until it is taken back, and stays visible', async () => {
    const { id } = await add();
    await add({ from: '2026-12-01', to: '2026-12-31', amount: '7' });
    const voided = await store.sources.voidCost(id, 'tom', minute(1));
    expect(voided).toMatchObject({ amount: '300.00', voidedAt: minute(1), voidedBy: 'tom' });
    expect(await store.sources.voidCost(id, 'ines', minute(2))).toEqual(voided);
    expect((await of('fairs'))?.costs).toMatchObject([{ amount: '7.00' }]);
    expect((await store.sources.costs('fairs')).map(({ from, voidedBy }) => [from, voidedBy])).toEqual([
      ['2026-12-01', null],
      ['2026-11-01', 'tom'],
    ]);
    await expect(store.sources.voidCost('x', 'tom', start)).rejects.toMatchObject({ code: 'COST_UNKNOWN' });
  });

  it.each([
    [{ source: 'faires' }, 'SOURCE_UNKNOWN', 'There is no source "faires"; did you mean "fairs"?'],
    [{ from: '2026-12-01' }, 'COST_INVALID', 'the period ends on 2026-11-30, before it begins on 2026-12-01'],
    [{ to: '2026-11-31' }, 'COST_INVALID', 'is not two days such as 2026-03-31'],
    [{ to: '2037-01-01' }, 'COST_INVALID', 'longer than ten years'],
    [{ amount: '-1' }, 'COST_INVALID', '"-1" is not an amount'],
    [{ amount: '1,200.50' }, 'COST_INVALID', 'is not an amount such as 1200 or 1200.50'],
    [{ amount: '1.234' }, 'COST_INVALID', 'is not an amount'],
    [{ currency: 'EURO' }, 'COST_INVALID', '"EURO" is not the code of a currency'],
    [{ currency: 'eur' }, 'COST_INVALID', '"eur" is not the code of a currency'],
  ])('%j is refused with %s', async (given, code, why) => {
    await expect(add(given)).rejects.toMatchObject({ code, message: expect.stringContaining(why) });
  });

  it('of a source that only leads have is taken', async () => {
    await addLead(store, { source: 'street' });
    expect(await add({ source: 'street', amount: '0' })).toMatchObject({ source: 'street', amount: '0.00' });
  });
});
