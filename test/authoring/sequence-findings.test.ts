/** What is said about a sequence that is wrong: every finding at its line and column, with what was expected. */
import { describe, expect, test } from 'vitest';
import { checkSequence } from '../../authoring/sequence.ts';
import { check, exampleContext } from './printed.ts';

const steps = (text: string): string => `sequence: test\nsteps:\n${text}`;

describe('the file', () => {
  test('an empty file, a comment, a text and a list are no sequence', () => {
    expect(['', '# nothing yet\n', 'welcome', '- send: welcome\n'].map((text) => check(text))).toMatchInlineSnapshot(`
      [
        "1:1 AUTHORING_SHAPE the file is empty: it must hold "key: value" lines",
        "1:1 AUTHORING_SHAPE the file is empty: it must hold "key: value" lines",
        "1:1 AUTHORING_SHAPE the file is not a mapping: it must hold "key: value" lines",
        "1:1 AUTHORING_SHAPE the file is not a mapping: it must hold "key: value" lines",
      ]
    `);
  });

  test('the first syntax error is shown, without the ones that follow from it', () => {
    expect(check('sequence: a\nsteps:\n\t- wait: 1 day\n')).toMatchInlineSnapshot(
      `"3:1 YAML_SYNTAX a tab is used for indentation: use spaces"`,
    );
    expect(check('sequence: a\nsteps: [ { wait: 1 day }\n')).toMatchInlineSnapshot(
      `"2:24 YAML_SYNTAX a "[" or "{" is opened and not closed"`,
    );
    expect(check('sequence: "a\nsteps:\n  - exit: x\n')).toMatchInlineSnapshot(
      `"1:11 YAML_SYNTAX a quote is opened and not closed"`,
    );
    expect(check(steps('  - wait: 1 day\n   send: welcome\n'))).toMatchInlineSnapshot(
      `"4:1 YAML_SYNTAX the indentation does not fit the lines above"`,
    );
    expect(check(steps('  - exit: reason: unknown\n'))).toMatchInlineSnapshot(
      `"3:11 YAML_SYNTAX a value that holds ": " must be in quotes"`,
    );
    expect(check(steps('  - branch: "A" == grade\n'))).toMatchInlineSnapshot(
      `"3:17 YAML_SYNTAX text stands behind a value that has ended: check the indentation, or put the whole value in quotes"`,
    );
    expect(check(steps('  - exit: @home\n'))).toMatchInlineSnapshot(
      `"3:11 YAML_SYNTAX a value that begins with "@" must be in quotes"`,
    );
    expect(check('sequence: a\n---\nsequence: b\n')).toMatchInlineSnapshot(
      `"2:1 YAML_SYNTAX the file holds several documents ("---"): write one per file"`,
    );
    expect(check('sequence a\nsteps: []\n')).toMatchInlineSnapshot(
      `"1:1 YAML_SYNTAX the line has no ":" behind its key"`,
    );
  });

  test('a key that stands twice is shown where it stands the second time', () => {
    expect(check('sequence: a\nsteps:\n  - wait: 1 day\n    wait: 2 days\n')).toMatchInlineSnapshot(
      `"4:5 YAML_SYNTAX the key "wait" stands twice in one place"`,
    );
  });

  test('aliases, tags and keys that are no text are refused, so that no file unfolds into a larger one', () => {
    expect(check('a: &a [1]\nb: [*a, *a]\n')).toMatchInlineSnapshot(
      `"2:5 YAML_SYNTAX "*a" is an alias, which is not supported: write it out"`,
    );
    expect(check(steps('  - branch: !lead.fields.partner\n'))).toMatchInlineSnapshot(
      `"3:13 YAML_SYNTAX "!lead.fields.partner" is read as a tag, which is not supported: put a value that begins with "!" in quotes"`,
    );
    expect(check(steps('  - exit: !!binary aGVsbG8=\n'))).toMatchInlineSnapshot(
      `"3:12 YAML_SYNTAX "!!binary" is read as a tag, which is not supported: put a value that begins with "!" in quotes"`,
    );
    expect(check(steps('  - !!map { exit: done }\n'))).toMatchInlineSnapshot(
      `"3:6 YAML_SYNTAX "!!map" is read as a tag, which is not supported: put a value that begins with "!" in quotes"`,
    );
    expect(check('? [sequence]\n: a\n')).toMatchInlineSnapshot(`"1:3 YAML_SYNTAX a key must be text"`);
    expect(check('1: a\n')).toMatchInlineSnapshot(`"1:1 YAML_SYNTAX a key must be text"`);
  });

  test('a file that is too large or nested too deeply is refused', () => {
    expect(check(`sequence: ${'a'.repeat(300_000)}`)).toMatchInlineSnapshot(
      `"1:1 YAML_SYNTAX the file is larger than 256 KB"`,
    );
    expect(check('['.repeat(100_000))).toMatchInlineSnapshot(`"1:1 YAML_SYNTAX the file is nested too deeply"`);
    expect(check(`a: ${'['.repeat(60)}${']'.repeat(60)}`)).toMatchInlineSnapshot(`
      "1:1 AUTHORING_SHAPE "sequence" is missing: it must be text
      1:1 AUTHORING_SHAPE unknown key "a"; known here: sequence, description, from, purpose, zone, priority, exclusive, stages, enter, start, goals, stop, window, caps, late, parts and steps
      1:1 AUTHORING_SHAPE "steps" is missing: it must be a list"
    `);
  });

  test('unknown and missing keys at the top are shown, a misspelt one only once', () => {
    expect(check('sequense: a\nauthor: me\nsteps:\n  - exit: done\n')).toMatchInlineSnapshot(`
      "1:1 AUTHORING_SHAPE unknown key "sequense"; did you mean "sequence"?
      2:1 AUTHORING_SHAPE unknown key "author"; known here: sequence, description, from, purpose, zone, priority, exclusive, stages, enter, start, goals, stop, window, caps, late, parts and steps"
    `);
    expect(check('sequence: a\n')).toMatchInlineSnapshot(`"1:1 AUTHORING_SHAPE "steps" is missing: it must be a list"`);
    expect(check('sequence: a\nsteps:\n')).toMatchInlineSnapshot(
      `"2:1 AUTHORING_SHAPE "steps" must be a list of steps, but is empty"`,
    );
    expect(check('sequence: a\nsteps: []\n')).toMatchInlineSnapshot(
      `"2:8 AUTHORING_SHAPE "steps" has no steps: give it one, such as "- send: welcome""`,
    );
    expect(check('sequence: a\nsteps: welcome\n')).toMatchInlineSnapshot(
      `"2:8 AUTHORING_SHAPE "steps" must be a list of steps, but is "welcome""`,
    );
  });

  test('the words of other tools are shown with the word that this language has for them', () => {
    const first = (text: string) => check(text).split('\n')[0];
    const words = ['if', 'delay', 'email', 'webhook'].map((word) => first(steps(`  - ${word}: x\n`)));
    expect([...words, first('sequence: a\nfrequency: 1 per day\nsteps:\n  - exit: x\n')]).toEqual([
      '3:5 STEP_UNKNOWN unknown step "if"; did you mean "branch"?',
      '3:5 STEP_UNKNOWN unknown step "delay"; did you mean "wait"?',
      '3:5 STEP_UNKNOWN unknown step "email"; did you mean "send"?',
      '3:5 STEP_UNKNOWN unknown step "webhook"; did you mean "call"?',
      '2:1 AUTHORING_SHAPE unknown key "frequency"; did you mean "caps"?',
    ]);
  });

  test('a text that is no name is shown as the name it would make, without the ending of a file', () => {
    expect(check(steps('  - send: customer-story.mjml\n    id: My Step\n')).match(/did you mean .*/g)).toEqual([
      'did you mean "customer-story"?',
      'did you mean "my-step"?',
    ]);
  });

  test('a name must be one that can stand in an address and in a table', () => {
    const names = ['Energy Guide', '2026', 'constructor', '"a--b"', '7', '[]', '""', 'x'.repeat(65)];
    expect(names.map((name) => check(`sequence: ${name}\nsteps:\n  - exit: done\n`))).toMatchInlineSnapshot(`
      [
        "1:11 AUTHORING_SHAPE "sequence" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "Energy Guide"; did you mean "energy-guide"?",
        "1:11 AUTHORING_SHAPE "sequence" must be text, but is 2026: put it in quotes",
        "1:11 AUTHORING_SHAPE "sequence" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "constructor"",
        "1:11 AUTHORING_SHAPE "sequence" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "a--b"; did you mean "a-b"?",
        "1:11 AUTHORING_SHAPE "sequence" must be text, but is 7: put it in quotes",
        "1:11 AUTHORING_SHAPE "sequence" must be text, but is empty",
        "1:11 AUTHORING_SHAPE "sequence" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is """,
        "1:11 AUTHORING_SHAPE "sequence" must be no longer than 64, but is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"",
      ]
    `);
  });
});

test('every finding carries the remedy of its code and comes in the order of the file', () => {
  const checked = checkSequence('sequences/a.yaml', steps('  - wait: 3\n  - sned: x\n'), exampleContext);
  expect(checked).toEqual({
    kind: 'refused',
    findings: [
      {
        file: 'sequences/a.yaml',
        line: 3,
        col: 11,
        code: 'DURATION_INVALID',
        message: '"wait" has no unit: write "3 days", "3 hours" or "3 minutes"',
        remedy: 'Write a number and a unit, such as "3 days", "2 hours" or "45 minutes".',
        moreMayFollow: true,
      },
      {
        file: 'sequences/a.yaml',
        line: 4,
        col: 5,
        code: 'STEP_UNKNOWN',
        message: 'unknown step "sned"; did you mean "send"?',
        remedy: 'docs/sequences.md has every kind of step with an example.',
        moreMayFollow: true,
      },
    ],
    templates: [],
  });
});
