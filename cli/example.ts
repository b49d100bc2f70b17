/**
 * The example of a first start: its workspace published, its leads imported, some of them enrolled. Each step can be
 * repeated without doubling anything, so a first start that was interrupted is finished by the next one.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLeads } from '../authoring/leads-csv.ts';
import type { Store } from '../db/store.ts';
import { hasCode, TendrilError } from '../domain/errors.ts';
import type { LeadInput } from '../domain/lead.ts';
import { unfinishedExample } from './first-run.ts';
import { textFile } from './lead-file.ts';
import { importLeads } from './lead-import.ts';
import { publish } from './publish.ts';
import { planWorkspace } from './publish-plan.ts';
import type { Services } from './services.ts';
import { readSource } from './source-file.ts';
import { templatesDirOf } from './workspace-folder.ts';

export interface ExampleLoaded {
  readonly leads: number;
  /** The leads that are in a sequence now because of the example, by address. */
  readonly enrolled: readonly string[];
  readonly sequences: readonly string[];
}

/** Which leads of the example go where at first: so many of each source. */
const enrolledBySource: readonly { readonly source: string; readonly sequence: string; readonly leads: number }[] = [
  { source: 'guide-download', sequence: 'energy-guide', leads: 4 },
  { source: 'webinar', sequence: 'webinar-follow-up', leads: 4 },
];

const actor = 'example';

/** Loads the example, or the rest of it. @throws what publishing, importing and enrolling throw */
export async function loadExample(services: Services): Promise<ExampleLoaded> {
  const store = await services.store();
  await mkdir(services.config.home, { recursive: true, mode: 0o711 });
  await writeFile(unfinishedExample(services), '');
  const sequences = await publishExample(services, store);
  const source = await readSource(join(services.root, 'workspace', 'leads.csv'), 'CSV_SYNTAX');
  const imported = await importLeads(store, textFile(source), { now: services.now, actor });
  const [broken] = imported.broken;
  if (broken) throw new TendrilError(broken.code, `${source.file}:${broken.line} ${broken.message}`);
  const { organisation } = await store.publications.workspace();
  const leads = readLeads(source.text, organisation.fields).leads.map(({ lead }) => lead);
  await recordConsents(services, store, leads);
  const enrolled = await enrollSome(services, store, leads);
  await rm(unfinishedExample(services), { force: true });
  return { leads: leads.length, enrolled, sequences };
}

async function publishExample(services: Services, store: Store): Promise<readonly string[]> {
  const compiler = await services.compiler(templatesDirOf(services.root));
  const items = await publish(store, await planWorkspace(services.root, compiler, []), services.now());
  return items.filter(({ kind }) => kind === 'sequence').map(({ name }) => name);
}

/** What the forms of the example asked for, by the source of the lead. */
const agreedBySource: Readonly<Record<string, readonly string[]>> = {
  'guide-download': ['marketing', 'newsletter'],
  webinar: ['marketing', 'invitations'],
};

async function recordConsents(services: Services, store: Store, leads: readonly LeadInput[]): Promise<void> {
  for (const { email, source } of leads) {
    const agreed = agreedBySource[source ?? ''];
    if (!agreed) continue;
    const at = services.now();
    const { id } = await store.leads.get(email, at);
    const consents = agreed.map((purpose) => ({
      purpose,
      basis: 'express' as const,
      source: `form ${source}`,
      wording: 'Yes, write to me about this. I can stop that at any time.',
      proof: { method: 'form' as const, reference: 'leads.csv' },
      at,
      // A start that is repeated tells what is known.
      undated: true,
      expiresAt: null,
    }));
    await store.consents.record(id, consents, actor, at);
  }
}

async function enrollSome(services: Services, store: Store, leads: readonly LeadInput[]): Promise<readonly string[]> {
  const enrolled: string[] = [];
  for (const { source, sequence, leads: count } of enrolledBySource) {
    for (const { email } of leads.filter((lead) => lead.source === source).slice(0, count)) {
      const { id } = await store.leads.get(email, services.now());
      // An earlier, interrupted first start may have enrolled it; its enrollment may have ended since.
      const { items } = await store.enrollments.list({ leadId: id, sequence }, { limit: 1 });
      if (items.length === 0) await enrollOnce(services, store, id, sequence);
      enrolled.push(email);
    }
  }
  return enrolled;
}

async function enrollOnce(services: Services, store: Store, leadId: string, sequence: string): Promise<void> {
  try {
    await store.enrollments.enroll(leadId, sequence, actor, services.now());
  } catch (error) {
    if (!hasCode(error, 'ALREADY_ENROLLED')) throw error;
  }
}
