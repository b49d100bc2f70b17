/**
 * A Dovecot of one's own, from the packages of the system: its own configuration, accounts and mailboxes in a temporary
 * folder, ports of this machine that happened to be free, nothing of the installed Dovecot but its programs. Long, because
 * its configuration and what is done with its mailboxes are of no use without each other.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { selfSigned } from './tls-server.ts';

export interface Dovecot {
  readonly port: number;
  readonly tlsPort: number;
  /** Of its certificate, which is for `localhost`. */
  readonly certificate: string;
  /** An account that nobody has used; its INBOX and the given folders are there then. */
  account(...folders: readonly string[]): Promise<Account>;
  /** Ends it, connections and all, as a restart of the machine would; `start` brings it back at the same ports. */
  stop(): Promise<void>;
  start(): Promise<void>;
  log(): Promise<string>;
  close(): Promise<void>;
}

export interface Account {
  readonly user: string;
  readonly password: string;
  /** Puts mails into a folder as a delivery would; `INBOX` without a name. */
  receive(mails: readonly string[], folder?: string): Promise<void>;
  /** Does something as another mail program would. */
  as<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** What is in a folder, by an IMAP program: UID, flags and source of each. */
  mails(
    folder?: string,
  ): Promise<readonly { readonly uid: number; readonly flags: readonly string[]; readonly source: string }[]>;
}

/** @throws when there is none, or it cannot be started from this account, saying what to do */
export function installedDovecot(): { readonly program: string; readonly version: string } {
  const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
  const env = { ...process.env, PATH: path };
  let version: string;
  try {
    version = execFileSync('dovecot', ['--version'], { encoding: 'utf8', env }).split(' ')[0] ?? '';
  } catch (cause) {
    throw new Error('These tests need Dovecot, which is not installed here: apt-get install dovecot-imapd', { cause });
  }
  if (process.getuid?.() !== 0) {
    throw new Error('These tests start a Dovecot of their own, which only root can: run them as root, e.g. with sudo');
  }
  const program = execFileSync('which', ['dovecot'], { encoding: 'utf8', env }).trim();
  return { program, version };
}

const mostAccounts = 50;
const passwordOf = (name: string): string => `the password of ${name}`;

/** The account of the machine that the mails belong to; Dovecot takes none of root. */
const owner = 'mail';

/** @throws when Dovecot is not installed, is not run as root, or does not come up */
export async function startDovecot(): Promise<Dovecot> {
  const { program } = installedDovecot();
  const [uid = 0, gid = 0] = ['-u', '-g'].map((what) =>
    Number(execFileSync('id', [what, owner], { encoding: 'utf8' })),
  );
  const folder = await mkdtemp(join(tmpdir(), 'tendril-dovecot-'));
  await chmod(folder, 0o755);
  const [port, tlsPort] = await freePorts();
  const { key, certificate } = selfSigned(['localhost']);
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 });
  await writeFile(join(folder, 'cert.pem'), certificate);
  // All at once: Dovecot reads the file again only when its second has changed.
  const names = Array.from({ length: mostAccounts }, (_, i) => `user${i + 1}`);
  const lines = names.map((name) => `${name}:{PLAIN}${passwordOf(name)}\n`);
  await writeFile(join(folder, 'users'), lines.join(''), { mode: 0o644 });
  await mkdir(join(folder, 'mail'));
  await chown(join(folder, 'mail'), uid, gid);
  await writeFile(join(folder, 'dovecot.conf'), configuration(folder, port, tlsPort));
  let master: ChildProcess | null = null;
  // The whole group: those that serve a connection outlive their master.
  const end = () => endGroup(master, 'SIGKILL');
  process.once('exit', end);
  const log = () => readFile(join(folder, 'dovecot.log'), 'utf8').catch(() => '');

  async function start(): Promise<void> {
    const child = spawn(program, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore', detached: true });
    master = child;
    try {
      await listens(tlsPort, child);
    } catch (cause) {
      throw new Error(`Dovecot did not come up. Its log:\n${await log()}`, { cause });
    }
  }
  async function stop(): Promise<void> {
    const child = master;
    master = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    endGroup(child, 'SIGTERM');
    await gone;
    endGroup(child, 'SIGKILL');
  }
  async function close(): Promise<void> {
    process.off('exit', end);
    await stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    port,
    tlsPort,
    certificate,
    start,
    stop,
    log,
    close,
    async account(...folders) {
      const name = names.shift();
      if (name === undefined) throw new Error(`There are no more than ${mostAccounts} accounts`);
      const account = accountAt(join(folder, 'mail', name), name, passwordOf(name), port, [uid, gid]);
      await account.as(async (client) => {
        await client.mailboxOpen('INBOX');
        for (const each of folders) await client.mailboxCreate(each);
      });
      return account;
    },
  };
}

function accountAt(
  maildir: string,
  user: string,
  password: string,
  port: number,
  [uid, gid]: readonly [number, number],
): Account {
  let count = 0;
  const as: Account['as'] = async (work) => {
    const auth = { user, pass: password };
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth, logger: false });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };
  return {
    user,
    password,
    as,
    async receive(mails, folder = 'INBOX') {
      const home = folder === 'INBOX' ? maildir : join(maildir, `.${folder}`);
      for (const mail of mails) {
        count += 1;
        const name = `${Date.now()}.M${String(count).padStart(6, '0')}.test`;
        await writeFile(join(home, 'tmp', name), mail);
        await chown(join(home, 'tmp', name), uid, gid);
        await rename(join(home, 'tmp', name), join(home, 'new', name));
      }
    },
    mails: (folder = 'INBOX') =>
      as(async (client) => {
        const { exists } = await client.mailboxOpen(folder, { readOnly: true });
        if (exists === 0) return [];
        const found = await client.fetchAll('1:*', { uid: true, flags: true, source: true });
        return found.map(({ uid: each, flags, source }) => ({
          uid: each,
          flags: [...(flags ?? [])],
          source: `${source}`,
        }));
      }),
  };
}

const configuration = (folder: string, port: number, tlsPort: number): string => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:${folder}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 100
mailbox_list_index = no
namespace inbox {
  inbox = yes
}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${owner} gid=${owner} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
  # No ever longer waits after wrong passwords.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;

function endGroup(leader: ChildProcess | null, signal: NodeJS.Signals): void {
  if (leader?.pid === undefined) return;
  try {
    process.kill(-leader.pid, signal);
  } catch {
    // All of it has ended.
  }
}

/** Ports that were free a moment ago: Dovecot has to be told by number. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')];
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const [first = 0, second = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [first, second];
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
