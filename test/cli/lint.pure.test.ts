/** What lints find in folders and files, and how they tell it. Long, because each test breaks the example in its own way. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namesIn } from '../../cli/known-names.ts';
import { lintTargets } from '../../cli/lint-targets.ts';
import { planSequences, planWorkspace } from '../../cli/publish-plan.ts';
import type { TemplateCompiler } from '../../cli/services.ts';
import type { Finding } from '../../domain/errors.ts';
import { rememberingCompiler } from '../support/template-compiler.ts';
import { createInstallation, type Installation, root, runProcess } from './command-line.ts';

let installation: Installation;
let folder: string;
let compiler: TemplateCompiler;

/** A copy of the example, which each test may break. */
beforeAll(async () => {
  installation = await createInstallation();
  folder = await mkdtemp(join(tmpdir(), 'tendril-workspace-'));
  for (const part of ['workspace', 'templates', 'sequences']) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  compiler = rememberingCompiler(join(folder, 'templates'));
});
afterAll(async () => {
  await compiler.close();
  await rm(folder, { recursive: true, force: true });
  await installation.remove();
});

/** Runs the work while a file of the copy is changed. */
async function withChanged<T>(name: string, change: (text: string) => string, work: () => Promise<T>): Promise<T> {
  const file = join(folder, name);
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`Nothing changed in ${name}`);
  await writeFile(file, changed);
  try {
    return await work();
  } finally {
    await writeFile(file, text);
  }
}

async function withFile<T>(name: string, content: string | Uint8Array, work: (file: string) => Promise<T>): Promise<T> {
  const file = join(folder, name);
  await writeFile(file, content);
  try {
    return await work(file);
  } finally {
    await rm(file);
  }
}

async function findingsOf(text: string, published: readonly string[] = []): Promise<readonly string[]> {
  const { names } = await namesIn(folder, published);
  return withFile('sequences/tried.yaml', text, async (file) => {
    const { findings } = await planSequences([file], names, compiler);
    return findings.map(({ line, code }) => `${line} ${code}`);
  });
}

describe('sequences lint', () => {
  it('tells file:line:col, the code and the remedy of every finding, for people', async () => {
    const text = 'sequence: broken\nsteps:\n  - send: nope\n  - wate: 3 days\n';
    await withFile('sequences/broken.yaml', text, async (file) => {
      const outcome = await installation.tendril('sequences', 'lint', file);
      expect(outcome).toMatchObject({ code: 2, stderr: '2 to correct. More may be found once these are corrected.\n' });
      expect(outcome.stdout).toContain(`${file}:3:11 TEMPLATE_MISSING there is no template "nope"`);
      expect(outcome.stdout).toMatch(/broken\.yaml:4:\d+ STEP_UNKNOWN .*\n {2}docs\/sequences\.md has every kind/);
    });
  });

  it('tells once where all keys are, and names a file that cannot be read only where a name may be in it', async () => {
    const text = 'sequence: broken\nowner: me\nsteps:\n  - wait: 3 days\n    id: My Step\n';
    await withFile('sequences/broken.yaml', text, (file) =>
      withFile('sequences/binary.yaml', Buffer.from([0xff, 0xfe]), async () => {
        const { stdout, stderr } = await installation.tendril('sequences', 'lint', file);
        expect(stdout.trimEnd().split('\n')).toEqual([
          expect.stringContaining(`${file}:2:1 AUTHORING_SHAPE unknown key "owner"`),
          expect.stringContaining(`${file}:5:9 AUTHORING_SHAPE "id" must be a name`),
        ]);
        expect(stderr.split('\n')).toEqual([
          expect.stringContaining(
            'docs/sequences.md, docs/workspace.md, docs/scoring.md and docs/forms.md have every key',
          ),
          expect.stringMatching(/^2 to correct\./),
          '',
        ]);
      }),
    );
  });

  it('tells the same as one JSON list on stdout and nothing on stderr', async () => {
    await withFile('sequences/syntax.yaml', 'sequence: syntax\nsteps: [\n', async (file) => {
      const outcome = await installation.tendril('sequences', 'lint', file, '--json');
      expect(outcome).toMatchObject({ code: 2, stderr: '' });
      const findings = JSON.parse(outcome.stdout) as Finding[];
      expect(findings).toMatchObject([{ file, code: 'YAML_SYNTAX' }]);
      expect(Object.keys(findings[0] ?? {}).sort()).toEqual([
        'code',
        'col',
        'file',
        'line',
        'message',
        'moreMayFollow',
        'remedy',
      ]);
    });
  });

  it('knows the links of the templates and the fields of the workspace beside the file', async () => {
    const text = `sequence: knows
steps:
  - send: guide-welcome
    id: welcome
  - waitFor: { any: [{ click: { of: welcome, link: nowhere } }] }
    timeout: 1 day
  - branch: lead.fields.employes > 3
    then:
      - exit: big
`;
    expect(await findingsOf(text)).toEqual(['7 CONDITION_INVALID']);
    expect(await findingsOf(text.replace('employes', 'employees'))).toEqual(['5 LINK_UNKNOWN']);
    expect(await findingsOf(text.replace('employes', 'employees').replace(', link: nowhere', ''))).toEqual([]);
  });

  it('tells a warning as one, and passes: a date that is over, a link that no template of the folder has', async () => {
    const text = `sequence: past
steps:
  - wait: until 2020-01-01
  - branch: events.clicks("pricng") > 0 || events.clicks("guide") > 0
    then: [{ exit: knows us }]
`;
    await withFile('sequences/past.yaml', text, async (file) => {
      const outcome = await installation.tendril('sequences', 'lint', file);
      expect(outcome).toMatchObject({ code: 0, stderr: '1 file checked: nothing to correct.\n' });
      expect(outcome.stdout).toContain(`${file}:3:11 WAIT_PAST (warning) 2020-01-01 is over`);
      expect(outcome.stdout).toMatch(/:4:27 LINK_UNKNOWN \(warning\) no template has a link "pricng".*"pricing"/);
      expect(outcome.stdout).not.toContain('"guide"');
    });
  });

  it('knows the people, segments, senders and events of the workspace, and the sequences of the folder', async () => {
    const text = (sequence: string, person: string): string => `sequence: knows
steps:
  - start: ${sequence}
  - notify: ${person}
    subject: Look
    text: Have a look.
`;
    expect(await findingsOf(text('recycle', 'ines'))).toEqual([]);
    expect(await findingsOf(text('recycel', 'nobody'))).toEqual(['3 SEQUENCE_UNKNOWN', expect.stringMatching(/^4 /)]);
    expect(await findingsOf(text('newsletter', 'ines'), ['newsletter'])).toEqual([]);
  });

  it('tells about a template that does not compile, and not about links it cannot know', async () => {
    const broken = (text: string): string => text.replace('</mj-title>', '{{{ company }}}</mj-title>');
    const file = join(folder, 'sequences/energy-guide.yaml');
    const { names } = await namesIn(folder, []);
    const { findings, sequences } = await withChanged('templates/night-load.mjml', broken, () =>
      planSequences([file], names, compiler),
    );
    expect(sequences).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set([join(folder, 'templates/night-load.mjml')]));
  });

  it('is not kept from a file by a broken one beside it, and says what that leaves open', async () => {
    const text = 'sequence: asks\nsteps:\n  - wait: 1 day\n  - start: hidden\n';
    await withFile('sequences/asks.yaml', text, (asks) =>
      withFile('sequences/broken.yaml', Buffer.from([0xff, 0xfe]), async (broken) => {
        const { code, stdout, stderr } = await installation.tendril('sequences', 'lint', asks);
        expect([code, stdout]).toEqual([0, '']);
        expect(stderr.split('\n')).toEqual([
          `not checked: ${broken}: line 1: the file is not UTF-8 text; save it as UTF-8`,
          expect.stringMatching(/^not checked: .*asks\.yaml:4:12: .*there is no "hidden"/),
          '1 file checked: nothing to correct.',
          '',
        ]);
        const both = await installation.json<Finding[]>('sequences', 'lint', asks, broken);
        expect(both.map(({ file, code }) => [file, code])).toEqual([[broken, 'YAML_SYNTAX']]);
      }),
    );
    // Where the name can be read, nothing is left open.
    await withFile('sequences/code.mts', "throw 1;\nexport default sequence('hidden');\n", async () => {
      const { names, unread } = await namesIn(folder, []);
      expect([unread, names.sequences]).toEqual([[], expect.arrayContaining(['hidden', 'recycle'])]);
    });
  });

  it('takes files, folders and names of sequences; without words all sequences around here', async () => {
    const targets = async (...words: readonly string[]) =>
      (await lintTargets(words, folder)).map((file) => basename(file));
    const files = await readdir(join(folder, 'sequences'));
    expect(await targets(folder)).toEqual(files);
    const file = join(folder, 'sequences/recycle.yaml');
    expect(await targets(file, join(folder, 'sequences'))).toEqual([
      'recycle.yaml',
      ...files.filter((one) => one !== 'recycle.yaml'),
    ]);
    expect(await targets('recycle', 'trial')).toEqual(['recycle.yaml', 'trial.yaml']);
    expect(await targets()).toEqual(await readdir(join(root, 'sequences')));
    const refused = (word: string) => targets(word).catch(({ code, message }) => `${code} ${message}`);
    expect(await refused('recycel')).toBe(
      'FILE_UNKNOWN "recycel" is no file, and no file in sequences has a sequence of that name; did you mean "recycle"?',
    );
    expect(await refused('recycle@2')).toMatch(/^USAGE a published version was checked/);
    expect(await refused(join(folder, 'templates'))).toMatch(/^USAGE there are no sequence files in .*templates:/);
  });

  it('refuses a file that is not text, and one that is not there', async () => {
    await withFile('sequences/binary.yaml', Buffer.from([0xff, 0xfe, 0x00, 0x41]), async (file) => {
      const outcome = await installation.tendril('sequences', 'lint', file);
      expect(outcome).toMatchObject({ code: 2, stderr: '1 to correct.\n' });
      expect(outcome.stdout).toContain(`${file}:1:1 YAML_SYNTAX the file is not UTF-8 text`);
    });
    const missing = await installation.tendril('sequences', 'lint', join(folder, 'sequences/none.yaml'));
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toMatch(/^FILE_UNKNOWN .*none\.yaml: there is no such file/);
  });
});

describe('workspace lint', () => {
  it('finds nothing in the example and exits 0, as a process, without a database', async () => {
    const outcome = await runProcess(['workspace', 'lint', '--json'], installation.env);
    expect(outcome).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  it('collects the findings of all files before it ends', async () => {
    const twin = await readFile(join(folder, 'sequences/recycle.yaml'), 'utf8');
    const { findings } = await withChanged(
      'workspace/sales.yaml',
      (text) => text.replace('4 hours', 'soon'),
      () =>
        withFile('sequences/twin.yaml', twin, () =>
          withFile('sequences/binary.yaml', Buffer.from([0xff, 0xfe]), () =>
            withFile('templates/unused.mjml', '<mjml></mjml>', () => planWorkspace(folder, compiler, [])),
          ),
        ),
    );
    const files = findings.map(({ file, code }) => `${file.slice(folder.length + 1)} ${code}`);
    expect(files).toContain('workspace/sales.yaml DURATION_INVALID');
    expect(files).toContain('sequences/twin.yaml AUTHORING_SHAPE');
    const [first, second] = ['recycle', 'twin'].map((name) => join(folder, `sequences/${name}.yaml`));
    const both = `the sequence "recycle" is in two files, ${first} and ${second}: give one another name, or remove it`;
    expect(findings.map(({ message }) => message)).toContain(both);
    expect(files).toContain('sequences/binary.yaml YAML_SYNTAX');
    expect(files).toContain('templates/unused.mjml TEMPLATE_INVALID');
  });

  it('warns of a sample lead that no template is tried with', async () => {
    await withFile('templates/guide-welcom.long.fixture.json', '{}', async (file) => {
      const { findings, warnings } = await planWorkspace(folder, compiler, []);
      expect(findings).toEqual([]);
      expect(warnings).toMatchObject([{ file, severity: 'warning', code: 'TEMPLATE_DOUBTFUL' }]);
      expect(warnings[0]?.message).toBe(
        'There is no template "guide-welcom" that could be tried with it; did you mean "guide-welcome"?',
      );
    });
  });

  it('wants the recycle sequence to be in the folder or published', async () => {
    const rename = (text: string): string => text.replace('sequence: recycle', 'sequence: again');
    await withChanged('workspace/sales.yaml', rename, async () => {
      const { findings } = await planWorkspace(folder, compiler, []);
      expect(findings).toMatchObject([{ code: 'SEQUENCE_UNKNOWN', file: join(folder, 'workspace/sales.yaml') }]);
      expect(findings[0]?.message).toContain('"again"');
      expect((await planWorkspace(folder, compiler, ['again'])).findings).toEqual([]);
    });
  });
});
