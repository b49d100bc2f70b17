/**
 * The whole mission once, on a whole running engine with the example workspace, through the doors that its users use:
 * the command line, links in mails, SMTP, the page for sales, the HTTP API.
 */
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningEngine, startRunningEngine } from '../support/running-engine.ts';
import { type AcceptedMail, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

const lead = 'marta.kovacs@halden-logistics.example';

let sink: SmtpSink;
let engine: RunningEngine;
beforeAll(async () => {
  sink = await startSmtpSink();
  engine = await startRunningEngine({ smtpUrl: sink.url });
}, 120_000);
afterAll(async () => {
  await engine?.close();
  await sink?.close();
});

const mailTo = async (address: string, wanted: (mail: AcceptedMail) => boolean = () => true): Promise<AcceptedMail> => {
  const [mail] = await sink.waitFor((m) => m.envelope.to[0] === address && wanted(m), 30_000);
  if (!mail) throw new Error(`No mail to ${address}`);
  return mail;
};

/** The click link behind a button, by its text. */
function linkIn(mail: AcceptedMail, path: 'c' | 'h', text = ''): string {
  const links = [...mail.html.matchAll(/<a[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a>/g)];
  const found = links.find(([, href, label]) => href?.includes(`/${path}/`) && (label ?? '').includes(text));
  if (!found?.[1]) throw new Error(`No link "${text}" in "${mail.subject}"`);
  return found[1].replaceAll('&amp;', '&');
}

const subjectsTo = (address: string): string[] =>
  sink.mails.filter((mail) => mail.envelope.to[0] === address).map((mail) => mail.subject);

/** A person's: programs that follow links count for nothing. */
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const click = async (url: string): Promise<void> => {
  const answer = await fetch(url, { redirect: 'manual', headers: { 'User-Agent': browser } });
  expect(answer.status).toBe(302);
};

/** The first and the last command are processes; the others are spared the start of Node. */
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await engine.tendrilHere(...args, '--json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

interface Shown {
  readonly lead: { readonly stage: string; readonly score: number };
}
const stage = async (): Promise<string> => (await json<Shown>('leads', 'show', lead)).lead.stage;

it('a lead is imported, nurtured, handed to sales, returned, nurtured again, handed over again and accepted', async () => {
  // Publish the example workspace and import its leads.
  expect((await engine.tendril('workspace', 'publish')).code).toBe(0);
  expect((await engine.tendrilHere('leads', 'import', 'workspace/leads.csv')).code).toBe(0);
  expect(await stage()).toBe('name');

  // The first mail arrives; a click brings the next one.
  expect((await engine.tendrilHere('enroll', lead, '--sequence', 'energy-guide')).code).toBe(0);
  const welcome = await mailTo(lead);
  await click(linkIn(welcome, 'c'));
  const exercise = await mailTo(lead, (mail) => mail.subject !== welcome.subject);
  expect(await stage()).toBe('engaged');

  // Looking at the prices and answering the mail makes an MQL: sales gets the story.
  await clickTo(exercise, '/prices');
  const relay = createTransport({ host: '127.0.0.1', port: Number(engine.env.TENDRIL_INBOUND_PORT) });
  await relay.sendMail({
    envelope: { from: lead, to: exercise.header('reply-to') ?? '' },
    from: lead,
    to: exercise.header('reply-to') ?? '',
    subject: `Re: ${exercise.subject}`,
    inReplyTo: exercise.header('message-id') ?? '',
    text: 'This fits. Who can call me on Thursday?\n\n> quoted text',
  });
  relay.close();
  const [handoffMail] = await sink.waitFor((mail) => mail.text.includes(lead) && mail.html.includes('/h/'), 30_000);
  if (!handoffMail) throw new Error('Sales was not told');
  expect(handoffMail.text).toContain('Who can call me on Thursday?');
  expect(await stage()).toBe('mql');

  // Looking at the page decides nothing; returning it with a reason does.
  const page = linkIn(handoffMail, 'h');
  expect((await fetch(page)).status).toBe(200);
  expect(await stage()).toBe('mql');
  expect((await post(page, { action: 'return', reason: 'no_budget', note: 'Budget round is in spring' })).status).toBe(
    200,
  );

  // The recycle sequence begins, and new interest brings the lead back to sales.
  const checkIn = await mailTo(lead, (mail) => ![welcome.subject, exercise.subject].includes(mail.subject));
  expect(await stage()).toBe('recycled');
  await click(linkIn(checkIn, 'c'));
  await mailTo(lead, (mail) => ![welcome.subject, exercise.subject, checkIn.subject].includes(mail.subject));
  const { key } = await json<{ key: string }>('keys', 'create', '--name', 'site', '--scope', 'events');
  const event = { id: 'demo-1', lead, event: 'demo_requested' };
  for (const recorded of [true, false]) {
    const answer = await fetch(`${engine.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    expect(await answer.json()).toMatchObject({ recorded });
  }
  const [again] = await sink.waitFor(
    (mail) => mail.text.includes(lead) && mail.html.includes('/h/') && linkIn(mail, 'h') !== page,
    30_000,
  );
  if (!again) throw new Error('Sales was not told again');
  expect((await post(linkIn(again, 'h'), { action: 'accept' })).status).toBe(200);
  expect(await stage()).toBe('sql');

  // Nobody was mailed twice, and the timeline tells it all.
  const subjects = subjectsTo(lead);
  expect(new Set(subjects).size).toBe(subjects.length);
  expect(subjects).toHaveLength(4);
  const { stdout } = await engine.tendril('leads', 'show', lead);
  for (const word of ['engaged', 'prospect', 'mql', 'recycled', 'sql', 'no_budget', 'Looked at the prices']) {
    expect(stdout).toContain(word);
  }
}, 120_000);

async function clickTo(mail: AcceptedMail, path: string): Promise<void> {
  // The link's name is not in the mail; its destination is, signed.
  const urls = [...new Set([...mail.html.matchAll(/href="(https?:[^"]+\/c\/[^"]+)"/g)].map(([, url]) => url ?? ''))];
  for (const url of urls) {
    const destination = Buffer.from(new URL(url).pathname.split('/').at(-1) ?? '', 'base64url').toString();
    if (destination.endsWith(path)) return click(url);
  }
  throw new Error(`No link to ${path} in "${mail.subject}"`);
}

const post = (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
