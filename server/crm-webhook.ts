/**
 * `POST /webhooks/crm`: where a CRM of one's own tells what was changed in it. A request is answered with 200 only after its changes have
 * been committed, so whatever fails is told again. A refusal of who is asking says nothing of its reason; a message that cannot be
 * read gets a problem with the places that are wrong.
 */
import type { Context, Env, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { Secret } from '../domain/secret.ts';
import { requestInvalid } from './api/input.ts';
import { createComplaint } from './complaints.ts';
import type { Log } from './log.ts';
import { maskedError } from './masking.ts';
import { answerProblem } from './problem.ts';
import { checkHead, signedText } from './signed-message.ts';

/** What is wrong, and where in the body. */
interface Problem {
  readonly path: string;
  readonly message: string;
}

export interface CrmWebhook<Change = unknown> {
  /** Each `whsec_…`; one that fits is enough. */
  readonly secrets: readonly Secret[];
  /** What a message says; `id` is the same on every try. */
  read(
    message: unknown,
    id: string,
    receivedAt: Instant,
  ): {
    /** Otherwise the problems are about the whole message. */
    readonly isReadable: boolean;
    readonly changes: readonly Change[];
    readonly problems: readonly Problem[];
  };
  /**
   * Keeps the changes that it does not have, by their keys. Resolves with how many these are when they are committed; rejects
   * when the CRM has to tell them again.
   */
  take(changes: readonly Change[], messageId: string): Promise<number>;
  now(): Instant;
  readonly publicUrl: string;
  readonly log: Log;
}

const mostBytes = 1024 * 1024;
const retryAfterSeconds = 30;
const path = '/webhooks/crm';

/**
 * Adds the route.
 * @example addCrmWebhook(app, { secrets, read: changesOf, take: (changes) => store.crm.take(changes, null, now()), now, publicUrl, log })
 */
export function addCrmWebhook<E extends Env, Change>(app: Hono<E>, deps: CrmWebhook<Change>): void {
  const { secrets, now, publicUrl, log } = deps;
  const complain = createComplaint(deps);
  const refuse = (c: Context, why: string): Response => {
    complain('crm', why);
    return bare(c, 401);
  };
  app.post(path, async function takeChanges(c) {
    const head = checkHead((name) => c.req.header(name), now());
    // Nothing of a body is read for somebody who has not even a timestamp of today.
    if (head.kind === 'unfit') return refuse(c, head.why);
    const body = await bodyOf(c);
    if (body === null) {
      const tooLarge = new TendrilError('BODY_TOO_LARGE', `The body has more than ${mostBytes} bytes`);
      return answerProblem(c, tooLarge, publicUrl, log);
    }
    const text = signedText(head, body, secrets);
    if (text === null) return refuse(c, 'no signature fits');
    const { isReadable, changes, problems } = deps.read(parsed(text), head.id, now());
    if (!isReadable) return answerProblem(c, requestInvalid(problems), publicUrl, log);
    try {
      const taken = changes.length === 0 ? 0 : await deps.take(changes, head.id);
      c.header('Cache-Control', 'no-store');
      return c.json({ taken, problems });
    } catch (error) {
      log.error(
        { endpoint: 'crm', err: maskedError(error) },
        'changes of the CRM could not be taken; it will try again',
      );
      return bare(c, 503);
    }
  });
}

/** Null when it is larger than allowed; no more than that is read. */
async function bodyOf(c: Context): Promise<Uint8Array | null> {
  let body: Uint8Array | null = null;
  const onError = (): Response => new Response(null, { status: 413 });
  await bodyLimit({ maxSize: mostBytes, onError })(c, async () => {
    body = new Uint8Array(await c.req.arrayBuffer());
  });
  return body;
}

/** What is no JSON is no message. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bare(c: Context, status: 401 | 503): Response {
  c.header('Cache-Control', 'no-store');
  if (status === 503) c.header('Retry-After', String(retryAfterSeconds));
  return c.body(null, status);
}
