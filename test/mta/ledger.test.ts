/** A mail of a sequence that bounces, end to end: ledger, mail server, report, inbound listener, the lead. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createConverse } from '../../activities/nurture.ts';
import type { RunningPostgres } from '../../cli/start/postgres.ts';
import { relayOfUrl } from '../../config/relay-shapes.ts';
import { defaultRelay } from '../../domain/relay.ts';
import { createInboundListener, type InboundListener } from '../../mail/inbound/listener.ts';
import type { Mailer } from '../../mail/ports.ts';
import { createRelays } from '../../mail/relays.ts';
import { startDatabase } from '../support/database-server.ts';
import { playerOf, sendStep } from '../support/player.ts';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import { receivingOver } from '../support/receiving.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';

const ann = 'ann@customer.example';
const gone = 'gone@customer.example';
const log = pino({ level: 'silent' });

let folder: string;
let database: RunningPostgres;
let bench: Workbench;
let listener: InboundListener;
let postfix: Postfix<'relay'>;
let mailer: Mailer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tendril-mta-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  database = await startDatabase(folder);
  bench = await startWorkbench(log, { adminUrl: database.adminUrl });
  const { signer, mailDomain } = bench.deps;
  listener = await createInboundListener({
    host: '127.0.0.1',
    port: 0,
    signer,
    mailDomain,
    alsoTakes: [],
    tls: null,
    deliver: receivingOver({ store: bench.store, signer, now, log }).deliver,
    now,
    log,
  });
  postfix = await startPostfix({ mailboxes: [ann], routes: { [mailDomain]: listener.port }, hops: { relay: {} } });
  mailer = createRelays([relayOfUrl(defaultRelay, postfix.hopUrl('relay'))]);
});
afterAll(async () => {
  await mailer.close();
  await postfix.close();
  await listener.close();
  await bench.close();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Enrolls a lead whose only step is a mail, and lets it leave. */
async function mailedTo(email: string) {
  const converse = createConverse({ ...bench.deps, mailer });
  const player = await playerOf({ ...bench, converse }, [sendStep('hello')], { lead: { email } });
  const [answer] = await player.at(now());
  const { items } = await bench.store.messages.list({ leadId: player.leadId }, { limit: 10 });
  return { answer, items, player };
}

describe('a mail that a mail server took', () => {
  it('is sent in the ledger, and the lead whose mailbox is gone gets no more mail once the report is back', async () => {
    const { answer, items, player } = await mailedTo(gone);
    expect(answer).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(items).toMatchObject([{ state: 'SENT', recipient: gone, detail: expect.stringMatching(/queued as/) }]);
    await vi.waitFor(async () => expect(await bench.store.suppressions.reasonFor(gone)).toBe('bounce_hard'), {
      timeout: 15_000,
      interval: 50,
    });
    expect(await bench.store.leads.timeline(player.leadId)).toEqual(
      expect.arrayContaining([expect.objectContaining({ event: 'bounce_hard' })]),
    );
    const again = playerOf(bench, [sendStep('again')], { lead: { email: gone } });
    await expect(again).rejects.toMatchObject({ code: 'LEAD_SUPPRESSED' });
  });

  it('is in the mailbox once, and nothing is known against the lead', async () => {
    const { items, answer } = await mailedTo(ann);
    expect(answer).toMatchObject({ kind: 'sent', result: 'sent' });
    const raw = await postfix.delivered(ann, `<m.${items[0]?.id}@${bench.deps.mailDomain}>`);
    expect(raw.toString('latin1')).toContain('Subject: hello for Ann\r\n');
    expect(await postfix.mailbox(ann)).toHaveLength(1);
    expect(await bench.store.suppressions.reasonFor(ann)).toBeNull();
  });
});
