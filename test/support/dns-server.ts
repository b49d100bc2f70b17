/** A DNS server over UDP that answers from a zone, for commands that look things up by themselves. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Answer, decode, encode, type Packet, type Question } from 'dns-packet';
import { mxOf, type RecordType, type Zone, zoneAnswer } from './zone.ts';

export interface DnsServer {
  /** As TENDRIL_DNS takes it. */
  readonly address: string;
  /** Changes what it says. */
  publish(zone: Zone): void;
  close(): Promise<void>;
}

const rcodes: Readonly<Record<string, number>> = { ENODATA: 0, ESERVFAIL: 2, ENOTFOUND: 3 };

export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  let published = zone;
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const asked = decode(message);
    if (asked.questions?.some(({ name }) => published[name.toLowerCase()]?.silent)) return;
    socket.send(encode(reply(published, asked)), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    publish(next) {
      published = next;
    },
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function reply(zone: Zone, { id = 0, questions = [] }: Packet): Packet {
  const said = { type: 'response', id, questions } as const;
  const [question] = questions;
  try {
    return { ...said, flags: 0, answers: question ? answersTo(zone, question) : [] };
  } catch (error) {
    return { ...said, flags: rcodes[(error as NodeJS.ErrnoException).code ?? ''] ?? 2, answers: [] };
  }
}

function answersTo(zone: Zone, { name, type }: Question): Answer[] {
  const alias = zone[name.toLowerCase()]?.CNAME;
  if (alias !== undefined)
    return [{ name, type: 'CNAME', ttl: 1, data: alias }, ...answersTo(zone, { name: alias, type })];
  return zoneAnswer(zone, name, type as RecordType).map((value): Answer => {
    if (type === 'MX') {
      const { exchange, priority } = mxOf(value);
      return { name, type, ttl: 1, data: { exchange, preference: priority } };
    }
    if (type === 'TXT') return { name, type, ttl: 1, data: value.match(/.{1,255}/gs) ?? [''] };
    return { name, type: type as 'A', ttl: 1, data: value };
  });
}
