/**
 * What a failed SMTP attempt means: the server's reply decides, never the library's name for the error. Without a reply
 * the mail has surely not been accepted as long as its body had not begun to leave, and after that nobody knows (RFC 1047).
 */
import type { DeliveryClass } from '../domain/delivery-class.ts';
import { stopRules } from '../domain/sender-stops.ts';
import type { SendResult } from './ports.ts';
import { judge, readReply, type SmtpReply } from './smtp-reply.ts';

/** What nodemailer tells of a failure; `originalCode` is what the system called it. */
export interface SmtpFailure {
  readonly message: string;
  readonly code?: string;
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/** `mayHaveLeft`: bytes of the body may be on their way. */
export function resultOfFailure(failure: SmtpFailure, mayHaveLeft: boolean): SendResult {
  const response = (failure.response ?? failure.message).slice(0, 2000);
  const code = codeOf(failure);
  if (code === null) {
    if (mayHaveLeft) return { kind: 'unknown', response };
    return { kind: 'declined', ...withoutReply(failure), response, code, enhanced: null };
  }
  const { enhanced } = readReply(response);
  return { kind: 'declined', ...judged(failure, { code, enhanced, response }), response, code, enhanced };
}

interface Refused {
  readonly code: number;
  readonly enhanced: string | null;
  readonly response: string;
}

function judged(
  { code: name, command = '' }: SmtpFailure,
  { code, enhanced, response }: Refused,
): ReturnType<typeof judge> {
  if (code >= 500 && command.startsWith('AUTH')) return { class: 'credentials', rule: 'log-in refused' };
  // The connection ended within the reply: it says no, but not yet of what.
  if (code >= 500 && command === 'CONN' && name === 'ECONNECTION') return { class: 'passing', rule: 'half a reply' };
  return judge({ code, enhanced, text: response, about: aboutOf[command] ?? 'connection' });
}

/** By nodemailer's names of commands. */
const aboutOf: Readonly<Record<string, SmtpReply['about']>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'mail',
  DATA: 'mail',
};

/** The code of a refusal. Half a line before the connection ended, or a reply that says yes, is no refusal. */
const codeOf = ({ responseCode = 0 }: SmtpFailure): number | null =>
  responseCode >= 400 && responseCode < 600 ? responseCode : null;

interface Silence {
  readonly name: string;
  readonly class: DeliveryClass;
  readonly code: RegExp;
}

/** By the system's names of errors, since there is nothing else; the first that fits counts. */
const silences: readonly Silence[] = [
  // OpenSSL's and Node's names: it is there, but it does not prove to be who we mean.
  {
    name: stopRules.certificate.name,
    class: 'setup',
    code: /CERT|^UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|^INVALID_(?:CA|PURPOSE)$|^HOSTNAME_MISMATCH$|^PATH_LENGTH_EXCEEDED$/,
  },
  { name: 'log-in without a reply', class: 'credentials', code: /^E(?:NO|O)?AUTH2?$/ },
  { name: 'relay not found', class: 'unreachable', code: /^(?:EDNS|ENOTFOUND|EAI_AGAIN|ENODATA)$/ },
];

function withoutReply({ code = '', originalCode = '' }: SmtpFailure): {
  readonly class: DeliveryClass;
  readonly rule: string;
} {
  const known = silences.find(({ code: names }) => names.test(originalCode) || names.test(code));
  return { class: known?.class ?? 'unreachable', rule: known?.name ?? 'no reply before the mail began to leave' };
}
