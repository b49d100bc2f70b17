/** One try to send a letter, at a time of choice and without a workflow. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSendLetter } from '../../activities/letter.ts';
import type { NewLetter } from '../../db/store.ts';
import { plusMs } from '../../domain/instant.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.sink.behave());
afterAll(() => bench?.close());

async function written(kind: NewLetter['kind'], given: Partial<NewLetter> = {}) {
  const lead = await bench.addLead();
  const recipient = kind === 'note' ? `${randomUUID()}@acme.example` : lead.email;
  const letter = {
    kind,
    leadId: lead.id,
    inboundItemId: null,
    recipient,
    subject: 'Re: x',
    text: 'Words.',
    actor: 'ines',
  };
  const { id } = await bench.store.letters.write(
    { ...letter, inReplyTo: null, references: [], ...given },
    randomUUID(),
    now(),
  );
  return { lead, recipient, id };
}

const send = (letterId: string, at = now()) => createSendLetter(bench.deps)({ letterId, now: at });
const mailsTo = (address: string) => bench.sink.mails.filter(({ envelope }) => envelope.to[0] === address);

describe('a letter', () => {
  it('leaves once, however many workers are at it and however often they are', async () => {
    const { id, recipient } = await written('answer');
    const turns = await Promise.all([send(id), send(id), send(id)]);
    expect(turns).toContainEqual({ kind: 'ended', outcome: 'sent' });
    expect(await send(id)).toEqual({ kind: 'ended', outcome: 'sent' });
    expect(mailsTo(recipient)).toHaveLength(1);
  });

  it('that the relay puts off is tried again, a note for a day at most', async () => {
    bench.sink.behave(({ stage }) => (stage === 'rcpt' ? { reply: '451 4.3.2 not now' } : undefined));
    for (const [kind, late] of [
      ['answer', 'later'],
      ['note', 'ended'],
    ] as const) {
      const { id } = await written(kind);
      const first = await send(id);
      if (first.kind !== 'later') throw new Error(`It ended: ${first.outcome}`);
      expect((await bench.store.letters.get(id)).message).toMatchObject({ state: 'DEFERRED', attempts: 1 });
      expect((await send(id, plusMs(now(), 25 * 3_600_000))).kind).toBe(late);
    }
  });

  it('that the relay refuses for good ends, and the ledger says why; a note harms no address of a lead', async () => {
    bench.sink.behave(({ stage }) => (stage === 'rcpt' ? { reply: '550 5.1.1 no such mailbox' } : undefined));
    const note = await written('note');
    expect(await send(note.id)).toEqual({ kind: 'ended', outcome: 'undelivered' });
    expect((await bench.store.letters.get(note.id)).message?.detail).toContain('no such mailbox');
    expect(await bench.store.suppressions.reasonFor(note.recipient)).toBeNull();
    expect(await bench.store.suppressions.reasonFor(note.lead.email)).toBeNull();
    const answer = await written('answer');
    expect(await send(answer.id)).toEqual({ kind: 'ended', outcome: 'undelivered' });
    expect(await bench.store.suppressions.reasonFor(answer.lead.email)).toBe('bounce_hard');
  });

  it('about a lead that was erased meanwhile leaves neither to it nor to a colleague', async () => {
    for (const kind of ['answer', 'note'] as const) {
      const { id, lead, recipient } = await written(kind);
      await bench.store.rights.erase(lead.id, 'test', null, now());
      expect(await send(id)).toEqual({ kind: 'ended', outcome: 'undelivered' });
      expect(mailsTo(recipient)).toEqual([]);
      const order = { kind, leadId: lead.id, inboundItemId: null, recipient, subject: 'x', text: 'x', actor: 'ines' };
      const more = bench.store.letters.write({ ...order, inReplyTo: null, references: [] }, randomUUID(), now());
      await expect(more).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    }
  });

  it('that never was, or of a lead that never was, is nothing', async () => {
    await expect(send(randomUUID())).rejects.toMatchObject({ code: 'LETTER_UNKNOWN' });
    await expect(written('answer', { leadId: randomUUID() })).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    await expect(bench.store.letters.thread('no-id')).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
  });
});
