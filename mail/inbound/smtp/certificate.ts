/**
 * The certificate for STARTTLS, read from two PEM files and read again when they change, so that a renewed one is used
 * without a restart. None is ever made up: without files there is no STARTTLS.
 */
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { TendrilError } from '../../../domain/errors.ts';

/** Paths of PEM files. */
export interface CertificateFiles {
  readonly key: string;
  /** With the certificates between it and a known authority, if there are any. */
  readonly cert: string;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateReader {
  /** The certificate when the files are others than before; null: nothing new, or not to be used (see `trouble`). */
  renewed(): Promise<Certificate | null>;
}

/**
 * Reads the files now and again for each `renewed()`.
 * @param trouble Told once of each state of the files that cannot be used, e.g. a new key beside the old certificate.
 * @throws CONFIG_INVALID when what is there now cannot be used
 */
export async function readCertificate(
  files: CertificateFiles,
  trouble: (error: unknown) => void,
): Promise<{ readonly first: Certificate; readonly reader: CertificateReader }> {
  let seen = await stamp(files).catch(() => '');
  const first = await usable(files);
  const renewed = async (): Promise<Certificate | null> => {
    const found = await stamp(files).catch((error: NodeJS.ErrnoException) => `${error.code}`);
    if (found === seen) return null;
    seen = found;
    try {
      return await usable(files);
    } catch (error) {
      trouble(error);
      return null;
    }
  };
  return { first, reader: { renewed } };
}

/** @throws CONFIG_INVALID when a file cannot be read, or the two do not belong together */
async function usable({ key, cert }: CertificateFiles): Promise<Certificate> {
  try {
    const certificate = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
    createSecureContext(certificate);
    return certificate;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The certificate for incoming mail cannot be used (${cert}, ${key}): ${why}`;
    throw new TendrilError('CONFIG_INVALID', message, { cert, key }, cause);
  }
}

async function stamp({ key, cert }: CertificateFiles): Promise<string> {
  const found = await Promise.all([stat(key, { bigint: true }), stat(cert, { bigint: true })]);
  return found.map(({ ino, mtimeNs, size }) => `${ino}/${mtimeNs}/${size}`).join(' ');
}
