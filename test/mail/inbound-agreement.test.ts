/** How far our reading of real bounce mails agrees with a reference decoder, and that no damage to them does harm. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { bounceActs } from '../../domain/bounce-acts.ts';
import { bounceClasses } from '../../domain/bounce-class.ts';
import { readMail } from '../../mail/inbound/reading.ts';
import { receivedAt } from './bounce-samples.ts';
import { agreementIn } from './bounces/agreement.ts';
import { corpusFolder, corpusMails } from './bounces/corpus.ts';
import { bounceTables } from './bounces/documentation.ts';
import { mutant, mutations, randomFrom } from './bounces/mutations.ts';
import { reasonMappings } from './bounces/reasons.ts';

describe('our reading of real bounce mails', () => {
  it('agrees with the reference on who, on hard or not, and on the class', async () => {
    const { recipients, found, hardness, classes, disagreements } = await agreementIn(corpusFolder);
    const told = disagreements.map(({ file, theirs, ours }) => `${file} ${theirs.reason} ${ours?.class}`).join('\n');
    expect(recipients).toBe(314);
    expect(found / recipients, told).toBeGreaterThanOrEqual(0.98);
    expect(hardness / recipients, told).toBeGreaterThanOrEqual(0.98);
    expect(classes / recipients, told).toBeGreaterThanOrEqual(0.95);
  });

  it('maps every reason of the reference to a class that there is, once', () => {
    const reasons = reasonMappings.map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(reasons.length);
    for (const mapping of reasonMappings) expect(bounceClasses).toContain(mapping.class);
  });

  it('is published: the tables of docs/bounces.md are those of the code', async () => {
    const published = await readFile(new URL('../../docs/bounces.md', import.meta.url), 'utf8');
    expect(published).toContain(bounceTables.classes(bounceActs));
    expect(published).toContain(bounceTables.reasons(reasonMappings));
  });
});

describe('a damaged mail', () => {
  const mails = corpusMails();

  it('is read in time, whatever happened to it', async () => {
    const random = randomFrom(20_261_122);
    for (let count = 0; count < 500; count += 1) {
      const { how, raw } = mutant(mails, random);
      const start = performance.now();
      const { kind } = await readMail(raw, { receivedAt });
      expect(['bounce', 'complaint', 'reply', 'auto-reply', 'other']).toContain(kind);
      // Ten times what the slowest takes on a machine of its own.
      expect(performance.now() - start, how).toBeLessThan(5000);
    }
  });

  it.each([
    ['line ends', '\n'],
    ['boundaries', '--b\n'],
    ['addresses', 'a@a.test\n'],
    ['one long line', '550 a@a.'],
  ])('is read in time when it is 8 MB of %s', async (_name, piece) => {
    const head =
      'From: MAILER-DAEMON@a.test\nContent-Type: multipart/mixed; boundary=b\nSubject: failure notice\n\n--b\n\n';
    const start = performance.now();
    await readMail(Buffer.from(head + piece.repeat(8_000_000 / piece.length)), { receivedAt });
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it.each(Object.keys(mutations))('is another one when it is %s', (name) => {
    const random = randomFrom(7);
    const changed = mails.slice(0, 20).filter((mail) => mutations[name]?.(mail, random, mails).equals(mail) === false);
    expect(changed.length).toBeGreaterThan(0);
  });
});
