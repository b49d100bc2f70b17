/** What the spool keeps, and through what. Long, because every fault of disk, database and process has its own test. */
import { EventEmitter, once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventInput, Events, IngestResult } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { openSpool, type SpoolOptions } from '../../server/tracking/spool.ts';
import { recordOf, recordsIn } from '../../server/tracking/spool-records.ts';

const at = '2026-11-21T09:00:00.000Z';
const event = (dedupeKey: string, kind: 'click' | 'open' = 'click'): EventInput => ({
  dedupeKey,
  kind,
  lead: { messageId: '018f2b7e-1111-7222-8333-444455556666' },
  payload: { note: 'ä😀' },
  occurredAt: at,
});

let folder: string;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tendril-spool-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const note = (level: string) => (fields: object, message: string) => {
  lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
};
const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };

interface Database extends Pick<Events, 'ingestMany'> {
  readonly keys: string[];
  /** Resolves when this is so after a call. */
  until(isSo: () => boolean): Promise<void>;
}

/** What stands behind the spool, with a way to fail. */
function database(fail: (inputs: readonly EventInput[]) => unknown = () => null): Database {
  const keys: string[] = [];
  const calls = new EventEmitter();
  return {
    keys,
    async until(isSo) {
      while (!isSo()) await once(calls, 'call');
    },
    async ingestMany(inputs) {
      setImmediate(() => calls.emit('call'));
      const error = fail(inputs);
      if (error) throw error;
      keys.push(...inputs.map(({ dedupeKey }) => dedupeKey));
      return inputs.map(({ dedupeKey }) => {
        if (dedupeKey === 'erased') return { kind: 'refused', code: 'LEAD_UNKNOWN', message: 'nobody' } as const;
        const result: IngestResult = {
          eventId: dedupeKey,
          recorded: true,
          leadId: '',
          score: 0,
          stage: 'name',
          handoffId: null,
        };
        return { kind: 'ingested', ...result } as const;
      });
    },
  };
}

const outage = () => new TendrilError('DATABASE_UNAVAILABLE', 'away');
const open = (events: Database, options: Partial<SpoolOptions> = {}) =>
  openSpool({ folder, events, now: () => at, log, gatherMs: 0, retryDelaysMs: [1, 5], ...options });

const segments = async () => {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.segment'));
};

/** What a process that no longer runs has left. */
async function leftOver(name: string, bytes: Buffer, owner: object, ageMs = 0): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, '00000001.segment'), bytes);
  const file = join(folder, name, 'owner.json');
  await writeFile(file, JSON.stringify(owner));
  const then = new Date(Date.now() - ageMs);
  await utimes(file, then, then);
}

describe('records on a disk', () => {
  const whole = Buffer.concat(['a', 'b', 'c'].map((key) => recordOf(event(key))));
  const keysIn = (bytes: Buffer) => recordsIn(bytes).inputs.map(({ dedupeKey }) => dedupeKey);

  test('are read as they were written', () => {
    expect(recordsIn(whole)).toEqual({ inputs: ['a', 'b', 'c'].map((key) => event(key)), damaged: 0 });
  });

  test('are read up to where the power was cut, wherever that was', () => {
    const length = recordOf(event('a')).length;
    for (let cut = 0; cut < whole.length; cut += 1) {
      expect(keysIn(whole.subarray(0, cut))).toEqual(['a', 'b', 'c'].slice(0, Math.floor(cut / length)));
    }
  });

  test('around a damaged one are read', () => {
    const length = recordOf(event('a')).length;
    for (let place = length; place < 2 * length; place += 1) {
      const bytes = Buffer.from(whole);
      bytes[place] = (bytes[place] ?? 0) ^ 0x41;
      expect(keysIn(bytes), `byte ${place}`).toEqual(['a', 'c']);
    }
  });
});

describe('the spool', () => {
  test('has an event on the disk when it is recorded, and in the database when it is idle', async () => {
    let isAway = true;
    const events = database(() => (isAway ? outage() : null));
    const spool = await open(events);
    await Promise.all(Array.from({ length: 100 }, (_, n) => spool.record(event(`click-${n}`))));
    const kept = await Promise.all((await segments()).map((name) => readFile(join(folder, name))));
    expect(kept.flatMap((bytes) => recordsIn(bytes).inputs)).toHaveLength(100);
    expect(spool.status()).toMatchObject({ lost: 0, oldest: expect.any(String) });
    expect(spool.status().waiting).toBeGreaterThan(0);
    isAway = false;
    await spool.idle();
    expect(new Set(events.keys).size).toBe(100);
    expect(spool.status()).toEqual({ waiting: 0, oldest: null, lost: 0, trouble: null });
    await spool.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves to the next start what the database does not take before it is closed', async () => {
    const spool = await open(database(outage));
    await spool.record(event('a'));
    await spool.close();
    const [name = ''] = await readdir(folder);
    // This process lives; the one that left it would not.
    await writeFile(join(folder, name, 'owner.json'), JSON.stringify(dead));
    const events = database();
    const next = await open(events);
    await next.idle();
    expect(events.keys).toEqual(['a']);
    await next.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes over what ended processes have left, half a record at the end or not, and each segment once', async () => {
    const bytes = Buffer.concat([recordOf(event('a')), recordOf(event('b')).subarray(0, 40)]);
    await leftOver('1-dead', bytes, dead);
    await leftOver('2-silent', recordOf(event('c')), { ...dead, place: 'another machine' }, 3_600_000);
    const events = database();
    const spools = await Promise.all(Array.from({ length: 4 }, () => open(events)));
    for (const spool of spools) await spool.idle();
    expect(events.keys.toSorted()).toEqual(['a', 'c']);
    await Promise.all(spools.map((spool) => spool.close()));
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves alone what belongs to a process that lives', async () => {
    await leftOver('3-other', recordOf(event('a')), { ...dead, place: 'another machine' });
    const events = database();
    const spool = await open(events);
    const beside = await open(events);
    await beside.record(event('b'));
    await Promise.all([spool.idle(), beside.idle()]);
    expect(events.keys).toEqual(['b']);
    await Promise.all([spool.close(), beside.close()]);
    expect(await segments()).toEqual(['3-other/00000001.segment']);
  });

  test('drops opens before clicks when it is full, and says so once', async () => {
    const spool = await open(database(outage), { mostBytes: 3 * recordOf(event('click-0')).length });
    for (const key of ['click-0', 'click-1', 'click-2']) await spool.record(event(key));
    for (let n = 0; n < 50; n += 1) await spool.record(event(`open-${n}`, 'open'));
    await spool.record(event('click-3'));
    expect(spool.status().lost).toBe(51);
    expect(lines.filter((line) => line.startsWith('error Events lost'))).toHaveLength(1);
    await spool.close();
    expect(lines.filter((line) => line.startsWith('error Events lost')).at(-1)).toContain('"opens":49,"clicks":1');
  });

  test('brings events in without the disk when that takes none', async () => {
    const events = database();
    const spool = await open(events);
    const [own = ''] = await readdir(folder);
    await rm(join(folder, own), { recursive: true });
    await spool.record(event('a'));
    await spool.idle();
    expect(events.keys).toEqual(['a']);
    await mkdir(join(folder, own));
    await spool.close();
  });

  test('finds the one event that a batch fails for, and keeps it for the next start', async () => {
    const events = database((inputs) => inputs.some(({ dedupeKey }) => dedupeKey === 'bad') && new Error('a bug'));
    const spool = await open(events);
    await Promise.all(['a', 'bad', 'erased', 'b'].map((key) => spool.record(event(key))));
    await spool.idle();
    expect(events.keys.toSorted()).toEqual(['a', 'b', 'erased']);
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([expect.stringMatching(/set aside.*"bad"/)]);
    await spool.close();
    const [name = ''] = await segments();
    expect(recordsIn(await readFile(join(folder, name))).inputs).toEqual([event('bad')]);
  });

  test('keeps a segment that cannot be read until it can, and goes on with those behind it', async () => {
    await leftOver('1-dead', recordOf(event('a')), dead);
    const whole = join(folder, '1-dead', '00000001.segment');
    await rename(whole, join(folder, 'whole'));
    // A name that leads to itself cannot be read, and is replaced in one step.
    await symlink('00000001.segment', whole);
    const events = database();
    const spool = await open(events);
    await spool.record(event('b'));
    await events.until(() => events.keys.includes('b'));
    expect(spool.status()).toMatchObject({ lost: 0, oldest: expect.any(String), trouble: 'ELOOP' });
    expect(lines).toContainEqual(expect.stringMatching(/^error.*kept.*ELOOP/));
    const [own = ''] = (await readdir(folder)).filter((name) => name !== 'whole');
    await rename(join(folder, 'whole'), join(folder, own, '00000001.segment'));
    await spool.idle();
    expect(events.keys).toEqual(['b', 'a']);
    expect(spool.status()).toEqual({ waiting: 0, oldest: null, lost: 0, trouble: null });
    await spool.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves to the next start a segment that cannot be read when it is closed', async () => {
    await leftOver('1-dead', recordOf(event('a')), dead);
    await rm(join(folder, '1-dead', '00000001.segment'));
    await mkdir(join(folder, '1-dead', '00000001.segment'));
    const spool = await open(database());
    await spool.close();
    expect(await segments()).toHaveLength(1);
    expect(lines).toContainEqual(expect.stringContaining('the next start does it'));
  });

  test('keeps the segment of an event that cannot be set aside, and sets it aside when the disk takes it', async () => {
    let alone = 0;
    const events = database((inputs) => {
      if (!inputs.some(({ dedupeKey }) => dedupeKey === 'bad')) return null;
      if (inputs.length === 1) alone += 1;
      return new Error('a bug');
    });
    const spool = await open(events);
    const [own = ''] = await readdir(folder);
    const aside = join(folder, own, 'aside.segment');
    await mkdir(aside);
    await Promise.all(['a', 'bad', 'b'].map((key) => spool.record(event(key))));
    // Four times make one attempt: after these, two have failed at the disk.
    await events.until(() => alone > 8);
    expect(new Set(events.keys)).toEqual(new Set(['a', 'b']));
    expect(spool.status()).toMatchObject({ lost: 0, trouble: 'EISDIR' });
    await spool.record(event('c'));
    await events.until(() => events.keys.includes('c'));
    await rmdir(aside);
    await spool.idle();
    expect(recordsIn(await readFile(aside)).inputs).toEqual([event('bad')]);
    expect(spool.status()).toEqual({ waiting: 0, oldest: null, lost: 0, trouble: null });
    await spool.close();
    expect(await segments()).toEqual([join(own, 'aside.segment')]);
  });

  test('counts as lost, at its end, what neither the disk nor the database takes', async () => {
    let alone = 0;
    const events = database((inputs) => {
      if (!inputs.some(({ dedupeKey }) => dedupeKey === 'bad')) return null;
      if (inputs.length === 1) alone += 1;
      return new Error('a bug');
    });
    const spool = await open(events);
    const [own = ''] = await readdir(folder);
    await rm(join(folder, own), { recursive: true });
    await Promise.all(['a', 'bad', 'b'].map((key) => spool.record(event(key))));
    await events.until(() => alone > 8);
    expect(new Set(events.keys)).toEqual(new Set(['a', 'b']));
    expect(spool.status()).toMatchObject({ lost: 0, trouble: 'ENOENT' });
    await spool.close();
    expect(spool.status().lost).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/cannot be used.*ENOENT/));
  });

  test('goes on after something that nobody expected', async () => {
    let isAway = true;
    const events = database(() => (isAway ? outage() : null));
    const warn = () => {
      isAway = false;
      throw new Error('the log is full');
    };
    const spool = await open(events, { log: { ...log, warn } });
    await spool.record(event('a'));
    await spool.idle();
    expect(events.keys).toEqual(['a']);
    await spool.close();
  });

  test('starts beside an owner that was half written, and takes over what it has left once it is silent', async () => {
    await leftOver('1-new', recordOf(event('a')), {});
    await leftOver('2-silent', recordOf(event('b')), {});
    const then = new Date(Date.now() - 3_600_000);
    for (const name of ['1-new', '2-silent']) {
      await writeFile(join(folder, name, 'owner.json'), '{"pla');
      await utimes(join(folder, name), then, then);
    }
    await utimes(join(folder, '2-silent', 'owner.json'), then, then);
    const events = database();
    const spool = await open(events);
    await spool.idle();
    expect(events.keys).toEqual(['b']);
    await spool.close();
  });

  test('takes nothing from an owner that cannot be asked for', async () => {
    await leftOver('1-unknown', recordOf(event('a')), {});
    const [owner, then] = [join(folder, '1-unknown', 'owner.json'), new Date(Date.now() - 3_600_000)];
    await rm(owner);
    await mkdir(owner);
    await utimes(join(folder, '1-unknown'), then, then);
    const spool = await open(database());
    await spool.close();
    expect(await segments()).toEqual(['1-unknown/00000001.segment']);
  });

  test('is not kept from its work by what is no segment', async () => {
    await appendFile(join(folder, 'note.txt'), 'hello');
    await mkdir(join(folder, 'empty'));
    const events = database();
    const spool = await open(events);
    await spool.record(event('a'));
    await spool.idle();
    expect(events.keys).toEqual(['a']);
    await spool.close();
  });
});

/** As `spool-folder.ts` names a process: of this machine and container, with a number that none has. */
const dead = { place: '', pid: 2 ** 22 + 1, startedAt: '1' };
beforeEach(async () => {
  const spool = await open(database());
  const [own = ''] = await readdir(folder);
  Object.assign(dead, { place: JSON.parse(await readFile(join(folder, own, 'owner.json'), 'utf8')).place });
  expect(dead.place).toContain(hostname());
  await spool.close();
});
