/**
 * How a relay is reached: `smtp://user:pass@host:port?starttls=…` or `smtps://…`. Every part is read here, so that no
 * word of a URL becomes an option of the library by chance. Errors never repeat the URL: it holds the password.
 */

import { TendrilError } from '../domain/errors.ts';
import { isUrl } from '../domain/web-address.ts';

/** `required`: no mail and no password before the connection is encrypted. `opportunistic`: if the relay offers it. */
export type StartTls = 'required' | 'opportunistic' | 'off';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly auth: { readonly user: string; readonly pass: string } | null;
  /** TLS from the first byte (RFC 8314 §3). */
  readonly secure: boolean;
  /** RFC 3207; means nothing when `secure`. */
  readonly startTls: StartTls;
  /** Whether the relay's certificate must be valid for its host. */
  readonly checkCertificate: boolean;
}

type Choice = Partial<Pick<SmtpServer, 'startTls' | 'checkCertificate'>>;

/** What may stand after the question mark; the last three are the words of nodemailer, which read this before. */
const words: Readonly<Record<string, Choice>> = {
  'starttls=required': { startTls: 'required' },
  'starttls=opportunistic': { startTls: 'opportunistic' },
  'starttls=off': { startTls: 'off' },
  'certificate=unchecked': { checkCertificate: false },
  'requireTLS=true': { startTls: 'required' },
  'ignoreTLS=true': { startTls: 'off' },
  'tls.rejectUnauthorized=false': { checkCertificate: false },
};

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

/**
 * Reads the URL of a relay. Without a word about STARTTLS it is required where a password would travel over a network.
 * @throws CONFIG_INVALID
 */
export function readSmtpUrl(text: string): SmtpServer {
  if (!/^smtps?:/i.test(text) || !isUrl(text)) throw invalid('it is not like smtp://user:password@host:587');
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.+)\]$/, '$1');
  if (!/^[a-z0-9.:-]+$/i.test(host)) throw invalid('its host is not a host name in ASCII');
  if (!/^\/?$/.test(url.pathname) || url.hash !== '') throw invalid('after host and port only ?starttls=… may follow');
  const auth = url.username === '' ? null : { user: decoded(url.username), pass: decoded(url.password) };
  const secure = url.protocol === 'smtps:';
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    auth,
    secure,
    startTls: auth === null || loopback.test(host) ? 'opportunistic' : 'required',
    checkCertificate: true,
    ...choices(url.searchParams),
  };
}

function choices(parameters: URLSearchParams): Choice {
  let chosen: Choice = {};
  for (const [name, value] of parameters) {
    const choice = words[`${name}=${value}`];
    if (choice === undefined) throw invalid(`the part after its question mark may be ${Object.keys(words).join(', ')}`);
    chosen = { ...chosen, ...choice };
  }
  return chosen;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('a % in user or password is not followed by two hexadecimal digits; write %25 for a % itself');
  }
}

const invalid = (why: string): TendrilError =>
  new TendrilError('CONFIG_INVALID', `The address of an SMTP relay is wrong: ${why}`);
