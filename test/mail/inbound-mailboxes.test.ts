/** The poller against a server that does what a test wants, and the arithmetic of cursors and waiting. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { secret } from '../../domain/secret.ts';
import { createProgress, lastDone, retryAfterMs, validityOf, wayKey } from '../../mail/inbound/imap/cursor.ts';
import { imapTrouble } from '../../mail/inbound/imap/session.ts';
import { type ScriptedImap, startScriptedImap } from '../support/imap-server.ts';
import { createPostRoom, mailboxOf, type PostRoom, polling } from '../support/polled-mailboxes.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const mail = (subject: string): string => `Subject: ${subject}\r\n\r\nHi\r\n`;

async function serving(...subjects: readonly string[]): Promise<ScriptedImap> {
  const server = await startScriptedImap();
  closers.push(() => server.close());
  subjects.forEach((subject, i) => void server.mails.set(i + 1, mail(subject)));
  return server;
}

function poll(server: ScriptedImap, room: PostRoom, options: Parameters<typeof polling>[2] = {}) {
  const made = polling(room, [mailboxOf({ port: server.port })], { limits: { commandMs: 200 }, ...options });
  closers.push(() => made.poller.close());
  return made;
}

const came = (room: PostRoom, ...subjects: readonly string[]) =>
  vi.waitFor(() => expect(room.subjects).toEqual(subjects), { timeout: 10_000, interval: 5 });

describe('a mailbox', () => {
  it('is read with commands that change no flag, in the order of UIDs', async () => {
    const server = await serving('one', 'two');
    const room = createPostRoom();
    poll(server, room);
    await came(room, 'one', 'two');
    server.mails.set(9, mail('nine'));
    await came(room, 'one', 'two', 'nine');
    expect(server.commands.join('\n')).not.toMatch(/\bSELECT\b|STORE|EXPUNGE|BODY\[|RFC822 /i);
    expect(room.deliveries).toBe(3);
    expect(room.arrivals[0]?.receivedAt).toBe('2026-11-01T10:00:00.000Z');
  });

  it('is asked at once when the server tells of new mail', async () => {
    const server = await serving('one');
    const room = createPostRoom();
    poll(server, room, { pollEveryMs: 3_600_000 });
    await came(room, 'one');
    await vi.waitFor(() => expect(server.commands).toContain('IDLE'));
    server.mails.set(2, mail('two'));
    server.tell();
    await came(room, 'one', 'two');
  });

  it('whose server does not say which UID comes next has no mail read twice', async () => {
    const server = await serving('one');
    server.tellsNext = false;
    const room = createPostRoom();
    poll(server, room);
    await came(room, 'one');
    const asked = server.commands.length;
    await vi.waitFor(() => expect(server.commands.length).toBeGreaterThan(asked + 6));
    expect(room.deliveries).toBe(1);
  });

  it('whose line has fallen silent is asked over a new one', async () => {
    const server = await serving('one');
    const room = createPostRoom();
    const { poller } = poll(server, room);
    await came(room, 'one');
    server.fallSilent();
    server.mails.set(2, mail('two'));
    await came(room, 'one', 'two');
    expect(server.made).toBe(2);
    await vi.waitFor(() => expect(poller.states()[0]?.lastError).toBeNull());
  });

  it('is asked again after BYE, not at once', async () => {
    const server = await serving('one');
    const room = createPostRoom();
    const { lines } = poll(server, room, { pollEveryMs: 3_600_000 });
    await came(room, 'one');
    await vi.waitFor(() => expect(server.commands).toContain('IDLE'));
    server.mails.set(2, mail('two'));
    server.sayBye();
    await came(room, 'one', 'two');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', details: expect.objectContaining({ waitMs: 20 }) }),
    );
  });

  it('that counts anew is read from its beginning, and what comes again is known', async () => {
    const server = await serving('one', 'two');
    const room = createPostRoom();
    poll(server, room);
    await came(room, 'one', 'two');
    server.uidValidity = 2;
    server.mails.delete(1);
    await came(room, 'one', 'two', 'two');
    expect(room.arrivals.map(({ wayKey: key }) => key?.replace(/\.[0-9a-f]{8}/, ''))).toEqual([
      'imap/replies/1/1',
      'imap/replies/1/2',
      'imap/replies/2/2',
    ]);
    expect(room.cursors.all.get('replies')).toMatchObject({ uidValidity: expect.stringMatching(/^2\./), lastUid: 2 });
  });

  it('goes on behind a mail at which the connection breaks each time', async () => {
    const server = await serving('one', 'deadly', 'three');
    server.deadly.add(2);
    const room = createPostRoom();
    const { poller } = poll(server, room);
    await came(room, 'one', 'three');
    await vi.waitFor(() => expect(poller.states()).toMatchObject([{ lastUid: 1, aside: [2] }]));
    server.deadly.clear();
    await came(room, 'one', 'three', 'deadly');
    await vi.waitFor(() => expect(room.cursors.all.get('replies')?.lastUid).toBe(3));
  });

  it('takes no more of a mail than it may, whatever size the server tells', async () => {
    const server = await serving('liar', 'fine');
    server.mails.set(1, `Subject: liar\r\n\r\n${'x'.repeat(300_000)}`);
    server.toldSizes.set(1, 100);
    const room = createPostRoom();
    poll(server, room, { limits: { commandMs: 200, mailBytes: 100_000 } });
    await came(room, 'fine');
  });

  it('loses nothing while nothing can be kept, however long that takes', async () => {
    const server = await serving('one', 'two', 'three');
    let down = true;
    let tries = 0;
    const room = createPostRoom(() => {
      tries += 1;
      if (down) throw new Error('the database is away');
    });
    const { poller } = poll(server, room, { retry: { firstMs: 2, mostMs: 4 } });
    await vi.waitFor(() => expect(tries).toBeGreaterThan(8));
    expect(poller.states()).toMatchObject([{ lastUid: 0, lastError: 'the database is away' }]);
    expect(room.cursors.all.size).toBe(0);
    down = false;
    await vi.waitFor(() => expect([...room.subjects].sort()).toEqual(['one', 'three', 'two']), { timeout: 10_000 });
    await vi.waitFor(() => expect(room.cursors.all.get('replies')?.lastUid).toBe(3));
  });

  it('that never greets does not keep the poller from closing at once', async () => {
    const server = await serving();
    server.greets = false;
    const { poller } = polling(createPostRoom(), [mailboxOf({ port: server.port })]);
    await vi.waitFor(() => expect(server.made).toBe(1));
    const began = performance.now();
    await poller.close();
    expect(performance.now() - began).toBeLessThan(1500);
  });
});

describe('the cursor', () => {
  const now = '2026-11-21T09:00:00.000Z';

  it('counts for one UIDVALIDITY of one folder of one user', () => {
    const inbox = validityOf({ user: 'ann', folder: 'INBOX' }, 1n);
    expect(lastDone({ uidValidity: inbox, lastUid: 7 }, inbox)).toBe(7);
    expect(lastDone({ uidValidity: inbox, lastUid: 7 }, validityOf({ user: 'ann', folder: 'INBOX' }, 2n))).toBe(0);
    expect(lastDone({ uidValidity: inbox, lastUid: 7 }, validityOf({ user: 'ann', folder: 'Work' }, 1n))).toBe(0);
    expect(lastDone(null, inbox)).toBe(0);
    expect(wayKey('replies', '1.abcd', 5)).toBe('imap/replies/1.abcd/5');
  });

  it('stays before a mail that is set aside, until it is kept', () => {
    const progress = createProgress(4, () => 1000);
    progress.done(5);
    const waits = [1, 2, 3].map(() => {
      progress.failed(6, now);
      return progress.waits(6, now);
    });
    expect(waits).toEqual([false, false, true]);
    progress.done(8);
    expect(progress).toMatchObject({ high: 8, lastUid: 5, aside: [6] });
    expect(progress.due(now)).toEqual([]);
    expect(progress.due('2026-11-21T09:00:02.000Z')).toEqual([6]);
    expect(progress.hopeless('2026-11-22T08:59:59.999Z', 86_400_000)).toEqual([]);
    expect(progress.hopeless('2026-11-22T09:00:00.000Z', 86_400_000)).toEqual([6]);
    progress.done(6);
    expect(progress).toMatchObject({ high: 8, lastUid: 8, aside: [] });
  });

  it('waits from five seconds to a quarter of an hour', () => {
    expect([1, 2, 3, 8, 9, 5000].map((failures) => retryAfterMs(failures))).toEqual([
      5000, 10_000, 20_000, 640_000, 900_000, 900_000,
    ]);
  });

  it('is told apart from secrets: what a server says is shown without the password', () => {
    const login = { kind: 'password', secret: secret('hunter2') } as const;
    const error = Object.assign(new Error('x'), { authenticationFailed: true, responseText: 'no hunter2\r\nfor you' });
    expect(imapTrouble(error, mailboxOf({ port: 1, login }))).toBe(
      'The server refuses the user or the password: no [secret] for you',
    );
  });
});
