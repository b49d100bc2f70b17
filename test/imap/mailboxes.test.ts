/**
 * The poller against a real mailbox server: that every mail is found, once, whatever happens to server and connection.
 * Long, because one server serves all of it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Mailbox } from '../../domain/mailbox.ts';
import { checkMailbox } from '../../mail/inbound/imap/check.ts';
import { type Account, type Dovecot, startDovecot } from '../support/dovecot.ts';
import { createPostRoom, mailboxOf, type PostRoom, polling } from '../support/polled-mailboxes.ts';
import { startSilentLine } from '../support/silent-line.ts';

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot.close());

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const mail = (subject: string, body = 'Hi'): string => `From: ann@lead.test\nSubject: ${subject}\n\n${body}\n`;
const newAccount = (...folders: readonly string[]): Promise<Account> => dovecot.account(...folders);
const boxOf = (account: Account, given: Partial<Mailbox> = {}): Mailbox =>
  mailboxOf({ name: account.user, port: dovecot.port, user: account.user, ...given }, account.password);

function poll(room: PostRoom, mailboxes: readonly Mailbox[], options: Parameters<typeof polling>[2] = {}) {
  const made = polling(room, mailboxes, options);
  closers.push(() => made.poller.close());
  return made;
}

/** The subjects that came, once there are so many. */
const came = (room: PostRoom, count: number) =>
  vi.waitFor(
    () => {
      if (room.arrivals.length < count)
        throw new Error(`only ${room.arrivals.length} came: ${room.subjects.slice(-5)}`);
      return room.subjects;
    },
    { timeout: 20_000, interval: 10 },
  );

const never = { pollEveryMs: 3_600_000 };

describe('new mail', () => {
  it('is found by asking: what was there before, then what comes, as it is and without a flag changed', async () => {
    const account = await newAccount();
    const room = createPostRoom();
    await account.receive([mail('one', '.dot\nfrom ünder'), mail('two')]);
    const { poller } = poll(room, [boxOf(account)]);
    await came(room, 2);
    await account.receive([mail('three')]);
    expect(await came(room, 3)).toEqual(['one', 'two', 'three']);
    const [first] = room.arrivals;
    expect(first).toMatchObject({ way: `imap/${account.user}`, envelopeFrom: null, envelopeTo: [] });
    expect(first?.wayKey).toMatch(new RegExp(`^imap/${account.user}/\\d+\\.[0-9a-f]{8}/1$`));
    expect(Buffer.from(first?.raw ?? []).toString()).toBe(mail('one', '.dot\nfrom ünder').replaceAll('\n', '\r\n'));
    await vi.waitFor(() => expect(poller.states()).toMatchObject([{ lastUid: 3, lastError: null, aside: [] }]));
    expect((await account.mails()).map(({ flags }) => flags)).toEqual([['\\Recent'], ['\\Recent'], ['\\Recent']]);
    expect(room.deliveries).toBe(3);
  });

  it('is found at once when the server tells of it, however rarely it is asked', async () => {
    const account = await newAccount();
    const room = createPostRoom();
    const { poller } = poll(room, [boxOf(account)], never);
    await vi.waitFor(() => expect(poller.states()[0]?.lastPollAt).not.toBeNull());
    await account.receive([mail('told')]);
    expect(await came(room, 1)).toEqual(['told']);
  });

  it('is found when the line has fallen silent and the server can tell nothing', async () => {
    const account = await newAccount();
    const line = await startSilentLine(dovecot.port);
    closers.push(() => line.close());
    const room = createPostRoom();
    const { poller, lines } = poll(room, [boxOf(account, { port: line.port })], {
      pollEveryMs: 200,
      limits: { commandMs: 300 },
    });
    await account.receive([mail('before')]);
    await came(room, 1);
    line.swallow();
    await account.receive([mail('after')]);
    expect(await came(room, 2)).toEqual(['before', 'after']);
    expect(line.made).toBe(2);
    expect(lines).toContainEqual(expect.objectContaining({ message: 'The mailbox cannot be read; it is tried again' }));
    await vi.waitFor(() => expect(poller.states()[0]?.lastError).toBeNull());
  });

  it('is read on where it was left by the process before', async () => {
    const account = await newAccount();
    const room = createPostRoom();
    await account.receive([mail('one')]);
    const first = polling(room, [boxOf(account)]);
    await came(room, 1);
    await first.poller.close();
    await account.receive([mail('two')]);
    poll(room, [boxOf(account)]);
    expect(await came(room, 2)).toEqual(['one', 'two']);
    expect(room.deliveries).toBe(2);
  });

  it('comes in order, one at a time, a thousand of them, while others delete some', async () => {
    const account = await newAccount();
    await account.receive(Array.from({ length: 1000 }, (_, i) => mail(`n${i}`, 'x'.repeat(50_000))));
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const keys: string[] = [];
    let peak = 0;
    let inHand = 0;
    let most = 0;
    // Nothing of the mails is kept here, where it would take the memory that is measured.
    const deliver: PostRoom['deliver'] = async ({ wayKey, raw }) => {
      inHand += 1;
      most = Math.max(most, inHand);
      peak = Math.max(peak, process.memoryUsage().rss);
      if (raw.length > 50_000) keys.push(wayKey ?? '');
      if (keys.length === 3) {
        await account.as(async (client) => {
          await client.mailboxOpen('INBOX');
          await client.messageDelete('10,900', { uid: true });
        });
      }
      inHand -= 1;
    };
    const { poller } = poll({ ...createPostRoom(), deliver }, [boxOf(account)]);
    await vi.waitFor(() => expect(poller.states()[0]?.lastUid).toBe(1000), { timeout: 40_000 });
    const uids = keys.map((key) => Number(key.split('/').at(-1)));
    // The sizes of the first hundred were known before one of them was deleted; it is found gone.
    expect(uids).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1).filter((uid) => uid !== 10 && uid !== 900));
    expect(most).toBe(1);
    console.log(`1,000 mails of 50 kB: memory grew by ${Math.round((peak - before) / 1e6)} MB at most`);
    expect(peak - before).toBeLessThan(150e6);
  });
});

describe('a folder that is made anew', () => {
  it('is read from its beginning, since its UIDs mean other mails now', async () => {
    const account = await newAccount('Replies');
    const room = createPostRoom();
    const { lines } = poll(room, [boxOf(account, { folder: 'Replies' })]);
    await account.receive([mail('old 1'), mail('old 2')], 'Replies');
    await came(room, 2);
    await account.as(async (client) => {
      await client.mailboxDelete('Replies');
      await client.mailboxCreate('Replies');
    });
    await account.receive([mail('new 1')], 'Replies');
    expect(await came(room, 3)).toEqual(['old 1', 'old 2', 'new 1']);
    expect(new Set(room.arrivals.map(({ wayKey }) => wayKey)).size).toBe(3);
    expect(lines.some(({ message }) => message.includes('UIDVALIDITY'))).toBe(true);
  });
});

describe('a server that is away', () => {
  it('is asked again until it is back, and nothing is lost or doubled', async () => {
    const account = await newAccount();
    const room = createPostRoom();
    const { poller } = poll(room, [boxOf(account)], never);
    await account.receive([mail('before')]);
    await came(room, 1);
    await dovecot.stop();
    await vi.waitFor(() =>
      expect(poller.states()[0]).toMatchObject({ connectedSince: null, lastError: expect.any(String) }),
    );
    await account.receive([mail('meanwhile')]);
    await dovecot.start();
    expect(await came(room, 2)).toEqual(['before', 'meanwhile']);
    await vi.waitFor(() => expect(poller.states()[0]?.lastError).toBeNull());
    expect(room.deliveries).toBe(2);
  });

  it('or that refuses the password harms no other mailbox, and is asked ever more rarely', async () => {
    const [good, bad] = [await newAccount(), await newAccount()];
    const room = createPostRoom();
    const wrong = { ...boxOf(good), user: bad.user, name: 'wrong' };
    const { poller, lines } = poll(room, [wrong, boxOf(good)], { retry: { firstMs: 20, mostMs: 160 } });
    await good.receive([mail('fine')]);
    expect(await came(room, 1)).toEqual(['fine']);
    await vi.waitFor(() => expect(lines.filter(({ level }) => level === 'error').length).toBeGreaterThan(4), {
      timeout: 10_000,
    });
    const refused = lines.filter(({ level }) => level === 'error');
    expect(refused.map(({ details }) => details.waitMs).slice(0, 5)).toEqual([20, 40, 80, 160, 160]);
    expect(refused[0]?.details.reason).toMatch(/^The server refuses the user or the password: /);
    expect(JSON.stringify(lines)).not.toContain(good.password);
    expect(poller.states()).toMatchObject([{ connectedSince: null }, { lastError: null, lastUid: 1 }]);
  });
});

describe('a mail that is kept', () => {
  it.each(['move', 'delete'] as const)('is put away as the settings say: %s', async (what) => {
    const account = await newAccount('Done');
    const room = createPostRoom();
    const { poller } = poll(room, [boxOf(account, { after: what === 'move' ? { move: 'Done' } : 'delete' })]);
    await account.receive([mail('one'), mail('two')]);
    await vi.waitFor(() => expect(poller.states()[0]?.lastUid).toBe(2), { timeout: 10_000 });
    expect(await account.mails()).toEqual([]);
    const done = (await account.mails('Done')).map(({ source }) => /Subject: (.*)\r/.exec(source)?.[1]);
    expect(done).toEqual(what === 'move' ? ['one', 'two'] : []);
    expect(room.subjects).toEqual(['one', 'two']);
  });

  it('is not looked for where the folder for it is missing: that is told', async () => {
    const account = await newAccount();
    expect(await checkMailbox(boxOf(account, { after: { move: 'Nowhere' } }))).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/Nowhere|exist/i),
    });
  });

  it('stays where it is while it cannot be kept, and does not hold up the others for ever', async () => {
    const account = await newAccount('Done');
    const room = createPostRoom(({ raw }) => {
      if (Buffer.from(raw).includes('poison')) throw new Error('it cannot be kept');
    });
    await account.receive([mail('poison'), mail('fine')]);
    const { poller } = poll(room, [boxOf(account, { after: { move: 'Done' } })]);
    expect(await came(room, 1)).toEqual(['fine']);
    await vi.waitFor(() => expect(poller.states()).toMatchObject([{ lastUid: 0, aside: [1] }]));
    expect((await account.mails()).map(({ uid }) => uid)).toEqual([1]);
    expect(room.cursors.all.size).toBe(0);
  });
});

describe('a large mail', () => {
  it('comes without its end, and says so', async () => {
    const account = await newAccount();
    const room = createPostRoom();
    await account.receive([mail('large', 'x'.repeat(900).concat('\n').repeat(300)), mail('small')]);
    poll(room, [boxOf(account)], { limits: { mailBytes: 100_000, headBytes: 20_000 } });
    await came(room, 2);
    const [large, small] = room.arrivals.map(({ raw }) => Buffer.from(raw).toString());
    expect(large).toMatch(
      /^X-Tendril-Truncated: kept=20000; size=27\d{4}\r\nFrom: ann@lead\.test\r\nSubject: large\r\n/,
    );
    expect(large?.length).toBeLessThan(20_100);
    expect(small).not.toContain('X-Tendril');
  });
});

describe('encryption', () => {
  it.each(['starttls', 'implicit'] as const)(
    '%s works with an authority that is trusted, and not without',
    async (tls) => {
      const account = await newAccount();
      const port = tls === 'starttls' ? dovecot.port : dovecot.tlsPort;
      const trusting = boxOf(account, { tls, port, ca: dovecot.certificate });
      expect(await checkMailbox(trusting)).toMatchObject({
        state: 'ok',
        messages: 0,
        uidValidity: expect.stringMatching(/^\d+$/),
      });
      expect(await checkMailbox({ ...trusting, ca: null })).toMatchObject({
        state: 'failed',
        reason: expect.stringMatching(/self-signed|certificate/i),
      });
    },
  );
});

describe('closing', () => {
  it('lets the mail in hand be kept, and is done in a moment', async () => {
    const account = await newAccount();
    let keep = () => {};
    const kept = new Promise<void>((resolve) => {
      keep = resolve;
    });
    const room = createPostRoom(() => kept);
    await account.receive([mail('one'), mail('two')]);
    const { poller } = polling(room, [boxOf(account)]);
    await vi.waitFor(() => expect(poller.states()[0]?.lastUid).toBe(0));
    const closing = poller.close();
    keep();
    await closing;
    expect(room.subjects).toEqual(['one']);
    expect(room.cursors.all.get(account.user)?.lastUid).toBe(1);
  });

  it('reads only while it has the lease', async () => {
    const account = await newAccount();
    const room = createPostRoom();
    let mine = false;
    const { poller } = poll(room, [boxOf(account)], { lease: async () => mine });
    await account.receive([mail('one')]);
    expect(poller.states()).toMatchObject([{ connectedSince: null, lastPollAt: null }]);
    mine = true;
    expect(await came(room, 1)).toEqual(['one']);
    mine = false;
    await vi.waitFor(() => expect(poller.states()[0]?.connectedSince).toBeNull());
  });
});
