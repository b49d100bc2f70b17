/** How what SNS hands out is fetched, from a real https server on this machine that has the name of SNS. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsFetch } from '../../../../mail/provider/webhooks/aws-fetch.ts';
import { selfSigned } from '../../../support/tls-server.ts';

const host = 'sns.eu-central-1.amazonaws.com';
const url = `https://${host}/SimpleNotificationService-0a.pem`;
const { key, certificate } = selfSigned([host]);
let respond: (response: ServerResponse) => void = () => {};
let asked: string[] = [];
const server = createServer({ key, cert: certificate }, (request, response) => {
  asked.push(`${request.method} ${request.headers.host}${request.url}`);
  respond(response);
});
server.on('tlsClientError', () => {});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Leads every name to our server; the certificate is checked for the name that was asked for. */
function agentTo(ca: string | undefined = certificate): Agent {
  const { port } = server.address() as AddressInfo;
  return Object.assign(new Agent({ keepAlive: false }), {
    createConnection: ({ servername = '' }: { readonly servername?: string }) =>
      connect({ host: '127.0.0.1', port, servername, ...(ca && { ca }) }),
  });
}
const fetched = async (address = url, options: { readonly timeoutMs?: number; readonly ca?: string } = {}) => {
  asked = [];
  const { timeoutMs, ca } = options;
  const fetchText = createAwsFetch({
    agent: agentTo('ca' in options ? ca : certificate),
    ...(timeoutMs && { timeoutMs }),
  });
  return fetchText(address).catch((error: unknown) => `failed: ${(error as Error).message}`);
};

describe('what SNS hands out', () => {
  it('is fetched by GET from the host that has its name and a certificate for it', async () => {
    respond = (response) => void response.end('-----BEGIN CERTIFICATE-----');
    expect(await fetched()).toBe('-----BEGIN CERTIFICATE-----');
    expect(asked).toEqual([`GET ${host}/SimpleNotificationService-0a.pem`]);
  });

  it.each([
    'https://sns.eu-central-1.amazonaws.com.evil.test/a.pem',
    'https://evil.test/a.pem',
    'https://127.0.0.1/a.pem',
    'https://sns.eu-central-1.amazonaws.com:8443/a.pem',
    'http://sns.eu-central-1.amazonaws.com/a.pem',
    'file:///etc/passwd',
  ])('is not looked for at %s', async (address) => {
    expect(await fetched(address)).toBe('failed: no address of SNS');
    expect(asked).toEqual([]);
  });

  it('is not believed from a host whose certificate nobody vouches for, or is for another name', async () => {
    respond = (response) => void response.end('x');
    expect(await fetched(url, { ca: '' })).toMatch(/self-signed/);
    expect(await fetched('https://sns.us-east-1.amazonaws.com/a.pem')).toMatch(/does not match/);
    expect(asked).toEqual([]);
  });

  it('is not followed elsewhere', async () => {
    respond = (response) => void response.writeHead(302, { location: `https://${host}/other` }).end();
    expect(await fetched()).toBe('failed: HTTP 302');
    expect(asked).toHaveLength(1);
  });

  it('has 64 KB at most, whatever length it names', async () => {
    respond = (response) => void response.end('x'.repeat(64 * 1024));
    expect(await fetched()).toHaveLength(64 * 1024);
    respond = (response) => {
      response.on('error', () => {});
      response.write('x'.repeat(64 * 1024));
      response.end('x');
    };
    expect(await fetched()).toBe('failed: the answer is too large');
  });

  it.each<readonly [string, (response: ServerResponse) => void]>([
    ['never begins', () => {}],
    ['never ends', (response) => void response.write('x')],
  ])('is given up in time when it %s', async (_name, stall) => {
    respond = stall;
    expect(await fetched(url, { timeoutMs: 300 })).toMatch(/^failed: .*abort/i);
  });

  it('is given up when the connection breaks', async () => {
    respond = (response) => void response.destroy();
    expect(await fetched()).toMatch(/^failed: /);
  });
});
