import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { longestText } from '../../mail/inbound/answers/new-text.ts';
import { createMailReaders, type MailReaders } from '../../mail/inbound/mail-readers.ts';
import { readMail } from '../../mail/inbound/reading.ts';

const endless = new URL('./endless-reader.mjs', import.meta.url);
const limits = { threads: 1, timeoutMs: 300, memoryMb: 64, waiting: 2 };
const context = { receivedAt: '2026-11-21T09:00:00.000Z' };

describe('the threads that read mails', () => {
  let readers: MailReaders | null = null;
  const start = (change: Partial<typeof limits> = {}) => {
    const started = createMailReaders({ ...limits, ...change }, endless);
    readers = started;
    return {
      ...started,
      reason: async (text: string) => {
        const { reading } = await started.read(Buffer.from(text), context);
        return reading.kind === 'other' ? reading.reason : reading.kind;
      },
    };
  };
  afterEach(() => readers?.close());

  it('end one that a mail holds up, read that mail in the crude way, and the next in the usual one', async () => {
    const { reason } = start();
    const stuck = reason('slow');
    const next = reason('fine');
    expect([await stuck, await next]).toEqual(['crude: slow', 'usual: fine']);
  });

  it('give a mail up that holds up two, with what tells it from others, and outlive one that kills them', async () => {
    const { read, reason } = start();
    const { reading, traces } = await read(Buffer.from('endless: 1\r\nMessage-ID: <abc@x.test>\r\n\r\nbody'), context);
    expect(reading).toEqual({ kind: 'other', reason: 'it cannot be read in time', unreadable: true });
    expect(traces).toMatchObject({ ownId: 'abc@x.test', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await reason('die')).toBe('it cannot be read in time');
    expect(await reason('fine again')).toBe('usual: fine again');
  });

  it('let no more wait than they may: who brings one more brings it again', async () => {
    const { read } = start({ timeoutMs: 60_000 });
    const taken = ['endless', 'one', 'two'].map((text) => read(Buffer.from(text), context));
    const settled = Promise.allSettled(taken);
    await expect(read(Buffer.from('three'), context)).rejects.toMatchObject({ code: 'INBOUND_BUSY' });
    await readers?.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('start anew when they are asked after they were closed', async () => {
    const { reason, close } = start();
    expect(await reason('fine')).toBe('usual: fine');
    await close();
    expect(await reason('fine')).toBe('usual: fine');
  });
});

describe('the real threads', () => {
  const readers = createMailReaders();
  afterAll(() => readers.close());
  const mail = (body: string, type = 'text/plain') =>
    Buffer.from(`From: Ann <ann@x.test>\r\nSubject: Re: Hi\r\nContent-Type: ${type}\r\n\r\n${body}`);

  it('read as the same function does here, a hundred mails with the threads that are there', async () => {
    const mails = Array.from({ length: 100 }, (_, i) => mail(`Answer ${i}\n\n> Hello\n\n-- \nAnn`));
    const read = await Promise.all(mails.map((raw) => readers.read(raw, context)));
    const here = await Promise.all(mails.map((raw) => readMail(raw, context)));
    expect(read.map(({ reading }) => reading)).toEqual(here);
    expect(here[99]).toMatchObject({ kind: 'reply', answer: { text: 'Answer 99' } });
  });

  const large = (piece: string): string => piece.repeat(Math.ceil(9_000_000 / piece.length));
  it.each([
    ['words', mail(large('Yes, call me. '))],
    ['line ends', mail(large('\n'))],
    ['boundaries', mail(large('--b\n'), 'multipart/mixed; boundary=b')],
    ['marks of quotes', mail(`Yes\n${large('>')}`)],
    ['quotes that are begun', mail(`Yes\n\n${large('On \n')}`)],
    ['headers that do not end', mail(large('On 20:10 a@b.test wrote\n'))],
    ['signatures', mail(large('--\n'))],
    ['farewells', mail(large('regards,\nx\n'))],
    ['markup that is nested', mail(`${large('<div>')}Yes`, 'text/html')],
    ['quotes in markup', mail(`Yes${large('<blockquote type=cite>')}no`, 'text/html')],
    ['attributes', mail(`Yes<a ${large('x=y ')}`, 'text/html')],
    ['tags that never close', mail(`Yes${large('<')}`, 'text/html')],
    ['letters of no script', mail(large('\u0000\ud800\ufffd\u202e'))],
    ['header fields', Buffer.from(large('To: <a@a.test>, r+aaaa@b.test\r\n'))],
    ['encoded words', Buffer.from(`Subject: ${large('=?utf-8?q?=41?= ')}\r\n\r\nx`)],
  ])('read nine megabytes of %s in bounded time, and hold the process up for a moment at most', async (_name, raw) => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const at = performance.now();
      longest = Math.max(longest, at - last);
      last = at;
    }, 5);
    const { reading } = await readers.read(raw, context);
    clearInterval(timer);
    if ('answer' in reading) expect(reading.answer.text.length).toBeLessThanOrEqual(longestText);
    // Copying it to the thread takes some milliseconds; on this machine others may have the core.
    expect(longest).toBeLessThan(400);
  });
});
