/** One try to send a letter, at a time of choice and without a workflow. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSendLetter } from '../../activities/letter.ts';
import type { NewLetter } from '../../db/store.ts';
import { plusMs } from '../../domain/instant.ts';
import { makeToken } from '../../domain/tokens.ts';
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

describe('a mail that asks for a confirmation', () => {
  const asked = {
    purposes: ['marketing'],
    source: 'form',
    wording: 'Send me <b>the guide</b>.\n.\nThanks',
    wordingVersion: null,
  };
  async function ask(language: string | null = 'de', request = asked) {
    const lead = await bench.addLead({ language });
    const { request: made } = await bench.store.consents.askConfirmation(lead.id, request, 'form', now());
    const [row] = await query("SELECT id FROM letter WHERE kind = 'confirmation' AND recipient = $1", [lead.email]);
    return { lead, request: made, letterId: String(row?.id) };
  }
  async function query(text: string, values: readonly unknown[]) {
    const client = new pg.Client({ connectionString: bench.databaseUrl });
    await client.connect();
    const { rows } = await client.query(text, [...values]);
    await client.end();
    return rows;
  }

  it('leaves once, in the language of the lead, with one link that confirms and nothing that counts', async () => {
    const { lead, request, letterId } = await ask();
    await Promise.all([send(letterId), send(letterId)]);
    expect(await send(letterId)).toEqual({ kind: 'ended', outcome: 'sent' });
    const mails = mailsTo(lead.email);
    expect(mails).toHaveLength(1);
    const mail = await PostalMime.parse(mails[0]?.raw ?? '');
    expect(mail.subject).toBe('Bitte bestätigen Sie Ihre E-Mail-Adresse (Acme Meters)');
    expect(mail.headers.map(({ key }) => key)).not.toContain('list-unsubscribe');
    expect(mail.headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }));
    const link = `https://go.acme.example/confirm/${makeToken(bench.signer, { purpose: 'confirm', id: request.id, index: 0 })}`;
    expect(mail.text).toContain(`Bitte bestätigen Sie es:\n${link}\n`);
    expect(mail.text).toContain('> Send me <b>the guide</b>.\n> .\n> Thanks');
    expect(mail.text).toContain('1 Meter Street, 10115 Berlin, Germany');
    expect(mail.html).toContain('Send me &#60;b&#62;the guide&#60;/b&#62;');
    // Nobody wrote it by hand: it is no answer.
    const told = (await bench.store.leads.timeline(lead.id)).find(({ kind }) => kind === 'mail');
    expect(told).toMatchObject({ kind: 'mail', subject: mail.subject, writer: null });
    const links = [...(mail.html ?? '').matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url);
    expect(new Set(links)).toEqual(new Set([link, 'https://acme.example']));
    expect(await query('SELECT state, internal FROM message WHERE letter_id = $1', [letterId])).toEqual([
      { state: 'SENT', internal: false },
    ]);
  });

  it('does not leave for who is dead, has complained or may not be stored, and does for who has left', async () => {
    for (const [reason, sent] of [
      ['bounce_hard', 0],
      ['complaint', 0],
      ['legal', 0],
      ['unsubscribe', 1],
    ] as const) {
      const { lead, letterId } = await ask();
      await bench.store.suppressions.add(lead.email, reason, null, now());
      await send(letterId);
      expect(mailsTo(lead.email), reason).toHaveLength(sent);
    }
  });

  it('does not leave once it was confirmed by another link, its time is over, or its lead was erased', async () => {
    const [confirmed, over, gone] = [await ask(), await ask(), await ask()];
    await bench.store.consents.confirm(confirmed.request.id, {}, now());
    await bench.store.rights.erase(gone.lead.id, 'test', null, now());
    const outcome = { kind: 'ended', outcome: 'undelivered' };
    expect(await send(confirmed.letterId)).toEqual(outcome);
    expect(await send(over.letterId, plusMs(now(), 8 * 86_400_000))).toEqual(outcome);
    expect(await send(gone.letterId)).toEqual(outcome);
    for (const { lead } of [confirmed, over, gone]) expect(mailsTo(lead.email)).toEqual([]);
  });
});
