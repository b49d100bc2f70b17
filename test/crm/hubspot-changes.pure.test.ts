import { afterEach, describe, expect, test } from 'vitest';
import { closeGrounds, contact, deal, ground, oauth } from './hubspot-ground.ts';
import { dealt, pulled } from './hubspot-pulling.ts';

afterEach(closeGrounds);

const start = '2026-11-23T09:00:00.000Z';
const watched = { watched: { contact: ['company', 'team_size'], deal: ['product_line'] } };

describe('changes in HubSpot', () => {
  test('what Tendril wrote itself is not told', async () => {
    const here = await ground(watched);
    await dealt(here);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toEqual([]);
  });

  test('a stage that somebody moved is told as ours, with when', async () => {
    const here = await ground(watched);
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: '1002' });
    here.time.advance(60_000);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toEqual([
      {
        kind: 'stage',
        of: 'deal',
        remoteId: dealId,
        ownId: 'handoff-1',
        stage: 'meeting',
        remoteStage: '1002',
        at: '2026-11-23T10:10:00.000Z',
        key: `deal/${dealId}/dealstage/1795428600000`,
      },
    ]);
  });

  test('a stage that is none of ours is told by its id', async () => {
    const here = await ground(watched);
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: '1003' });
    here.time.advance(60_000);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toMatchObject([
      { stage: null, remoteStage: '1003' },
    ]);
  });

  test('won comes with its amount, lost with its reason, once each', async () => {
    const here = await ground(watched);
    const { dealId } = await dealt(here);
    await here.crm.pushContacts([contact(2)]);
    await here.crm.pushDeals([deal(2)]);
    here.server.account.edit('deals', dealId, { dealstage: 'closedwon', amount: '4200.5' });
    const other = here.server.account.all('deals')[1]?.id ?? '';
    here.server.account.edit('deals', other, { dealstage: 'closedlost', closed_lost_reason: 'no budget' });
    here.time.advance(60_000);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toMatchObject([
      { kind: 'won', remoteId: dealId, amount: { amount: '4200.5', currency: 'EUR' } },
      { kind: 'lost', remoteId: other, reason: 'no budget' },
    ]);
  });

  test('an amount and a reason that come after the stage are told by themselves', async () => {
    const here = await ground(watched);
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: 'closedlost' });
    here.time.advance(600_000);
    const first = await pulled(here.crm, here.crm.cursorAt(start));
    here.server.account.edit('deals', dealId, {
      closed_lost_reason: 'timing',
      amount: '10',
      deal_currency_code: 'SEK',
    });
    here.time.advance(60_000);
    expect(first.changes).toMatchObject([{ kind: 'lost', reason: null }]);
    expect((await pulled(here.crm, first.cursor)).changes).toMatchObject([
      { kind: 'amount', amount: { amount: '10', currency: 'SEK' } },
      { kind: 'lost', reason: 'timing' },
    ]);
  });

  test('owners and the fields that are asked for are told; an emptied one is null', async () => {
    const here = await ground(watched);
    const { dealId, contactId } = await dealt(here);
    here.server.account.edit('contacts', contactId, {
      hubspot_owner_id: '41',
      company: '',
      team_size: '12',
      firstname: 'Ada',
    });
    here.server.account.edit('deals', dealId, { hubspot_owner_id: '42', product_line: 'heat pumps' });
    here.time.advance(60_000);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toMatchObject([
      { of: 'contact', ownId: 'lead-1', kind: 'owner', ownerId: '41' },
      { of: 'contact', kind: 'field', field: 'company', value: null },
      { of: 'contact', kind: 'field', field: 'team_size', value: '12' },
      { of: 'deal', ownId: 'handoff-1', kind: 'owner', ownerId: '42' },
      { of: 'deal', kind: 'field', field: 'product_line', value: 'heat pumps' },
    ]);
  });

  test('a record that was made over there has no id of ours', async () => {
    const here = await ground(watched);
    const id = here.server.account.make('deals', { dealname: 'Theirs', dealstage: 'closedwon', amount: '5' });
    here.time.advance(60_000);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toMatchObject([
      { kind: 'won', remoteId: id, ownId: null },
    ]);
  });

  test('a value that Tendril has replaced since is no news', async () => {
    const here = await ground(watched);
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { dealstage: '1002' });
    here.time.advance(1_000);
    await here.crm.pushDeals([deal(1, { stage: 'won' })]);
    here.time.advance(60_000);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toEqual([]);
  });

  test('OAuth’s own writes are known too', async () => {
    const here = await ground({ ...watched, access: oauth });
    const { dealId } = await dealt(here);
    here.server.account.edit('deals', dealId, { hubspot_owner_id: '42' });
    here.time.advance(60_000);
    expect((await pulled(here.crm, here.crm.cursorAt(start))).changes).toMatchObject([{ kind: 'owner' }]);
  });
});
