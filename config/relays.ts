/**
 * The relays of an installation: the one of `SMTP_URL`, named `default`, and those of the file that TENDRIL_RELAYS names.
 * A secret stands in the file, in a variable of the environment or in a file of its own; it goes into the relay as a
 * `Secret`, and never into an error: what is wrong is told by its place, not by what is there.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { TendrilError } from '../domain/errors.ts';
import { defaultRelay, type Relay } from '../domain/relay.ts';
import { secret } from '../domain/secret.ts';
import type { Config } from './config.ts';
import { relayOf, relayOfUrl, relaysShape, type SecretSource } from './relay-shapes.ts';

export interface Relays {
  readonly relays: readonly Relay[];
  /** For the log. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;
type Complaint = (what: string) => TendrilError;

const mostBytes = 256 * 1024;

/**
 * Reads the relays; `env` is where secrets are looked up that the file only names.
 * @throws CONFIG_INVALID naming the file and the place in it
 */
export function readRelays(config: Pick<Config, 'smtpUrl' | 'relaysFile' | 'given'>, env: Environment): Relays {
  const { smtpUrl, relaysFile } = config;
  const read = relaysFile === null ? { relays: [], warnings: [] } : relaysIn(relaysFile, env);
  if (smtpUrl === null) return read;
  if (!read.relays.some(({ name }) => name === defaultRelay)) {
    return { ...read, relays: [relayOfUrl(defaultRelay, smtpUrl), ...read.relays] };
  }
  // The address of a local inbox, which only `run.json` knows, gives way to what a person has written.
  if (!config.given.has('SMTP_URL')) return read;
  throw new TendrilError(
    'CONFIG_INVALID',
    `SMTP_URL is the relay "${defaultRelay}", and ${relaysFile}: relays.${defaultRelay} is another one; leave out one of them`,
  );
}

function relaysIn(file: string, env: Environment): Relays {
  const complain: Complaint = (what) => new TendrilError('CONFIG_INVALID', `${file}: ${what}`, { file });
  const result = relaysShape.safeParse(parsed(contents(file, complain), complain));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw complain(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong value'}`);
  }
  let direct = false;
  const relays = Object.entries(result.data.relays).map(([name, entry]) =>
    relayOf(name, entry, (source, key, form) => {
      direct ||= typeof source === 'string';
      const complainOfKey: Complaint = (what) => complain(`relays.${name}.${key}: ${what}`);
      const text = lookUp(source, dirname(file), env, complainOfKey);
      if (form === 'header' && !/^[\x21-\x7e]+$/.test(text)) throw complainOfKey('must be ASCII without spaces');
      return secret(text);
    }),
  );
  return { relays, warnings: direct && othersMayRead(file) ? [openToOthers(file)] : [] };
}

const openToOthers = (file: string): string =>
  `${file} holds secrets and other accounts of this machine may read it: chmod 600, or name the secrets with env or file`;

const othersMayRead = (file: string): boolean => (statSync(file).mode & 0o044) !== 0;

function contents(file: string, complain: Complaint): string {
  try {
    if (statSync(file).size <= mostBytes) return readFileSync(file, 'utf8');
  } catch (error) {
    throw complain(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  throw complain(`the file is larger than ${mostBytes / 1024} KB`);
}

/** YAML, and so JSON as well. Of a syntax error only the place is told: the words around it may be a password. */
function parsed(text: string, complain: Complaint): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  // A tag is taken for one where a password begins with `!`.
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw complain(`line ${line}, column ${col} is not valid YAML (${error.code})`);
  }
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw complain('aliases (*name) are not allowed');
  }
}

function lookUp(source: SecretSource, folder: string, env: Environment, complain: Complaint): string {
  if (typeof source === 'string') return source;
  if ('env' in source) {
    const value = env[source.env];
    if (!value) throw complain(`the environment has no ${source.env}`);
    return value;
  }
  const path = resolve(folder, source.file);
  const [value = ''] = contents(path, (what) => complain(`${path}: ${what}`)).split(/\r?\n/);
  if (value === '') throw complain(`${path}: the first line is empty`);
  return value;
}
