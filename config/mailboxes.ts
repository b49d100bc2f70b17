/**
 * The mailboxes from which replies and bounces are fetched: those of the file that TENDRIL_MAILBOXES names. Secrets are
 * written as in the file of relays; one in a file of its own is read again at each log-in, so that whatever renews access
 * tokens only has to write it.
 */
import { dirname, resolve } from 'node:path';
import type { Mailbox } from '../domain/mailbox.ts';
import { type Secret, secret } from '../domain/secret.ts';
import type { Config } from './config.ts';
import { type MailboxEntry, mailboxesShape, usualImapPort } from './mailbox-shapes.ts';
import type { SecretSource } from './relay-shapes.ts';
import { type Complaint, contents, type Environment, lookUp, openToOthers, shapedFile } from './settings-file.ts';

export interface Mailboxes {
  readonly mailboxes: readonly Mailbox[];
  /** For the log. */
  readonly warnings: readonly string[];
}

/**
 * Reads the mailboxes; none without a file. `env` is where secrets are looked up that the file only names.
 * @throws CONFIG_INVALID naming the file, the line and the column
 */
export function readMailboxes({ mailboxesFile: file }: Pick<Config, 'mailboxesFile'>, env: Environment): Mailboxes {
  if (file === null) return { mailboxes: [], warnings: [] };
  const { data, complaintAt } = shapedFile(file, mailboxesShape);
  const entries = Object.entries(data.mailboxes);
  const mailboxes = entries.map(([name, entry]) =>
    mailboxOf(name, entry, dirname(file), env, (key) => (what) => complaintAt(['mailboxes', name, ...key], what)),
  );
  const direct = entries.some(([, { password, accessToken }]) => typeof (password ?? accessToken) === 'string');
  return { mailboxes, warnings: direct ? openToOthers(file) : [] };
}

function mailboxOf(
  name: string,
  entry: MailboxEntry,
  home: string,
  env: Environment,
  complainAt: (key: readonly string[]) => Complaint,
): Mailbox {
  const { host, tls, user, folder, after, password, accessToken, caFile } = entry;
  const kind = password === undefined ? 'accessToken' : 'password';
  const source = password ?? accessToken ?? '';
  return {
    name,
    host,
    port: entry.port ?? usualImapPort[tls],
    tls,
    ca: caFile === undefined ? null : contents(resolve(home, caFile), complainAt(['caFile'])),
    user,
    login: { kind, secret: secretOf(source, home, env, complainAt([kind])) },
    folder,
    after,
  };
}

/** @throws what `complain` makes when it is not there now */
function secretOf(source: SecretSource, home: string, env: Environment, complain: Complaint): Secret {
  const now = secret(lookUp(source, home, env, complain));
  if (typeof source === 'string' || 'env' in source) return now;
  return Object.freeze({ ...now, reveal: () => lookUp(source, home, env, complain) });
}
