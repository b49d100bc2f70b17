/**
 * What a form carries from step to step: the answers so far, when it was opened, and how the visitor came. It stands in a hidden
 * field, signed, so that nothing is stored before the form is sent, no cookie is needed, and no number can be put forward. Pure
 * but for the signer.
 */
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Signer } from '../../domain/tokens.ts';

const mostVisitBytes = 8 * 1024;
const longestMs = 24 * 3_600_000;

const text = z.string().max(2_100);
const campaign = z.strictObject({
  source: text.optional(),
  medium: text.optional(),
  campaign: text.optional(),
  term: text.optional(),
  content: text.optional(),
});

const shape = z.strictObject({
  form: z.string(),
  /** Names the visit; what is sent twice of it is one. */
  visit: z.uuid(),
  startedMs: z.number(),
  /** When the step was shown. */
  shownMs: z.number(),
  step: z.int().min(0).max(20),
  /** How many steps were answered faster than a person can. */
  hasty: z.int(),
  /** As it was typed, of all steps so far. */
  raw: z.record(z.string(), text),
  origin: z.strictObject({
    campaign: campaign.optional(),
    referrer: text.optional(),
    landingPage: text.optional(),
    clickId: z.strictObject({ kind: z.string(), value: text }).optional(),
  }),
  language: z.string(),
  /** Whom a link in a mail has shown the visitor to be. */
  lead: z.string().nullable(),
  /** The site in a frame of which it is shown. */
  site: z.string().nullable(),
  /** An address that was doubted, and that is right. */
  meant: z.string().nullable(),
  /** The number of a browser that agreed to be counted; states of older versions have none. */
  visitor: z.uuid().nullish(),
});

export type FormVisit = Readonly<z.output<typeof shape>>;

/** What is signed begins with this: no token begins so (`domain/tokens.ts` begins with the number of a key and a purpose). */
const context = 'form visit 1\n';

const signed = (body: string): Uint8Array => new TextEncoder().encode(context + body);

/** Null when it is too long to be carried. */
export function writeVisit(signer: Signer, visit: FormVisit): string | null {
  const body = Buffer.from(JSON.stringify(visit)).toString('base64url');
  if (body.length > mostVisitBytes) return null;
  const mac = signer.sign(signer.currentKey, signed(body));
  if (!mac) throw new RangeError('The current signing key is missing');
  return `${signer.currentKey}.${Buffer.from(mac).toString('base64url')}.${body}`;
}

/** `expired`: it is ours and too old; what was typed is still good. Null: it is not ours, or of another form. */
export function readVisit(
  signer: Signer,
  written: string,
  form: string,
  nowMs: number,
): { readonly visit: FormVisit; readonly expired: boolean } | null {
  if (written.length > mostVisitBytes + 100) return null;
  const [, key = '', mac = '', body = ''] = /^(\d{1,3})\.([\w-]{20,100})\.([\w-]+)$/.exec(written) ?? [];
  const right = body === '' ? null : signer.sign(Number(key), signed(body));
  const given = Buffer.from(mac, 'base64url');
  if (!right || right.length !== given.length || !timingSafeEqual(right, given)) return null;
  // Signed by us, but perhaps by another version.
  const visit = shape.safeParse(parsed(body)).data;
  if (!visit || visit.form !== form) return null;
  return { visit, expired: nowMs - visit.startedMs > longestMs || visit.startedMs > nowMs + longestMs };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
