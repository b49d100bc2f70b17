/** Publishing sequences for tests: every call makes a new version. */
import type { Published, Store } from '../../db/store.ts';
import type { Program, ProgramStep } from '../../domain/program.ts';
import { defaultSettings, type EntryRule, type ProgramSettings } from '../../domain/program-settings.ts';
import { start } from './fixtures.ts';

let versions = 0;

export interface Draft extends Partial<Omit<ProgramSettings, 'enter'>> {
  readonly enter?: Partial<EntryRule>;
  /** Ids of steps, each a mail that leads on to the next one. */
  readonly mails?: readonly string[];
  readonly renamed?: Program['renamed'];
}

function programOf(sequence: string, { enter = {}, mails = ['hello'], renamed = {}, ...settings }: Draft): Program {
  const steps = mails.map((id, i): [string, ProgramStep] => [
    id,
    { kind: 'send', id, template: 'hello', sender: null, next: mails[i + 1] ?? null },
  ]);
  return {
    format: 2,
    sequence,
    entry: mails[0] ?? null,
    steps: Object.fromEntries(steps),
    settings: { ...defaultSettings, ...settings, enter: { ...defaultSettings.enter, ...enter } },
    renamed,
  };
}

export const publish = (store: Store, name: string, draft: Draft = {}): Promise<Published> =>
  publishProgram(store, programOf(name, draft));

export function publishProgram(store: Store, program: Program): Promise<Published> {
  versions += 1;
  return store.publications.publishSequence(
    {
      name: program.sequence,
      contentHash: `v${versions}`,
      source: `sequence: ${program.sequence}`,
      program,
      templates: {},
    },
    start,
  );
}
