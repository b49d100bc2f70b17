import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../db/store.ts';
import { createInboundListener, type InboundListener } from '../../mail/inbound/listener.ts';
import { createApp } from '../../server/app.ts';
import { type HttpListener, listenHttp } from '../../server/http-listener.ts';
import { openSpool, type Spool } from '../../server/tracking/spool.ts';
import { receivingOver } from '../support/receiving.ts';
import { createInstallation, type ErrorOutput, type Installation } from './command-line.ts';
import {
  createStoredInstallation,
  now,
  openHandoff,
  publishSmall,
  type StoredInstallation,
  sendMail,
} from './installation.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const mailDomain = 'reply.acme.example';
const links = [
  { name: 'guide', url: 'https://acme.example/guide' },
  { name: 'pricing', url: 'https://acme.example/pricing' },
];

let tendril: StoredInstallation;
let template: string;
let http: HttpListener;
let recorder: Spool;
let inbound: InboundListener;
/** The same installation, as a command finds it while the engine runs. */
let running: Installation;

beforeAll(async () => {
  tendril = await createStoredInstallation({ TENDRIL_MAIL_DOMAIN: mailDomain, SMTP_URL: 'smtp://127.0.0.1:1' });
  const { store } = tendril;
  template = await publishSmall(store);
  const { signer } = await tendril.services().keys();
  recorder = await openSpool({
    folder: join(tendril.env.TENDRIL_HOME ?? '', 'spool'),
    events: store.events,
    now,
    log,
    gatherMs: 0,
  });
  http = await listenHttp('127.0.0.1', 0, (port) => {
    const publicUrl = `http://127.0.0.1:${port}`;
    return createApp({ store, signer, publicUrl, now, log, recorder }).fetch;
  });
  inbound = await createInboundListener({
    host: '127.0.0.1',
    port: 0,
    signer,
    mailDomain,
    alsoTakes: [],
    tls: null,
    deliver: receivingOver({ store, signer, now, log }).deliver,
    now,
    log,
  });
  running = await createInstallation({
    ...tendril.env,
    PUBLIC_URL: `http://127.0.0.1:${http.port}`,
    TENDRIL_INBOUND_PORT: String(inbound.port),
  });
});
afterAll(async () => {
  await Promise.all([http.close(0), inbound.close()]);
  await recorder.close();
  await running.remove();
  await tendril.close();
});

async function mailedLead(email: string): Promise<string> {
  const { lead } = await tendril.store.leads.save({ email, fields: { employees: 80 } }, now(), 'test');
  await sendMail(tendril.store, lead.id, template, links);
  return lead.id;
}

/** What the lead did, as opposed to the mails that were sent to it. */
async function events(leadId: string): Promise<readonly unknown[]> {
  const timeline: readonly TimelineEntry[] = await tendril.store.leads.timeline(leadId);
  return timeline.filter((entry) => entry.kind === 'event' && entry.event !== 'sent');
}

describe('demo click', () => {
  it('follows a tracked link over HTTP: the engine records the click of the lead', async () => {
    const id = await mailedLead('ann@one.example');
    const clicked = await running.tendril('demo', 'click', 'ann@one.example', '--link', 'pricing');
    expect(clicked).toMatchObject({ code: 0, stderr: '' });
    expect(clicked.stdout).toMatch(
      /^Clicked "pricing" in "Your guide" \(step hello, \S+\): https:\/\/acme\.example\/pricing\n$/,
    );
    await recorder.idle();
    expect(await events(id)).toMatchObject([{ event: 'click', link: 'pricing' }]);
  });

  it('takes the first link when none is named, and names all when that one does not exist', async () => {
    await mailedLead('bob@one.example');
    const clicked = await running.json<{ link: string; leadsTo: string }>('demo', 'click', 'bob@one.example');
    expect(clicked).toMatchObject({ link: 'guide', leadsTo: 'https://acme.example/guide' });
    const told = await running.tendril('demo', 'click', 'bob@one.example');
    expect(told.stderr).toBe('Other links of this mail, for --link: pricing\n');
    const wrong = await running.tendril('demo', 'click', 'bob@one.example', '--link', 'prices');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('has no link "prices"; it has: guide, pricing');
  });

  it('takes the mail that is named, by its step or its id, and says which there are when there is no such one', async () => {
    const { lead } = await tendril.store.leads.save({ email: 'gus@one.example' }, now(), 'test');
    const mail = await sendMail(tendril.store, lead.id, template, links);
    for (const name of ['hello', mail.id]) {
      const clicked = await running.json<{ messageId: string }>('demo', 'click', 'gus@one.example', '--mail', name);
      expect(clicked).toMatchObject({ messageId: mail.id });
    }
    const wrong = await running.tendril('demo', 'click', 'gus@one.example', '--mail', 'welcome');
    expect(wrong).toMatchObject({ code: 3, stdout: '' });
    expect(wrong.stderr).toContain('No mail "welcome" that fits has been sent to gus@one.example; there are: hello');
  });

  it('says that the engine does not answer when it does not', async () => {
    await mailedLead('cem@one.example');
    const nowhere = await createInstallation({ ...tendril.env, PUBLIC_URL: 'http://127.0.0.1:1' });
    for (const installation of [tendril, nowhere]) {
      const outcome = await installation.tendril('demo', 'click', 'cem@one.example', '--json');
      expect(outcome).toMatchObject({ code: 5, stdout: '' });
      expect((JSON.parse(outcome.stderr) as ErrorOutput).error.code).toBe('ENGINE_UNAVAILABLE');
    }
    await nowhere.remove();
  });
});

describe('demo reply', () => {
  it('sends a mail over SMTP: the engine records what the lead wrote', async () => {
    const id = await mailedLead('dora@one.example');
    const replied = await running.tendril('demo', 'reply', 'dora@one.example', '--text', 'Grüße, call me on Thursday.');
    expect(replied).toMatchObject({ code: 0, stderr: '' });
    expect(replied.stdout).toMatch(/^dora@one\.example replied to "Your guide" \(step hello, \S+\): 250 /);
    expect(await events(id)).toMatchObject([{ event: 'reply', text: 'Grüße, call me on Thursday.' }]);
  });

  it('says that the listener does not answer when it does not', async () => {
    await mailedLead('eve@one.example');
    const nowhere = await createInstallation({ ...tendril.env, TENDRIL_INBOUND_PORT: '1' });
    const outcome = await nowhere.tendril('demo', 'reply', 'eve@one.example');
    await nowhere.remove();
    expect(outcome).toMatchObject({ code: 5, stdout: '' });
    expect(outcome.stderr).toMatch(/^ENGINE_UNAVAILABLE The inbound listener on port 1 did not take the mail/);
  });

  it('needs a mail to answer', async () => {
    await tendril.store.leads.save({ email: 'fay@one.example' }, now(), 'test');
    const outcome = await running.tendril('demo', 'reply', 'fay@one.example', '--json');
    expect(outcome.code).toBe(3);
    expect((JSON.parse(outcome.stderr) as ErrorOutput).error.code).toBe('MESSAGE_UNKNOWN');
  });
});

describe('status', () => {
  it('sees that the engine answers, and that nothing waits on its disk', async () => {
    const { stdout } = await running.tendril('status');
    expect(stdout).toContain(`runs at http://127.0.0.1:${http.port}`);
    expect(stdout).toMatch(/^tracking +nothing waits$/m);
  });
});

describe('demo sales', () => {
  it('answers the newest mail about a hand-off as the salesperson who got it, and the first line decides', async () => {
    const id = await mailedLead('eve@sales-demo.example');
    const early = await running.tendril('demo', 'sales', id);
    expect(early).toMatchObject({ code: 3, stderr: expect.stringContaining('Nobody of sales was told of eve@') });
    const handoffId = await openHandoff(tendril.store, id);
    const { handoff } = await tendril.store.handoffs.story(handoffId, now());
    const recipient = handoff.salesperson?.address ?? '';
    const owner = { kind: 'handoff', handoffId, offer: 1, recipient } as const;
    const { store } = tendril;
    const claim = await store.messages.claim(`handoff/${handoffId}/1/offer`, owner, null, 60_000, now());
    if (claim.kind !== 'claimed') throw new Error('The mail was not claimed');
    await store.messages.markInFlight(claim.messageId, claim.claimToken, { subject: 'hot lead: Eve', links: [] });
    await store.messages.settle(claim.messageId, claim.claimToken, { kind: 'sent', response: '250 ok', at: now() });
    const answered = await running.tendril('demo', 'sales', id, '--text', 'Return: no budget until March');
    expect([answered.code, answered.stdout]).toEqual([
      0,
      expect.stringMatching(`^${recipient} replied to "hot lead: Eve"`),
    ]);
    expect((await store.handoffs.story(handoffId, now())).handoff).toMatchObject({
      ...{ status: 'returned', reason: 'no_budget', decidedBy: handoff.salesperson?.key },
      againOn: expect.stringMatching(/-03-01$/),
    });
  });
});
