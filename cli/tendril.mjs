#!/usr/bin/env node
/**
 * The command `tendril`: makes Node read TypeScript and hands over to cli/main.ts. Plain JavaScript with Node built-ins
 * only up to the point where the packages are known to be there, because it is the first thing a newcomer may run.
 */
import { existsSync } from 'node:fs';

const needed = ['tsx', 'commander'].map((name) => new URL(`../node_modules/${name}/package.json`, import.meta.url));

if (!needed.every((url) => existsSync(url))) {
  const message = 'The packages are not installed yet.';
  const remedy = 'Run npm start (sets everything up and starts the engine) or node scripts/setup.mjs (sets up only).';
  const json = process.argv.includes('--json');
  const error = { code: 'PART_MISSING', message, remedy, details: {} };
  process.stderr.write(json ? `${JSON.stringify({ error })}\n` : `PART_MISSING ${message}\n  ${remedy}\n`);
  process.exitCode = 5;
} else {
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
