/** A CRM of one's own that does not answer, or not as it is meant to: nothing is lost, and nothing is there twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import type { WireMessage } from './webhook-crm.ts';
import { contact, failureOf, leadId, start, stored, type WebhookGround, webhookGround } from './webhook-ground.ts';

let ground: WebhookGround;
beforeEach(async () => {
  ground = await webhookGround();
});
afterEach(() => ground.server.close());

describe('a push that breaks off', () => {
  it('before the CRM has done it is told once more at once, the very same message, and done once', async () => {
    ground.server.fail('cut_before');
    expect(await ground.connect().pushContacts([contact(1)])).toEqual([stored(1)]);
    expect([ground.server.done, ground.server.records.size, ground.server.received.length]).toEqual([1, 1, 2]);
    expect(ground.server.received[1]?.body).toBe(ground.server.received[0]?.body);
    expect(new Set(ground.server.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('after the CRM has done it is known again by its id, and done once', async () => {
    ground.server.fail('cut_after');
    expect(await ground.connect().pushContacts([contact(1)])).toEqual([stored(1)]);
    expect([ground.server.done, ground.server.records.size, ground.server.received.length]).toEqual([1, 1, 2]);
  });

  it('twice has failed, and makes one record when it is pushed again, by another process as well', async () => {
    ground.server.fail('cut_before', 'cut_after');
    const found = await failureOf(ground.connect().pushContacts([contact(1)]));
    expect(found.failure).toEqual({ kind: 'unreachable', until: null });
    expect(ground.server.received).toHaveLength(2);
    ground.clock.now = plusMs(start, 60_000);
    expect(await ground.connect().pushContacts([contact(1)])).toEqual([stored(1)]);
    expect([ground.server.done, ground.server.records.size]).toEqual([2, 1]);
  });

  it('does not hide a value that was changed and changed back', async () => {
    const crm = ground.connect();
    const first = (): unknown => ground.server.records.get(leadId(1))?.fields;
    for (const name of ['Ada', 'Grace', 'Ada']) await crm.pushContacts([contact(1, name)]);
    expect(first()).toEqual({ first: 'Ada' });
    ground.server.fail('cut_after', 'cut_after');
    await failureOf(crm.pushContacts([contact(1, 'Grace')]));
    await crm.pushContacts([contact(1, 'Joan')]);
    await crm.pushContacts([contact(1, 'Grace')]);
    expect(first()).toEqual({ first: 'Grace' });
    // One clock reading for all of them, and each message is later than the one before.
    const times = [...new Set(ground.messages().map(({ timestamp }) => timestamp))];
    expect(times).toHaveLength(6);
    expect(times).toEqual(times.toSorted());
  });

  it('leaves for later what it had not come to', async () => {
    const crm = ground.connect();
    ground.server.answer = ({ data }) =>
      data.records?.length === 100 ? null : { status: 503, headers: { 'retry-after': '120' } };
    const pushed = await crm.pushContacts(Array.from({ length: 101 }, (_, n) => contact(n)));
    expect(pushed.slice(0, 100).every(({ kind }) => kind === 'stored')).toBe(true);
    expect(pushed[100]).toEqual({ kind: 'later', until: plusMs(start, 120_000), because: 'rate_limited' });
  });
});

describe('an answer about the message as a whole', () => {
  const away = { kind: 'unreachable', until: null };
  const busy = (ms: number) => ({ kind: 'rate_limited', until: plusMs(start, ms) });
  it.each<[number, Record<string, string>, unknown]>([
    [429, { 'retry-after': '60' }, busy(60_000)],
    [503, { 'retry-after': '0' }, busy(1_000)],
    [429, {}, away],
    [500, { 'retry-after': '60' }, away],
    [302, { location: 'https://elsewhere.example/' }, away],
    [401, {}, { kind: 'unauthorised', missingScopes: [] }],
    [403, {}, { kind: 'unauthorised', missingScopes: [] }],
  ])('of %i %o fails the push', async (status, headers, failure) => {
    ground.server.answer = () => ({ status, headers, body: { words: 'lead1@customer.example' } });
    const found = await failureOf(ground.connect().pushContacts([contact(1)]));
    expect(found).toEqual({ failure, message: `The CRM's webhook: the answer was ${status}` });
    expect(ground.server.received).toHaveLength(1);
  });

  it('that stands for all of them refuses each, with its words', async () => {
    ground.server.answer = () => ({ status: 410, body: { detail: 'We have moved' } });
    const refused = { kind: 'refused', code: 'other', words: 'We have moved', field: null, mendable: false };
    expect(await ground.connect().pushContacts([contact(1), contact(2)])).toEqual([refused, refused]);
    ground.server.answer = () => ({ status: 404 });
    expect(await ground.connect().pushContacts([contact(1)])).toEqual([{ ...refused, words: 'the answer was 404' }]);
    expect(ground.server.received).toHaveLength(2);
  });

  it.each([400, 409, 413, 422])('of %i is about one record: the others are stored', async (status) => {
    const isBad = ({ data }: WireMessage): boolean => data.records?.some(({ id }) => id === leadId(6)) ?? false;
    ground.server.answer = (message) => (isBad(message) ? { status, body: { message: 'Not that one' } } : null);
    const pushed = await ground.connect().pushContacts(Array.from({ length: 9 }, (_, n) => contact(n)));
    expect(pushed.map(({ kind }) => kind).filter((kind) => kind === 'stored')).toHaveLength(8);
    expect(pushed[6]).toMatchObject({ kind: 'refused', words: 'Not that one' });
    expect(ground.server.records.size).toBe(8);
  });
});
