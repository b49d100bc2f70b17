/**
 * The certificates that SNS signs with. SNS hands out no chain, so that it is Amazon's rests on the https connection to a
 * host of SNS; name, key and time are checked here. Fetched once each, and only so many in a minute: before its signature
 * is checked, a request may name any of them.
 */
import { X509Certificate } from 'node:crypto';
import { type Instant, msOf } from '../../../domain/instant.ts';

/** Fetches a text of AWS: https with the server's certificate checked, no redirects, a small body. Rejects otherwise. */
export type AwsFetch = (url: string) => Promise<string>;

export type CertificateAnswer =
  | { readonly kind: 'found'; readonly certificate: X509Certificate }
  | { readonly kind: 'wrong'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly why: string };

const mostKept = 20;
const mostFetchedInAMinute = 10;

export interface SnsCertificates {
  certificateAt(url: URL, now: Instant): Promise<CertificateAnswer>;
}

export function createSnsCertificates(fetchText: AwsFetch): SnsCertificates {
  const kept = new Map<string, X509Certificate>();
  const underWay = new Map<string, Promise<CertificateAnswer>>();
  let fetchedAt: readonly number[] = [];

  const fetched = async (url: URL): Promise<CertificateAnswer> => {
    let text: string;
    try {
      text = await fetchText(url.href);
    } catch (error) {
      return { kind: 'unavailable', why: `the certificate of SNS cannot be fetched: ${(error as Error).message}` };
    }
    const certificate = read(text);
    if (certificate === null) return { kind: 'wrong', why: 'what SNS has at the address of its certificate is none' };
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(url.href, certificate);
    return { kind: 'found', certificate };
  };

  return {
    async certificateAt(url, now) {
      const known = kept.get(url.href);
      if (known) return judged(known, url, now);
      let answer = underWay.get(url.href);
      if (!answer) {
        fetchedAt = fetchedAt.filter((at) => at > msOf(now) - 60_000);
        if (fetchedAt.length >= mostFetchedInAMinute) {
          return { kind: 'unavailable', why: 'too many certificates of SNS were asked for in a minute' };
        }
        fetchedAt = [...fetchedAt, msOf(now)];
        answer = fetched(url).finally(() => underWay.delete(url.href));
        underWay.set(url.href, answer);
      }
      const came = await answer;
      return came.kind === 'found' ? judged(came.certificate, url, now) : came;
    },
  };
}

function read(text: string): X509Certificate | null {
  try {
    return new X509Certificate(text);
  } catch {
    return null;
  }
}

function judged(certificate: X509Certificate, url: URL, now: Instant): CertificateAnswer {
  const names = ['sns.amazonaws.com', url.hostname];
  if (!names.some((name) => certificate.checkHost(name) !== undefined)) {
    return { kind: 'wrong', why: 'the certificate is not one of SNS' };
  }
  const valid = Date.parse(certificate.validFrom) <= msOf(now) && msOf(now) <= Date.parse(certificate.validTo);
  return valid ? { kind: 'found', certificate } : { kind: 'wrong', why: 'the certificate of SNS is out of date' };
}
