import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PublishedItem, publish } from '../../cli/publish.ts';
import { planSequences, planWorkspace } from '../../cli/publish-plan.ts';
import type { TemplateCompiler } from '../../cli/services.ts';
import type { SequenceDetail, SequenceSummary } from '../../db/store.ts';
import { fieldsOf } from '../../domain/fields.ts';
import { writeWorkspace } from '../support/authored-workspace.ts';
import { rememberingCompiler } from '../support/template-compiler.ts';
import { type ErrorOutput, lines, type Outcome } from './command-line.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

const sequence = (name: string): string => `sequence: ${name}
steps:
  - send: first
    id: one
  - waitFor: { click: one }
    timeout: 2 days
    then:
      - send: second
        id: two
  - branch: lead.fields.employees > 5
    then:
      - exit: big
`;

const wrong = 'sequence: wrong\nsteps:\n  - send: nowhere\n';

let tendril: StoredInstallation;
let folder: string;
let compiler: TemplateCompiler;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  folder = await mkdtemp(join(tmpdir(), 'tendril-publish-'));
  const sequences = { guide: sequence('guide'), again: sequence('again') };
  await writeWorkspace(folder, { sequences, templates: ['first', 'second', 'unused'], leads: [] });
  compiler = rememberingCompiler(join(folder, 'templates'));
});
afterAll(async () => {
  await compiler.close();
  await rm(folder, { recursive: true, force: true });
  await tendril.close();
});

const file = (name: string): string => join(folder, 'sequences', `${name}.yaml`);

type Versions = Readonly<Record<string, string>>;

const versions = (items: readonly PublishedItem[]): Versions =>
  Object.fromEntries(
    items.map(({ kind, name, version, created }) => [`${kind} ${name}`, `${version} ${created ? 'new' : 'same'}`]),
  );

/** As `workspace publish` and `sequences publish` do it, with one compiler for all tests. */
const publishFolder = async (): Promise<Versions> =>
  versions(await publish(tendril.store, await planWorkspace(folder, compiler, []), now()));
const publishFile = async (name: string): Promise<Versions> =>
  versions(
    await publish(
      tendril.store,
      await planSequences([file(name)], { fields: fieldsOf({ employees: 'number' }) }, compiler),
      now(),
    ),
  );

describe('publishing', () => {
  it('of a sequence without a workspace is refused with a way out', async () => {
    const outcome = await tendril.tendril('sequences', 'publish', file('guide'));
    expect(outcome).toMatchObject({ code: 4, stdout: '' });
    expect(outcome.stderr).toContain('Publish one: tendril workspace publish.');
  });

  it('of a folder with one wrong file publishes nothing at all', async () => {
    await writeFile(file('wrong'), wrong);
    const refused = publishFolder();
    await expect(refused).rejects.toMatchObject({
      code: 'TEMPLATE_MISSING',
      details: { findings: [{ file: file('wrong'), line: 3, col: 11 }] },
    });
    await rm(file('wrong'));
    expect(await tendril.store.overview.isEmpty()).toBe(true);
  });

  it('of a folder publishes workspace, templates and sequences; a second time nothing is new', async () => {
    const { published } = await tendril.json<{ published: PublishedItem[] }>('workspace', 'publish', folder);
    const first = versions(published);
    expect(Object.keys(first)).toHaveLength(6);
    expect(new Set(Object.values(first))).toEqual(new Set(['1 new']));
    const second = await publishFolder();
    expect(Object.keys(second)).toEqual(Object.keys(first));
    expect(new Set(Object.values(second))).toEqual(new Set(['1 same']));
  });

  it('of a wrong file says on stderr where and what, and exits 2', async () => {
    await writeFile(file('wrong'), wrong);
    const outcome = await tendril.tendril('sequences', 'publish', file('wrong'));
    await rm(file('wrong'));
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(`${file('wrong')}:3:11 TEMPLATE_MISSING`);
    expect(outcome.stderr).toMatch(/^1 finding in 1 file; nothing was published$/m);
  });

  it('looks at what the text means: a comment makes no new version, a step does', async () => {
    await appendFile(file('guide'), '# a remark\n');
    expect(await publishFile('guide')).toMatchObject({ 'sequence guide': '1 same' });
    await writeFile(file('guide'), sequence('guide').replace('2 days', '3 days'));
    expect(await publishFile('guide')).toEqual({
      'template first': '1 same',
      'template second': '1 same',
      'sequence guide': '2 new',
    });
  });

  it('of a changed template makes new versions of the sequences that send it, and of no other template', async () => {
    const template = join(folder, 'templates/second.mjml');
    const text = await readFile(template, 'utf8');
    await writeFile(template, text.replace('Hello', 'Good morning'));
    expect(await publishFolder()).toMatchObject({
      'template first': '1 same',
      'template second': '2 new',
      'template unused': '1 same',
      'sequence guide': '3 new',
      'sequence again': '2 new',
    });
    const { program, source } = await tendril.store.publications.sequence('guide');
    expect(program.entry).toBe('one');
    expect(source).toBe(await readFile(file('guide'), 'utf8'));
  });

  it('of two workspaces at once is refused', async () => {
    const other = await mkdtemp(join(tmpdir(), 'tendril-publish-'));
    await writeWorkspace(other, { sequences: { other: sequence('other') }, templates: ['first', 'second'], leads: [] });
    const outcome = await tendril.tendril(
      'sequences',
      'publish',
      file('guide'),
      join(other, 'sequences/other.yaml'),
      '--json',
    );
    await rm(other, { recursive: true });
    expect((JSON.parse(outcome.stderr) as ErrorOutput).error.code).toBe('USAGE');
  });

  it('says what is new, and how many leads stay in the version they are in', async () => {
    const { lead } = await tendril.store.leads.save({ email: 'ann@one.example' }, now(), 'test');
    const publishPause = async (days: number): Promise<Outcome> => {
      await writeFile(file('pause'), `sequence: pause\nsteps:\n  - wait: ${days} days\n`);
      return tendril.tendril('sequences', 'publish', file('pause'));
    };
    expect(await publishPause(2)).toEqual({ code: 0, stdout: 'sequence   pause  published version 1\n', stderr: '' });
    await tendril.store.enrollments.enroll(lead.id, 'pause', 'test', now());
    expect(await publishPause(3)).toEqual({
      code: 0,
      stdout: 'sequence   pause  published version 2\n',
      stderr: 'pause: 1 active, each stays in the version it was enrolled in.\n',
    });
    expect(await publishPause(3)).toEqual({ code: 0, stdout: 'sequence   pause  unchanged, version 2\n', stderr: '' });
  });
});

describe('what is published', () => {
  it('is listed, one JSON line a sequence', async () => {
    const { stdout } = await tendril.tendril('sequences', 'list', '--json');
    expect(
      lines<SequenceSummary>(stdout)
        .map(({ name, version }) => `${name} ${version}`)
        .sort(),
    ).toEqual(['again 2', 'guide 3', 'pause 2']);
    expect((await tendril.tendril('sequences', 'list')).stdout).toMatch(/^pause +2 +1 +0 /m);
  });

  it('is shown step by step, with its text, and as JSON', async () => {
    const { stdout } = await tendril.tendril('sequences', 'show', 'guide');
    expect(stdout).toMatch(/^guide, version 3, published .*; 0 active, 0 ended$/m);
    expect(stdout).toMatch(/^1 +one +Send first /m);
    expect(stdout).toMatch(
      /^2 +wait-for-1 +Wait for: clicked \(at most 3 days\) +clicked: two, after 3 days: branch-1 +0$/m,
    );
    const steps = stdout
      .split('\n')
      .slice(3, -1)
      .map((line) => line.split(/ +/)[1]);
    expect(steps).toEqual(['one', 'wait-for-1', 'two', 'branch-1', 'exit-1']);
    const source = await tendril.tendril('sequences', 'show', 'guide', '--source');
    expect(source.stdout).toBe(await readFile(file('guide'), 'utf8'));
    expect((await tendril.json<SequenceDetail>('sequences', 'show', 'guide')).program.sequence).toBe('guide');
    expect(await tendril.tendril('sequences', 'show', 'nothing')).toMatchObject({ code: 3 });
  });
});
