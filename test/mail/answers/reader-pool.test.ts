import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { longestText, newText } from '../../../mail/inbound/answers/new-text.ts';
import { type AnswerReaders, createAnswerReaders } from '../../../mail/inbound/answers/reader-pool.ts';

const endless = new URL('./endless-reader.mjs', import.meta.url);
const limits = { threads: 1, timeoutMs: 300, waiting: 2, waitingLength: 1_000 };
const plain = (text: string) => ({ text, html: '' });

describe('the threads that read answers', () => {
  let readers: AnswerReaders | null = null;
  const start = (change: Partial<typeof limits> = {}) => {
    readers = createAnswerReaders({ ...limits, ...change }, endless);
    return readers;
  };
  afterEach(() => readers?.close());

  it('end one that a text holds up, cut that text in the crude way, and read the next in a fresh one', async () => {
    const { read } = start();
    const stuck = read(plain('Yes.\n\n> Hello'));
    const next = read(plain('fine'));
    expect(await stuck).toBe('Yes.');
    expect(await next).toBe('read: fine');
  });

  it('outlive one that dies', async () => {
    const { read } = start();
    expect(await read(plain('die\n> x'))).toBe('die');
    expect(await read(plain('fine again'))).toBe('read: fine again');
  });

  it('let no more wait than they may, by number and by length', async () => {
    const { read } = start({ timeoutMs: 60_000 });
    void read(plain('held up'));
    const waiting = [read(plain('one\n> x')), read(plain('two\n> x'))];
    expect(await read(plain('one too many\n> x'))).toBe('one too many');
    await readers?.close();
    expect(await Promise.all(waiting)).toEqual(['one', 'two']);
    const short = start({ timeoutMs: 60_000, waitingLength: 10 });
    expect(await short.read(plain('longer than ten\n> x'))).toBe('longer than ten');
  });

  it('answer what waits when they are closed, and start anew when they are asked again', async () => {
    const pool = start({ timeoutMs: 60_000 });
    const held = pool.read(plain('held up\n> x'));
    await pool.close();
    expect(await held).toBe('held up');
    expect(await pool.read(plain('fine'))).toBe('read: fine');
  });
});

describe('the real threads', () => {
  const readers = createAnswerReaders();
  afterAll(() => readers.close());

  it('read as the same function does here, three hundred texts with the threads that are there', async () => {
    const bodies = Array.from({ length: 300 }, (_, i) => plain(`Answer ${i}\n\n> Hello\n\n-- \nAnn`));
    const texts = await Promise.all(bodies.map((body) => readers.read(body)));
    expect(texts).toEqual(bodies.map(newText));
    expect(texts[299]).toBe('Answer 299');
  });

  it.each([
    ['ten megabytes', plain('Yes, call me. '.repeat(750_000))],
    ['fifty thousand marks of quotes', plain(`Yes\n${'>'.repeat(50_000)}\n${'On '.repeat(20_000)}`)],
    ['twenty thousand lines that begin like a quote', plain(`Yes\n\n${'On \n'.repeat(20_000)}`)],
    ['twenty thousand headers that do not end', plain('On 20:10 a@b.test wrote\n'.repeat(20_000))],
    ['signatures without end', plain('--\n'.repeat(50_000))],
    ['farewells without end', plain('regards,\nx\n'.repeat(20_000))],
    ['markup nested fifty thousand deep', { text: '', html: `${'<div>'.repeat(50_000)}Yes` }],
    ['quotes nested twenty thousand deep', { text: '', html: `Yes${'<blockquote type=cite>'.repeat(20_000)}no` }],
    ['attributes without end', { text: '', html: `Yes<a ${'x=y '.repeat(60_000)}` }],
    ['tags that never close', { text: '', html: `Yes${'<'.repeat(250_000)}` }],
    ['letters of no script', plain('\u0000\ud800\ufffd\u202e'.repeat(50_000))],
  ])('are done in time with %s, and keep at most 64 KB', async (_name, body) => {
    const text = await readers.read(body);
    expect(text.length).toBeLessThanOrEqual(longestText);
  });

  it('keep the process free meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 5);
    await readers.read(plain('On 20:10 a@b.test wrote\n'.repeat(20_000)));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});
