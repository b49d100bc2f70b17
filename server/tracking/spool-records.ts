/**
 * The form of a record on the disk: a mark, its length, a checksum, and an event as JSON. Whatever a power cut or a bad
 * disk makes of a file, the records around the damage are still found.
 */
import { crc32 } from 'node:zlib';
import type { EventInput } from '../../db/store.ts';

const mark = Buffer.from('TSP1');
const headBytes = 12;
/** No event of a request comes near it: a greater length is damage. */
const mostBytes = 64 * 1024;

export function recordOf(input: EventInput): Buffer {
  const json = JSON.stringify(input);
  const record = Buffer.allocUnsafe(headBytes + Buffer.byteLength(json));
  record.write(json, headBytes);
  mark.copy(record);
  record.writeUInt32LE(record.length - headBytes, 4);
  record.writeUInt32LE(crc32(record.subarray(headBytes)), 8);
  return record;
}

export interface ReadRecords {
  readonly inputs: readonly EventInput[];
  /** Bytes that are no whole record. */
  readonly damaged: number;
}

/** All records that are whole. */
export function recordsIn(bytes: Buffer): ReadRecords {
  const inputs: EventInput[] = [];
  let damaged = 0;
  let at = 0;
  while (at < bytes.length) {
    const end = endOfRecord(bytes, at);
    const input = end === null ? null : inputOf(bytes.subarray(at + headBytes, end));
    if (end !== null && input !== null) {
      inputs.push(input);
      at = end;
      continue;
    }
    const next = bytes.indexOf(mark, at + 1);
    const from = at;
    at = next < 0 ? bytes.length : next;
    damaged += at - from;
  }
  return { inputs, damaged };
}

/** Where the record that begins here ends; null when none begins here, or not all of it is there. */
function endOfRecord(bytes: Buffer, at: number): number | null {
  if (at + headBytes > bytes.length || bytes.compare(mark, 0, mark.length, at, at + mark.length) !== 0) return null;
  const length = bytes.readUInt32LE(at + 4);
  const end = at + headBytes + length;
  if (length > mostBytes || end > bytes.length) return null;
  return crc32(bytes.subarray(at + headBytes, end)) === bytes.readUInt32LE(at + 8) ? end : null;
}

/** What was written is what is read, by the checksum; another version may have written it. */
function inputOf(json: Buffer): EventInput | null {
  try {
    const value: unknown = JSON.parse(json.toString());
    return typeof value === 'object' && value !== null && 'dedupeKey' in value ? (value as EventInput) : null;
  } catch {
    return null;
  }
}
