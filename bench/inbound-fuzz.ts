/**
 * `npm run inbound:fuzz [-- --mutants N] [--seed S]`: reads N damaged mails (100,000 without N), bounces and answers: what each
 * is, what it names of ours, and what is new in its text. Tells how long the slowest took and how the memory grew. Fails when
 * one cannot be read in time, throws, or the memory grows without end. A mail that hangs is named by its number:
 * `--from NUMBER --mutants 1` reads it alone.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { makeKeys } from '../config/keys.ts';
import { instantFromMs } from '../domain/instant.ts';
import { makeToken, type TokenPurpose } from '../domain/tokens.ts';
import { aboveQuote, longestText, newText } from '../mail/inbound/answers/new-text.ts';
import { namesOf } from '../mail/inbound/names.ts';
import { readWhole } from '../mail/inbound/reading.ts';
import { sampleAnswers } from '../test/mail/answers/sample-mails.ts';
import { corpusMails } from '../test/mail/bounces/corpus.ts';
import { mutant, randomFrom } from '../test/mail/bounces/mutations.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutants: { type: 'string' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
});
const count = Number(values.mutants ?? positionals[0] ?? 100_000);
if (!Number.isSafeInteger(count) || count < 1) throw new Error('--mutants takes a number of mails');
const seed = Number(values.seed);
const from = Number(values.from);
/** For one mail, as in the threads that read them. */
const limitMs = 5000;
const hangMs = 20_000;
const mostGrowthMb = 300;

const receivedAt = instantFromMs(Date.UTC(2026, 0, 1));
const { signer } = makeKeys(`1:${randomBytes(32).toString('hex')}`, randomBytes(32).toString('hex'));
/** Half of the mails name one of ours, so that tokens are damaged too. */
const mails = [...corpusMails(), ...sampleAnswers()].map((mail, i) => (i % 2 === 0 ? mail : addressed(mail)));

function addressed(mail: Buffer): Buffer {
  const address = (purpose: TokenPurpose) =>
    `${purpose[0]}+${makeToken(signer, { purpose, id: randomUUID(), index: 0 })}@reply.acme.test`;
  const named = `<m.${randomUUID()}@reply.acme.test>`;
  const head = `To: ${address('reply')}, <${address('unsubscribe')}>\r\nDelivered-To: ${address('bounce')}\r\n`;
  return Buffer.concat([Buffer.from(`${head}In-Reply-To: ${named}\r\nReferences: ${named}\r\n`), mail]);
}

/** All that is done with an incoming mail before the database is asked. */
async function read(raw: Buffer): Promise<{ readonly kind: string; readonly tokens: number }> {
  const { reading, traces } = await readWhole(raw, { receivedAt }, newText);
  const { tokens } = namesOf(signer, traces, []);
  const text = raw.toString('latin1');
  // Also of what was taken for a report, since what a mail looks like is the sender's choice; as markup, which costs more, of some.
  const bodies = [{ text, html: '' }, ...(raw.length % 8 === 0 ? [{ text: '', html: text }] : [])];
  for (const body of bodies) {
    if (newText(body).length > longestText || aboveQuote(body).length > longestText)
      throw new Error('a text is too long');
  }
  return { kind: reading.kind, tokens: tokens.length };
}
const rssMb = (): number => Math.round(process.memoryUsage().rss / 1024 / 1024);

/** Watches from a thread of its own, since a hang blocks this one. */
const now = new BigInt64Array(new SharedArrayBuffer(16));
const watch = new Worker(
  `const { workerData: { now, hangMs } } = require('node:worker_threads');
   setInterval(() => {
     const since = Number(Atomics.load(now, 1));
     if (since === 0 || Date.now() - since < hangMs) return;
     require('node:fs').writeSync(2, 'Mail ' + Atomics.load(now, 0) + ' hangs\\n');
     process.kill(process.pid, 'SIGKILL');
   }, 1000);`,
  { eval: true, workerData: { now, hangMs } },
);

const kinds = new Map<string, number>();
const slowest: { number: number; ms: number; how: string; bytes: number }[] = [];
let bytes = 0;
let named = 0;
let settledMb = 0;
let peakMb = 0;
// What is loaded and started at first is no mail's fault.
for (const mail of mails.slice(-40)) await read(mail);
const began = performance.now();
for (let number = from; number < from + count; number += 1) {
  const { how, raw } = mutant(mails, randomFrom(seed * 1_000_003 + number));
  Atomics.store(now, 0, BigInt(number));
  Atomics.store(now, 1, BigInt(Date.now()));
  const start = performance.now();
  const { kind, tokens } = await read(raw);
  named += tokens;
  const ms = performance.now() - start;
  bytes += raw.length;
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  slowest.push({ number, ms: Math.round(ms), how, bytes: raw.length });
  if (slowest.length > 50) slowest.sort((a, b) => b.ms - a.ms).splice(5);
  if (number % 500 === 0) {
    peakMb = Math.max(peakMb, rssMb());
    if (number - from <= count / 5) settledMb = peakMb;
    if (process.stderr.isTTY) writeSync(2, `\r${number - from} of ${count}, ${rssMb()} MB `);
  }
}
Atomics.store(now, 1, 0n);
await watch.terminate();
if (process.stderr.isTTY) writeSync(2, '\r\u001b[K');

const seconds = (performance.now() - began) / 1000;
slowest.sort((a, b) => b.ms - a.ms).splice(5);
const growthMb = peakMb - settledMb;
console.log(`${count} damaged mails (seed ${seed}, ${Math.round(bytes / 1024 / 1024)} MB) in ${seconds.toFixed(0)} s`);
console.log(
  `Read as ${[...kinds].map(([kind, times]) => `${kind} ${times}`).join(', ')}; none threw. Tokens of ours: ${named}.`,
);
console.log(`Memory: ${settledMb} MB after a fifth, ${peakMb} MB at most, ${rssMb()} MB at the end.`);
console.log('The slowest:');
for (const each of slowest)
  console.log(`  ${String(each.ms).padStart(5)} ms  mail ${each.number}, ${each.bytes} bytes, ${each.how}`);
const tooSlow = (slowest[0]?.ms ?? 0) > limitMs;
if (tooSlow) console.error(`A mail took longer than ${limitMs} ms`);
if (growthMb > mostGrowthMb) console.error(`The memory grew by ${growthMb} MB`);
process.exitCode = tooSlow || growthMb > mostGrowthMb ? 1 : 0;
