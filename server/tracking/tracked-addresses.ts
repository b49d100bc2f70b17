/**
 * The addresses in mails that are answered without database and middleware, at the speed of a disk:
 * `/c/TOKEN/DESTINATION`, a link, and `/o/TOKEN.gif`, the pixel. No answer tells whether the mail, the lead or the database
 * is there. The same code answers requests of Node and of Hono, since the way through a framework costs as much as all else.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { Instant } from '../../domain/time.ts';
import { readToken } from '../../domain/tokens.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { redirectHeaders, strictTransport } from '../headers.ts';
import { maskedError } from '../masking.ts';
import { peerOf } from './callers.ts';
import { createHits, type Hits, type Target, type TrackedRequest } from './hits.ts';
import { signedLink } from './signed-link.ts';
import { createTally } from './tally.ts';

interface Answer {
  readonly status: 200 | 302;
  readonly headers: Readonly<Record<string, string>>;
  /** Only the pixel has one. */
  readonly body: typeof pixel | null;
}

export interface TrackedAddresses {
  readonly hits: Hits;
  /**
   * The answer to GET or HEAD of a path, once what was seen of the request is on the disk; null when it is for somebody
   * else, and what is no valid link of ours is.
   */
  answer(path: string, request: TrackedRequest): Promise<Answer> | null;
}

/** A transparent image of one pixel. */
const pixel = Uint8Array.from(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));

/** As text it leaves in one piece with the head. */
const pixelText = Buffer.from(pixel).toString('latin1');

const pixelHeaders = {
  'Content-Type': 'image/gif',
  'Content-Length': String(pixel.length),
  'Cache-Control': 'no-store, private',
  // Web mail shows the image on its own pages.
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
} as const;

export function createTrackedAddresses({
  signer,
  now,
  recorder,
  publicUrl,
  callers,
  log,
}: ServerDeps): TrackedAddresses {
  const hits = createHits(callers);
  const tally = createTally(log);
  const toLink = redirectHeaders(publicUrl);
  const image: Answer = { status: 200, body: pixel, headers: { ...pixelHeaders, ...strictTransport(publicUrl) } };

  /** Whatever becomes of the record, nobody who reads a mail is kept from what they asked for. */
  async function record(request: TrackedRequest, target: Target, at: Instant): Promise<void> {
    try {
      await recorder.record(hits(request, target, at));
    } catch (error) {
      log.error({ err: maskedError(error) }, 'A click or an open could not be recorded');
    }
  }

  async function servePixel(file: string, request: TrackedRequest): Promise<Answer> {
    const token = readToken(signer, 'open', file.replace(/\.gif$/i, ''));
    const at = now();
    tally('pixels', at);
    if (token) await record(request, { kind: 'pixel', messageId: token.id }, at);
    return image;
  }

  async function follow(link: NonNullable<ReturnType<typeof signedLink>>, request: TrackedRequest): Promise<Answer> {
    const at = now();
    tally(link.target.kind === 'trap' ? 'traps' : 'links', at);
    await record(request, link.target, at);
    return { status: 302, headers: { Location: link.url, ...toLink }, body: null };
  }

  return {
    hits,
    answer(path, request) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return null;
      if (path.startsWith('/o/') && path.length > 3) return servePixel(path.slice(3), request);
      if (!path.startsWith('/c/')) return null;
      const [token = '', destination, ...more] = path.slice(3).split('/');
      const link = destination === undefined || more.length > 0 ? null : signedLink(signer, token, destination);
      return link && follow(link, request);
    },
  };
}

/** For requests that come to the app. */
export function addTrackedRoutes(app: Hono<AppEnv>, tracked: TrackedAddresses): void {
  const serve: MiddlewareHandler<AppEnv> = async (c, next) => {
    const answer = await tracked.answer(c.req.path, requestOf(c));
    if (answer === null) return next();
    const { body, status, headers } = answer;
    return body === null ? c.body(null, status, headers) : c.body(body, status, headers);
  };
  app.get('/c/:token/:destination', serve);
  app.get('/o/*', serve);
}

/** For requests as Node has them; false when they are for somebody else. */
export const serveTracked =
  (tracked: TrackedAddresses) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
    const url = incoming.url ?? '';
    if (!url.startsWith('/c/') && !url.startsWith('/o/')) return false;
    const query = url.indexOf('?');
    const answering = tracked.answer(query < 0 ? url : url.slice(0, query), nodeRequest(incoming));
    if (answering === null) return false;
    void answering
      .then(({ status, headers, body }) => {
        outgoing.writeHead(status, headers);
        if (body === null || incoming.method === 'HEAD') outgoing.end();
        else outgoing.end(pixelText, 'latin1');
      })
      // An answer that cannot be written is the end of its connection, not of the process.
      .catch(() => outgoing.destroy());
    return true;
  };

function nodeRequest({ method = '', headers, socket }: IncomingMessage): TrackedRequest {
  return {
    method,
    peer: socket.remoteAddress,
    header(name) {
      const value = headers[name];
      return typeof value === 'object' ? value.join(',') : value;
    },
  };
}

const requestOf = (c: Context): TrackedRequest => ({
  method: c.req.method,
  peer: peerOf(c),
  header: (name) => c.req.header(name),
});
