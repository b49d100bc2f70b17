import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cli } from '../../cli/command.ts';
import { commandNames, createProgram } from '../../cli/program.ts';
import { createInstallation, type ErrorOutput, type Installation, root, runProcess } from './command-line.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.remove());

/** Every path of words that leads to a command. */
async function everyCommand(): Promise<readonly (readonly string[])[]> {
  // Building the commands asks for nothing of what they work with.
  const cli = {} as Cli;
  const paths: string[][] = [];
  for (const name of commandNames) {
    const program = await createProgram([name], cli, { version: '0', writeOut() {} });
    const command = program.commands.find((child) => child.name() === name);
    if (command) paths.push(...pathsFrom([name], command));
  }
  return paths;
}

const pathsFrom = (path: readonly string[], command: Command): readonly string[][] => [
  [...path],
  ...command.commands.flatMap((child) => pathsFrom([...path, child.name()], child)),
];

const error = (text: string): ErrorOutput['error'] => (JSON.parse(text) as ErrorOutput).error;

describe('the help', () => {
  it('of every command has examples and exits 0', async () => {
    const paths = await everyCommand();
    expect(paths).toContainEqual(['leads', 'import']);
    for (const path of paths) {
      const help = await installation.tendril(...path, '--help');
      expect(help, path.join(' ')).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout, path.join(' ')).toMatch(/Examples:\n( {2}\$ .+\n)+/);
    }
  });

  it('of every command that does something names --json', async () => {
    const paths = await everyCommand();
    const leaves = paths.filter(
      (path) => !paths.some((other) => other.length > path.length && path.every((word, i) => word === other[i])),
    );
    for (const path of leaves.filter(([name]) => name !== 'start')) {
      expect((await installation.tendril(...path, '--help')).stdout, path.join(' ')).toContain('--json');
    }
  });

  it('is what tendril alone prints', async () => {
    const [alone, asked] = [await installation.tendril(), await installation.tendril('--help')];
    expect(alone).toEqual(asked);
    expect(await installation.tendril('help')).toEqual(asked);
    for (const name of commandNames) expect(asked.stdout).toContain(`  ${name} `);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['leds', 'list'], "unknown command 'leds'\n  (Did you mean leads?)"],
    [['leads', 'lst'], "unknown command 'lst'\n  (Did you mean list?)"],
    [['leads', 'list', '--lmit', '3'], "unknown option '--lmit'\n  (Did you mean --limit?)"],
    [['leads', 'list', '--limit', 'many'], 'It must be a whole number above 0.'],
    [['leads'], 'tendril leads needs one of: import, add, list, show, stage, duplicates, merge'],
    [['enroll', 'ann@example.com'], "required option '-s, --sequence <name>' not specified"],
    [['enroll', '--all'], "required option '-s, --sequence <name>' not specified"],
    [['enroll', '-s', 'x'], 'name leads, or say which: --all, --when, --segment, --source or --tag'],
    [['enroll', 'ann@example.com', '--tag', 'vip', '-s', 'x'], 'cannot stand together'],
    [['enroll', '--all', '-s', 'x', '--pace', 'fast'], 'It must be a number from 0.1 to 1000, such as 20 or 20/s.'],
    [['enroll', '--list', '--show', 'x'], "option '--list' cannot be used with option '--show <id>'"],
    [['enrollments', 'move', 'x'], "required option '--to <step>' not specified"],
    [['sequences', 'migrate', 'x', '--place', 'old'], 'It must be of the form old=new.'],
    [['events', 'post', 'ann@example.com', 'x', '--kind', 'open'], 'Allowed choices are custom, form, page_view'],
    [['events', 'post', 'ann@example.com', 'x', '--payload', '{'], 'It is not valid JSON.'],
    [['events', 'post', 'ann@example.com', 'x', '--payload', '[1]'], 'It must be a JSON object'],
    [['handoffs', 'return', 'x', '--reason', 'boring'], 'Allowed choices are no_fit, no_budget'],
  ])('%j exits 2 and says what is wrong on stderr only', async (argv, message) => {
    const outcome = await installation.tendril(...argv);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^USAGE /);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toContain('See the command with --help.');
  });

  it('is told as one JSON object when JSON was asked for', async () => {
    const outcome = await installation.tendril('leads', 'list', '--json', '--nonsense');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(error(outcome.stderr)).toMatchObject({ code: 'USAGE', remedy: 'See the command with --help.', details: {} });
    const before = await installation.tendril('--json', 'leads', 'lst');
    expect(error(before.stderr).code).toBe('USAGE');
  });
});

describe('an environment that does not fit', () => {
  it('has no database: the error says how to get one', async () => {
    const outcome = await installation.tendril('leads', 'list');
    expect(outcome).toMatchObject({ code: 5, stdout: '' });
    expect(outcome.stderr).toMatch(/^DATABASE_UNAVAILABLE No database is known.*\n {2}Check DATABASE_URL, or start/);
  });

  it('names a database that does not answer: the error shows no password', async () => {
    const env = { ...installation.env, DATABASE_URL: 'postgresql://ann:geheim@127.0.0.1:1/tendril' };
    const outcome = await runProcess(['leads', 'list', '--json'], env);
    expect(outcome).toMatchObject({ code: 5, stdout: '' });
    expect(error(outcome.stderr).code).toBe('DATABASE_UNAVAILABLE');
    expect(outcome.stderr).not.toContain('geheim');
  });

  it('has a DATABASE_URL that is none: the setting is named', async () => {
    const outcome = await runProcess(['status'], { ...installation.env, DATABASE_URL: 'mysql://localhost/x' });
    expect(outcome).toMatchObject({ code: 5, stdout: '' });
    expect(outcome.stderr).toMatch(/^CONFIG_INVALID DATABASE_URL in the environment is not valid/);
  });

  it('lacks the packages: the error names the command that installs them', async () => {
    const clone = await mkdtemp(join(tmpdir(), 'tendril-clone-'));
    await mkdir(join(clone, 'cli'));
    const bin = join(clone, 'cli/tendril.mjs');
    await copyFile(join(root, 'cli/tendril.mjs'), bin);
    const plain = await runProcess(['leads', 'list'], {}, bin);
    const json = await runProcess(['leads', 'list', '--json'], {}, bin);
    await rm(clone, { recursive: true });
    expect(plain).toMatchObject({ code: 5, stdout: '' });
    expect(plain.stderr).toContain('Run npm start');
    expect(error(json.stderr)).toMatchObject({ code: 'PART_MISSING' });
  });
});
