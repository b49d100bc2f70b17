/**
 * What people, their mail programs and web sites do, each act with a mark of its own that ends up in the ledger. An act that
 * was answered as taken is promised; nothing else is.
 */
import { Agent, request } from 'node:http';
import { createTransport } from 'nodemailer';
import type { Ground, Recipient } from './outage-ground.ts';

/** What an act was answered: an HTTP status, an SMTP reply code, or that there was no whole answer. */
export type Answer = number | 'none';

export interface Act {
  readonly kind: 'click' | 'open' | 'page' | 'reply';
  readonly mark: string;
  readonly answer: Answer;
}

export interface Doers {
  /** A person follows the link of the mail, by telephone. */
  click(by: Recipient): Promise<Act>;
  /** A program follows the link of the mail, and says so. */
  fetchLink(by: Recipient): Promise<Act>;
  /** Once for a mail: a second one within a minute is the same. */
  open(by: Recipient): Promise<Act>;
  /** A web site reports a visit. */
  visit(by: Recipient, page: string): Promise<Act>;
  /** The report of before, again. */
  visitAgain(by: Recipient, page: string, mark: string): Promise<Act>;
  reply(by: Recipient): Promise<Act>;
  /** The mail server of before has not heard that the reply was taken. */
  replyAgain(by: Recipient, mark: string): Promise<Act>;
  close(): void;
}

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

/** At the addresses of this engine. */
export function doersAt({ engine: { url, env }, apiKey }: Ground): Doers {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const post = createTransport({
    host: '127.0.0.1',
    port: Number(env.TENDRIL_INBOUND_PORT),
    pool: true,
    maxConnections: 5,
    ignoreTLS: true,
  });
  let marks = 0;
  const mark = (): string => {
    marks += 1;
    return `mark-${marks}`;
  };
  const act = async (kind: Act['kind'], own: string, answer: Promise<Answer>): Promise<Act> => ({
    kind,
    mark: own,
    answer: await answer,
  });
  const visit = (by: Recipient, page: string, own: string): Promise<Act> => {
    const body = JSON.stringify({
      ...{ id: own, source: 'web', lead: by.address, kind: 'page_view', name: page },
      payload: { mark: own },
    });
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    return act('page', own, asked(agent, `${url}/v1/events`, headers, body));
  };
  const get = (kind: 'click' | 'open', address: string, userAgent: string): Promise<Act> => {
    const own = mark();
    return act(kind, own, asked(agent, address, { 'user-agent': `${userAgent} ${own}` }));
  };
  const reply = (by: Recipient, own: string): Promise<Act> => {
    const raw = replyTo(by, own);
    const answer = post.sendMail({ envelope: { from: by.address, to: [by.replyTo] }, raw }).then(
      () => 250,
      (error: { readonly responseCode?: number }) => error.responseCode ?? 'none',
    );
    return act('reply', own, answer);
  };
  return {
    click: (by) => get('click', by.link, phone),
    fetchLink: (by) => get('click', by.link, 'curl/8.9'),
    open: (by) => get('open', by.pixel, phone),
    visit: (by, page) => visit(by, page, mark()),
    visitAgain: visit,
    reply: (by) => reply(by, mark()),
    replyAgain: reply,
    close() {
      post.close();
      agent.destroy();
    },
  };
}

/** RFC 5322, as a mail program answers. */
const replyTo = ({ address, replyTo: to, mail }: Recipient, own: string): string =>
  [
    `From: <${address}>`,
    `To: <${to}>`,
    `Subject: Re: ${mail.subject}`,
    `Message-ID: <${own}@${address.slice(address.indexOf('@') + 1)}>`,
    `In-Reply-To: ${mail.header('message-id')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `That sounds good, tell me more. Our number is ${own}.`,
    '',
  ].join('\r\n');

/** The status, once the whole answer is there. */
function asked(agent: Agent, address: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve) => {
    const method = body === undefined ? 'GET' : 'POST';
    const asking = request(address, { agent, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 'none'));
      response.on('error', () => resolve('none'));
    });
    asking.on('error', () => resolve('none'));
    asking.end(body);
  });
}
