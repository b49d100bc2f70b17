/**
 * AWS Signature Version 4 for a request whose body is known: the one thing of AWS's SDK that sending takes. The SDK would
 * be megabytes and retries by itself, which must not happen to a mail. Checked against AWS's own test vectors.
 * Pure; the time is an argument.
 */
import { createHash, createHmac } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken: string | null;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Those that are to be signed besides `host` and `x-amz-date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  readonly at: Date;
}

/** The headers of the request with those that authorise it. */
export function signedHeaders(
  request: SignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { region, service, at }: SigningScope,
): Readonly<Record<string, string>> {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-date': time,
    ...(sessionToken === null ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const signed = names.toSorted().join(';');
  const canonical = canonicalRequest(request, headers, signed);
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const credential = `Credential=${accessKeyId}/${scope}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function canonicalRequest({ method, url, body }: SignedRequest, headers: Record<string, string>, signed: string) {
  const lines = Object.entries(headers)
    .map(([name, value]) => `${name.toLowerCase()}:${value.trim().replace(/ +/g, ' ')}\n`)
    .toSorted()
    .join('');
  const query = [...url.searchParams].map((pair) => pair.map(encoded).join('=')).toSorted();
  // Every service but S3 encodes the path that is sent once more.
  const path = url.pathname.split('/').map(encoded).join('/');
  return [method, path, query.join('&'), lines, signed, sha256(body)].join('\n');
}

/** RFC 3986 §2.3: everything but unreserved characters. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
