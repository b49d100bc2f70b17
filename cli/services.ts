/**
 * What commands work with. Every part is made when it is first asked for, so that a command pays only for what it uses:
 * a lint needs no database, a list needs no template compiler. The parts are put together in cli/main.ts.
 */
import type { Config } from '../config/config.ts';
import type { Keys } from '../config/keys.ts';
import type { Store } from '../db/store.ts';
import type { Finding } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';

/** What publishing needs to know of a compiled template; the rest is opaque here. */
export interface CompiledTemplate {
  readonly name: string;
  readonly links: readonly string[];
}

export type TemplateCompilation =
  | { readonly kind: 'compiled'; readonly template: CompiledTemplate }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Compiles the templates of one folder. */
export interface TemplateCompiler {
  names(): Promise<readonly string[]> | readonly string[];
  compile(name: string, customFields?: readonly string[] | null): Promise<TemplateCompilation>;
  /** Makes ready in the background what the first compilation needs; for whoever has something else to do first. */
  warmUp(): void;
  close(): Promise<void>;
}

export interface Services {
  readonly config: Config;
  /** The folder of the installation, which holds the example workspace. */
  readonly root: string;
  now(): Instant;
  /** @throws CONFIG_INVALID when the file with the secrets is damaged. */
  keys(): Promise<Keys>;
  /** @throws DATABASE_UNAVAILABLE when no database is known: the engine does not run here and DATABASE_URL is unset. */
  store(): Promise<Store>;
  /** The compiler for a folder of templates; closed with the services. */
  compiler(templatesDir: string): Promise<TemplateCompiler>;
  /** Brings the database to this version. @throws DATABASE_UNAVAILABLE */
  migrate(): Promise<void>;
  close(): Promise<void>;
}
