/** Which address stands in the proof of a consent: that of whoever pressed the button, behind the proxies that are trusted. */
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { ServerDeps } from '../../server/deps.ts';
import { proofOf } from '../../server/pages/visitor.ts';
import { createAddressOf } from '../../server/tracking/callers.ts';

const addressOf = createAddressOf((address) => address.startsWith('10.') || address === '::1');

async function proof(peer: string | undefined, headers: Record<string, string> = {}): Promise<unknown> {
  const app = new Hono();
  app.post('/', (c) => c.json(proofOf({ addressOf } as ServerDeps, c)));
  const env = { incoming: { socket: { remoteAddress: peer } } };
  return (await app.request('/', { method: 'POST', headers }, env)).json();
}

describe('the address in a proof', () => {
  test.each<readonly [string, string | undefined, Record<string, string>, string | undefined]>([
    ['is that of the peer', '203.0.113.9', {}, '203.0.113.9'],
    ['is no other that the peer claims', '203.0.113.9', { 'x-forwarded-for': '198.51.100.1' }, '203.0.113.9'],
    ['is the one a trusted proxy asks for', '10.0.0.1', { 'x-forwarded-for': '198.51.100.1' }, '198.51.100.1'],
    [
      'is none that was made up before the chain of trusted proxies',
      '10.0.0.1',
      { 'x-forwarded-for': '192.0.2.1, 198.51.100.1, 10.0.0.2' },
      '198.51.100.1',
    ],
    ['may stand in Forwarded', '::1', { forwarded: 'proto=https;for="[2001:db8::1]:4711"' }, '2001:db8::1'],
    [
      'is that of X-Forwarded-For where both are there',
      '::1',
      { 'x-forwarded-for': '198.51.100.1', forwarded: 'for=192.0.2.1' },
      '198.51.100.1',
    ],
    ['is the proxy itself where all are trusted', '10.0.0.1', { 'x-forwarded-for': '10.0.0.3' }, '10.0.0.3'],
    ['is left out where the proxy does not know it', '10.0.0.1', { forwarded: 'for=unknown' }, undefined],
    ['is left out where it is no address', '10.0.0.1', { 'x-forwarded-for': '<script>' }, undefined],
    ['is left out where a proxy says nothing', '10.0.0.1', {}, undefined],
    ['is left out where the peer is not known', undefined, { 'x-forwarded-for': '198.51.100.1' }, undefined],
  ])('%s', async (_name, peer, headers, ip) => {
    expect(await proof(peer, { 'user-agent': 'Browser', ...headers })).toEqual({
      userAgent: 'Browser',
      ...(ip !== undefined && { ip }),
    });
  });
});
