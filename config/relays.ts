/**
 * The relays of an installation: the one of `SMTP_URL`, named `default`, and those of the file that TENDRIL_RELAYS names.
 * A secret stands in the file, in a variable of the environment or in a file of its own; it goes into the relay as a
 * `Secret`, and never into an error: what is wrong is told by its place, not by what is there.
 */
import { dirname } from 'node:path';
import { TendrilError } from '../domain/errors.ts';
import { defaultRelay, leavesMachine, type Relay } from '../domain/relay.ts';
import { secret } from '../domain/secret.ts';
import type { Config } from './config.ts';
import { relayOf, relayOfUrl, relaysShape } from './relay-shapes.ts';
import { type Complaint, contents, type Environment, lookUp, openToOthers, parsed } from './settings-file.ts';

export interface Relays {
  readonly relays: readonly Relay[];
  /** For the log. */
  readonly warnings: readonly string[];
}

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

/** Whether the relay of a name is on this machine, such as the local inbox. Reads the settings when it is first asked. */
export function localRelays(
  config: Pick<Config, 'smtpUrl' | 'relaysFile' | 'given'>,
  env: Environment,
): (name: string) => boolean {
  let local: ReadonlySet<string> | undefined;
  return (name) => {
    local ??= new Set(
      readRelays(config, env)
        .relays.filter((relay) => !leavesMachine(relay))
        .map((relay) => relay.name),
    );
    return local.has(name);
  };
}

function relaysIn(file: string, env: Environment): Relays {
  const complain: Complaint = (what) => new TendrilError('CONFIG_INVALID', `${file}: ${what}`, { file });
  const result = relaysShape.safeParse(parsed(contents(file, complain), complain).value);
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
  return { relays, warnings: direct ? openToOthers(file) : [] };
}
