/**
 * The log of every process: one JSON object a line on stdout. E-mail addresses, keys and connection strings never get
 * into it; callers pass ids.
 */
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

const redacted = [
  'email',
  'address',
  'recipient',
  'password',
  'apiKey',
  'authorization',
  'token',
  'databaseUrl',
  'smtpUrl',
];

export const createLog = (config: Config, part: string): Logger =>
  pino({
    name: part,
    level: config.logLevel,
    base: { part },
    redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  });
