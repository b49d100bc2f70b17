/** The table of reasons in docs/consent.md is the one of the code: written with UPDATE_DOCS=1, else compared. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type LiftingRight, type SuppressionReason, suppressionReasons } from '../../db/store.ts';
import { lifts } from '../../db/suppressions.ts';

const file = new URL('../../docs/consent.md', import.meta.url);

const about: Readonly<Record<SuppressionReason, string>> = {
  manual: 'a person of yours said so',
  bounce_hard: 'nobody is there: mail came back for good',
  unsubscribe: 'the person wants no mail, or none of that topic',
  complaint: 'the person called a mail spam',
  legal: 'an erasure, or an order of your lawyer',
};

const words: Readonly<Record<LiftingRight, string>> = {
  consent: 'a new express consent',
  address: 'an address that was put right',
  manual: 'a person',
  legal: 'an administrator who says why',
};

test('docs/consent.md has every reason, gravest first, with what lifts it', () => {
  const rows = suppressionReasons.toReversed().map((reason) => {
    const by = lifts[reason].map((right) => words[right]).join(', or ') || 'nothing';
    return `| \`${reason}\` | ${about[reason]} | ${by} |`;
  });
  const table = ['| reason | what happened | lifted by |', '| --- | --- | --- |', ...rows];
  const text = readFileSync(file, 'utf8');
  const expected = text.replace(/(<!-- reasons:.*-->\n)[\s\S]*(<!-- \/reasons -->)/, `$1${table.join('\n')}\n$2`);
  if (process.env.UPDATE_DOCS) writeFileSync(file, expected);
  else expect(text).toBe(expected);
  expect(expected).toContain('| `legal` |');
});
