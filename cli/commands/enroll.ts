/** `tendril enroll`: puts leads into a sequence, named ones or all that fit; and tells how far that is. */
import { type Command, Option } from 'commander';
import { TendrilError } from '../../domain/errors.ts';
import { type Cli, command } from '../command.ts';
import { type FilterOptions, filterOf, withFilterOptions } from '../lead-filter.ts';
import { paceOption } from '../pace.ts';
import { listBatches, showBatch, stopBatch } from './enroll/batches.ts';
import { enrollAll } from './enroll/mass.ts';
import { enrollNamed } from './enroll/named.ts';

interface EnrollOptions extends FilterOptions {
  readonly sequence?: string;
  readonly pace: number;
  readonly wait: boolean;
  readonly list?: boolean;
  readonly show?: string;
  readonly stop?: string;
}

export const enrollCommand = (cli: Cli): Command =>
  withFilterOptions(
    command('enroll', 'put leads into a sequence: named ones, or all that fit', [
      'tendril enroll ann@example.com bob@example.com --sequence energy-guide',
      'tendril enroll --segment large-sites --sequence webinar-follow-up',
      `tendril enroll --when 'lead.country == "DE" && score >= 20' --tag guide --sequence energy-guide --pace 100/s`,
      'tendril enroll --all --sequence newsletter --no-wait',
      'tendril enroll --list',
      'tendril enroll --stop 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
    ])
      .argument('[lead...]', 'addresses or ids')
      .option('-s, --sequence <name>', 'the sequence; its newest version is used'),
  )
    .addOption(paceOption('leads'))
    .option('--no-wait', 'begin it and return; it goes on by itself')
    .addOption(new Option('--list', 'list the mass enrollments').conflicts(['show', 'stop']))
    .addOption(new Option('--show <id>', 'show how far a mass enrollment is').conflicts('stop'))
    .option('--stop <id>', 'enroll no further leads; the ones enrolled stay')
    .action(async (leads: readonly string[], options: EnrollOptions) => {
      if (options.list === true) return listBatches(cli);
      if (options.show !== undefined) return showBatch(cli, options.show);
      if (options.stop !== undefined) return stopBatch(cli, options.stop);
      const { sequence } = options;
      const filter = filterOf(options);
      if (leads.length === 0 && filter === null) {
        throw usage('name leads, or say which: --all, --when, --segment, --source or --tag');
      }
      if (leads.length > 0 && filter !== null) {
        throw usage('leads by name and --all, --when, --segment, --source or --tag cannot stand together');
      }
      if (sequence === undefined) throw usage("required option '-s, --sequence <name>' not specified");
      if (filter === null) return enrollNamed(cli, leads, sequence);
      await enrollAll(cli, sequence, filter, options);
    });

const usage = (message: string): TendrilError => new TendrilError('USAGE', message);
