/**
 * One message to the CRM and what its answer means for all that is in it. A message is signed and posted by whoever is
 * handed in: in earnest the client of webhooks out, which connects to no address of the inside unless it may, follows no
 * redirect and signs by Standard Webhooks with every secret (`worker/outgoing-webhooks.ts`).
 */
import { createHash } from 'node:crypto';
import { type Instant, later, plusMs } from '../../domain/instant.ts';
import { attemptedBy } from '../../domain/outgoing-webhook.ts';
import { type CrmFailure, crmError } from '../failure.ts';

export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Its JSON; null when there is none. */
      readonly body: unknown;
      /** The pause that it asks for. */
      readonly retryAfterMs: number | null;
      /** There was more of a body than is read. */
      readonly cut?: boolean;
    }
  /** It may have arrived all the same. `why` holds nothing of what was sent. */
  | { readonly kind: 'unanswered'; readonly why: string };

/** Posts a signed message; never throws for what the network or the receiver does. */
export type Send = (id: string, body: string) => Promise<Reply>;

/** What the CRM is sent. */
export type MessageType = 'crm.contacts' | 'crm.deals' | 'crm.ping';

export type Verdict =
  /** `body`: null when there is none; `cut`: there is one, and it was not read. */
  | { readonly kind: 'taken'; readonly body: unknown; readonly cut: boolean }
  /** `mayBeOne`: it is about what the message holds, so that one record of it may be at fault. */
  | { readonly kind: 'refused'; readonly words: string; readonly mayBeOne: boolean };

/** @throws a CRM failure when the CRM cannot be worked with now */
export type Tell = (type: MessageType, data: Readonly<Record<string, unknown>>) => Promise<Verdict>;

/** How often a message is sent that gets no answer. */
const mostTries = 2;

/**
 * What sends messages. One that gets no answer is sent once more at once, the same id and the same bytes, so that a receiver
 * knows it again. Whatever is told after that is another message, also when it says what one before said: a value that was
 * changed and changed back is news, and a receiver that leaves out what it has had would end with the value between.
 */
export function createTell(send: Send, now: () => Instant): Tell {
  let last: Instant | null = null;
  return async function tell(type, data) {
    // Receivers go by it, so none is before the one before, whatever the clock does.
    const timestamp: Instant = last === null ? now() : later(now(), plusMs(last, 1));
    last = timestamp;
    const body = JSON.stringify({ type, timestamp, data });
    const id = `crm_${createHash('sha256').update(body).digest('base64url')}`;
    let reply = await send(id, body);
    for (let tries = 1; tries < mostTries && reply.kind === 'unanswered'; tries += 1) reply = await send(id, body);
    return verdictOf(reply, now());
  };
}

/** Where a receiver that limits us does not say for how long: an error of the server, by the rules of webhooks out. */
function verdictOf(reply: Reply, now: Instant): Verdict {
  if (reply.kind === 'unanswered') throw failed(away, reply.why);
  const { status, body, retryAfterMs } = reply;
  const why = `the answer was ${status}`;
  if (status === 401 || status === 403) throw failed({ kind: 'unauthorised', missingScopes: [] }, why);
  if (status < 200 || (status >= 300 && status < 400)) throw failed(away, why);
  const attempted = attemptedBy(status, retryAfterMs);
  switch (attempted.kind) {
    case 'taken':
      return { kind: 'taken', body, cut: reply.cut ?? false };
    case 'busy':
      throw failed({ kind: 'rate_limited', until: plusMs(now, attempted.pauseMs) }, why);
    case 'away':
      throw failed(away, why);
    default:
      return { kind: 'refused', words: wordsOf(body) ?? why, mayBeOne: contentStatuses.has(status) };
  }
}

/** RFC 9110 §15.5: what is wrong is the content, its size, or how it stands to what is there. Others are about the endpoint. */
const contentStatuses: ReadonlySet<number> = new Set([400, 409, 413, 422]);

const away: CrmFailure = { kind: 'unreachable', until: null };

const failed = (failure: CrmFailure, why: string): Error => crmError(failure, `The CRM's webhook: ${why}`);

/** Words of strangers are kept short. */
export const mostWords = 500;

/** What a refusal says for people: `words` as of a record, `detail` or `title` of a problem (RFC 9457), or `message`. */
function wordsOf(body: unknown): string | null {
  const { words, detail, message, title } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const said = [words, detail, message, title].find((one) => typeof one === 'string' && one.trim() !== '');
  return typeof said === 'string' ? said.slice(0, mostWords) : null;
}
