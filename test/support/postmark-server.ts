/** Plays `POST /email` of Postmark as documented: checks the token and the shape of the request strictly. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PostmarkRelay } from '../../domain/relay.ts';
import { secret } from '../../domain/secret.ts';
import { type ProviderAnswer, type ProviderServer, startProviderServer } from './provider-server.ts';

const serverToken = 'server-token-0001';

/** One mailbox; commas outside of quotes would make several. */
const mailbox = z.string().regex(/^(?:"[^"\\]*" <[^\s<>,"]+@[^\s<>,"]+>|[^\s<>,"]+@[^\s<>,"]+)$/);

/** "Send a single email" of the Email API; metadata has names of 20 and values of 80 characters at most. */
const emailShape = z.strictObject({
  From: mailbox,
  To: mailbox,
  ReplyTo: mailbox,
  Subject: z.string().max(2000),
  HtmlBody: z.string().min(1),
  TextBody: z.string().min(1),
  Headers: z.array(
    z.strictObject({ Name: z.string().regex(/^[A-Za-z0-9-]+$/), Value: z.string().regex(/^[\x20-\x7e]+$/) }),
  ),
  MessageStream: z.string(),
  Metadata: z.record(z.string().max(20), z.string().max(80)),
  TrackOpens: z.boolean(),
  TrackLinks: z.enum(['None', 'HtmlAndText', 'HtmlOnly', 'TextOnly']),
});
export type PostmarkMail = z.output<typeof emailShape>;

export interface PostmarkServer extends ProviderServer<PostmarkMail> {
  /** The relay that this is, with a token it takes. */
  relay(change?: Partial<PostmarkRelay>): PostmarkRelay;
}

export const postmarkError = (status: number, ErrorCode: number, Message = 'refused'): ProviderAnswer => ({
  status,
  body: JSON.stringify({ ErrorCode, Message }),
});

export async function startPostmarkServer(): Promise<PostmarkServer> {
  const server = await startProviderServer<PostmarkMail>(({ method, path, headers, body }) => {
    if (headers['x-postmark-server-token'] !== serverToken) return { refusal: postmarkError(401, 10) };
    if (headers['content-type'] !== 'application/json' || headers.accept !== 'application/json') {
      return { refusal: postmarkError(422, 409) };
    }
    if (method !== 'POST' || path !== '/email') return { refusal: { status: 404 } };
    const parsed = emailShape.safeParse(JSON.parse(body.toString('utf8')));
    if (!parsed.success) return { refusal: postmarkError(422, 403, z.prettifyError(parsed.error)) };
    const answer = { To: parsed.data.To, MessageID: randomUUID(), ErrorCode: 0, Message: 'OK' };
    return { mail: parsed.data, answer: { status: 200, body: JSON.stringify(answer) } };
  });
  return Object.assign(server, {
    relay: (change: Partial<PostmarkRelay> = {}): PostmarkRelay => ({
      kind: 'postmark',
      name: 'postmark',
      endpoint: server.endpoint,
      serverToken: secret(serverToken),
      messageStream: 'outbound',
      ...change,
    }),
  });
}
