/** `tendril mailboxes check` against a real mailbox server. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../cli/command-line.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';

let dovecot: Dovecot;
let tendril: Installation;
beforeAll(async () => {
  dovecot = await startDovecot();
  const account = await dovecot.account();
  await account.receive(['Subject: x\n\nHi\n']);
  const bare = await createInstallation();
  const file = join(bare.home, 'mailboxes.yaml');
  const place = `host: localhost, port: ${dovecot.port}, tls: starttls, caFile: ca.pem, user: ${account.user}`;
  await writeFile(join(bare.home, 'ca.pem'), dovecot.certificate);
  await writeFile(
    file,
    `mailboxes:
  replies: { ${place}, password: { env: PW } }
  broken: { ${place}, password: { env: WRONG } }
`,
  );
  tendril = await createInstallation({ TENDRIL_MAILBOXES: file, PW: account.password, WRONG: 'hunter2' });
  closers.push(bare.remove);
});
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
  await tendril.remove();
  await dovecot.close();
});

it('says of each mailbox what is in it or why it cannot be read, and fails when one cannot', async () => {
  const { code, stdout, stderr } = await tendril.tendril('mailboxes', 'check', '--json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows).toEqual([
    {
      name: 'replies',
      at: `localhost:${dovecot.port}`,
      folder: 'INBOX',
      state: 'ok',
      messages: 1,
      uidValidity: expect.stringMatching(/^\d+$/),
      tookMs: expect.any(Number),
    },
    expect.objectContaining({ name: 'broken', state: 'failed', reason: expect.stringMatching(/refuses the user/) }),
  ]);
  expect(code).not.toBe(0);
  expect(stdout + stderr).not.toContain('hunter2');
});

it('of one mailbox looks at that one only', async () => {
  const { code, stdout } = await tendril.tendril('mailboxes', 'check', 'replies');
  expect(code).toBe(0);
  expect(stdout).toMatch(/replies +localhost:\d+ +INBOX +ok +1 +\d+ +\d+ ms/);
  expect(await tendril.tendril('mailboxes', 'check', 'none')).toMatchObject({
    stderr: expect.stringContaining('replies, broken'),
  });
});
