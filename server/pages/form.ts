/**
 * The form that a request carries: `multipart/form-data` or `application/x-www-form-urlencoded` (RFC 8058 §3.2), with or
 * without a charset and however its type is written. What says nothing of its type is read as the second, which is how
 * simple clients send it; what cannot be read is an empty form.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { TendrilError } from '../../domain/errors.ts';

export interface Form {
  /** The first text of that name. */
  text(name: string): string | null;
  /** All texts of that name. */
  texts(name: string): readonly string[];
}

export async function formOf(c: Context): Promise<Form> {
  const fields = await fieldsOf(c.req.raw).catch(() => []);
  const texts = (name: string) => fields.filter(([key]) => key === name).map(([, value]) => value);
  return { texts, text: (name) => texts(name)[0] ?? null };
}

async function fieldsOf(request: Request): Promise<readonly (readonly [string, string])[]> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  switch (type.trim().toLowerCase()) {
    case 'multipart/form-data':
      return [...(await request.formData())].flatMap(([key, value]) =>
        typeof value === 'string' ? [[key, value]] : [],
      );
    case 'application/x-www-form-urlencoded':
    case 'text/plain':
    case '':
      return [...new URLSearchParams((await request.text()).trim())];
    default:
      return [];
  }
}

/** No form of these pages comes near it. */
const mostBytes = 32 * 1024;

/** @throws BODY_TOO_LARGE */
export const smallBody = (): MiddlewareHandler =>
  bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new TendrilError('BODY_TOO_LARGE', `The body has more than ${mostBytes} bytes`);
    },
  });
