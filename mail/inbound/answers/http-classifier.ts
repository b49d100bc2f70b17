/**
 * A classifier behind a URL: a POST of `{ text, subject, language }` is answered with `{ intent, confidence }`. One that is
 * slow, wrong or away has no answer; it cannot hold up the reading of mail for longer than its time limit.
 */
import { z } from 'zod';
import { replyIntents } from '../../../domain/inbound-reading.ts';
import type { ClassifiedReply, ReplyClassifier } from '../../../domain/reply-classifier.ts';

const answer = z.object({ intent: z.enum(replyIntents), confidence: z.number().min(0).max(1) });
const longestAnswer = 16 * 1024;
const longestText = 8 * 1024;

export interface ClassifierAddress {
  readonly url: string;
  readonly token: string | null;
  readonly timeoutMs?: number;
}

export function createHttpClassifier({ url, token, timeoutMs = 3_000 }: ClassifierAddress): ReplyClassifier {
  return {
    async classify({ text, subject, language }) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          // The token is for this address alone.
          redirect: 'error',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({ text: text.slice(0, longestText), subject: subject.slice(0, 1_000), language }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        return response.ok ? await answered(response) : await refused(response);
      } catch {
        return null;
      }
    },
  };
}

async function answered(response: Response): Promise<ClassifiedReply | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop ends the request.
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > longestAnswer) return null;
    chunks.push(chunk);
  }
  return answer.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
}

async function refused(response: Response): Promise<null> {
  await response.body?.cancel();
  return null;
}
