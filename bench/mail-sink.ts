/**
 * The relay of a benchmark: Postfix's `smtp-sink` where it is installed, else the least server of our own that answers as
 * fast, in a process of its own. Both keep nothing and count what they accept.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface MailSink {
  /** Which one it is. */
  readonly kind: string;
  readonly port: number;
  readonly pid: number;
  /** Waits until so many mails have been accepted since it was asked last, and a moment longer for one too many. */
  expect(mails: number): Promise<void>;
  stop(): Promise<void>;
}

const folders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin', '/usr/libexec/postfix'];
const patienceMs = 15_000;
const afterMs = 300;

export async function startMailSink(): Promise<MailSink> {
  const postfix = folders.map((folder) => `${folder}/smtp-sink`).find(existsSync);
  const port = await freePort();
  const command =
    postfix === undefined
      ? [process.execPath, '--import', 'tsx', fileURLToPath(new URL('bare-sink.ts', import.meta.url)), String(port)]
      : [postfix, ...asSomebody(), '-c', '-m', '1000', `127.0.0.1:${port}`, '1000'];
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const counter = countOf(child);
  await untilReachable(port, child);
  return {
    kind: postfix === undefined ? 'own sink' : 'smtp-sink',
    port,
    pid: child.pid ?? 0,
    expect: (mails) => counter.expect(mails),
    async stop() {
      const gone = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null && child.kill()) await gone;
    },
  };
}

/** As root it insists on the name of an account to become. */
const asSomebody = (): readonly string[] => (process.getuid?.() === 0 ? ['-u', 'nobody'] : []);

/** Both print a running counter, `… mesg=N`, over and over. */
function countOf({ stdout }: ChildProcess) {
  let rest = '';
  let counted = 0;
  let asked = 0;
  stdout?.setEncoding('latin1').on('data', (text: string) => {
    rest += text;
    for (const [, number] of rest.matchAll(/mesg=(\d+)\D/g)) counted = Number(number);
    rest = rest.slice(-100);
  });
  return {
    async expect(mails: number) {
      const since = performance.now();
      while (counted - asked < mails && performance.now() - since < patienceMs) await pause(20);
      await pause(afterMs);
      const came = counted - asked;
      asked = counted;
      if (came !== mails) throw new Error(`${came} mails arrived at the sink, not ${mails}`);
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function untilReachable(port: number, child: ChildProcess): Promise<void> {
  for (const since = performance.now(); performance.now() - since < patienceMs; ) {
    if (child.exitCode !== null) throw new Error(`The sink ended with exit code ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const reached = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (reached) return;
    await pause(20);
  }
  throw new Error('The sink does not answer');
}
