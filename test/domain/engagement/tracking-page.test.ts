/** docs/tracking.md has the rules as they are: written by this test when UPDATE_DOCS=1, compared otherwise. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { agentTable } from '../../../domain/engagement/agents.ts';
import { decisiveRules } from '../../../domain/engagement/decisive-rules.ts';
import { evidenceRules } from '../../../domain/engagement/evidence-rules.ts';
import { rulesVersion } from '../../../domain/engagement/rule.ts';

const page = new URL('../../../docs/tracking.md', import.meta.url);
const kinds = (of: readonly string[]): string => (of.length === 2 ? 'both' : of[0] === 'click' ? 'clicks' : 'opens');

const named = (...classes: readonly string[]): string =>
  [...new Set(agentTable.filter((row) => classes.includes(row.class)).map(({ name }) => name))].join(', ');

const rules = `
**Decisive**, the first that fits (version ${rulesVersion} of the rules):

| rule | of | verdict | speaks when |
|---|---|---|---|
${decisiveRules.map(({ name, of, verdict, about }) => `| \`${name}\` | ${kinds(of)} | \`${verdict}\` | ${about} |`).join('\n')}

**Evidence**:

| rule | of | weight | speaks when |
|---|---|---|---|
${evidenceRules.map(({ name, of, weight, about }) => `| \`${name}\` | ${kinds(of)} | ${weight > 0 ? '+' : '−'}${Math.abs(weight)} | ${about} |`).join('\n')}

Agents are known by name: security products (${named('product')}), scripts (${named('script', 'headless', 'robot')}).
`;

test('docs/tracking.md lists the rules as they are', () => {
  const text = readFileSync(page, 'utf8');
  const between = /(<!-- rules: .*? -->\n)[\s\S]*?(\n<!-- end of rules -->)/;
  expect(text).toMatch(between);
  const expected = text.replace(between, (_, begin: string, end: string) => `${begin}${rules}${end}`);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, expected);
  expect(readFileSync(page, 'utf8')).toBe(expected);
});

/** What each version of the rules was. A stored verdict names its version: add a line, never change one that was released. */
const fingerprints: Readonly<Record<number, string>> = {
  1: '7feaa01e31dd',
  2: 'ce450e030748',
};

test('whoever changes a rule or a weight raises the version of the rules', () => {
  const parts = [
    ...decisiveRules.map(({ name, of, verdict }) => [name, of, verdict]),
    ...evidenceRules.map(({ name, of, weight }) => [name, of, weight]),
    ...agentTable.map((row) => [row.name, row.class, row.pattern.source]),
  ];
  const fingerprint = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
  expect(fingerprints[rulesVersion]).toBe(fingerprint);
});
