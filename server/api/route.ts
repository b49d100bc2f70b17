/**
 * What a route of the API is: one entry of a table that serves the request, documents it and guards it. A table names
 * for each route the scope it needs, the shape of what comes in and of what goes out; `mount.ts` does the rest the
 * same way for all of them.
 */
import type { z } from '@hono/zod-openapi';
import type { ApiKeyView, Scope } from '../../db/store.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Instant } from '../../domain/time.ts';
import type { ServerDeps } from '../deps.ts';
import { checkShape } from './input.ts';

type Replies = Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>;

/** A status of the table with a body of its shape. */
type Reply<R extends Replies> = {
  [S in keyof R & number]: { readonly status: S; readonly body: z.input<R[S]['schema']> };
}[keyof R & number];

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A call that has a valid key with the right scope. */
export interface Caller {
  readonly deps: ServerDeps;
  readonly key: ApiKeyView;
  readonly now: Instant;
  /** Who does it, for the records. */
  readonly actor: string;
  readonly idempotencyKey: string | null;
  readonly requestId: string;
}

/** The value of a header of the request, by its name in lower case. */
export type Header = (name: string) => string | undefined;

/** What comes in, unchecked. */
export interface RawInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly header: Header;
}

interface Documentation {
  readonly method: 'get' | 'post' | 'put';
  /** As OpenAPI writes it: `/v1/leads/{lead}`. */
  readonly path: string;
  /** The name of the operation in generated clients. */
  readonly name: string;
  readonly tag: string;
  readonly summary: string;
  readonly scope: Scope;
  /** Errors besides the ones that every route has. */
  readonly errors: readonly ErrorCode[];
  /** False when the answer holds a secret, which must not be stored for a repeated Idempotency-Key. */
  readonly repeatable?: boolean;
  /** It also takes a whole mail as its body (`message/rfc822`), which `body.read` then gets as bytes. Default: false. */
  readonly takesMail?: boolean;
  /** Headers that `body.read` looks at. */
  readonly headers?: z.ZodObject;
  /** Other types of JSON that `body.read` understands, with their shapes. */
  readonly alsoTakes?: Readonly<Record<string, z.ZodType>>;
  /** The answer as a whole page, for callers that ask for `text/html`. */
  readonly page?: (body: unknown) => string;
}

interface RouteSpec<P extends z.ZodObject, Q extends z.ZodObject, B, R extends Replies> extends Documentation {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: {
    readonly schema: z.ZodType;
    /** Picks the shape to check against when the documented one is a union or its errors have a code of their own. */
    read(raw: unknown, header: Header): B;
  };
  readonly replies: R;
  /** How many it is in the limit of its key, such as the events of a batch; default: 1. */
  weight?(body: B): number;
  handle(
    input: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: B },
    caller: Caller,
  ): Promise<Reply<R>>;
}

/** A route without its types, as a table holds it. */
export interface Route extends Documentation {
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject | null;
  readonly bodySchema: z.ZodType | null;
  readonly replies: Replies;
  /** Checks the input and returns the work, and how many it is in the limit of its key. @throws REQUEST_INVALID */
  prepare(raw: RawInput, caller: Caller): { readonly weight: number; readonly work: () => Promise<Answer> };
}

export function defineRoute<P extends z.ZodObject, Q extends z.ZodObject, B, const R extends Replies>(
  spec: RouteSpec<P, Q, B, R>,
): Route {
  const { params, query, body, handle, weight, ...rest } = spec;
  return {
    ...rest,
    params: params ?? null,
    query: query ?? null,
    bodySchema: body?.schema ?? null,
    prepare(raw, caller) {
      const input = {
        params: (params ? checkShape(params, raw.params, 'path') : {}) as z.output<P>,
        query: (query ? checkShape(query, raw.query, 'query') : {}) as z.output<Q>,
        body: (body ? body.read(raw.body, raw.header) : undefined) as B,
      };
      return { weight: weight?.(input.body) ?? 1, work: () => handle(input, caller) };
    },
  };
}

/** An answer; a function, so that the status keeps its literal type. */
export const reply = <S extends number, B>(status: S, body: B): { readonly status: S; readonly body: B } => ({
  status,
  body,
});

/** A body with one shape, checked as it is documented. */
export const bodyOf = <S extends z.ZodType>(schema: S) => ({
  schema,
  read: (raw: unknown): z.output<S> => checkShape(schema, raw, 'body'),
});
