/** What a CRM of one's own tells: what it comes to, and what is wrong with what cannot be taken. */
import { describe, expect, it } from 'vitest';
import { changesOf } from '../../crm/webhook/incoming.ts';

const receivedAt = '2026-11-23T10:00:00.000Z';
const handoff = '0199b5c0-0000-7000-8000-000000000009';
const lead = '0199b5c0-0000-7000-8000-000000000001';

const told = (...changes: readonly unknown[]) => ({ type: 'crm.changes', data: { changes } });
const read = (...changes: readonly unknown[]) => changesOf(told(...changes), 'msg_1', receivedAt);
const ofDeal = (index: number) => ({
  ...{ of: 'deal', remoteId: handoff, ownId: handoff, key: `message/msg_1/${index}`, at: receivedAt },
});
const ofContact = { ...ofDeal(0), of: 'contact', remoteId: lead, ownId: lead };

describe('a change', () => {
  it('of a deal is in plain words, each with a key of its own', () => {
    const amount = { amount: '1200.50', currency: 'EUR' };
    const { changes, problems, isReadable } = read(
      { handoff, kind: 'stage', stage: 'meeting' },
      { handoff, kind: 'won', amount },
      { handoff, kind: 'won' },
      { handoff, kind: 'lost', reason: 'price' },
      { handoff, kind: 'lost' },
      { handoff, kind: 'amount', amount: { amount: 99.9, currency: 'USD' } },
      { handoff, kind: 'amount', amount: null },
      { handoff: handoff.toUpperCase(), kind: 'owner', owner: 'Sam@Vendor.example' },
    );
    expect(changes).toEqual([
      { ...ofDeal(0), kind: 'stage', stage: 'meeting', remoteStage: 'meeting' },
      { ...ofDeal(1), kind: 'won', amount },
      { ...ofDeal(2), kind: 'won', amount: null },
      { ...ofDeal(3), kind: 'lost', reason: 'price' },
      { ...ofDeal(4), kind: 'lost', reason: null },
      { ...ofDeal(5), kind: 'amount', amount: { amount: '99.9', currency: 'USD' } },
      { ...ofDeal(6), kind: 'amount', amount: null },
      { ...ofDeal(7), kind: 'owner', ownerId: 'sam@vendor.example' },
    ]);
    expect([problems, isReadable]).toEqual([[], true]);
  });

  it('of a contact is of its owner or a field', () => {
    expect(read({ lead, kind: 'owner', owner: null }).changes).toEqual([
      { ...ofContact, kind: 'owner', ownerId: null },
    ]);
    const { changes } = read({ lead, kind: 'field', field: 'Job title', value: 'CTO' });
    expect(changes).toEqual([{ ...ofContact, kind: 'field', field: 'Job title', value: 'CTO' }]);
  });

  it.each<[unknown, string | null]>([
    ['', null],
    [null, null],
    [[], null],
    [1e21, '1000000000000000000000'],
    [0.5, '0.5'],
    [false, 'false'],
    [['a', 'b'], 'a;b'],
  ])('of a field to %o is told as pushes write it', (value, wire) => {
    expect(read({ lead, kind: 'field', field: 'f', value }).changes).toMatchObject([{ value: wire }]);
  });

  it('is known by its own id in whichever message it comes, else by its place in this one', () => {
    const change = { lead, kind: 'owner', owner: null };
    const keys = (id: string, ...changes: readonly unknown[]) =>
      changesOf(told(...changes), id, receivedAt).changes.map(({ key }) => key);
    expect(keys('a', { ...change, id: '7' }, change)).toEqual(['change/7', 'message/a/1']);
    expect(keys('b', change, { ...change, id: '7' })).toEqual(['message/b/0', 'change/7']);
    // What a stranger to our keys calls a change is never taken for another one's place.
    expect(keys('b', { ...change, id: 'message/b/0' })).toEqual(['change/message/b/0']);
  });

  it('was made when it says, else when the message was, and never after it came', () => {
    const at = (change: object, message: object = {}) =>
      changesOf(
        { ...told({ lead, kind: 'owner', owner: null, ...change }), ...message },
        'msg_1',
        receivedAt,
      ).changes.map((one) => one.at);
    const timestamp = '2026-11-23T09:00:00Z';
    expect(at({ at: '2026-11-23T10:30:00.5+01:00' }, { timestamp })).toEqual(['2026-11-23T09:30:00.500Z']);
    expect(at({}, { timestamp })).toEqual(['2026-11-23T09:00:00.000Z']);
    expect(at({})).toEqual([receivedAt]);
    expect(at({ at: '2027-01-01T00:00:00Z' })).toEqual([receivedAt]);
    expect(at({ at: '1970-01-21T00:00:00Z' })).toEqual([]);
  });

  it.each<[unknown, string, RegExp]>([
    ['nonsense', '', /./],
    [{ handoff }, '.kind', /one of stage, won, lost, amount, owner, field/],
    [{ handoff, kind: 'stage', stage: 'won' }, '.stage', /offered, accepted, contacted, meeting; won and lost/],
    [{ lead, kind: 'stage', stage: 'meeting' }, '.handoff', /an id that Tendril has told/],
    [{ handoff: '17', kind: 'won' }, '.handoff', /an id that Tendril has told/],
    [{ kind: 'owner', owner: null }, '', /of a handoff or of a lead/],
    [{ handoff, lead, kind: 'owner', owner: null }, '', /not of both/],
    [{ handoff, kind: 'owner' }, '.owner', /./],
    [{ handoff, kind: 'won', amount: { amount: '1,5', currency: 'EUR' } }, '.amount', /is not an amount/],
    [{ handoff, kind: 'won', amount: { amount: '1', currency: 'Taler' } }, '.amount', /not the code of a currency/],
    [{ handoff, kind: 'won', amount: 12 }, '.amount', /./],
    [{ handoff, kind: 'amount' }, '.amount', /./],
    [{ handoff, kind: 'lost', reasn: 'price' }, '', /reasn/],
    [{ handoff, kind: 'lost', reason: 'x'.repeat(1001) }, '.reason', /1000/],
    [{ handoff, kind: 'lost', reason: 'a\0b' }, '.reason', /cannot be stored/],
    [{ handoff, kind: 'lost', reason: 'a\ud800' }, '.reason', /cannot be stored/],
    [{ lead, kind: 'owner', owner: '' }, '.owner', /./],
    [{ lead, kind: 'owner', owner: null, id: 'x'.repeat(201) }, '.id', /200/],
    [{ lead, kind: 'owner', owner: null, at: 'yesterday' }, '.at', /2026-11-23T09:30:00Z/],
    [{ lead, kind: 'field', field: '', value: 1 }, '.field', /./],
    [{ lead, kind: 'field', field: 'f' }, '.value', /must be a text/],
    [{ lead, kind: 'field', field: 'f', value: { a: 1 } }, '.value', /must be a text/],
    [{ lead, kind: 'field', field: 'f', value: ['a;b'] }, '.value', /separates options/],
    [{ lead, kind: 'field', field: 'f', value: 'a\0' }, '.value', /must be a text|cannot be stored/],
  ])('such as %o is named with its place, and stops no other', (wrong, place, message) => {
    const good = { handoff, kind: 'won' };
    const { changes, problems, isReadable } = read(good, wrong, good);
    expect(problems).toEqual([{ path: `data.changes.1${place}`, message: expect.stringMatching(message) }]);
    expect(changes.map(({ key }) => key)).toEqual(['message/msg_1/0', 'message/msg_1/2']);
    expect(isReadable).toBe(true);
  });

  it('is answered with few words, however long what it holds', () => {
    const [problem] = read({ lead, kind: 'owner', owner: null, ['k'.repeat(100_000)]: 1 }).problems;
    expect(problem?.message.length).toBeLessThanOrEqual(300);
  });
});

describe('a message', () => {
  const changes = Array.from({ length: 500 }, () => ({ handoff, kind: 'won' }));

  it('holds up to 500 changes', () => {
    expect(read(...changes).changes).toHaveLength(500);
    const tooMany = read(...changes, changes[0]);
    expect([tooMany.isReadable, tooMany.changes]).toEqual([false, []]);
    expect(tooMany.problems).toMatchObject([{ path: 'data.changes' }]);
  });

  it.each<[unknown, string]>([
    [undefined, 'body'],
    [[], 'body'],
    [{ type: 'crm.contacts', data: {} }, 'type'],
    [{ type: 'crm.changes' }, 'data'],
    [{ type: 'crm.changes', data: { changes: {} } }, 'data.changes'],
    [{ ...told(), timestamp: 'now' }, 'timestamp'],
  ])('such as %o is none of ours', (message, path) => {
    const incoming = changesOf(message, 'msg_1', receivedAt);
    expect([incoming.isReadable, incoming.changes]).toEqual([false, []]);
    expect(incoming.problems).toMatchObject([{ path }]);
  });

  it('may be a ping, and may have more than is asked of it', () => {
    const empty = { isReadable: true, changes: [], problems: [] };
    expect(changesOf({ type: 'crm.ping', data: {} }, 'msg_1', receivedAt)).toEqual(empty);
    expect(changesOf({ ...told(), workspace: 7 }, 'msg_1', receivedAt)).toEqual(empty);
  });
});
