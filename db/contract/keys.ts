/** The contract of the database: keys of the HTTP API. */
import type { Instant } from '../../domain/time.ts';

export const scopes = ['leads', 'events', 'sales', 'inbound', 'sources', 'stages', 'admin'] as const;
/** `admin` includes the others. */
export type Scope = (typeof scopes)[number];

export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface ApiKeys {
  /** The key itself is returned once and stored only as a hash. */
  create(
    name: string,
    scopes: readonly Scope[],
    now: Instant,
  ): Promise<{ readonly key: string; readonly view: ApiKeyView }>;
  /** Null when the key is unknown or revoked. */
  verify(key: string, now: Instant): Promise<ApiKeyView | null>;
  list(): Promise<readonly ApiKeyView[]>;
  revoke(id: string, now: Instant): Promise<void>;
  /**
   * Runs `work` once for an Idempotency-Key and stores its answer; a repeat gets the stored answer.
   * @throws IDEMPOTENCY_MISMATCH when the key was used for another request.
   */
  idempotent<T>(
    apiKeyId: string,
    key: string,
    requestHash: string,
    now: Instant,
    work: () => Promise<{ readonly status: number; readonly body: T }>,
  ): Promise<{ readonly status: number; readonly body: T; readonly replayed: boolean }>;
}
