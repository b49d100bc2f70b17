/**
 * Checks what comes in over HTTP, and says where it is wrong: `body.events[3].lead: …`.
 */
import type { z } from '@hono/zod-openapi';
import { TendrilError } from '../../domain/errors.ts';

/** How deep a body may be nested; deeper ones only serve to exhaust a parser. */
const deepest = 20;
/** How many mistakes are listed. */
const listed = 20;

/**
 * The value in the shape of the schema.
 * @throws REQUEST_INVALID with the path of every wrong value
 */
export function checkShape<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues
    .slice(0, listed)
    .map(({ path, message }) => ({ path: pathText(where, path), message }));
  throw requestInvalid(errors);
}

/** The error for a wrong request; the first mistake is in its message, all are in its details. */
export const requestInvalid = (errors: readonly { readonly path: string; readonly message: string }[]): TendrilError =>
  new TendrilError('REQUEST_INVALID', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });

/**
 * Parses a JSON body.
 * @throws REQUEST_INVALID when it is not JSON, is nested too deeply or holds text that no database keeps
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw requestInvalid([{ path: 'body', message: `not JSON: ${(error as Error).message.slice(0, 200)}` }]);
  }
  checkStorable(value, 'body', 0);
  return value;
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. @throws REQUEST_INVALID */
function checkStorable(value: unknown, path: string, depth: number): void {
  if (depth > deepest) throw requestInvalid([{ path: 'body', message: `nested deeper than ${deepest} levels` }]);
  if (typeof value === 'string') checkText(value, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    checkText(key, place);
    checkStorable(inner, place, depth + 1);
  }
}

/** @throws REQUEST_INVALID */
export function checkText(text: string, path: string): void {
  if (!text.includes('\0') && !/\p{Surrogate}/u.test(text)) return;
  const place = path.replace(/\0|\p{Surrogate}/gu, '?');
  throw requestInvalid([
    { path: place, message: 'the text holds a character that cannot be kept (NUL or half a pair)' },
  ]);
}

const pathText = (where: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${String(part)}`), where);

/** The object without its undefined members, as types with exact optional members want it. */
export const present = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
