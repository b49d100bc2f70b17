/** The rules in docs/replies.md are those of the table, with their examples: written with UPDATE_DOCS=1, else compared. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerKinds, replyIntents } from '../../domain/inbound-reading.ts';
import { classOfIntent } from '../../domain/reply-class.ts';
import { leastConfidence } from '../../domain/reply-classifier.ts';
import { replyRules } from '../../domain/reply-rules.ts';

const file = new URL('../../docs/replies.md', import.meta.url);

test('docs/replies.md has every rule for what replies want, with its examples', () => {
  const rows = replyRules.map(
    ({ name, intent, examples }) => `| ${name} | \`${intent}\` | ${examples.map((text) => `“${text}”`).join(' ')} |`,
  );
  const table = ['| rule | intent | examples |', '|---|---|---|', ...rows];
  const text = readFileSync(file, 'utf8');
  const expected = text.replace(/(<!-- rules:.*-->\n)[\s\S]*(<!-- \/rules -->)/, `$1${table.join('\n')}\n$2`);
  if (process.env.UPDATE_DOCS) writeFileSync(file, expected);
  else expect(text).toBe(expected);
});

test('docs/replies.md names every kind of answer, every intent with its class, and what a classifier must be sure of', () => {
  const text = readFileSync(file, 'utf8');
  for (const intent of replyIntents) {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${intent}\` |`));
    expect(row).toContain(`| \`${classOfIntent(intent)}\` |`);
  }
  const kinds = [...text.matchAll(/^\| ([a-z ]+) \| .* \| (?:yes|no) \| /gm)].map(([, kind]) => kind);
  expect(kinds).toHaveLength(answerKinds.length);
  expect(text).toContain(`Below a confidence of ${leastConfidence},`);
});
