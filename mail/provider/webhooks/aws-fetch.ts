/**
 * How certificates and confirmations of SNS are fetched: GET by https from a host of SNS, whose certificate is checked; no
 * redirect is followed, the answer is small, and all of it comes in short time.
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Agent, get } from 'node:https';
import { isSnsHost } from './sns.ts';
import type { AwsFetch } from './sns-certificates.ts';

const mostBytes = 64 * 1024;

export interface AwsFetchOptions {
  /** For the whole exchange. */
  readonly timeoutMs?: number;
  /** By which connections are made; default: that of the process. */
  readonly agent?: Agent;
}

/** Rejects for anything but an answer of 200 that is small enough. Who calls it has checked path and query. */
export function createAwsFetch({ timeoutMs = 10_000, agent }: AwsFetchOptions = {}): AwsFetch {
  return async (text) => {
    const url = new URL(text);
    if (url.protocol !== 'https:' || !isSnsHost(url.hostname) || url.port !== '') throw new Error('no address of SNS');
    const signal = AbortSignal.timeout(timeoutMs);
    // Told by what is awaited; one that comes after that is nobody's.
    const request = get(url, { signal, ...(agent && { agent }) }).on('error', () => {});
    try {
      const [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
      if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of response as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > mostBytes) throw new Error('the answer is too large');
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString('utf8');
    } finally {
      request.destroy();
    }
  };
}

export const fetchFromAws: AwsFetch = createAwsFetch();
