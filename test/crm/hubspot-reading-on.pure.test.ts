import { afterEach, describe, expect, test } from 'vitest';
import { crmFailureOf } from '../../crm/failure.ts';
import { hubspotDefaults } from '../../crm/hubspot/settings.ts';
import { closeGrounds, ground } from './hubspot-ground.ts';
import { dealt, pulled } from './hubspot-pulling.ts';

afterEach(closeGrounds);

const start = '2026-11-23T09:00:00.000Z';
const watched = { watched: { contact: ['company'], deal: [] } };
const limits = { ...hubspotDefaults.limits, indexingMs: 30_000, overlapMs: 300_000 };

describe('reading on', () => {
  test('what was read is not read again beyond the overlap, and then has the same key', async () => {
    const here = await ground({ ...watched, limits });
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: '1002' });
    here.time.advance(60_000);
    const first = await pulled(here.crm, here.crm.cursorAt(start));
    here.time.advance(60_000);
    const second = await pulled(here.crm, first.cursor);
    here.time.advance(600_000);
    const third = await pulled(here.crm, second.cursor);
    here.time.advance(600_000);
    const before = here.server.count('batch/read');
    const fourth = await pulled(here.crm, third.cursor);
    expect(here.server.count('batch/read')).toBe(before);
    expect(first.changes).toHaveLength(1);
    expect(second.changes).toEqual(first.changes);
    expect(fourth.changes).toEqual([]);
  });

  test('of a record that changed again, what was told before is not told', async () => {
    const here = await ground({ ...watched, limits });
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: '1002' });
    here.time.advance(600_000);
    const first = await pulled(here.crm, here.crm.cursorAt(start));
    here.time.advance(600_000);
    here.server.account.edit('deals', dealId, { hubspot_owner_id: '42' });
    here.time.advance(60_000);
    expect(first.changes).toMatchObject([{ kind: 'stage' }]);
    expect((await pulled(here.crm, first.cursor)).changes).toMatchObject([{ kind: 'owner', ownerId: '42' }]);
  });

  test('a change that comes to the search late is told all the same', async () => {
    const here = await ground({ ...watched, limits });
    const { dealId } = await dealt(here);
    here.server.account.indexingMs = 120_000;
    here.server.account.edit('deals', dealId, { dealstage: '1002' });
    here.time.advance(60_000);
    const first = await pulled(here.crm, here.crm.cursorAt(start));
    here.time.advance(90_000);
    expect(first.changes).toEqual([]);
    expect((await pulled(here.crm, first.cursor)).changes).toMatchObject([{ stage: 'meeting' }]);
  });

  test('what is too new to be surely found is left for the next time', async () => {
    const here = await ground({ ...watched, limits: { ...limits, overlapMs: 0 } });
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: '1002' });
    here.time.advance(10_000);
    const first = await pulled(here.crm, here.crm.cursorAt(start));
    here.time.advance(30_000);
    expect(first.changes).toEqual([]);
    expect((await pulled(here.crm, first.cursor)).changes).toMatchObject([{ stage: 'meeting' }]);
  });

  test('records that were all changed at the same instant are read page by page, each once', async () => {
    const here = await ground({ ...watched, limits });
    for (let number = 0; number < 280; number += 1) here.server.account.make('contacts', { company: `Firm ${number}` });
    here.time.advance(60_000);
    const { changes } = await pulled(here.crm, here.crm.cursorAt(start));
    expect(changes).toHaveLength(280);
    expect(new Set(changes.map(({ key }) => key)).size).toBe(280);
    // Six pages of contacts and one of deals; more than five searches in a second would be refused for a second.
    expect(here.server.count('/search')).toBe(7);
    expect(new Set(here.time.waits)).toEqual(new Set([200]));
  });

  test('what changes between two pages is missed by neither: it comes with the next window', async () => {
    const here = await ground({ ...watched, limits: { ...limits, overlapMs: 0 } });
    const ids = Array.from({ length: 60 }, (_, number) =>
      here.server.account.make('contacts', { company: `Firm ${number}` }),
    );
    here.time.advance(60_000);
    const page = await here.crm.pull(here.crm.cursorAt(start));
    here.time.advance(60_000);
    here.server.account.edit('contacts', ids[0] ?? '', { company: 'First' });
    here.server.account.edit('contacts', ids[59] ?? '', { company: 'Last' });
    here.time.advance(60_000);
    const rest = await pulled(here.crm, page.cursor);
    here.time.advance(60_000);
    const next = await pulled(here.crm, rest.cursor);
    const told = [...page.changes, ...rest.changes, ...next.changes].map((one) =>
      one.kind === 'field' ? one.value : '',
    );
    expect(new Set(told)).toEqual(
      new Set([...Array.from({ length: 59 }, (_, number) => `Firm ${number}`), 'First', 'Last']),
    );
  });

  test('a pull that fails is simply made again', async () => {
    const here = await ground(watched);
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: '1002' });
    here.time.advance(60_000);
    const contacts = await here.crm.pull(here.crm.cursorAt(start));
    here.server.fail('deals/batch/read', 'cut', 'cut', 'cut');
    expect(await here.crm.pull(contacts.cursor).catch(crmFailureOf)).toMatchObject({ kind: 'unreachable' });
    expect((await here.another().pull(contacts.cursor)).changes).toMatchObject([{ stage: 'meeting' }]);
  });

  test('within the time that the search needs, HubSpot is asked nothing', async () => {
    const here = await ground(watched);
    const cursor = here.crm.cursorAt(here.time.now());
    here.time.advance(30_000);
    expect(await here.crm.pull(cursor)).toEqual({ changes: [], cursor, more: false });
    expect(here.server.seen).toEqual([]);
  });

  test.each(['', '{}', '{"v":2,"since":"2026-11-23T09:00:00.000Z","from":"2026-11-23T09:00:00.000Z","window":null}'])(
    'the cursor %j is not taken',
    async (cursor) => {
      const here = await ground();
      await expect(here.crm.pull(cursor)).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
    },
  );
});
