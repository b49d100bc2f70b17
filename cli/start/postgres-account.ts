/**
 * Under which account the embedded PostgreSQL runs. It refuses to run as root, so as root an unprivileged account is
 * taken: the owner of existing data, else `postgres`, else `nobody`. Where that account may not enter the folders of the
 * binaries or of the data (a clone below a 0700 folder of root's), `setpriv` of util-linux starts it with the one
 * capability to pass through them. Each way is tried for real on these very folders, never inferred from mode bits.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TendrilError } from '../../domain/errors.ts';

/** How to run a program of PostgreSQL: as is, with another account, or through a wrapper command. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
  readonly wrap: readonly string[];
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Finds a way that works and gives the data folder to its account.
 * @throws PART_MISSING naming every way out, when none works
 */
export function chooseAccount(initdb: string, dataDir: string): RunAs {
  if (process.getuid?.() !== 0) return { wrap: [] };
  const account = unprivilegedAccount(dataDir);
  if (account !== null) {
    giveTo(dataDir, account);
    const found = waysOf(account).find((way) => works(way, initdb, dataDir));
    if (found) return found;
  }
  throw new TendrilError(
    'PART_MISSING',
    [
      `PostgreSQL does not run as root, and no other account can enter ${dataDir} and ${initdb}. Any of these helps:`,
      '  - run as a normal user',
      '  - move the clone and TENDRIL_HOME to folders that other users may enter (chmod o+x on each parent folder)',
      '  - install util-linux (the command setpriv)',
      '  - set DATABASE_URL to a PostgreSQL of your own',
    ].join('\n'),
  );
}

/** From the least privileged on. The capability to read past folders is enough; containers often have only the wider one. */
function waysOf({ uid, gid }: Account): readonly RunAs[] {
  return [
    { uid, gid, wrap: [] },
    throughSetpriv(uid, gid, '+dac_read_search'),
    throughSetpriv(uid, gid, '+dac_override'),
  ];
}

function throughSetpriv(uid: number, gid: number, capability: string): RunAs {
  return {
    wrap: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      // Without this bit access(2), with which PostgreSQL checks its own binaries, ignores capabilities of a non-root user.
      '--securebits=+no_setuid_fixup',
      `--inh-caps=-all,${capability}`,
      `--ambient-caps=-all,${capability}`,
      `--bounding-set=-all,${capability}`,
    ],
  };
}

function works(way: RunAs, initdb: string, dataDir: string): boolean {
  return runSync(way, initdb, ['--version']).status === 0 && runSync(way, 'test', ['-w', dataDir]).status === 0;
}

/** Runs a short program in the chosen way. `cwd` is `/`, which every account may enter. */
export function runSync(way: RunAs, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const [command = program, ...rest] = [...way.wrap, program, ...args];
  const { uid, gid } = way;
  return spawnSync(command, rest, {
    cwd: '/',
    encoding: 'utf8',
    env: { ...environment(), ...env },
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
}

/** What a program of PostgreSQL gets: where commands are, and no setting that a user made for another PostgreSQL. */
export const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C' });

function unprivilegedAccount(dataDir: string): Account | null {
  const { uid, gid } = statSync(dataDir);
  if (uid !== 0) return { uid, gid };
  return accountOf('postgres') ?? accountOf('nobody');
}

function accountOf(name: string): Account | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  // macOS lists negative ids for nobody, which chown does not take: such an account is passed over.
  return uid !== undefined && gid !== undefined && Number(uid) > 0 ? { uid: Number(uid), gid: Number(gid) } : null;
}

function giveTo(folder: string, { uid, gid }: Account): void {
  if (statSync(folder).uid === uid) return;
  chownSync(folder, uid, gid);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, entry), uid, gid);
}
