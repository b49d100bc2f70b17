/** Speaks SMTP by hand over a real socket: whatever a client library would rather not say. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Dialogue {
  /** Everything that was answered so far. */
  readonly said: string;
  /** Writes a line and waits for its reply, all lines of it. */
  say(line: string): Promise<string>;
  /** Writes bytes as they are and waits for nothing. */
  write(bytes: string | Uint8Array): void;
  /** The next reply that was not waited for yet. */
  reply(): Promise<string>;
  /** Resolves when the other side has closed, with all that it said. */
  readonly closed: Promise<string>;
  readonly socket: Socket;
  end(): void;
}

const wholeReply = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/;

/** Connects and waits for the greeting. */
export async function openDialogue(port: number): Promise<Dialogue> {
  const dialogue = await openSilently(port);
  await dialogue.reply();
  return dialogue;
}

/** Connects without waiting for a greeting. */
export async function openSilently(port: number): Promise<Dialogue> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let said = '';
  let taken = 0;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1');
  });
  const closed = once(socket, 'close').then(() => said);
  await once(socket, 'connect');
  const reply = async (): Promise<string> => {
    for (;;) {
      const [found] = wholeReply.exec(said.slice(taken)) ?? [];
      if (found !== undefined) {
        taken += found.length;
        return found.trimEnd();
      }
      if (socket.readableEnded || socket.destroyed) throw new Error(`The connection is closed. It said:\n${said}`);
      await Promise.race([once(socket, 'data'), closed]);
    }
  };
  return {
    get said() {
      return said;
    },
    say(line) {
      socket.write(`${line}\r\n`);
      return reply();
    },
    write: (bytes) => void socket.write(bytes),
    reply,
    closed,
    socket,
    end: () => void socket.destroy(),
  };
}
