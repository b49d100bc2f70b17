/** How connections to a relay come and go, over real sockets. What becomes of mails is in smtp.test and smtp-faults.test. */
import { expect, it } from 'vitest';
import type { Mailer } from '../../mail/ports.ts';
import { outgoingMail } from './outgoing-sample.ts';
import { relay, send } from './sink-and-mailer.ts';

const kindOf = async (mailer: Mailer): Promise<string> => (await send(mailer)).kind;

const sendMany = (mailer: Mailer, count: number) => Promise.all(Array.from({ length: count }, () => kindOf(mailer)));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

it('connections that have no mail are closed after a while, and their places are free again', async () => {
  const { sink, mailer } = await relay({}, { maxConnections: 2, timeouts: { idleMs: 30 } });
  for (const connections of [2, 4, 6]) {
    expect(await sendMany(mailer, 4)).toEqual(Array(4).fill('sent'));
    expect(sink.connectionCount).toBe(connections);
    await until(() => sink.openConnections === 0);
  }
});

it('a connection is used by one mail after the other, and the others are left to rest', async () => {
  const { sink, mailer } = await relay({}, { maxConnections: 3, maxMessages: 100_000, timeouts: { idleMs: 250 } });
  await sendMany(mailer, 3);
  expect(sink.openConnections).toBe(3);
  const used = new Set<number>();
  sink.behave(({ connection }) => {
    used.add(connection);
    return undefined;
  });
  while (sink.openConnections > 1) expect(await kindOf(mailer)).toBe('sent');
  expect([sink.connectionCount, used.size]).toEqual([3, 1]);
});

it('an urgent mail gets the next connection, however many others wait for one', async () => {
  const { sink, mailer } = await relay({}, { maxConnections: 1 });
  const subjects = [...Array.from({ length: 5 }, (_, n) => `News ${n}`), 'Call Ann', 'Call Bob'];
  await Promise.all(
    subjects.map((subject) =>
      mailer.send(outgoingMail({ subject, urgent: subject.startsWith('Call') }), async () => {}),
    ),
  );
  expect(sink.mails.map(({ subject }) => subject)).toEqual([
    'News 0',
    'Call Ann',
    'Call Bob',
    ...['News 1', 'News 2', 'News 3', 'News 4'],
  ]);
});

it('a connection whose mails are refused is used again, and its place is not lost', async () => {
  const { sink, mailer } = await relay({}, { maxConnections: 1 });
  let recipients = 0;
  sink.behave(({ stage }) => {
    if (stage !== 'rcpt') return undefined;
    recipients += 1;
    return recipients % 2 === 1 ? { reply: '550 5.1.1 no such user' } : undefined;
  });
  expect(await sendMany(mailer, 4)).toEqual(['declined', 'sent', 'declined', 'sent']);
  expect(sink.connectionCount).toBe(1);
});
