/** `tendril keys`: who may use the HTTP API, and for what. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { keysCreate } from './keys/create.ts';
import { keysList } from './keys/list.ts';
import { keysRevoke } from './keys/revoke.ts';

export const keysCommand = (cli: Cli): Command =>
  group('keys', 'API keys: create, list, revoke', [keysCreate(cli), keysList(cli), keysRevoke(cli)]);
