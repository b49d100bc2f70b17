/** `tendril migrate`: brings the tables to this version; npm start does it by itself. */
import type { Command } from 'commander';
import { type Cli, command } from '../command.ts';

export const migrateCommand = (cli: Cli): Command =>
  command('migrate', 'bring the database to this version', [
    'tendril migrate',
    'DATABASE_URL=postgresql://user:password@host/tendril tendril migrate',
  ]).action(async () => {
    await (await cli.services()).migrate();
    await (cli.screen.json ? cli.screen.record({ upToDate: true }) : cli.screen.line('The database is up to date.'));
  });
