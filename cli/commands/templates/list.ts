/** `tendril templates list`: needs no engine; with one, it tells what is published too. */
import type { Command } from 'commander';
import type { Store } from '../../../db/store.ts';
import { errorCode, TendrilError } from '../../../domain/errors.ts';
import type { Organisation } from '../../../domain/workspace.ts';
import { type Cli, command } from '../../command.ts';
import { contentHash } from '../../content-hash.ts';
import { showList } from '../../listing.ts';
import { declaredFor, storeIfReachable, workspaceIn } from '../../preview/material.ts';
import { sampleFor } from '../../preview/views.ts';
import type { CompiledTemplate, Samples, Services, TemplateCompilation } from '../../services.ts';
import type { Column } from '../../terminal/table.ts';
import { folderHere, templatesDirOf } from '../../workspace-folder.ts';

interface TemplateRow {
  readonly name: string;
  /** The first one is for everybody else. */
  readonly languages: readonly string[];
  readonly fixtures: readonly string[];
  readonly links: readonly string[];
  /** Of the largest HTML that a fixture makes; null without fixtures, and for a template that is wrong. */
  readonly htmlBytes: number | null;
  /** How many mistakes keep it from being published. */
  readonly mistakes: number;
  /** Null: never published, or no engine runs to ask. `current`: it has the content of the files. */
  readonly published: { readonly version: number; readonly current: boolean } | null;
}

const named = (names: readonly string[]): string | null => (names.length === 0 ? null : names.join(', '));

const columns: readonly Column<TemplateRow>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'LANGUAGES', value: ({ languages }) => named(languages) },
  { title: 'FIXTURES', value: ({ fixtures }) => named(fixtures), flexible: true },
  { title: 'LINKS', value: ({ links }) => named(links), flexible: true },
  {
    title: 'KB',
    value: ({ htmlBytes }) => (htmlBytes === null ? null : (htmlBytes / 1024).toFixed(1)),
    align: 'right',
  },
  {
    title: 'PUBLISHED',
    value: publishedWords,
    paint: ({ mistakes, published }) => (mistakes > 0 ? 'red' : published?.current === false ? 'yellow' : null),
  },
];

function publishedWords({ mistakes, published }: TemplateRow): string | null {
  const version = published && `version ${published.version}`;
  if (mistakes > 0) return `${version ? `${version}; ` : ''}${mistakes} to correct`;
  return published?.current === false ? `${version}; changed since` : version;
}

export const templatesList = (cli: Cli): Command =>
  command('list', 'list the templates of the workspace around here', [
    'tendril templates list',
    'tendril templates list --json | jq -r .name',
  ]).action(async () => {
    const services = await cli.services();
    const dir = folderHere(services.root);
    const workspace = await workspaceIn(dir);
    const { organisation } = workspace;
    const compiler = await services.compiler(templatesDirOf(dir));
    const store = await storeIfReachable(services);
    const rows: TemplateRow[] = [];
    for (const name of await compiler.names()) {
      const compilation = await compiler.compile(name, declaredFor(workspace));
      rows.push(await rowOf(services, store, { name, organisation, compilation }));
    }
    await showList(cli.screen, columns, rows, 'There are no templates: see docs/templates.md.');
  });

interface Listed {
  readonly name: string;
  readonly organisation: Organisation;
  readonly compilation: TemplateCompilation;
}

async function rowOf(
  services: Services,
  store: Store | null,
  { name, organisation, compilation }: Listed,
): Promise<TemplateRow> {
  if (compilation.kind === 'refused') {
    const published = await publishedOf(store, name, null);
    const mistakes = compilation.findings.length;
    return { name, languages: [], fixtures: [], links: [], htmlBytes: null, mistakes, published };
  }
  const { template, fixtures } = compilation;
  return {
    name,
    languages: template.variants.map(({ language }) => language ?? organisation.language),
    fixtures: fixtures.map((fixture) => fixture.name),
    links: template.links,
    htmlBytes: largestHtml(await services.samples(), { organisation, compilation }, services.now()),
    mistakes: 0,
    published: await publishedOf(store, name, template),
  };
}

/** Every fixture has been tried in every language already: none fails here. */
function largestHtml(
  samples: Samples,
  { organisation, compilation }: Omit<Listed, 'name'>,
  now: ReturnType<Services['now']>,
): number | null {
  if (compilation.kind === 'refused') return null;
  const { template, fixtures } = compilation;
  const material = { template, organisation, sender: organisation.sender };
  const sizes = fixtures.flatMap(({ lead: facts, consents }) =>
    template.variants.map(
      ({ language }) => sampleFor(samples, material, { facts, consents }, now, language).bytes.html,
    ),
  );
  return sizes.length === 0 ? null : Math.max(...sizes);
}

async function publishedOf(
  store: Store | null,
  name: string,
  template: CompiledTemplate | null,
): Promise<TemplateRow['published']> {
  if (store === null) return null;
  try {
    const { number, compiled } = await store.publications.newestTemplate(name);
    return { version: number, current: template !== null && contentHash(compiled) === contentHash(template) };
  } catch (error) {
    if (error instanceof TendrilError && errorCode(error) === 'TEMPLATE_UNKNOWN') return null;
    throw error;
  }
}
