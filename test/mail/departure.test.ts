/** The streams of one mail, as a pool may ask for them on one connection after another. */
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createDeparture } from '../../mail/departure.ts';

const message = Buffer.from('Subject: x\r\n\r\nbody\r\n');

describe('the departure of a mail', () => {
  it('leaves once: a second stream stays empty, and the ledger is told once', async () => {
    let told = 0;
    const departure = createDeparture(async () => {
      told += 1;
    });
    expect(await buffer(departure.guard(message))).toEqual(message);
    await expect(buffer(departure.guard(message))).rejects.toThrow('may not leave');
    expect([told, await departure.settle()]).toEqual([1, true]);
  });

  it('has not begun before the stream is read, and cannot begin after it was settled', async () => {
    const departure = createDeparture(() => Promise.reject(new Error('must not be told')));
    const body = departure.guard(message);
    expect(await departure.settle()).toBe(false);
    await expect(buffer(body)).rejects.toThrow('may not leave');
    expect(departure.refusal).toBeNull();
  });
});
