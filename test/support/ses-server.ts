/**
 * Plays `SendEmail` of Amazon SES, API v2, as documented: checks the signature by steps of its own, the shape of the
 * request strictly, and reads the MIME that it was given.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SesRelay } from '../../domain/relay.ts';
import { secret } from '../../domain/secret.ts';
import { type ProviderAnswer, type ProviderCall, type ProviderServer, startProviderServer } from './provider-server.ts';

const region = 'eu-central-1';
const accessKeyId = 'AKIDEXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

/** API_SendEmail of the SES API v2 reference; tags take letters, digits, `_`, `-`, `.` and `@`. */
const sendEmailShape = z.strictObject({
  FromEmailAddress: z.email(),
  Destination: z.strictObject({ ToAddresses: z.array(z.email()).length(1) }),
  FeedbackForwardingEmailAddress: z.email().optional(),
  Content: z.strictObject({ Raw: z.strictObject({ Data: z.base64() }) }),
  EmailTags: z
    .array(z.strictObject({ Name: z.string().regex(/^[\w-]{1,256}$/), Value: z.string().regex(/^[\w.@-]{1,256}$/) }))
    .optional(),
  ConfigurationSetName: z.string().optional(),
});

export interface SesMail {
  readonly request: z.output<typeof sendEmailShape>;
  readonly raw: Buffer;
}

export interface SesServer extends ProviderServer<SesMail> {
  /** The relay that this is, with credentials it takes. */
  relay(change?: Partial<SesRelay>): SesRelay;
}

export const sesError = (status: number, name: string, message = 'refused'): ProviderAnswer => ({
  status,
  headers: { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazonaws.sesv2/` },
  body: JSON.stringify({ message }),
});

export async function startSesServer(): Promise<SesServer> {
  const server = await startProviderServer<SesMail>((call) => {
    const wrong = signatureFault(call);
    if (wrong !== null) return { refusal: sesError(403, 'InvalidSignatureException', wrong) };
    if (call.method !== 'POST' || call.path !== '/v2/email/outbound-emails') {
      return { refusal: sesError(404, 'UnknownOperationException') };
    }
    const parsed = sendEmailShape.safeParse(JSON.parse(call.body.toString('utf8')));
    if (!parsed.success) return { refusal: sesError(400, 'BadRequestException', z.prettifyError(parsed.error)) };
    const raw = Buffer.from(parsed.data.Content.Raw.Data, 'base64');
    const answer = { status: 200, body: JSON.stringify({ MessageId: `0107${randomUUID()}-000000` }) };
    return { mail: { request: parsed.data, raw }, answer };
  });
  return Object.assign(server, {
    relay: (change: Partial<SesRelay> = {}): SesRelay => ({
      kind: 'ses',
      name: 'ses',
      endpoint: server.endpoint,
      region,
      accessKeyId,
      secretAccessKey: secret(secretAccessKey),
      sessionToken: null,
      configurationSet: null,
      ...change,
    }),
  });
}

/** "Create a signed AWS API request" in the IAM user guide, step by step. Null when the signature is right. */
function signatureFault({ method, path, headers, body }: ProviderCall): string | null {
  const found = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (!found) return 'no Authorization of the documented form';
  const [, credential = '', signedHeaders = '', signature] = found;
  const amzDate = String(headers['x-amz-date']);
  const scope = `${amzDate.slice(0, 8)}/${region}/ses/aws4_request`;
  if (credential !== `${accessKeyId}/${scope}`) return `the credential is ${credential}`;
  for (const name of ['host', 'x-amz-date', 'content-type']) {
    if (!signedHeaders.split(';').includes(name)) return `${name} is not signed`;
  }
  if (headers['x-amz-security-token'] !== undefined && !signedHeaders.includes('x-amz-security-token')) {
    return 'the token is not signed';
  }
  let canonical = `${method}\n${path}\n\n`;
  for (const name of signedHeaders.split(';')) canonical += `${name}:${headers[name]}\n`;
  canonical += `\n${signedHeaders}\n${createHash('sha256').update(body).digest('hex')}`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const dateKey = createHmac('sha256', `AWS4${secretAccessKey}`).update(amzDate.slice(0, 8)).digest();
  const regionKey = createHmac('sha256', dateKey).update(region).digest();
  const serviceKey = createHmac('sha256', regionKey).update('ses').digest();
  const signingKey = createHmac('sha256', serviceKey).update('aws4_request').digest();
  const expected = createHmac('sha256', signingKey).update(`AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash}`);
  return expected.digest('hex') === signature ? null : 'the signature does not match';
}
