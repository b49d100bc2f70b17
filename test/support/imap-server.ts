/**
 * An IMAP server with one folder whose mails and whose faults a test decides: it speaks only what the poller asks
 * (RFC 9051), over real sockets, and can fall silent, say BYE, count anew, lie about sizes or break off a mail.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ScriptedImap {
  readonly port: number;
  /** By UID. */
  readonly mails: Map<number, string>;
  uidValidity: number;
  /** The size that is told instead of the true one. */
  readonly toldSizes: Map<number, number>;
  /** Of these the connection breaks when they are fetched. */
  readonly deadly: Set<number>;
  /** False: UIDNEXT is left out. */
  tellsNext: boolean;
  /** False: nobody is greeted. */
  greets: boolean;
  /** Every command that came, without its tag. */
  readonly commands: readonly string[];
  /** Connections that were ever made. */
  readonly made: number;
  /** Tells all that listen that there is new mail. */
  tell(): void;
  /** Answers nothing any more on the connections that are there. */
  fallSilent(): void;
  /** Says BYE to all and closes. */
  sayBye(): void;
  close(): Promise<void>;
}

export async function startScriptedImap(): Promise<ScriptedImap> {
  const open = new Set<Socket>();
  const silent = new Set<Socket>();
  const commands: string[] = [];
  const state = {
    mails: new Map<number, string>(),
    uidValidity: 1,
    toldSizes: new Map<number, number>(),
    deadly: new Set<number>(),
    tellsNext: true,
    greets: true,
    commands,
    made: 0,
  };
  const exists = (): string => `* ${state.mails.size} EXISTS`;
  const sorted = (): readonly number[] => [...state.mails.keys()].sort((a, b) => a - b);

  /** Mails of a set of UIDs such as `1,3:5` or `4:*`. */
  function inSet(set: string): readonly number[] {
    const all = sorted();
    const value = (text = ''): number => (text === '*' ? (all.at(-1) ?? 0) : Number(text));
    return set.split(',').flatMap((range) => {
      const [from, to = from] = range.split(':').map(value);
      const [low, high] = [Math.min(from ?? 0, to ?? 0), Math.max(from ?? 0, to ?? 0)];
      return all.filter((uid) => uid >= low && uid <= high);
    });
  }

  function fetched(uid: number, items: string): string | null {
    const mail = state.mails.get(uid) ?? '';
    const [, start, length] = /BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/.exec(items) ?? [];
    const seq = sorted().indexOf(uid) + 1;
    const size = `RFC822.SIZE ${state.toldSizes.get(uid) ?? mail.length} INTERNALDATE "01-Nov-2026 10:00:00 +0000"`;
    if (!items.includes('BODY.PEEK')) return `* ${seq} FETCH (UID ${uid} ${size})`;
    if (state.deadly.has(uid)) return null;
    const part = start === undefined ? mail : mail.slice(Number(start), Number(start) + Number(length));
    const origin = start === undefined ? '' : `<${start}>`;
    return `* ${seq} FETCH (UID ${uid} BODY[]${origin} {${part.length}}\r\n${part})`;
  }

  /** The answer to a command; null breaks the connection. */
  function answer(command: string): readonly string[] | null {
    const [, verb = '', rest = ''] = /^(UID \w+|\w+) ?(.*)$/.exec(command.toUpperCase()) ?? [];
    switch (verb) {
      case 'CAPABILITY':
        return ['* CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE'];
      case 'SELECT':
      case 'EXAMINE': {
        const next = (sorted().at(-1) ?? 0) + 1;
        const told = state.tellsNext ? [`* OK [UIDNEXT ${next}] ok`] : [];
        return [exists(), `* OK [UIDVALIDITY ${state.uidValidity}] ok`, ...told];
      }
      case 'UID SEARCH':
        return [`* SEARCH ${inSet(rest.replace(/^.*UID /, '')).join(' ')}`];
      case 'UID FETCH': {
        const lines = inSet(rest.split(' ')[0] ?? '').map((uid) => fetched(uid, rest));
        return lines.some((line) => line === null) ? null : lines.filter((line) => line !== null);
      }
      case 'LIST':
      case 'LSUB':
        return ['* LIST () "/" INBOX'];
      default:
        return [];
    }
  }

  const server = createServer((socket) => {
    state.made += 1;
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    if (state.greets) socket.write('* OK ready\r\n');
    let idle: string | null = null;
    let waiting = '';
    socket.on('data', (chunk) => {
      if (silent.has(socket)) return;
      const lines = (waiting + chunk.toString()).split('\r\n');
      waiting = lines.pop() ?? '';
      for (const line of lines) {
        if (line === 'DONE') {
          socket.write(`${idle} OK done\r\n`);
          idle = null;
          continue;
        }
        const [, tag = '', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        commands.push(command);
        if (command.toUpperCase() === 'IDLE') {
          idle = tag;
          socket.write('+ idling\r\n');
          continue;
        }
        const lines = answer(command);
        if (lines === null) return void socket.destroy();
        socket.write([...lines, `${tag} OK done\r\n`].join('\r\n'));
        if (command.toUpperCase() === 'LOGOUT') socket.end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    port,
    tell: () => open.forEach((socket) => void socket.write(`${exists()}\r\n`)),
    fallSilent: () => open.forEach((socket) => void silent.add(socket)),
    sayBye: () => open.forEach((socket) => void socket.end('* BYE going down\r\n')),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}
