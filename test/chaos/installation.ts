/**
 * What all rounds have in common: a state folder with its keys, and databases in which a workspace is published and leads
 * are known. Filled by the commands that a user has.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConditions } from '../../authoring/conditions.ts';
import { readConfig } from '../../config/config.ts';
import { loadKeys } from '../../config/keys.ts';
import { createStore } from '../../db/create-store.ts';
import type { Store } from '../../db/store.ts';
import { instantFromMs } from '../../domain/instant.ts';
import { runHere } from '../cli/command-line.ts';
import { writeWorkspace } from '../support/authored-workspace.ts';

export interface Installation {
  readonly home: string;
  readonly databaseUrl: string;
  /** Of a process of this installation. */
  readonly env: Readonly<Record<string, string>>;
}

export function installation(home: string, databaseUrl: string, smtpUrl: string): Installation {
  const { PATH = '', HOME = '', TEST_LOG = 'silent' } = process.env;
  return {
    home,
    databaseUrl,
    env: {
      PATH,
      HOME,
      DATABASE_URL: databaseUrl,
      SMTP_URL: smtpUrl,
      PUBLIC_URL: 'https://go.acme.example',
      TENDRIL_HOME: home,
      TENDRIL_LOG_LEVEL: TEST_LOG,
    },
  };
}

/** Publishes one sequence, which sends these mails in a row, and imports leads. */
export async function fill(
  { env }: Installation,
  { sequence, steps, leads }: { readonly sequence: string; readonly steps: readonly string[]; readonly leads: number },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-chaos-workspace-'));
  try {
    const sends = steps.map((step) => `  - send: ${step}\n`).join('');
    const yaml = `sequence: ${sequence}\ndescription: Mails in a row\nsteps:\n${sends}`;
    await writeWorkspace(folder, {
      sequences: { [sequence]: yaml },
      templates: steps,
      leads: Array.from({ length: leads }, (_, index) => `lead-${index}@company-${index % 97}.example`),
    });
    await command(env, 'workspace', 'publish', folder);
    await command(env, 'leads', 'import', join(folder, 'leads.csv'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function command(env: Installation['env'], ...argv: readonly string[]): Promise<void> {
  const { code, stderr } = await runHere(argv, env);
  if (code !== 0) throw new Error(`tendril ${argv.join(' ')} ended with ${code}: ${stderr}`);
}

/** Works with the store of an installation, and closes it: what is copied must have no connections. */
export async function withStore<T>({ env }: Installation, work: (store: Store) => Promise<T>): Promise<T> {
  const config = readConfig(env);
  const { addressHash } = loadKeys(config);
  const store = createStore({ databaseUrl: env.DATABASE_URL ?? '', addressHash, conditions: createConditions() });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Enrolls all leads there are, some at a time. */
export async function enrollAll(store: Store, sequence: string): Promise<void> {
  const now = instantFromMs(Date.now());
  let after: string | undefined;
  do {
    const page = await store.leads.list({}, { limit: 500, ...(after !== undefined && { after }) }, now);
    const rest = page.items.values();
    const slot = async (): Promise<void> => {
      for (const { id } of rest) await store.enrollments.enroll(id, sequence, 'chaos', now);
    };
    await Promise.all(Array.from({ length: 8 }, slot));
    after = page.next ?? undefined;
  } while (after !== undefined);
}
