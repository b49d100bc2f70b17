import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../db/store.ts';
import { createTestStore } from '../support/database.ts';

const now = '2026-11-21T09:00:00.000Z';
const later = '2026-11-21T09:03:00.000Z';
let store: Store;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ store, close } = await createTestStore());
});
afterAll(() => close());

test('a cursor goes forward only, unless the mailbox was made anew', async () => {
  const { mailboxes } = store;
  expect(await mailboxes.read('sales')).toBeNull();
  await mailboxes.write('sales', { uidValidity: '1.a', lastUid: 4_294_967_295 }, now);
  await mailboxes.write('sales', { uidValidity: '1.a', lastUid: 7 }, now);
  expect(await mailboxes.read('sales')).toEqual({ uidValidity: '1.a', lastUid: 4_294_967_295 });
  await mailboxes.write('sales', { uidValidity: '2.a', lastUid: 3 }, now);
  expect(await mailboxes.read('sales')).toEqual({ uidValidity: '2.a', lastUid: 3 });
});

test('one process at a time reads a mailbox, until its time is over or it lets go', async () => {
  const { mailboxes } = store;
  expect(await mailboxes.lease('desk', 'one', later, now)).toBe(true);
  expect(await mailboxes.lease('desk', 'two', later, now)).toBe(false);
  expect(await mailboxes.lease('desk', 'one', later, now)).toBe(true);
  expect(await mailboxes.lease('desk', 'two', '2026-11-21T09:06:00.000Z', later)).toBe(true);
  await mailboxes.release('desk', 'one');
  expect(await mailboxes.lease('desk', 'one', later, now)).toBe(false);
  await mailboxes.release('desk', 'two');
  expect(await mailboxes.lease('desk', 'one', later, now)).toBe(true);
  // A lease is no reading yet.
  expect(await mailboxes.read('desk')).toBeNull();
});

test('what kept a mailbox from being read is told until it is read again', async () => {
  const { mailboxes } = store;
  await mailboxes.note('broken', 'wrong password', now);
  expect(await mailboxes.list()).toContainEqual(
    expect.objectContaining({ mailbox: 'broken', lastError: 'wrong password', readAt: null }),
  );
  await mailboxes.note('broken', null, later);
  expect(await mailboxes.list()).toContainEqual(
    expect.objectContaining({ mailbox: 'broken', lastError: null, readAt: later }),
  );
});
