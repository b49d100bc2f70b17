/** AWS's own test vectors of Signature Version 4 (the suite of the AWS General Reference). */
import { expect, it } from 'vitest';
import { type SignedRequest, signedHeaders } from '../../../mail/provider/signature-v4.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: null,
};
const scope = { region: 'us-east-1', service: 'service', at: new Date('2015-08-30T12:36:00Z') };

const vectors: readonly [string, Partial<Omit<SignedRequest, 'url'>> & { url?: string }, string, string][] = [
  ['get-vanilla', {}, 'host;x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    { url: '/?Param2=value2&Param1=value1' },
    'host;x-amz-date',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-header-value-trim',
    { headers: { 'My-Header1': ' value1', 'My-Header2': ' "a   b   c"' } },
    'host;my-header1;my-header2;x-amz-date',
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  [
    'post-vanilla',
    { method: 'POST' },
    'host;x-amz-date',
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'post-x-www-form-urlencoded',
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: Buffer.from('Param1=value1'),
    },
    'content-type;host;x-amz-date',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
];

it.each(vectors)('%s is signed as AWS signs it', (_name, { url = '/', ...request }, signed, signature) => {
  const given = { method: 'GET', headers: {}, body: Buffer.alloc(0), ...request };
  const headers = signedHeaders({ ...given, url: new URL(url, 'https://example.amazonaws.com') }, credentials, scope);
  expect(headers.authorization).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
  );
  expect(headers['x-amz-date']).toBe('20150830T123600Z');
});

it('the token of temporary credentials is sent and signed', () => {
  const request = { method: 'POST', url: new URL('https://example.amazonaws.com'), headers: {}, body: Buffer.alloc(0) };
  const headers = signedHeaders(request, { ...credentials, sessionToken: 'AQoDYXdzEPT' }, scope);
  expect(headers['x-amz-security-token']).toBe('AQoDYXdzEPT');
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
});
