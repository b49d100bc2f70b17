/**
 * What a preview is made from: a template, of the files around here or as it was published, the organisation that it
 * speaks for, and leads to fill it for. Sends nothing, shows nothing.
 */
import { checkWorkspace } from '../../authoring/workspace.ts';
import type { Store } from '../../db/store.ts';
import { errorCode, errorKind, type Finding, TendrilError } from '../../domain/errors.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import { didYouMean, listed, nearest } from '../../domain/suggestion.ts';
import type { Organisation, SenderIdentity, Workspace } from '../../domain/workspace.ts';
import { findingsFailure } from '../failure.ts';
import type { CompiledTemplate, Declared, Services, TemplateCompilation } from '../services.ts';
import { shownPath } from '../source-file.ts';
import { folderHere, readWorkspaceSources, templatesDirOf } from '../workspace-folder.ts';

/** What the command line asks for. */
export interface Wanted {
  readonly fixture?: string;
  /** Address or id of a lead of the engine. */
  readonly lead?: string;
  readonly language?: string;
  /** The short name of a sender; without it, the organisation's own. */
  readonly sender?: string;
  readonly published?: true;
}

/** Somebody that the mail is filled for. */
export interface Reader {
  readonly kind: 'fixture' | 'lead' | 'nobody';
  readonly name: string;
  readonly facts: LeadFacts;
  readonly consents: readonly string[];
}

export interface Material {
  readonly name: string;
  readonly template: CompiledTemplate;
  /** Of the published one; null for the files. */
  readonly version: number | null;
  readonly organisation: Organisation;
  readonly sender: SenderIdentity;
  /** The one that was asked for comes first. */
  readonly readers: readonly [Reader, ...Reader[]];
  readonly warnings: readonly Finding[];
}

/** Somebody who gave an address and nothing else, for templates that have no fixture. */
const nobody: Reader = {
  kind: 'nobody',
  name: 'a lead of whom nothing is known',
  facts: {
    email: 'sample@lead.example',
    firstName: null,
    lastName: null,
    company: null,
    title: null,
    country: null,
    source: null,
    language: null,
    timeZone: null,
    phone: null,
    kind: null,
    stage: 'engaged',
    score: 0,
    grade: 'C',
    temperature: 'cold',
    fields: {},
    tags: [],
  },
  consents: [],
};

/**
 * Reads, compiles and looks up what was asked for.
 * @throws TEMPLATE_MISSING, FIXTURE_INVALID, SENDER_UNKNOWN, LEAD_UNKNOWN, TEMPLATE_UNKNOWN (never published) and the
 *   codes of findings, for files that are wrong
 */
export async function materialFor(services: Services, name: string, wanted: Wanted): Promise<Material> {
  // Asked for first: without an engine there is no need to compile anything.
  const lead = wanted.lead === undefined ? null : await realLead(await services.store(), wanted.lead, services);
  const { template, version, organisation, fixtures, warnings } = wanted.published
    ? await publishedTemplate(services, name)
    : await templateHere(services, name);
  return {
    name,
    template,
    version,
    organisation,
    sender: senderOf(organisation, wanted.sender),
    readers: lead ? [lead] : chosenFirst(name, fixtures, wanted.fixture),
    warnings,
  };
}

type Read = Pick<Material, 'template' | 'version' | 'organisation' | 'warnings'> & {
  readonly fixtures: readonly Reader[];
};

async function templateHere(services: Services, name: string): Promise<Read> {
  const dir = folderHere(services.root);
  const workspace = await workspaceIn(dir);
  const { organisation } = workspace;
  const compiled = await compileIn(services, dir, name, workspace);
  if (compiled.kind === 'refused') throw findingsFailure(shown(compiled.findings), `${name} cannot be shown`);
  const { template, warnings } = compiled;
  return { template, version: null, organisation, fixtures: fixturesOf(compiled), warnings: shown(warnings) };
}

async function publishedTemplate(services: Services, name: string): Promise<Read> {
  const store = await services.store();
  const { number, compiled } = await store.publications.newestTemplate(name);
  const { organisation } = await store.publications.workspace();
  const template = (await services.samples()).published(compiled);
  return { template, version: number, organisation, ...(await fixturesHere(services, name)) };
}

/** Fixtures are not published: those of the files around here serve, if there are any. */
async function fixturesHere(services: Services, name: string): Promise<Pick<Read, 'fixtures' | 'warnings'>> {
  try {
    const dir = folderHere(services.root);
    const compiled = await compileIn(services, dir, name, await workspaceIn(dir));
    return { fixtures: fixturesOf(compiled), warnings: compiled.kind === 'refused' ? shown(compiled.findings) : [] };
  } catch (error) {
    if (errorKind(errorCode(error)).exit !== 2) throw error;
    return { fixtures: [], warnings: [] };
  }
}

/** The workspace of a folder. @throws the code of the first finding when its files are wrong, FILE_UNKNOWN */
export async function workspaceIn(dir: string): Promise<Workspace> {
  const checked = checkWorkspace(await readWorkspaceSources(dir));
  if (checked.kind === 'refused') throw findingsFailure(checked.findings, 'no mail can be shown');
  return checked.workspace;
}

/** @throws TEMPLATE_MISSING naming what was meant */
async function compileIn(services: Services, dir: string, name: string, workspace: Workspace) {
  const compiler = await services.compiler(templatesDirOf(dir));
  const names = await compiler.names();
  if (!names.includes(name)) {
    const where = shownPath(templatesDirOf(dir)) || '.';
    throw new TendrilError('TEMPLATE_MISSING', `${where} has no template "${name}"${didYouMean(nearest(name, names))}`);
  }
  return compiler.compile(name, declaredFor(workspace));
}

/** What a template may refer to. */
export const declaredFor = ({ organisation, forms }: Workspace): Declared => ({
  fields: organisation.fields,
  organisation,
  forms: Object.keys(forms),
});

const fixturesOf = (compiled: TemplateCompilation): readonly Reader[] =>
  compiled.kind === 'refused'
    ? []
    : compiled.fixtures.map(({ name, lead, consents }) => ({ kind: 'fixture', name, facts: lead, consents }));

/** With files named as people know them. */
const shown = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => ({ ...finding, file: shownPath(finding.file) }));

function chosenFirst(
  template: string,
  fixtures: readonly Reader[],
  fixture: string | undefined,
): readonly [Reader, ...Reader[]] {
  if (fixture === undefined) return [fixtures[0] ?? nobody, ...fixtures.slice(1)];
  const chosen = fixtures.find(({ name }) => name === fixture);
  if (chosen) return [chosen, ...fixtures.filter((other) => other !== chosen)];
  const names = fixtures.map(({ name }) => name);
  const there = names.length === 0 ? 'it has none' : `it has ${listed(names, 'and')}`;
  const message = `the template "${template}" has no fixture "${fixture}": ${there}`;
  throw new TendrilError('FIXTURE_INVALID', message);
}

async function realLead(store: Store, idOrEmail: string, services: Services): Promise<Reader> {
  const now = services.now();
  const {
    id,
    suppressed: _suppressed,
    createdAt: _made,
    updatedAt: _changed,
    ...facts
  } = await store.leads.get(idOrEmail, now);
  return { kind: 'lead', name: facts.email, facts, consents: await store.leads.consents(id, now) };
}

function senderOf({ sender, senders }: Organisation, key: string | undefined): SenderIdentity {
  if (key === undefined) return sender;
  const named = Object.hasOwn(senders, key) ? senders[key] : undefined;
  if (named) return named;
  const names = Object.keys(senders);
  const there = names.length === 0 ? 'there are none' : `there are ${listed(names, 'and')}`;
  throw new TendrilError('SENDER_UNKNOWN', `organisation.yaml has no sender "${key}": ${there}`);
}

/** The database if it can be reached: looking at files needs none. */
export async function storeIfReachable(services: Services): Promise<Store | null> {
  if (services.config.databaseUrl === null) return null;
  try {
    return await services.store();
  } catch (error) {
    if (errorKind(errorCode(error)).retry !== 'later') throw error;
    return null;
  }
}
