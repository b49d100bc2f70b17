/**
 * A Postfix of one's own, from the packages of the system: its own configuration, queue and mailboxes in a temporary
 * folder, ports of this machine that happened to be free, nothing of the installed Postfix but its programs. What is not
 * for one of its mailboxes or for a port it was told of bounces; nothing ever leaves the machine.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { vi } from 'vitest';
import { type Hop, writeConfiguration } from './postfix-configuration.ts';

export interface PostfixOptions<HopName extends string> {
  /** Addresses that have a mailbox. The others of their domains are unknown. */
  readonly mailboxes: readonly string[];
  /** By domain: the port of this machine that takes its mail. */
  readonly routes?: Readonly<Record<string, number>>;
  readonly hops?: Readonly<Record<HopName, Hop>>;
}

export interface Postfix<HopName extends string> {
  /** Takes mails for its mailboxes and refuses others while they are being sent. */
  readonly url: string;
  /** The same with STARTTLS, and a certificate for 127.0.0.1 that nobody knows. */
  readonly startTlsUrl: string;
  /** The file of that certificate, for whoever is to trust it. */
  readonly certificate: string;
  /** A relay before it, which takes everything and says later what it could not pass on. */
  hopUrl(name: HopName): string;
  /** The mail in a mailbox, with CRLF, once it has arrived; fails when a second one with its Message-ID has. */
  delivered(mailbox: string, messageIdHeader: string): Promise<Buffer>;
  /** Everything that lies in a mailbox. */
  mailbox(address: string): Promise<readonly Buffer[]>;
  log(): Promise<string>;
  close(): Promise<void>;
}

export interface InstalledPostfix {
  readonly version: string;
  /** Folder of its programs. */
  readonly programs: string;
  /** The account that its queue belongs to. */
  readonly owner: string;
}

/** It ends by itself after this long, should nobody be left to end it. */
const mostSeconds = 900;

/** @throws when there is none, or it cannot be started from this account, saying what to do */
export function installedPostfix(): InstalledPostfix {
  const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
  const names = ['mail_version', 'daemon_directory', 'mail_owner'];
  let said: string;
  try {
    // `-d`: what was built in, whatever the configuration of the machine says.
    said = execFileSync('postconf', ['-dh', ...names], { encoding: 'utf8', env: { ...process.env, PATH: path } });
  } catch (cause) {
    throw new Error('These tests need Postfix, which is not installed here: apt-get install postfix', { cause });
  }
  if (process.getuid?.() !== 0) {
    throw new Error('These tests start a Postfix of their own, which only root can: run them as root, e.g. with sudo');
  }
  const [version = '', programs = '', owner = ''] = said.split('\n');
  return { version, programs, owner };
}

/** @throws when Postfix is not installed, is not run as root, or does not come up */
export async function startPostfix<HopName extends string = never>(
  options: PostfixOptions<HopName>,
): Promise<Postfix<HopName>> {
  const { programs, owner } = installedPostfix();
  const folder = await mkdtemp(join(tmpdir(), 'tendril-postfix-'));
  const { mailboxes, routes = {} } = options;
  const hops = Object.entries<Hop>(options.hops ?? {});
  const [port = 0, tlsPort = 0, ...hopPorts] = await freePorts(2 + hops.length);
  const doors = hops.map(([name, hop], i) => ({ name, hop, port: hopPorts[i] ?? 0 }));
  await writeConfiguration(folder, { owner, mailboxes, routes, port, tlsPort, hops: doors });
  const master = spawn(join(programs, 'master'), ['-c', join(folder, 'etc'), '-s', '-e', `${mostSeconds}`], {
    stdio: 'ignore',
  });
  const end = () => void master.kill('SIGTERM');
  process.once('exit', end);
  const log = () => readFile(join(folder, 'postfix.log'), 'utf8').catch(() => '');
  const close = async () => {
    process.off('exit', end);
    if (master.exitCode === null && master.signalCode === null) {
      const gone = once(master, 'exit');
      // It passes the signal on to its children.
      end();
      await gone;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // It opens its doors in their order, so with the last one all are open.
    await listens(hopPorts.at(-1) ?? tlsPort, master);
  } catch (cause) {
    const said = await log();
    await close();
    throw new Error(`Postfix did not come up. Its log:\n${said}`, { cause });
  }
  const mailbox = (address: string) => mailsIn(join(folder, 'mail', address, 'new'));
  return {
    url: urlOf(port),
    startTlsUrl: urlOf(tlsPort),
    certificate: join(folder, 'etc', 'certificate.pem'),
    hopUrl: (wanted) => urlOf(doors.find(({ name }) => name === wanted)?.port ?? 0),
    mailbox,
    log,
    delivered: (address, messageIdHeader) =>
      vi.waitFor(
        async () => {
          const found = (await mailbox(address)).filter((mail) => mail.includes(messageIdHeader));
          const [mail, ...twins] = found;
          if (mail && twins.length === 0) return mail;
          const said = (await log()).slice(-4000);
          throw new Error(`${address} has ${found.length} mails ${messageIdHeader}. Postfix said last:\n${said}`);
        },
        { timeout: 15_000, interval: 25 },
      ),
    close,
  };
}

const urlOf = (port: number): string => `smtp://127.0.0.1:${port}`;

/** Mails as they were received, which a Maildir keeps with the line ends of the system. */
async function mailsIn(folder: string): Promise<readonly Buffer[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return files.map((text) => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
}

/** Ports that were free a moment ago: Postfix has to be told by number. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Resolves once somebody answers at a port; rejects when the process is gone or takes longer than it ever should. */
async function listens(port: number, master: ChildProcess): Promise<void> {
  const until = performance.now() + 20_000;
  while (performance.now() < until) {
    if (master.exitCode !== null || master.signalCode !== null) throw new Error('The process ended');
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await delay(25);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`Nobody listens on port ${port}`);
}
