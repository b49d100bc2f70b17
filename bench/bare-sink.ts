/**
 * `tsx bench/bare-sink.ts PORT`: takes mails as fast as Node can and keeps none. Reads no more of the dialogue than what
 * changes its state, and prints how many bodies it has accepted.
 */
import { createServer, type Socket } from 'node:net';

const ended = Buffer.from('\r\n.\r\n');
const printEveryMs = 50;
let accepted = 0;

createServer((socket) => {
  socket.setNoDelay(true).on('error', () => socket.destroy());
  socket.write('220 sink\r\n');
  let rest = Buffer.alloc(0);
  let inBody = false;
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const mark = inBody ? rest.indexOf(ended) : rest.indexOf(10);
      if (mark < 0) return;
      const line = rest.subarray(0, mark);
      rest = rest.subarray(mark + (inBody ? ended.length : 1));
      if (inBody) {
        accepted += 1;
        inBody = false;
        socket.write('250 2.0.0 Ok\r\n');
      } else inBody = answered(socket, line.toString('latin1').slice(0, 4).toUpperCase());
    }
  });
}).listen(Number(process.argv[2]), '127.0.0.1');

/** True when a body follows. */
function answered(socket: Socket, command: string): boolean {
  if (command === 'DATA') socket.write('354 End data with <CR><LF>.<CR><LF>\r\n');
  else if (command === 'EHLO')
    socket.write('250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n');
  else if (command === 'QUIT') socket.end('221 2.0.0 Bye\r\n');
  else socket.write('250 2.1.0 Ok\r\n');
  return command === 'DATA';
}

setInterval(() => process.stdout.write(`mesg=${accepted}\r`), printEveryMs);
