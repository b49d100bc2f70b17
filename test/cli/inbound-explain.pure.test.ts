/** `tendril inbound explain` tells what mails on disk are, without a database or an engine. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpusFolder } from '../mail/bounces/corpus.ts';
import { createInstallation, type ErrorOutput, type Installation } from './command-line.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(async () => {
  await installation.remove();
});

const mail = (name: string): string => join(corpusFolder, 'mails', name);
const linesOf = (text: string): readonly unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('tendril inbound explain', () => {
  it('tells every recipient of a mail in one line of JSON', async () => {
    const file = mail('lhost-qmail-17.eml');
    const { code, stdout } = await installation.tendril('inbound', 'explain', file, '--json');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toEqual([
      {
        file,
        kind: 'bounce',
        recipients: [
          {
            address: 'userunknown@libsisimai.net',
            class: 'hard',
            hard: true,
            status: '5.1.1',
            rule: 'no such mailbox',
          },
          {
            address: 'mailboxfull@libsisimai.net',
            class: 'mailbox-full',
            hard: false,
            status: '5.2.2',
            rule: 'mailbox full',
          },
        ],
      },
    ]);
  });

  it('tells what a machine answered, and from which address', async () => {
    const { stdout } = await installation.tendril('inbound', 'explain', mail('rfc3834-01.eml'), '--json');
    expect(linesOf(stdout)).toMatchObject([
      {
        kind: 'auto-reply',
        recipients: [{ address: 'kijitora@example.net', class: 'auto-reply', hard: false }],
        reply: { class: 'out-of-office', text: expect.stringContaining('currently away') },
      },
    ]);
  });

  it('tells the other mails when one cannot be read, and fails', async () => {
    const files = [mail('none.eml'), mail('arf-14.eml')];
    const { code, stdout, stderr } = await installation.tendril('inbound', 'explain', ...files, '--json');
    expect(code).toBe(2);
    expect(linesOf(stdout)).toMatchObject([{ kind: 'complaint', recipients: [{ address: 'kijitora@y.example.com' }] }]);
    expect((JSON.parse(stderr) as ErrorOutput).error).toMatchObject({
      code: 'FILE_UNKNOWN',
      details: { file: files[0] },
    });
  });

  it('lines up as a table for people, with the reason', async () => {
    const { stdout } = await installation.tendril('inbound', 'explain', mail('lhost-exim-02.eml'), mail('arf-14.eml'));
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row[head.indexOf('CLASS') - 1]).toBe(' ');
    expect(rows[0]).toMatch(/kijitora@example\.jp +hard +yes +5\.1\.1 +no such mailbox$/);
  });
});
