/**
 * UUIDv7 (RFC 9562 §5.7): ids that sort by the time they were made. Within one process they are strictly increasing, by
 * the counter of §6.2 method 1, so that rows of one transaction keep their order.
 */
import { randomBytes } from 'node:crypto';

let lastMs = 0;
let counter = 0;

/** Random bytes are asked for many at a time: one call for each id would cost more than all the rest. */
const idBytes = 16;
const poolBytes = 256 * idBytes;
let pool = Buffer.alloc(0);
let used = 0;

/** A new id. */
export function newId(): string {
  if (used === pool.length) [pool, used] = [randomBytes(poolBytes), 0];
  const at = used;
  used += idBytes;
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // The top bit stays free, so that the counter can run on within the millisecond.
    counter = pool.readUInt16BE(at + 6) & 0x7ff;
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    lastMs += 1;
    counter = 0;
  }
  pool.writeUIntBE(lastMs, at, 6);
  pool.writeUInt16BE(0x7000 | counter, at + 6);
  pool.writeUInt8((pool.readUInt8(at + 8) & 0x3f) | 0x80, at + 8);
  const hex = pool.toString('hex', at, at + idBytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether a text from outside can be an id at all; PostgreSQL would fail on anything else. */
export const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
