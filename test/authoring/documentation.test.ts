/** The examples in the documentation are sequences that work. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printFinding } from '../../authoring/findings.ts';
import { checkSequence } from '../../authoring/sequence.ts';
import { fieldsOf } from '../../domain/fields.ts';

const page = readFileSync(new URL('../../docs/sequences.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
const fields = fieldsOf({ employees: 'number', partner: 'boolean', renewal: 'date' });

describe('docs/sequences.md', () => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(10);
  });

  test.each(examples)('example %#: %s', (example) => {
    const isFile = example.startsWith('sequence:');
    const text = isFile ? example : `sequence: example\nsteps:\n${example.replaceAll(/^/gm, '  ')}`;
    const checked = checkSequence('docs/sequences.md', text, { fields, templates: null });
    expect(checked.kind === 'refused' ? checked.findings.map(printFinding) : []).toEqual([]);
  });

  test('explains the codes that are tested for sequences, and no others', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((name) =>
      /^(sequence-.*findings|settings)\.test/.test(name),
    );
    const tests = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n');
    const codes = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]))];
    expect(codes(page, /`([A-Z]+_[A-Z]+)`/g).sort()).toEqual(codes(tests, /\d+:\d+ ([A-Z]+_[A-Z]+) /g).sort());
  });
});
