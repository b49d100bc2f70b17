/** The Temporal CLI that `scripts/setup.mjs` found or fetched; the set-up leaves its path in `.cache/setup.json`. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { TendrilError } from '../../domain/errors.ts';

const record = fileURLToPath(new URL('../../.cache/setup.json', import.meta.url));
const schema = z.object({ temporal: z.string().optional() });

/** @throws PART_MISSING when the set-up has not provided it. */
export function findTemporal(): string {
  const path = existsSync(record) ? schema.parse(JSON.parse(readFileSync(record, 'utf8'))).temporal : undefined;
  if (path !== undefined && existsSync(path)) return path;
  throw new TendrilError(
    'PART_MISSING',
    [
      'There is no Temporal CLI here. Any of these helps:',
      '  - node scripts/setup.mjs (without TEMPORAL_ADDRESS) fetches it',
      '  - use a Temporal server of your own: TEMPORAL_ADDRESS=host:port',
    ].join('\n'),
  );
}
