/** docs/errors.md is the registry of errors as a page: written by this test when UPDATE_DOCS=1, compared otherwise. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ErrorKind, errorKinds } from '../domain/errors.ts';
import { root, sourceFiles } from './support/source-files.ts';

const page = join(root, 'docs', 'errors.md');

const retries: Readonly<Record<ErrorKind['retry'], string>> = {
  never: 'The same call fails again.',
  backoff: 'It may pass soon: trying again helps.',
  later: 'It passes when an outage is over.',
};

const exitCodes = `| exit code | meaning |
|---|---|
| 0 | all that was asked for is done |
| 1 | everything else |
| 2 | wrong usage or wrong input |
| 3 | not found |
| 4 | a conflict, or refused |
| 5 | the environment: something that Tendril needs is not there |`;

const entry = ([code, { summary, remedy, retry, http, exit }]: readonly [string, ErrorKind]): string =>
  `## ${code}\n\n${summary} HTTP ${http}, exit code ${exit}. ${retries[retry]}\n\n**What to do:** ${remedy}`;

const expected = `# Errors

Every failure has one of these codes: on the command line it is the first word of the message, in the HTTP API it is
\`code\` in the problem JSON, in Temporal it is the failure's type. This page is written from \`domain/errors.ts\` by
\`UPDATE_DOCS=1 npx vitest run test/error-codes.test.ts\`.

${exitCodes}

${Object.entries<ErrorKind>(errorKinds)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(entry)
  .join('\n\n')}
`;

test('docs/errors.md lists exactly the codes of the registry, each with what to do', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, expected);
  expect(readFileSync(page, 'utf8')).toBe(expected);
});

test('every code of the registry is used', () => {
  const all = sourceFiles()
    .filter(({ path, folder }) => path !== 'domain/errors.ts' && folder !== 'test')
    .map(({ text }) => text)
    .join('\n');
  expect(Object.keys(errorKinds).filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});
