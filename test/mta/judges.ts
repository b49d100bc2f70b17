/** Strangers who read and verify a mail: mailauth here, and dkimpy and Python's `email` package in a process of theirs. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { inject } from 'vitest';
import type { DnsRecord } from '../../domain/sender-check.ts';

/** What each verifier says of a mail: `pass`, or something else. */
export type Verdicts = Readonly<Record<string, string>>;

/** What Python makes of a mail. */
export interface Reading {
  /** Names in lower case, in their order; values decoded and unfolded. */
  readonly headers: readonly (readonly [string, string])[];
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly replyTo: Mailbox;
  readonly dateSeconds: number;
  /** Of the whole and of its parts. */
  readonly types: readonly string[];
  readonly charsets: readonly string[];
  readonly texts: readonly string[];
  /** What is wrong with it by its standards. */
  readonly defects: readonly string[];
}

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Verifies the signatures of mails by a record as a zone file has it: in strings of at most 255 octets. */
export async function verdictsOf(mails: readonly Buffer[], { name, zone }: DnsRecord): Promise<readonly Verdicts[]> {
  const strings = [...zone.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text);
  const dns = new Map([[name, strings]]);
  const first = await Promise.all(mails.map((mail) => mailauthVerdict(mail, dns)));
  const folder = inject('dkimpyFolder');
  if (folder === null) return first.map((mailauth) => ({ mailauth }));
  const second = await inPython<readonly string[]>('verify-mails.py', mails, folder, (files) => ({
    files,
    dns: { [name]: strings.join('') },
  }));
  return first.map((mailauth, i) => ({ mailauth, dkimpy: second[i] ?? 'nothing' }));
}

async function mailauthVerdict(mail: Buffer, dns: ReadonlyMap<string, readonly string[]>): Promise<string> {
  const { results } = await dkimVerify(mail, {
    resolver: async (name: string) => {
      const strings = dns.get(name);
      if (strings === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
      return [[...strings]];
    },
  });
  return results.map(({ status }) => status.result).join(', ');
}

/** Null where there is no Python. */
export async function readingsOf(mails: readonly Buffer[]): Promise<readonly Reading[] | null> {
  if (!inject('hasPython')) return null;
  return inPython<readonly Reading[]>('read-mails.py', mails, '', (files) => files);
}

async function inPython<T>(
  script: string,
  mails: readonly Buffer[],
  modules: string,
  order: (files: readonly string[]) => unknown,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-judged-'));
  try {
    const files = mails.map((_mail, i) => join(folder, `${i}.eml`));
    for (const [i, file] of files.entries()) await writeFile(file, mails[i] ?? '');
    const { status, stdout, stderr } = spawnSync('python3', [join(import.meta.dirname, script)], {
      input: JSON.stringify(order(files)),
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
    return JSON.parse(stdout) as T;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
