/** What people do with what comes in, from the command line. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InboundItemView, LetterView, StatusReport, TaskView, ThreadEntry } from '../../db/store.ts';
import { makeToken } from '../../domain/tokens.ts';
import { drained } from '../server/test-server.ts';
import { bounceMail, rawMail } from '../support/receiving.ts';
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
    expect(shown.stdout).toMatch(new RegExp(`^about +ann <${lead.email}>, lead ${lead.id}, by token$`, 'm'));
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
      await saved(words, { To: address, From: lead.email, 'Message-ID': '<question@one.example>' }),
    );
    const answer = ['inbound', 'answer', item.id, '--text', 'It is.', '--as', 'ines'];
    const said = await tendril.tendril(...answer);
    expect(said).toMatchObject({ code: 0, stdout: `The answer "Re: Hello" to ${lead.email} is being sent.\n` });
    const again = await tendril.json<LetterView & { readonly written: boolean }>(...answer);
    expect(again).toMatchObject({ written: false, inReplyTo: '<question@one.example>' });
    expect(again.references.at(-1)).toBe('<question@one.example>');
    const ordered = (await drained(tendril.store, now())).filter(
      ({ kind, payload }) => kind === 'start_letter' && payload.letterId === again.id,
    );
    expect(ordered).toHaveLength(1);
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
      'reply, dismissed: dismissed by cli',
    );
    expect(await tendril.json<StatusReport>('status')).toMatchObject({ inbound: { held: 0 } });
  });

  it('that was dismissed stays so when it is read again, until somebody says whom it is about', async () => {
    const { lead } = await mailed('fay');
    const file = await saved('And the price?', { From: lead.email, Subject: 'Offer' });
    const { id } = await tendril.json<Delivered>('inbound', 'deliver', file);
    await tendril.tendril('inbound', 'dismiss', id, '--as', 'ines');
    for (const which of [[id], ['--status', 'dismissed']]) {
      const replayed = await tendril.tendril('inbound', 'replay', ...which);
      expect(replayed.stdout).toContain(`${id}  reply, dismissed: dismissed by ines`);
    }
    expect((await tendril.tendril('tasks', 'list', '--kind', 'match')).stdout).not.toContain(id);
    const assigned = await tendril.tendril('inbound', 'assign', id, '--lead', lead.email);
    expect(assigned.stdout).toContain('reply, applied: ');
  });

  it('is told by its wish and its sender, and an opt-out counts for a lead that was never mailed', async () => {
    const email = 'ida@one.example';
    const { lead } = await tendril.store.leads.save({ email, firstName: 'Ida' }, now(), 'test');
    const file = await saved('Please unsubscribe me.', { From: email, Subject: 'Re: your mails' });
    const { id } = await tendril.json<Delivered>('inbound', 'deliver', file);
    const listed = await tendril.tendril('inbound', 'list', '--status', 'held');
    expect(listed.stdout).toMatch(/held +unsubscribe +ida@one\.example +Re: your mails /);
    const task = (await tendril.tendril('tasks', 'list', '--kind', 'match')).stdout;
    expect(task).toMatch(/perhaps Ida <ida@one\.example> +unsubscribe: "Re: your mails" Please unsubscribe me\./);
    expect((await tendril.tendril('inbound', 'show', id)).stdout).toMatch(/^perhaps +Ida <ida@one\.example>$/m);
    for (let times = 0; times < 2; times += 1) {
      const assigned = await tendril.json<InboundItemView>('inbound', 'assign', id, '--lead', email, '--as', 'ines');
      expect(assigned).toMatchObject({ status: 'applied', leadId: lead.id, messageId: null, matchedBy: 'person' });
    }
    expect(await tendril.store.suppressions.reasonFor(email)).toBe('unsubscribe');
    const told = (await tendril.store.leads.timeline(lead.id)).filter(({ kind }) => kind === 'event');
    expect(told).toMatchObject([{ event: 'unsubscribe', via: 'mail' }]);
    expect((await tendril.tendril('leads', 'show', email)).stdout).toMatch(/ unsubscribe +by mail$/m);
    expect((await tendril.tendril('inbound', 'replay', id)).stdout).toContain('unsubscribe, applied: ');
    expect((await tendril.tendril('tasks', 'list', '--kind', 'match')).stdout).not.toContain(id);
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

describe('a lead as it is shown', () => {
  it('is away, and when it is back; what bounced, and why', async () => {
    const { lead, mail, address } = await mailed('lea');
    const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const away = { To: address, From: lead.email, Subject: 'Out of office', 'Auto-Submitted': 'auto-replied' };
    await tendril.tendril('inbound', 'deliver', await saved(`I am out of the office. I will be back on ${day}.`, away));
    const { signer } = await tendril.services().keys();
    const to = `b+${makeToken(signer, { purpose: 'bounce', id: mail.id, index: 0 })}@mail.one.example`;
    const report = join(folder, 'bounce.eml');
    const group = { Action: 'failed', Status: '5.1.1', 'Diagnostic-Code': 'smtp; 550 5.1.1 no such user here' };
    await writeFile(report, bounceMail({ 'Final-Recipient': `rfc822; ${lead.email}`, ...group }));
    await tendril.tendril('inbound', 'deliver', report, '--to', to);
    const { stdout } = await tendril.tendril('leads', 'show', lead.email);
    expect(stdout).toMatch(/^ {2}away +next mail not before \d{4}-\d\d-\d\d 00:00 \(Asia\/Tokyo\): out of office$/m);
    expect(stdout).toMatch(new RegExp(`auto-reply +out of office · of hello · back on ${day}`));
    expect(stdout).toMatch(/bounce +of hello · hard 5\.1\.1: ".*550 5\.1\.1 no such user here"/);
    expect(stdout).not.toMatch(/\dT\d\d:/);
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
    const told = (await tendril.tendril('tasks', 'list', '--lead', lead.email)).stdout;
    expect(told).toMatch(/call +kim asks for a call +kim <kim@one\.example> +call me: .*Please call me\. +\S+@\S+ /);
    const done = await tendril.tendril('tasks', 'done', task?.id ?? '', '--as', 'ines');
    expect(done.stdout).toMatch(/^".+" is done, by ines\.\n$/);
    expect((await list()).stdout).toBe('');
    expect(lines<TaskView>((await list('--done')).stdout)).toMatchObject([{ id: task?.id, doneBy: 'ines' }]);
    expect(await tendril.tendril('tasks', 'done', 'no-id')).toMatchObject({ code: 3, stdout: '' });
  });

  it('that are done leave a held mail held, and say what to do about it', async () => {
    const { lead } = await mailed('max');
    const file = await saved('And the price?', { From: lead.email, Subject: 'Offer' });
    const { id } = await tendril.json<Delivered>('inbound', 'deliver', file);
    const tasks = lines<TaskView>((await tendril.tendril('tasks', 'list', '--kind', 'match', '--json')).stdout);
    const task = tasks.find(({ inboundItemId }) => inboundItemId === id);
    const { stderr } = await tendril.tendril('tasks', 'done', task?.id ?? '');
    expect(stderr).toContain(`Its mail is still held: tendril inbound assign ${id} --lead LEAD`);
  });
});
