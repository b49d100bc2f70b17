import { afterEach, describe, expect, test } from 'vitest';
import { crmFailureOf } from '../../crm/failure.ts';
import { closeGrounds, contact, deal, type Ground, ground } from './hubspot-ground.ts';

afterEach(closeGrounds);

const idOf = (here: Ground, lead: string): string | undefined =>
  here.server.account.all('contacts').find((one) => one.tendril_lead_id === lead)?.id;

describe('pushing deals', () => {
  test('makes a deal once, with its contact, in the stage of the account’s pipeline', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1)]);
    const first = await here.crm.pushDeals([deal(1, { ownerId: '41', product: 'heat pumps' })]);
    const again = await here.crm.pushDeals([deal(1, { stage: 'meeting' })]);
    const [made] = here.server.account.all('deals');
    expect(first).toEqual([{ kind: 'stored', remoteId: made?.id, created: true }]);
    expect(again).toEqual([{ kind: 'stored', remoteId: made?.id, created: false }]);
    expect(here.server.account.all('deals')).toEqual([
      expect.objectContaining({
        tendril_handoff_id: 'handoff-1',
        dealname: 'Deal 1',
        pipeline: 'default',
        dealstage: '1002',
        hubspot_owner_id: '41',
        product_line: 'heat pumps',
      }),
    ]);
    expect([...here.server.account.connections]).toEqual([`${made?.id} ${idOf(here, 'lead-1')}`]);
  });

  test('a deal that is won has its amount and its day; another currency than the account’s is named', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1), contact(2)]);
    await here.crm.pushDeals([
      deal(1, { stage: 'won', amount: { amount: '1200.50', currency: 'EUR' }, closeOn: '2026-11-23' }),
      deal(2, { stage: 'won', amount: { amount: '900', currency: 'SEK' } }),
    ]);
    const [euros, crowns] = here.server.account.all('deals');
    expect(euros).toMatchObject({ dealstage: 'closedwon', amount: '1200.50', closedate: '2026-11-23T12:00:00.000Z' });
    expect(euros?.deal_currency_code).toBeUndefined();
    expect(crowns).toMatchObject({ amount: '900', deal_currency_code: 'SEK' });
  });

  test('a deal that is lost has its reason, and what is told as null is emptied', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1)]);
    await here.crm.pushDeals([deal(1, { amount: { amount: '100', currency: 'EUR' }, ownerId: '41' })]);
    await here.crm.pushDeals([deal(1, { stage: 'lost', lostReason: 'no budget', amount: null, ownerId: null })]);
    const [lost] = here.server.account.all('deals');
    expect(lost).toMatchObject({ dealstage: 'closedlost', closed_lost_reason: 'no budget' });
    expect([lost?.amount, lost?.hubspot_owner_id]).toEqual([undefined, undefined]);
  });

  test('a deal whose contact is not there is refused and not made; the others are', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(2)]);
    const pushed = await here.crm.pushDeals([deal(1), deal(2)]);
    expect(pushed).toMatchObject([
      { kind: 'refused', code: 'contact_unknown' },
      { kind: 'stored', created: true },
    ]);
    expect(here.server.account.all('deals')).toMatchObject([{ tendril_handoff_id: 'handoff-2' }]);
  });

  test('a deal that was stored while its contact went is told so, with its id', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1), contact(2)]);
    const gone = idOf(here, 'lead-1') ?? '';
    const real = here.server.account.batchWrite.bind(here.server.account);
    here.server.account.batchWrite = (...all) => {
      here.server.account.remove('contacts', gone);
      return real(...all);
    };
    const pushed = await here.crm.pushDeals([deal(1), deal(2)]);
    const [made] = here.server.account.all('deals');
    expect(pushed).toMatchObject([
      { kind: 'refused', code: 'contact_unknown', remoteId: made?.id },
      { kind: 'stored', created: true },
    ]);
  });

  test('when the connection with the contact cannot be made, the deal is told as stored, and to be pushed again', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1), contact(2)]);
    here.server.fail('associate', ...Array.from({ length: 3 }, () => ({ status: 502, body: {} })));
    const pushed = await here.crm.pushDeals([deal(1), deal(2)]);
    const [first, second] = here.server.account.all('deals');
    expect(pushed).toEqual([
      { kind: 'later', until: expect.any(String), because: 'unreachable', remoteId: first?.id },
      { kind: 'later', until: expect.any(String), because: 'unreachable', remoteId: second?.id },
    ]);
    expect(await here.crm.pushDeals([deal(1), deal(2)])).toMatchObject([{ kind: 'stored' }, { kind: 'stored' }]);
    expect([here.server.account.all('deals').length, here.server.account.connections.size]).toEqual([2, 2]);
  });

  test('when nothing is known of any deal, the call fails', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1)]);
    here.server.fail('deals/batch/upsert', 'cut-after', 'cut-after', 'cut-after');
    expect(await here.crm.pushDeals([deal(1)]).catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
    expect(await here.crm.pushDeals([deal(1)])).toMatchObject([{ kind: 'stored', created: false }]);
    expect(here.server.account.all('deals')).toHaveLength(1);
  });

  test('two deals of one contact ask for it once', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1)]);
    expect(await here.crm.pushDeals([deal(1), deal(2, { leadId: 'lead-1' })])).toMatchObject([
      { kind: 'stored' },
      { kind: 'stored' },
    ]);
    expect(here.server.seen.filter(({ path }) => path.endsWith('batch/read')).at(-1)?.body).toMatchObject({
      inputs: [{ id: 'lead-1' }],
    });
    expect(here.server.account.connections.size).toBe(2);
  });

  test('one bad deal does not keep the others from being stored', async () => {
    const here = await ground();
    here.server.account.batches = 'whole';
    await here.crm.pushContacts([contact(1), contact(2), contact(3)]);
    const pushed = await here.crm.pushDeals([
      deal(1),
      deal(2, { amount: { amount: 'a lot', currency: 'EUR' } }),
      deal(3),
    ]);
    expect(pushed.map(({ kind }) => kind)).toEqual(['stored', 'refused', 'stored']);
    expect(pushed[1]).toMatchObject({ code: 'invalid_value', field: 'amount', mendable: true });
    expect(here.server.account.connections.size).toBe(2);
  });

  test('the same hand-off twice in one push is one deal, as it was told last', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1)]);
    const pushed = await here.crm.pushDeals([deal(1, { product: 'heat pumps' }), deal(1, { stage: 'won' })]);
    expect(pushed[0]).toEqual(pushed[1]);
    expect(here.server.account.all('deals')).toMatchObject([{ dealstage: 'closedwon', product_line: 'heat pumps' }]);
  });
});
