/** What relays on the way may do to a signed mail, and what they may not: done by a real one, judged by strangers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import type { Hop } from '../support/postfix-configuration.ts';
import { verdictsOf } from './judges.ts';
import { type CompiledExample, composedFor, exampleMail, openPostOffice, type PostOffice } from './post-office.ts';

interface Relay extends Hop {
  /** Something in the mail that shows that the relay did it: one that does nothing proves nothing. */
  readonly seen: RegExp;
}

const adds = (field: string): Relay => ({
  header: [`/^From:/ PREPEND ${field}`],
  seen: new RegExp(`^${field.replace(/[.+]/g, '\\$&')}\r$`, 'm'),
});

const harmless = {
  trace: adds('X-Spam-Status: No, score=-0.1'),
  feedback: adds('Feedback-ID: 1.eu-west-1.abc=:AmazonSES'),
  refold: { header: ['/^(Subject:) *(.*)$/ REPLACE $1    $2'], seen: /^Subject: {4}\S/m },
} satisfies Record<string, Relay>;
const harmful = {
  'second-subject': adds('Subject: You have won'),
  'second-unsubscribe': adds('List-Unsubscribe: <https://evil.example/u>'),
  'second-from': adds('From: Eve <eve@evil.example>'),
  'second-to': adds('To: everybody@evil.example'),
  'second-reply-to': adds('Reply-To: eve@evil.example'),
  'changed-subject': { header: ['/^Subject: (.*)$/ REPLACE Subject: [EXTERNAL] $1'], seen: /^Subject: \[EXTERNAL\]/m },
  'changed-list-id': { header: ['/^List-Id:/ REPLACE List-Id: <evil.example>'], seen: /^List-Id: <evil/m },
  'dropped-post': { header: ['/^List-Unsubscribe-Post:/ IGNORE'], seen: /^(?![\s\S]*\nList-Unsubscribe-Post:)/ },
  'changed-body': { body: ['/^(.*)Lumenfield(.*)$/ REPLACE $1-Lumenfie1d$2'], seen: /Lumenfie1d/ },
} satisfies Record<string, Relay>;
type HopName = keyof typeof harmless | keyof typeof harmful;

const recipient = 'amelia.hart@harthill-retail.example';
let office: PostOffice;
let postfix: Postfix<HopName>;
let renewal: CompiledExample;
beforeAll(async () => {
  renewal = await exampleMail('renewal-soon');
  office = await openPostOffice();
  postfix = await startPostfix<HopName>({ mailboxes: [recipient], hops: { ...harmless, ...harmful } });
});
afterAll(async () => {
  await postfix.close();
  await office.close();
});

/** The mail as it lies in the mailbox after a relay had it. */
async function passedBy(hop: HopName): Promise<Buffer> {
  const mail = composedFor(renewal, { email: recipient });
  const result = await office.mailerTo(postfix.hopUrl(hop)).send(mail, async () => {});
  expect(result).toMatchObject({ kind: 'sent' });
  const raw = await postfix.delivered(recipient, mail.messageIdHeader);
  expect(raw.toString('latin1')).toMatch({ ...harmless, ...harmful }[hop].seen);
  return raw;
}

describe('a signature', () => {
  it.each(Object.keys(harmless) as (keyof typeof harmless)[])('survives what a relay does: %s', async (hop) => {
    const raw = await passedBy(hop);
    const [verdicts = {}] = await verdictsOf([raw], office.record);
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['pass']));
  });

  it.each(Object.keys(harmful) as (keyof typeof harmful)[])('tells of what a relay did: %s', async (hop) => {
    const raw = await passedBy(hop);
    const [verdicts = {}] = await verdictsOf([raw], office.record);
    expect(Object.keys(verdicts)).not.toEqual([]);
    for (const verdict of Object.values(verdicts)) expect(verdict).toMatch(/^fail|^neutral/);
  });
});
