/** How certificates and confirmations of SNS are fetched: GET, https only, no redirect, a small answer, in short time. */
import type { AwsFetch } from './sns-certificates.ts';

const mostBytes = 64 * 1024;

/** Rejects for anything but an answer of 200 that is small enough. Who calls it has checked the address. */
export const fetchFromAws: AwsFetch = async (url) => {
  if (!url.startsWith('https://')) throw new Error('not https');
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
