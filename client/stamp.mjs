/** Writes into the generated types which description they were made from, so that a test can tell when they are stale. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const at = (/** @type {string} */ name) => new URL(name, import.meta.url);
const hash = createHash('sha256')
  .update(readFileSync(at('openapi.json')))
  .digest('hex');
const types = readFileSync(at('api.ts'), 'utf8').replace(/^\/\*\*[\s\S]*?\*\/\n/, '');
writeFileSync(at('api.ts'), `/** Generated from openapi.json by \`npm run client\`; sha256 ${hash}. */\n${types}`);
