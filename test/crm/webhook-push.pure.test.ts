/** What a CRM of one's own is told, and what its answer says of each record. */
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CrmDeal, Pushed } from '../../crm/port.ts';
import { createWebhookCrm } from '../../crm/webhook/crm.ts';
import type { Reply } from '../../crm/webhook/sending.ts';
import { plusMs } from '../../domain/instant.ts';
import {
  contact,
  failureOf,
  leadId,
  older,
  start,
  stored,
  type WebhookGround,
  webhookGround,
} from './webhook-ground.ts';

let ground: WebhookGround;
beforeEach(async () => {
  ground = await webhookGround();
});
afterEach(() => ground.server.close());

const deal: CrmDeal = {
  handoffId: leadId(9),
  leadId: leadId(1),
  name: 'Ada, starter plan',
  stage: 'won',
  amount: { amount: '1200.50', currency: 'EUR' },
  ownerId: 'sam@vendor.example',
};

describe('a push', () => {
  it('is one signed message, whose records have our ids, and all are stored when nothing is said of them', async () => {
    const crm = ground.connect();
    expect(await crm.pushContacts([{ ...contact(1), ownerId: null }, contact(2)])).toEqual([stored(1), stored(2)]);
    expect(await crm.pushDeals([deal])).toEqual([stored(9)]);
    expect(ground.messages()).toEqual([
      {
        type: 'crm.contacts',
        timestamp: start,
        data: {
          records: [
            { id: leadId(1), email: 'lead1@customer.example', fields: { first: 'Ada' }, owner: null },
            { id: leadId(2), email: 'lead2@customer.example', fields: { first: 'Ada' } },
          ],
        },
      },
      {
        type: 'crm.deals',
        timestamp: plusMs(start, 1),
        data: {
          records: [
            {
              ...{ id: leadId(9), contact: leadId(1), name: 'Ada, starter plan', stage: 'won' },
              ...{ amount: { amount: '1200.50', currency: 'EUR' }, owner: 'sam@vendor.example' },
            },
          ],
        },
      },
    ]);
    const [first] = ground.server.received;
    const read = new Webhook(older).verify(first?.body ?? '', first?.headers as Record<string, string>);
    expect(read).toEqual(ground.messages()[0]);
    expect(first?.headers['webhook-id']).toMatch(/^crm_[\w-]{43}$/);
    expect(await crm.pushContacts([])).toEqual([]);
    expect(ground.server.received).toHaveLength(2);
  });

  it('tells a hundred records in a message, and a lead that comes twice once', async () => {
    const contacts = Array.from({ length: 201 }, (_, n) => contact(n));
    const twice = { ...contact(0, 'Grace'), fields: { last: 'Hopper' } };
    const pushed = await ground.connect().pushContacts([...contacts, twice]);
    expect(pushed).toEqual([...contacts.map((_, n) => stored(n)), stored(0)]);
    expect(ground.messages().map(({ data }) => data.records?.length)).toEqual([100, 100, 1]);
    expect(ground.server.records.get(leadId(0))).toMatchObject({ fields: { first: 'Ada', last: 'Hopper' } });
  });

  it('says of each record what the answer says of it, and of one that it leaves out nothing is known', async () => {
    ground.server.answer = () => ({
      status: 200,
      body: {
        results: [
          { id: leadId(5), status: 'refused', code: 'contact_unknown', words: 'Who?', remoteId: 'd-5' },
          { id: leadId(2), status: 'refused', field: 'first', words: 'x'.repeat(600) },
          { id: leadId(1).toUpperCase(), status: 'stored', remoteId: 'c-1', created: true },
          { id: leadId(4), status: 'refused', code: 'a word of tomorrow' },
          { id: leadId(3), status: 'perhaps' },
          { id: leadId(6), status: 'refused', code: 'unknown_field', field: 'first', words: 'No such field' },
          'nonsense',
        ],
      },
    });
    const pushed = await ground.connect().pushContacts([1, 2, 3, 4, 5, 6, 7].map((n) => contact(n)));
    const unclear = { kind: 'later', until: plusMs(start, 60_000), because: 'unclear' };
    const refused = { kind: 'refused', field: null, mendable: false };
    expect(pushed).toEqual([
      { kind: 'stored', remoteId: 'c-1', created: true },
      { ...refused, code: 'invalid_value', field: 'first', words: 'x'.repeat(500), mendable: true },
      unclear,
      { ...refused, code: 'other', words: 'no reason given' },
      { ...refused, code: 'contact_unknown', words: 'Who?', remoteId: 'd-5' },
      { ...refused, code: 'unknown_field', field: 'first', words: 'No such field' },
      unclear,
    ]);
  });

  it.each<[string, unknown, Pushed['kind']]>([
    ['an object without results', { ok: true }, 'stored'],
    ['a page', '<p>Thanks</p>', 'stored'],
    ['results that are no list', { results: 'all' }, 'later'],
    ['no results at all', { results: [] }, 'later'],
  ])('that is answered with 200 and %s', async (_, body, kind) => {
    ground.server.answer = () => ({ status: 200, body });
    expect(await ground.connect().pushContacts([contact(1)])).toMatchObject([{ kind }]);
  });

  it('of which the answer is too large to be read is not taken for stored', async () => {
    const cut: Reply = { kind: 'answered', status: 200, body: null, retryAfterMs: null, cut: true };
    expect(await ground.connect(() => async () => cut).pushContacts([contact(1)])).toMatchObject([
      { because: 'unclear' },
    ]);
  });
});

describe('a CRM of one’s own', () => {
  it('is checked by a message of its own, which must be taken', async () => {
    const fit = { account: 'crm.example.com', scopes: [], missingScopes: [], lackingFields: [] };
    expect(await ground.connect().check()).toEqual(fit);
    expect(ground.messages()).toEqual([{ type: 'crm.ping', timestamp: start, data: {} }]);
    ground.server.answer = () => ({ status: 404 });
    expect(await failureOf(ground.connect().check())).toEqual({
      failure: { kind: 'unreachable', until: null },
      message: "The CRM's webhook refuses crm.ping: the answer was 404",
    });
  });

  it('is not looked for on the inside unless that is allowed', async () => {
    const { failure, message } = await failureOf(ground.connect(undefined, false).check());
    expect(failure?.kind).toBe('unreachable');
    expect(message).toContain('allowInsecure allows http inside');
    expect(ground.server.received).toEqual([]);
  });

  it('is not asked for changes, and knows people by their addresses', async () => {
    const crm = ground.connect();
    const cursor = crm.cursorAt(start);
    expect(cursor).toBe(crm.cursorAt(plusMs(start, 1)));
    expect(await crm.pull(cursor)).toEqual({ changes: [], cursor, more: false });
    await expect(crm.pull('of another one')).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
    expect(await crm.owners()).toEqual([]);
    const people = async () => ['Sam@vendor.example', 'sam@vendor.example', 'kim@vendor.example'];
    const known = createWebhookCrm(
      { account: 'crm', people },
      async () => ({ kind: 'unanswered', why: '' }),
      () => start,
    );
    const owner = (address: string) => ({ id: address, name: null, email: address, active: true });
    expect(await known.owners()).toEqual([owner('sam@vendor.example'), owner('kim@vendor.example')]);
  });
});
