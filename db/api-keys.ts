/**
 * API keys: shown once, kept as a SHA-256 hash. A key is 32 random bytes, so that a fast hash is enough: there is nothing
 * to guess.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../domain/time.ts';
import { plusMs } from '../domain/time.ts';
import type { Database } from './database.ts';
import type { ApiKey } from './generated/client.ts';
import { runOnce } from './idempotency.ts';
import { isId, newId } from './ids.ts';
import { type ApiKeys, type ApiKeyView, scopes as allScopes, type Scope } from './store.ts';

/** `lastUsedAt` is for people: a write for every request would be a waste. */
const lastUsedStepMs = 60_000;

export function createApiKeys(database: Database): ApiKeys {
  const { apiKey } = database.prisma;
  return {
    async create(name, scopes, now) {
      const prefix = `td_${randomBytes(4).toString('hex')}`;
      const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
      const hash = hashOf(key).toString('hex');
      const row = await apiKey.create({
        data: { id: newId(), name, prefix, hash, scopes: [...new Set(scopes)], createdAt: now },
      });
      return { key, view: keyView(row) };
    },

    async verify(key, now) {
      const hash = hashOf(key);
      const row = await apiKey.findUnique({ where: { hash: hash.toString('hex') } });
      if (!row || row.revokedAt !== null || !timingSafeEqual(Buffer.from(row.hash, 'hex'), hash)) return null;
      if (isStale(row.lastUsedAt, now)) await apiKey.update({ where: { id: row.id }, data: { lastUsedAt: now } });
      const view = keyView(row);
      return view.scopes.includes('admin') ? { ...view, scopes: allScopes } : view;
    },

    list: async () => (await apiKey.findMany({ orderBy: { id: 'asc' } })).map(keyView),

    async revoke(id, now) {
      if (isId(id)) await apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
    },

    idempotent: (apiKeyId, key, requestHash, now, work) => runOnce(database, { apiKeyId, key, requestHash }, now, work),
  };
}

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

const isStale = (lastUsedAt: Date | null, now: Instant): boolean =>
  lastUsedAt === null || plusMs(lastUsedAt.toISOString(), lastUsedStepMs) <= now;

const keyView = (row: ApiKey): ApiKeyView => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes as readonly Scope[],
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
