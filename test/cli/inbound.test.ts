/** What people do with what comes in, from the command line. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, wrapped } from '../../cli/conversation.ts';
import type { InboundItemView, LetterView, StatusReport, TaskView, ThreadEntry } from '../../db/store.ts';
import { makeToken } from '../../domain/tokens.ts';
import { rawMail } from '../support/receiving.ts';
import { errorOf, lines } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation, sendMail } from './installation.ts';

let tendril: StoredInstallation;
let template: string;
let folder: string;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  template = await publishSmall(tendril.store);
  folder = await mkdtemp(join(tmpdir(), 'tendril-inbound-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await tendril.close();
});

/** A lead that was mailed, and the address that answers to that mail go to. */
async function mailed(name: string) {
  const email = `${name}@one.example`;
  const { lead } = await tendril.store.leads.save({ email, firstName: name, timeZone: 'Asia/Tokyo' }, now(), 'test');
  const mail = await sendMail(tendril.store, lead.id, template, []);
  const services = tendril.services();
  const { signer } = await services.keys();
  await services.close();
  return {
    lead,
    mail,
    address: `r+${makeToken(signer, { purpose: 'reply', id: mail.id, index: 0 })}@mail.one.example`,
  };
}

async function saved(text: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const file = join(folder, `${randomUUID()}.eml`);
  await writeFile(
    file,
    rawMail({ headers: { 'Message-ID': `<${randomUUID()}@one.example>`, ...headers }, body: [text] }),
  );
  return file;
}

type Delivered = InboundItemView & { readonly known: boolean };

describe('inbound', () => {
  it('takes mails on disk once, shows them, and gives them back as they came', async () => {
    const { lead, address } = await mailed('ann');
    const file = await saved('What does it cost?', { To: address, From: `Ann <${lead.email}>` });
    const item = await tendril.json<Delivered>('inbound', 'deliver', file);
    expect(item).toMatchObject({ known: false, way: 'api/cli', kind: 'reply', status: 'applied', leadId: lead.id });
    expect(await tendril.json<Delivered>('inbound', 'deliver', file)).toMatchObject({ id: item.id, known: true });
    const listed = await tendril.tendril('inbound', 'list', '--lead', lead.email, '--kind', 'reply', '--json');
    expect(lines<InboundItemView>(listed.stdout)).toMatchObject([{ id: item.id }]);
    const shown = await tendril.tendril('inbound', 'show', item.id);
    expect(shown.stdout).toMatch(/^kind +reply \(human: /m);
    expect(shown.stdout).toMatch(new RegExp(`^about +lead ${lead.id}, by token$`, 'm'));
    expect(shown.stdout).toMatch(/\n\nWhat does it cost\?\n$/);
    const raw = await tendril.tendril('inbound', 'raw', item.id);
    expect(raw.stdout).toContain(`To: ${address}\r\n`);
    const encoded = await tendril.json<{ readonly raw: string }>('inbound', 'raw', item.id);
    expect(Buffer.from(encoded.raw, 'base64').toString()).toBe(raw.stdout);
    expect((await tendril.tendril('inbound', 'replay', item.id)).stdout).toContain('reply, applied: ');
  });

  it('goes on with the other files when one cannot be read', async () => {
    const file = await saved('Cheap watches', { From: 'x@spam.example', Subject: 'Watches' });
    const outcome = await tendril.tendril('inbound', 'deliver', join(folder, 'none.eml'), file, '--json');
    expect([outcome.code, errorOf(outcome.stderr).code]).toEqual([2, 'FILE_UNKNOWN']);
    expect(lines<Delivered>(outcome.stdout)).toMatchObject([{ file, status: 'ignored' }]);
    expect(await tendril.tendril('inbound', 'deliver', join(folder, 'none.eml'))).toMatchObject({
      code: 2,
      stdout: '',
    });
  });

  it('is answered, and reads like a conversation on the clock of the lead', async () => {
    const { lead, address } = await mailed('bob');
    const words = `Is it safe? ${'very '.repeat(40)}safe\u001b[31m?\n\nBob`;
    const item = await tendril.json<Delivered>(
      'inbound',
      'deliver',
      await saved(words, { To: address, From: lead.email }),
    );
    const answer = ['inbound', 'answer', item.id, '--text', 'It is.', '--as', 'ines'];
    const said = await tendril.tendril(...answer);
    expect(said).toMatchObject({ code: 0, stdout: `The answer "Re: Hello" to ${lead.email} is being sent.\n` });
    expect(await tendril.json<LetterView & { readonly written: boolean }>(...answer)).toMatchObject({ written: false });
    const { stdout, stderr } = await tendril.tendril('inbound', 'thread', lead.email);
    expect(stderr).toBe('Times are in Asia/Tokyo.\n');
    expect(stdout).toMatch(
      /^[-\d]+ [:\d]+ {2}to bob@one\.example: "Your guide", template hello\n\n[-\d]+ [:\d]+ {2}from bob@one\.example.*\n {4}Is it safe\? very /,
    );
    expect(stdout).toMatch(/\n\n[-\d]+ [:\d]+ {2}ines to bob@one\.example \(is being sent\)\n {4}It is\.\n$/);
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    const entries = lines<ThreadEntry>((await tendril.tendril('inbound', 'thread', lead.email, '--json')).stdout);
    expect(entries.map(({ kind }) => kind)).toEqual(['mail', 'received', 'letter']);
  });

  it('is assigned or dismissed by a person when nobody knows whom it is about; until then the status says so', async () => {
    const { lead } = await mailed('eve');
    const held = async () =>
      tendril.json<Delivered>(
        'inbound',
        'deliver',
        await saved('And the price?', { From: lead.email, Subject: 'Offer' }),
      );
    const [first, second] = [await held(), await held()];
    expect([first.status, second.status]).toEqual(['held', 'held']);
    expect(await tendril.json<StatusReport>('status')).toMatchObject({ inbound: { held: 2, pending: 0 } });
    expect((await tendril.tendril('status')).stdout).toMatch(/^incoming +2 held, \d+ open tasks$/m);
    expect(await tendril.tendril('inbound', 'assign', first.id)).toMatchObject({ code: 2, stdout: '' });
    const assigned = await tendril.json<InboundItemView>(
      'inbound',
      'assign',
      first.id,
      '--lead',
      lead.email,
      '--as',
      'ines',
    );
    expect(assigned).toMatchObject({ status: 'applied', leadId: lead.id, handledBy: 'ines', matchedBy: 'person' });
    expect((await tendril.tendril('inbound', 'dismiss', second.id)).stdout).toContain(
      'reply, ignored: dismissed by cli',
    );
    expect(await tendril.json<StatusReport>('status')).toMatchObject({ inbound: { held: 0 } });
  });

  it('that is not there, cannot be answered, or is answered with nothing exits as it should', async () => {
    for (const argv of [
      ['show'],
      ['raw'],
      ['replay'],
      ['dismiss'],
      ['answer', '--text', 'x'],
      ['assign', '--message', 'x'],
    ]) {
      const [verb = '', ...rest] = argv;
      expect(await tendril.tendril('inbound', verb, 'no-id', ...rest), verb).toMatchObject({ code: 3, stdout: '' });
    }
    expect(await tendril.tendril('inbound', 'thread', 'nobody@one.example')).toMatchObject({ code: 3 });
    expect(await tendril.tendril('inbound', 'answer', 'no-id', '--text', ' ')).toMatchObject({ code: 2 });
    expect(await tendril.tendril('inbound', 'answer', 'no-id', '--file', join(folder, 'none'))).toMatchObject({
      code: 2,
    });
  });
});

describe('tasks', () => {
  it('are listed while they are open, and done by whoever says so first', async () => {
    const { lead, address } = await mailed('kim');
    await tendril.tendril('inbound', 'deliver', await saved('Please call me.', { To: address }));
    const list = (...more: readonly string[]) =>
      tendril.tendril('tasks', 'list', '--lead', lead.email, ...more, '--json');
    const [task] = lines<TaskView>((await list()).stdout);
    expect(task).toMatchObject({ kind: 'call', leadId: lead.id, doneAt: null });
    const done = await tendril.tendril('tasks', 'done', task?.id ?? '', '--as', 'ines');
    expect(done.stdout).toMatch(/^".+" is done, by ines\.\n$/);
    expect((await list()).stdout).toBe('');
    expect(lines<TaskView>((await list('--done')).stdout)).toMatchObject([{ id: task?.id, doneBy: 'ines' }]);
    expect(await tendril.tendril('tasks', 'done', 'no-id')).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('a text in a conversation', () => {
  it('is broken between words, a word that is too long anywhere, and by what it takes on the screen', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('', 7)).toEqual(['']);
    expect(wrapped('x'.repeat(7), 4)).toEqual(['xxxx', 'xxx']);
    expect(wrapped('漢字 漢字', 4)).toEqual(['漢字', '漢字']);
    expect(linesOf('\n a\r\nb\u202ec \n\n')).toEqual(['a', 'b c']);
  });
});
